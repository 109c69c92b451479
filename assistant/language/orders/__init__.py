"""Orders said otherwise than by "order two bottles of milk", put as the sentence that says it plainly."""
