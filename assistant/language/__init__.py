"""From text to meaning and back: sentences, matching, names, replies."""
