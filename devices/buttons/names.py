"""The ids that the bridge of the buttons has on the wire."""

BRIDGE_ID = "buttons"
"""Its own device id, and the id of its counts."""
KIND = "button"
"""The kind of the devices that it speaks for."""
