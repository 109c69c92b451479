"""Shows our devices, their slots and the orders to Home Assistant, and takes its presses."""
