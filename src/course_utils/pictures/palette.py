"""The colours of every picture: those of Okabe and Ito (2008), which all kinds of colour vision tell apart.

Meaning is never carried by colour alone: each colour comes with a line style, a marker or a hatch, or with a word.
"""

INK, QUIET, FAINT, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
BLUE, VERMILION, GREEN, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9"
TINT = "#dcecf7"  # of BLUE, as a ground for text
PREDICTION = "#9b3d74"  # the reddish purple of the palette, darkened for text; nothing but what the learner predicted
WALL = "#5b5b5b"
SHADES = "cividis"  # ordered by lightness, so that it reads without colour
CONTROL_HATCH = "///"

# Colour, line style and marker of the first curve, the second, ...
CURVES = (
    (BLUE, "-", "o"),
    (VERMILION, "--", "s"),
    (GREEN, "-.", "^"),
    (ORANGE, ":", "D"),
    (INK, (0, (5, 1, 1, 1, 1, 1)), "v"),
    (SKY, (0, (1, 1)), "P"),
)
