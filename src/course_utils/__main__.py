"""The command line, reached through ``course.py``. Reading it needs the standard library only."""

import argparse
import re
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

from course_utils.commands import CALL


def port(text):
    """Read the number of a port."""
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number between 1 and 65535")
    return int(text)


def number(text):
    """Read the number of a lesson or an exercise set: two digits, of which a leading 0 may be left out."""
    if not re.fullmatch("[0-9]{1,2}", text):
        raise argparse.ArgumentTypeError(f"{text} is no number: give the two digits the name begins with, such as 01")
    return text.zfill(2)


def task(text):
    """Read the id of a task, such as 01.first_move_share; the leading 0 may be left out."""
    found = re.fullmatch("([0-9]{1,2})[.]([a-z][a-z0-9_]*)", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text} is no task: write the set, a dot and its name, 01.first_move_share")
    return f"{found[1].zfill(2)}.{found[2]}"


def class_folder(text):
    """Look at the folder of a class before anything is installed for it."""
    path = Path(text).expanduser()
    if not path.is_dir():
        what = "is a file; `collect` it first" if path.exists() else "is not there"
        raise argparse.ArgumentTypeError(f"{text} {what}: give the folder of a class, filled by `collect --to DIR`")
    return text


def read_arguments(arguments):
    """Read the command line, or show the help and leave.

    Returns
    -------
    argparse.Namespace
        ``command``, its options, and ``group``, the packages it needs (see requirements/).
    """
    parser = argparse.ArgumentParser(
        prog=CALL, description="Off Switch: an interactive course on instrumental convergence and AI alignment.",
    )  # fmt: skip
    whole_words = partial(argparse.ArgumentParser, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=whole_words)

    lab = commands.add_parser("lab", help="open the course in JupyterLab (the first time it is set up)")
    lab.add_argument("--no-browser", action="store_true", help="only print the address to open")
    lab.add_argument("--port", type=port, metavar="N", help="listen on this port; without it the next free one is used")
    lab.add_argument(
        "--with", dest="group", choices=["evaluation"], default="learn",
        help="also install what the lessons on evaluations need",
    )  # fmt: skip

    test = commands.add_parser("test", help="check that everything works here")
    which = test.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="also drive a browser (needs Chromium)")
    which.add_argument("--full", action="store_true", help="everything, also what is slow")
    test.set_defaults(group="test")

    build = commands.add_parser("build", help="for authors: run the lessons and store their outputs")
    build.add_argument("number", type=number, nargs="?", metavar="NN", help="one lesson, such as 03; without it all")
    build.set_defaults(group="learn")

    mark = commands.add_parser("mark", help="mark your answers to an exercise set, and write a page of feedback")
    mark.add_argument("number", type=number, metavar="NN", help="the set, for example 01")
    mark.set_defaults(group="learn")

    release = commands.add_parser("release", help="for authors: make what learners receive of the solved exercises")
    release.add_argument("number", type=number, nargs="?", metavar="NN", help="one set, such as 01; without it all")
    release.add_argument(
        "--zip", nargs="?", const="off-switch-class.zip", metavar="FILE",
        help="pack what a class receives: the course without its solutions",
    )  # fmt: skip
    release.set_defaults(group="learn")

    collect = commands.add_parser("collect", help="for teachers: take in what a class handed in")
    collect.add_argument("source", metavar="FROM", help="a folder, a zip or a tar, such as a learning platform gives")
    collect.add_argument("--to", required=True, metavar="DIR", help="the folder of the class, outside of the course")
    collect.add_argument("--roster", metavar="CSV", help="a list with a column `late`, which then says who is late")
    collect.set_defaults(group="teach")

    grade = commands.add_parser("grade", help="for teachers: mark what a class handed in")
    grade.add_argument("--resume", action="store_true", help="leave out what is marked already")
    grade.add_argument("--learner", metavar="WHO", help="mark one learner anew: an id, a name or the platform's number")
    grade.add_argument("--task", type=task, metavar="NN.NAME", help="mark one task anew, such as 01.first_move_share")
    grade.add_argument(
        "--seed", type=int, metavar="N", help="of the random cases; without it, it is drawn once a class"
    )
    grade.add_argument("--without-sandbox", action="store_true", help="run the notebooks without any protection")

    formgrader = commands.add_parser("formgrader", help="for teachers: mark the written answers of a class")
    formgrader.add_argument("--no-browser", action="store_true", help="only print the address to open")
    formgrader.add_argument("--port", type=port, metavar="N", help="listen on this port; without it the next free one")

    feedback = commands.add_parser("feedback", help="for teachers: write a page of feedback for each learner")
    feedback.add_argument("--learner", metavar="WHO", help="the pages of one learner: an id, a name, a number")

    report = commands.add_parser("report", help="for teachers: the class at a glance, as a page and as data")

    export = commands.add_parser("export", help="for teachers: the points of a class for a learning platform")
    export.add_argument("--to", required=True, choices=["canvas", "moodle", "csv"], help="who is to read it")
    export.add_argument("--set", type=number, metavar="NN", help="the set, where there are several")
    export.add_argument("--roster", metavar="CSV", help="the gradebook of Canvas or the grading worksheet of Moodle")
    export.add_argument("--column", metavar="NAME", help="the assignment in Canvas, or the column of points in Moodle")
    export.add_argument("--output", metavar="FILE", help="where to write it; without it into the folder of the class")

    for command in (grade, formgrader, feedback, report, export):
        command.add_argument(
            "folder", type=class_folder, metavar="DIR", help="the folder of the class, filled by `collect`"
        )
        command.set_defaults(group="teach")

    found, unknown = parser.parse_known_args(arguments)
    if unknown:  # answered by the command, whose usage shows what it does know
        commands.choices.get(found.command, parser).error(f"unrecognized arguments: {' '.join(unknown)}")
    if found.command is None:
        parser.print_help()
        parser.exit()
    return found


def main(arguments=None):
    """Run one command in this process."""
    found = read_arguments(arguments)
    try:
        return import_module(f"course_utils.commands.{found.command}").run(found)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
