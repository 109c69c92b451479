"""What is kept: the catalog, the order store, the notebook, what was learnt of baskets."""
