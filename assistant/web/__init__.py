"""The sellers' door: offers by MQTT and HTTP, and the way an order takes, told by its seller."""
