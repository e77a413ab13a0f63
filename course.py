"""The front door of Off Switch.

    python3 course.py lab     sets everything up (once) and opens the course in JupyterLab
    python3 course.py -h      what else there is

On Windows: py course.py lab. Needs Python 3.11 or newer and nothing else. Everything it installs goes into the folder
.venv beside it, which may be deleted at any time. Your own work lies in my_course.
"""

import os
import signal
import subprocess
import sys

# This file keeps to what Python 3.6 can read, so that an old Python says what is wrong instead of "invalid syntax".
OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = os.path.dirname(os.path.abspath(__file__))


def check_version(version, system=os.name):
    """Refuse a Python that is too old; say so when it is newer than any the course was tried with."""
    if version < OLDEST:
        example = "py -3.13 course.py lab" if system == "nt" else "python3.13 course.py lab"
        raise SystemExit(
            f"This course needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}. Install a newer "
            f"one from https://www.python.org/downloads/ and start again with it, for example: {example}"
        )
    if version > NEWEST:
        print(
            f"This is Python {version[0]}.{version[1]}, newer than the newest this course was tried with "
            f"({NEWEST[0]}.{NEWEST[1]}). If something fails, try again with that one."
        )


def main():
    """Set up what the command needs, then hand over to it."""
    check_version(tuple(sys.version_info[:2]))
    # Neither the command line nor the setting up needs a package, so a mistyped option is told before anything happens.
    sys.path.insert(0, os.path.join(ROOT, "src"))
    from course_utils.__main__ import read_arguments
    from course_utils.commands.environment import clean_environment, prepare

    arguments = read_arguments(sys.argv[1:])
    python = prepare(ROOT, arguments.group)
    process = subprocess.Popen(
        [str(python), "-m", "course_utils"] + sys.argv[1:],  # noqa: RUF005
        env=clean_environment(os.environ),
    )
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # ending this ends what it started
    while True:
        try:
            code = process.wait()
            return code if code >= 0 else 128 - code  # ended by a signal: as a shell would report it
        except KeyboardInterrupt:
            pass  # Ctrl-C has reached the command too: let it put its things away


if __name__ == "__main__":
    sys.exit(main())
