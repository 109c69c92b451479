"""The shop, free of voice, SQL and MQTT: catalog, orders, decisions."""
