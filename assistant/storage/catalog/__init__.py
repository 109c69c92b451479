"""What is sold and by whom: the shop's file, the household's market over it, names, feeds."""
