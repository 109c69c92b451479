"""From sound to text and back: microphone, wake word, end of speech, recognisers, voice."""
