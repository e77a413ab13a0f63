"""Pictures with a text alternative composed from what they show."""

from course_utils.pictures.grid import draw_grid
from course_utils.pictures.picture import Picture

__all__ = ["Picture", "draw_grid"]
