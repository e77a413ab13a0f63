"""What a class receives: the course without its solutions, and without what is somebody's own.

What is packed is listed, so a list of names that lies beside the course stays there; of the listed folders that is left
out which git ignores, also where there is no git. Tests that hold answers to the exercises go with the solutions.
"""

import fnmatch
import io
import re
import zipfile

from . import CALL, exercise_sets

NAME = "off-switch-class.zip"
INSIDE = "off-switch"  # the one folder in the zip
PACKED = (
    ".ci", ".gitattributes", ".gitignore", "CITATION.cff", "CONTRIBUTING.md", "Containerfile", "LICENSE",
    "LICENSE-TEXT", "NOTICE", "README.md", "TEACHING.md", "benchmarks", "course.py", "exercises", "notebooks",
    "pyproject.toml", "requirements", "requirements.txt", "src", "tests",
)  # fmt: skip
LEFT_OUT = ("solutions", "tests/exercises", "tests/grading")


def ignored_patterns(course):
    """Read the patterns of ``.gitignore``, each of which is about a name, wherever it stands."""
    lines = (course / ".gitignore").read_text(encoding="utf-8").split()
    return [line.rstrip("/") for line in lines]


def packed_files(course):
    """Read what a class receives: name, with forward slashes, and content, in order."""
    patterns = ignored_patterns(course)
    found, pending = {}, [course / name for name in PACKED]
    while pending:
        path = pending.pop()
        name = path.relative_to(course).as_posix()
        if name in LEFT_OUT or any(fnmatch.fnmatchcase(path.name, pattern) for pattern in patterns):
            continue
        if path.is_symlink():
            raise SystemExit(f"{name} is a link, which a zip cannot hold everywhere. Put the file itself there.")
        if path.is_dir():
            pending += path.iterdir()
        elif path.exists():
            found[name] = path.read_bytes()
    needs = re.compile(rb"(?m)^\s*(?:from|import) tests\.(?:exercises|grading)\b")
    return {name: content for name, content in sorted(found.items()) if not needs.search(content)}


def refuse_solutions(course, files):
    """Stop if the exercises are not those of the solutions, or if a solution would be given away."""
    from course_utils.grading.release import released_files
    from course_utils.grading.stubs import BEGIN
    from course_utils.grading.tasks import load_set

    released = {}
    for folder in exercise_sets(course):
        try:
            texts = released_files(load_set(folder))
        except ValueError as error:
            raise SystemExit(f"{folder.name} cannot be released: {error}") from None
        released |= {f"exercises/{folder.name}/{name}": text.encode() for name, text in texts.items()}
    given = {name: content for name, content in files.items() if name.startswith("exercises/") and name.count("/") > 1}
    for name in sorted(released.keys() | given.keys()):
        if released.get(name) != given.get(name):
            raise SystemExit(
                f"{name} is not what the solutions give now. Run `{CALL} release`, look at what has changed, then "
                "start again."
            )
    solutions = {path.read_bytes() for path in (course / "solutions").rglob("*") if path.is_file()}
    secret = {content for content in solutions if content.strip()} - set(released.values())
    for name, content in files.items():
        if content in secret or (name.endswith(".ipynb") and BEGIN.encode() in content):
            raise SystemExit(f"{name} holds a solution and would be given to the class. Move it away.")


def pack(files):
    """Make the zip; of the same files always the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{INSIDE}/{name}", (1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Unix, whichever made it
            info.external_attr = (0o100755 if content.startswith(b"#!") else 0o100644) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()
