"""Outside: the walls that bubblewrap builds around a warm process, and which of them this machine gives.

Arguments: see `man bwrap`. Inside there are the programs of the machine, this Python with its packages and the package
of the course, all of them read-only; no network, no processes but its own, no home, no environment.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from course_utils.grading.process import FIXED
from course_utils.grading.sandbox.walls import BOX

USER = 60777  # who it is where we are root: a number that no account has
NOBODY = 65534  # the name that an ordinary user has inside
PACKAGE = Path(__file__).resolve().parents[2]


class SandboxError(Exception):
    """There is no sandbox to be had; the sentence says why and what helps."""


def find() -> str:
    """Find bubblewrap.

    Raises
    ------
    SandboxError
        If it is not here.
    """
    if not sys.platform.startswith("linux"):
        raise SandboxError(
            "The notebooks of strangers are run behind bubblewrap, which only Linux has. Grade on Linux, or in the "
            "container that TEACHING.md describes."
        )
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError(
            "bubblewrap (bwrap) is not installed, behind which the notebooks of strangers are run. On Debian or Ubuntu "
            "run `sudo apt install bubblewrap`, on Fedora `sudo dnf install bubblewrap`; then start again."
        )
    return program


def command(hidden: Iterable[Path] = (), *, is_root: bool | None = None) -> list[str]:
    """Give the command that a warm process is started behind; its own command follows.

    Parameters
    ----------
    hidden : iterable of Path
        Folders that must not be seen inside, should they lie in one that must, such as a course below /usr.
    is_root : bool, optional
        Whether root starts it; found out without it.
    """
    is_root = os.getuid() == 0 if is_root is None else is_root
    shown = _shown()
    in_tmp = any(path.is_relative_to("/tmp") for path in shown)
    arguments = [
        find(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--clearenv", "--hostname", "grader", "--cap-drop", "ALL",
        "--ro-bind", "/usr", "/usr",
    ]  # fmt: skip
    for folder in ("bin", "sbin", "lib", "lib32", "lib64"):
        if os.path.islink(f"/{folder}"):
            arguments += ["--symlink", os.readlink(f"/{folder}"), f"/{folder}"]
        elif os.path.isdir(f"/{folder}"):
            arguments += ["--ro-bind", f"/{folder}", f"/{folder}"]
    arguments += ["--perms", "0755", "--dir", "/etc"]
    for path in ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives"):
        arguments += ["--ro-bind-try", path, path]
    arguments += ["--proc", "/proc", "--perms", "0755", "--tmpfs", "/dev", "--dir", "/dev/shm"]
    for device in ("null", "random", "urandom"):  # with /dev/zero one takes memory that is not counted
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    # For what is imported, such as matplotlib's list of fonts; each fork gets a folder of its own in this place.
    arguments += ["--size", str(8 << 20), "--perms", "1777", "--tmpfs", BOX]
    arguments += ["--perms", "0755", "--dir", "/tmp"] if in_tmp else ["--symlink", f"{BOX}/tmp", "/tmp"]
    parents = {parent for path in shown for parent in path.parents if not _is_there(parent)}
    for parent in sorted(parents):  # bubblewrap would make them for root alone
        arguments += ["--perms", "0755", "--dir", str(parent)]
    for path in shown:
        if not path.is_relative_to("/usr"):
            arguments += ["--ro-bind", str(path), str(path)]
    for path in hidden:
        if path.is_dir() and any(path.is_relative_to(other) for other in [Path("/usr"), *shown]):
            arguments += ["--perms", "0000", "--tmpfs", str(path), "--remount-ro", str(path)]
    for name, value in _environment().items():
        arguments += ["--setenv", name, value]
    arguments += ["--chdir", BOX, "--remount-ro", "/dev", "--remount-ro", "/"]
    if is_root:  # inside, root would still be root: become nobody instead
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            arguments += ["--cap-add", capability]
        arguments += [
            "--", "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs",
            "--inh-caps=-all", "--bounding-set=-all",
        ]  # fmt: skip
    else:
        arguments += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--"]
    return arguments


def _shown() -> list[Path]:
    """Give the folders that Python needs: itself, what it was made from, and the package; outer ones first."""
    wanted = {Path(sys.prefix), Path(sys.prefix).resolve(), Path(os.path.realpath(sys.base_prefix)), PACKAGE}
    return sorted(path for path in wanted if not any(path.is_relative_to(other) for other in wanted - {path}))


def _is_there(folder: Path) -> bool:
    return folder in (Path("/"), Path("/tmp")) or folder.is_relative_to("/usr")


def _environment() -> dict[str, str]:
    return FIXED | {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": BOX,
        "TMPDIR": f"{BOX}/tmp",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": f"{BOX}/matplotlib",
        "IPYTHONDIR": f"{BOX}/ipython",
        "COURSE_PROGRESS": f"{BOX}/progress.sqlite3",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
