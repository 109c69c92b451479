"""The order service shell: MQTT to command, event to status."""
