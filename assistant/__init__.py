"""An offline, voice-first assistant in which the product is the store."""
