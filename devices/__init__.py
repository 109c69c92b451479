"""Simulated devices: processes of their own that know only the wire."""
