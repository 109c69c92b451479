"""The sentence templates: read from their files, checked, laid into one automaton, sampled."""
