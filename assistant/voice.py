"""The voice shell: microphone to reply."""
