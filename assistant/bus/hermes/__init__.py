"""The Hermes protocol of Rhasspy and Snips: its messages and its sessions."""
