"""Worlds: drawn as text, or small enough to be written down as arrows."""
