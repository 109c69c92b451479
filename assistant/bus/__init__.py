"""The wire: topics, codec, MQTT client, broker."""
