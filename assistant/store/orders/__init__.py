"""What becomes of a request: pure decisions, and the books that keep them."""
