"""Several things said in one breath, cut into one sentence for each."""
