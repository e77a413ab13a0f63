"""The mathematics the course stands on: worlds, goals, and what is best for a goal in a world."""
