"""Running a command as an ordinary user, for tests that root runs."""

import os
import sys
from pathlib import Path

from tests.grading.notebooks import ROOT

USER = 1234  # no account has this number, nor needs one


def command():
    """Give the command in front of which a command runs as an ordinary user.

    Python or the course may lie below a folder that only root may enter. In the view of the files that the user gets,
    such a folder is replaced by one that holds nothing else.
    """
    needed = [Path(os.path.realpath(sys.base_prefix)), Path(sys.prefix), ROOT]
    closed = {folder for path in needed for folder in path.parents if not folder.stat().st_mode & 1}
    arguments = ["bwrap", "--dev-bind", "/", "/"]
    for top in sorted(folder for folder in closed if not closed & {*folder.parents}):
        inside = [path for path in needed if path.is_relative_to(top)]
        folders = {folder for path in inside for folder in path.parents if folder.is_relative_to(top) and folder != top}
        arguments += ["--perms", "0755", "--tmpfs", str(top)]
        for folder in sorted(folders):
            arguments += ["--perms", "0755", "--dir", str(folder)]
        for path in inside:
            arguments += ["--bind", str(path), str(path)]
    return [
        *arguments, "--cap-add", "ALL", "--", "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups",
        "--inh-caps=-all", "--bounding-set=-all",
    ]  # fmt: skip
