"""Turns presses of the buttons that people own into requests of the slots they stand for."""
