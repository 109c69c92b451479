"""What was said before, and what to do about it."""
