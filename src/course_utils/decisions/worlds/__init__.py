"""Worlds: drawn as text (`drawing`), written down as arrows (`small`), published (`safety_gridworlds`)."""

from course_utils.decisions.worlds import drawing, safety_gridworlds, slip, small

__all__ = ["drawing", "safety_gridworlds", "slip", "small"]
