"""Thousands of simulated appliances in one process, over a few connections."""
