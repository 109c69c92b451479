"""What words say whatever sentence they stand in: numbers, units, sizes, traits, and how they are written."""
