"""``course.py release``: make of the solved exercise sets what learners receive."""

from . import ROOT


def sets(folder, number=None):
    """List the solved sets: all of them, or the one whose name begins with a number."""
    found = sorted(path.parent for path in folder.glob(f"{number or '*'}_*/checks.py"))
    if not found:
        raise SystemExit(
            f"There is no exercise set {number or ''} in solutions/. Give the two digits its name begins with, "
            "for example 01."
        )
    return found


def run(arguments):
    """Carry out ``course.py release``."""
    from course_utils.grading.release import release

    for folder in sets(ROOT / "solutions", arguments.number):
        try:
            release(folder, ROOT / "exercises")
        except ValueError as error:
            raise SystemExit(f"{folder.name} was not released: {error}") from None
        print("released", folder.name)
