"""Few and good choices, by the taste of the household; and whether to ask before buying."""
