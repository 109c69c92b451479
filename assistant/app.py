"""The only module that knows the concrete classes."""
