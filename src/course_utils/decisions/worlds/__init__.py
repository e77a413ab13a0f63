"""Worlds: drawn as text (`drawing`; `drawn`, in one alphabet), as arrows (`small`), published (`safety_gridworlds`)."""

from course_utils.decisions.worlds import drawing, drawn, safety_gridworlds, slip, small

__all__ = ["drawing", "drawn", "safety_gridworlds", "slip", "small"]
