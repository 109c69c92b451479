"""Music: the library and the player."""
