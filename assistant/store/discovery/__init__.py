"""What goes with what: learnt of baskets by counting."""
