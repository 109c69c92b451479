"""One file per domain: an intent becomes a command, a result becomes a reply."""
