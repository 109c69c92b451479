"""What is sold: products, their kinds, shelves, sizes and the codes on them."""
