"""What an English sentence says of a list, in whatever words; `sentences` is where to begin."""
