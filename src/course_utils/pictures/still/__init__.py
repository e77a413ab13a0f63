"""Figures that matplotlib draws, shown as an image with alternative text."""
