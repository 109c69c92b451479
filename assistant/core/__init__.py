"""What everything speaks of: money, quantities, messages, errors, settings. Imports nothing of ours."""
