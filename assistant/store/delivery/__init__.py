"""When orders come, what a promise is worth, and the life of an order on its way."""
