"""The helper package of Off Switch. Each room is imported by its own name: `course_utils.decisions`, ..."""
