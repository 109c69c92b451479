"""Offers of sellers: what they ask, whether that can be believed, and what is left."""
