"""``course.py release``: make of the solved exercise sets what learners receive."""

from . import ROOT, exercise_sets


def run(arguments):
    """Carry out ``course.py release``."""
    from course_utils.grading.release import release

    for folder in exercise_sets(ROOT, arguments.number):
        try:
            release(folder, ROOT / "exercises")
        except ValueError as error:
            raise SystemExit(f"{folder.name} was not released: {error}") from None
        except OSError as error:
            raise SystemExit(
                f"{folder.name} was not released: {error.filename or 'exercises'} could not be written "
                f"({error.strerror or error}); exercises/ must be a folder that may be written to."
            ) from None
        print("released", folder.name)
