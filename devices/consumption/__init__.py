"""How households use their appliances up: pure and seeded, so that a year repeats itself exactly."""
