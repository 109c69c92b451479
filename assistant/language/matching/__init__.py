"""From a text to its meaning: each way of understanding, from the surest to the least sure."""
