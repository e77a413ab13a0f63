"""Installing a group of packages from its lock with pip, and saying how far it is. Standard library only."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time

# Group: roughly how many MB it takes to download and on the disk (Linux x86-64).
SIZES = {"learn": (125, 580), "teach": (150, 650), "test": (225, 870), "evaluation": (190, 760)}
DISK_FULL = "The disk is full. Make room, then start again; what has been downloaded is kept."
SIGNS = {
    r"No space left|Errno 28\b|not enough space": DISK_FULL,
    r"CERTIFICATE_VERIFY_FAILED": "The package index was not reached, because this network shows a certificate that "
    "Python does not trust. Try another network, or ask whoever runs this one for the certificate file and set the "
    "environment variable PIP_CERT to its path.",
    r"NewConnectionError|Failed to establish|ConnectTimeout|ReadTimeout|ProxyError|getaddrinfo|name resolution|"
    r"Connection ?(?:reset|aborted|broken)": "The package index was not reached. Check the network connection (or the "
    "proxy), then start again; what has been downloaded is kept.",
    r"DO NOT MATCH THE HASHES": "A download is not the file that the course was tried with: it was damaged or altered "
    "on its way. Start again; if that does not help, try another network.",
    r"PermissionError|Access is denied|WinError (?:5|32)\b": "A file in .venv could not be changed, most likely "
    "because the course is open in another window. Close it there, then start again.",
}
INSTALLING = "Installing collected packages"


def lock_file(root, group):
    """Where the exact versions of a group are written down."""
    return root / "requirements" / f"{group}.lock"


def read_log(venv):
    """Read what pip said in its last run."""
    log = venv / "off-switch.log"
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def has_begun_to_install(venv):
    """Whether the last run of pip got beyond fetching, and so has changed ``.venv``."""
    return INSTALLING in read_log(venv)


def pip_command(python, env):
    """Give ``.venv`` its pip, or find one that can install into it (Debian and Ubuntu may leave ensurepip out)."""

    def works(command):
        return subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).returncode == 0

    own, base = [python, "-m", "pip"], [sys.executable, "-m", "pip", "--python", python]
    if works([*own, "--version"]):
        return own
    if importlib.util.find_spec("ensurepip") and works([python, "-m", "ensurepip"]):
        return own
    if works([*base, "--version"]):
        return base
    raise SystemExit(
        "This Python comes without the part that installs packages. On Debian or Ubuntu run "
        f"`sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv`, elsewhere install Python from "
        "https://www.python.org/downloads/; then start again."
    )


def normal(name):
    """Spell a package's name in the one way that all its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock):
    """Read the packages that the text of a lock names, each as name-version."""
    return {f"{normal(name)}-{version}" for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", lock)}


def progress(lock, log, present):
    """Say in one line how far an installation is.

    Parameters
    ----------
    lock, log : str
        The text of the lock file, and of pip's log so far.
    present : list of str
        Names of the entries of ``.venv``'s package folder.
    """
    wanted = pins(lock)
    total = len(wanted) - len(re.findall(r"(?m)^Ignoring ", log))
    if INSTALLING not in log:
        seen = re.findall(r"(?m)^(?:Collecting |Requirement already satisfied: )([\w.-]+)", log)
        return f"Fetching {len(seen)} of {total}: {seen[-1]}" if seen else f"Fetching {total} packages"
    found = (re.fullmatch(r"(.+)-([^-]+)\.dist-info", entry) for entry in present)
    done = wanted & {f"{normal(match[1])}-{match[2]}" for match in found if match}
    return f"Installing {len(done)} of {total}"


def diagnose(log):
    """Say in one sentence why pip failed, judging by its log; None if it shows no known sign."""
    for sign, sentence in SIGNS.items():
        if re.search(sign, log, re.IGNORECASE):
            return sentence
    if missing := re.search(r"No matching distribution found for (\S+)", log):
        return (
            f"The package index in use offers no ready-made {missing[1]} for Python {sys.version_info[0]}."
            f"{sys.version_info[1]} on this system. Use a 64-bit Python 3.11 to 3.14 from "
            "https://www.python.org/downloads/."
        )
    return None


def follow(process, describe):
    """Show how far an installation is until it ends: a line that changes or, in a file, a line now and then."""
    terminal, shown, last = sys.stdout.isatty(), "", time.monotonic()
    while process.poll() is None:
        time.sleep(0.2)
        text = describe()
        if terminal and text != shown:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + text[:width].ljust(width), end="", flush=True)
            shown = text
        elif text != shown and time.monotonic() - last > 10:
            print(text, flush=True)
            shown, last = text, time.monotonic()
    if terminal:
        print()


def install(root, group, python, folder, env):
    """Install a group from its lock.

    Returns
    -------
    str or None
        None if all is well, else a sentence that says what failed and what helps.
    """
    venv, lock = root / ".venv", lock_file(root, group)
    text = lock.read_text(encoding="utf-8")
    download, disk = SIZES[group]
    print(
        f"Installing {len(pins(text))} packages: at most {download} MB to download, {disk} MB on the disk.", flush=True
    )
    command = [
        *pip_command(python, env), "install", "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--progress-bar=off", "--no-warn-script-location", "--requirement", lock,
    ]  # fmt: skip
    with (venv / "off-switch.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env=env | {"PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            follow(process, lambda: progress(text, read_log(venv), os.listdir(folder)))
        except BaseException:
            process.kill()
            process.wait()
            raise
    if process.returncode == 0:
        return None
    said = read_log(venv)
    last = "\n".join(said.splitlines()[-8:])
    return diagnose(said) or f"Installing failed. All that pip said is in {venv / 'off-switch.log'}; its end:\n{last}"
