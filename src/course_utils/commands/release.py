"""``course.py release``: make of the solved exercise sets what learners receive; with ``--zip``, a copy for a class."""

from pathlib import Path

from . import ROOT, class_copy, exercise_sets


def release_sets(number):
    """Make the exercises anew, of one set or of all."""
    from course_utils.grading.release import release

    for folder in exercise_sets(ROOT, number):
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


def release_zip(path):
    """Pack the course for a class."""
    from course_utils.files import write

    if path.suffix != ".zip":
        raise SystemExit(f"{path} is no name for a zip. Give one that ends in .zip, or none.")
    try:
        files = class_copy.packed_files(ROOT)
        class_copy.refuse_solutions(ROOT, files)
        packed = class_copy.pack(files)
        write(path, packed)
    except OSError as error:
        raise SystemExit(
            f"The zip was not made: {error.filename or path} could not be read or written ({error.strerror or error})."
        ) from None
    print(f"{path}: {len(files)} files, {len(packed) / 1e6:.1f} MB, without {', '.join(class_copy.LEFT_OUT)}.")


def run(arguments):
    """Carry out ``course.py release``."""
    if arguments.zip is None:
        release_sets(arguments.number)
    elif arguments.number:
        raise SystemExit(f"--zip packs the whole course. Leave out {arguments.number}.")
    else:
        release_zip(Path(arguments.zip).absolute())
