"""Figures that follow the hand: numbers from the package, drawn in the browser."""
