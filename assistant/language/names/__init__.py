"""From what was heard to a name: how words sound, and how well a name explains them."""
