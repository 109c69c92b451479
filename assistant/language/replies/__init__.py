"""What is said back: templates, and money, numbers, dates and names as they are said aloud."""
