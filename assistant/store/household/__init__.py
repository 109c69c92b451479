"""What is known of the household: what it bought, has, wants, may, and when something runs out."""
