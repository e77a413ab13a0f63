"""The folder ``.venv``: making it, knowing what state it is in, repairing it. Standard library only.

A small file in it, written before anything else, says that the folder is ours and what is installed. So a half-made
one can be told from somebody else's, a killed installation from a finished one, and an updated lock from the old.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from . import packages

# The user's settings for pip that are kept say where packages come from, never where they go.
KEPT_PIP = {
    "PIP_CACHE_DIR", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_CONFIG_FILE", "PIP_DEFAULT_TIMEOUT", "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_KEYRING_PROVIDER", "PIP_NO_CACHE_DIR", "PIP_NO_INDEX", "PIP_PROXY",
    "PIP_RETRIES", "PIP_TIMEOUT", "PIP_TRUSTED_HOST",
}  # fmt: skip
OWN_FILES = ("off-switch.json", "off-switch.json.new", "off-switch.busy", "off-switch.log")


def clean_environment(environment):
    """Copy the environment without what would lead pip, Python or IPython out of ``.venv``."""
    kept = {
        name: value
        for name, value in environment.items()
        if name in KEPT_PIP or not name.startswith(("PYTHON", "PIP_", "__PYVENV"))
    }
    # PIP_USER=0 also overrules `user = true` in a configuration file; UTF-8 makes Windows read and write as others do.
    return kept | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}


def venv_python(venv):
    """Where a virtual environment keeps its Python."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def site_packages(venv):
    """Ask the Python of ``.venv`` for its package folder; None if it does not start or does not find the course."""
    question = "import course_utils, sysconfig; print(sysconfig.get_path('purelib'))"
    try:
        answer = subprocess.run(
            [venv_python(venv), "-c", question],
            env=clean_environment(os.environ), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
    except OSError:
        return None
    return Path(answer.stdout.strip()) if answer.returncode == 0 else None


def lock_hash(root, group):
    """Hash of a group's lock file, which changes when an update of the course needs other packages."""
    return hashlib.sha256(packages.lock_file(root, group).read_bytes()).hexdigest()


def installed_with(root, group):
    """Groups whose locked packages a group's lock all holds, at the same versions; the group itself is one."""
    pins = {name: packages.pins(packages.lock_file(root, name).read_text(encoding="utf-8")) for name in packages.SIZES}
    return [name for name in packages.SIZES if pins[name] <= pins[group]]


def read_marker(venv):
    """Read what was noted about ``.venv``; stop if the folder is somebody else's.

    Returns
    -------
    dict
        ``made`` (bool), ``installing`` (the group whose installation has begun and not ended, or None) and
        ``installed`` (group: hash of the lock that it was installed from).
    """
    new = {"made": False, "installing": None, "installed": {}}
    if not os.path.lexists(venv) or (venv.is_dir() and not any(venv.iterdir())):
        return new
    if not (venv / "off-switch.json").exists():
        raise SystemExit(
            f"There is already a .venv in {venv.parent} that this course did not make, and it will not touch it. "
            "Rename or delete that .venv, then start again."
        )
    try:
        found = json.loads((venv / "off-switch.json").read_text(encoding="utf-8"))
        return {key: found[key] for key in new}
    except (ValueError, KeyError, TypeError):
        return new


def write_marker(venv, marker):
    """Note the state of ``.venv``, in one step that cannot be left half done."""
    venv.mkdir(exist_ok=True)
    draft = venv / "off-switch.json.new"
    draft.write_text(json.dumps(marker, indent=1), encoding="utf-8")
    os.replace(draft, venv / "off-switch.json")


@contextlib.contextmanager
def alone(venv):
    """Keep a second window from taking the folder that a first one is still filling for a wreck."""
    with (venv / "off-switch.busy").open("a") as handle:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise SystemExit(
                "The course is being set up in another window just now. When that is done, start again."
            ) from None
        except OSError:
            pass  # a network disk that knows no locks: go on without this comfort
        yield


def make_venv(venv):
    """Make the virtual environment anew, still without pip, and let its Python find the course."""
    from venv import EnvBuilder

    for entry in venv.iterdir():
        if entry.name in OWN_FILES:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    EnvBuilder(symlinks=os.name != "nt").create(venv)
    folder = Path(sysconfig.get_path("purelib", "venv", {"base": str(venv)}))
    # A relative path is plain ASCII wherever the course lies, and still right when its folder is moved.
    (folder / "off-switch.pth").write_text(os.path.relpath(venv.parent / "src", folder) + "\n", encoding="ascii")


def look(root, group):
    """Find out what there is to do.

    Returns
    -------
    marker : dict
        See `read_marker`.
    stale : list of str
        The groups to install: the wanted one and those installed before, as far as their locks have changed.
    folder : Path or None
        Where the packages lie; None if ``.venv`` has to be made anew.
    """
    venv = root / ".venv"
    marker = read_marker(venv)
    wanted = [name for name in packages.SIZES if name == group or name in marker["installed"]]
    stale = [name for name in wanted if marker["installed"].get(name) != lock_hash(root, name)]
    # pip fetches everything before it changes anything, so an end while fetching has done no harm.
    broken = marker["installing"] and packages.has_begun_to_install(venv)
    return marker, stale, site_packages(venv) if marker["made"] and not broken else None


def set_up(root, group):
    """Make, repair or bring up to date what `look` finds wanting."""
    venv = root / ".venv"
    marker, stale, folder = look(root, group)
    if folder and not stale:
        return
    write_marker(venv, marker)
    with alone(venv):
        # Looked at again, because another window may have finished the work in between.
        marker, stale, folder = look(root, group)
        if folder is None:
            if marker["made"] or marker["installing"]:
                print("The course's .venv is incomplete or its Python is gone: making it anew. Your work is not in it.")
            else:
                print(f"Setting up the course in {venv}. This is done once.")
            marker = {"made": False, "installing": None, "installed": dict.fromkeys(marker["installed"], "")}
            write_marker(venv, marker)
            make_venv(venv)
            packages.pip_command(venv_python(venv), clean_environment(os.environ))
            marker["made"] = True
            write_marker(venv, marker)
            _, stale, folder = look(root, group)
        for name in stale:
            write_marker(venv, marker | {"installing": name})
            trouble = packages.install(root, name, venv_python(venv), folder, clean_environment(os.environ))
            if trouble and marker["installed"].get(name) and not packages.has_begun_to_install(venv):
                print(f"{trouble}\nUntil then the course goes on with the packages of before its update.")
            elif trouble:
                raise SystemExit(trouble)
            else:
                marker["installed"] |= {other: lock_hash(root, other) for other in installed_with(root, name)}
                write_marker(venv, marker)


def prepare(root, group):
    """Make sure that ``.venv`` is ours, works, and holds a group of packages at its locked versions.

    Returns
    -------
    Path
        The Python to run.
    """
    root = Path(root)
    try:
        set_up(root, group)
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. Start again whenever you like; what has been downloaded is kept.") from None
    except OSError as error:
        raise SystemExit(explain(error, root)) from error
    return venv_python(root / ".venv")


def explain(error, root):
    """Turn a refusal of the file system into a sentence with a cure."""
    if error.errno == errno.ENOSPC:
        return packages.DISK_FULL
    return (
        f"The course could not write to {error.filename or root} ({error.strerror or error}). If it is open in another "
        "window, close it there; if the folder is not yours to write to, copy the course to one that is. "
        "Then start again."
    )
