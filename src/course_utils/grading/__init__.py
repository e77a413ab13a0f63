"""What an instructor touches: the source of an exercise set, its release, its marking."""
