"""Remake the lock files of the course, or check that they serve every system.

    python requirements/lock.py                  remake learn.lock, teach.lock, test.lock and evaluation.lock
    python requirements/lock.py --check-wheels   check that no learner ever has to compile anything

Both need uv (``pip install uv``) and the network. A lock holds one version of each package for every supported
system and Python, the same one in every lock, so that the groups share one ``.venv``.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Lock file: the dependency groups of pyproject.toml that it adds to requirements.txt.
LOCKS = {"learn": [], "teach": ["teach"], "test": ["test"], "evaluation": ["evaluation"]}
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
PLATFORMS = {
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux arm64": "aarch64-manylinux_2_28",
    "Windows": "x86_64-pc-windows-msvc",
    "macOS arm64": "aarch64-apple-darwin",
}
# No configuration file of this machine may leave a trace in a lock.
UV = [sys.executable, "-m", "uv", "--no-config", "pip", "compile", "--no-python-downloads"]


def compile_lock(groups, output, *options):
    """Resolve requirements.txt and some dependency groups into one file of pins and hashes."""
    command = [
        *UV, "requirements.txt", *(f"--group={group}" for group in groups),
        "--universal", "--python-version=3.11", "--fork-strategy=fewest", "--generate-hashes", "--quiet",
        "--no-emit-package=off-switch", "--custom-compile-command=python requirements/lock.py",
        f"--output-file={output}", *options,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True)


def remake():
    """Write the locks anew, at the newest versions on which all groups agree."""
    with tempfile.TemporaryDirectory() as folder:
        # Resolved together first: resolved one after another, `learn` may take a version that a later group refuses.
        together = Path(folder, "together.txt")
        compile_lock([group for groups in LOCKS.values() for group in groups], together)
        for name, groups in LOCKS.items():
            lock = ROOT / f"requirements/{name}.lock"
            lock.unlink(missing_ok=True)
            compile_lock(groups, lock.relative_to(ROOT), f"--constraints={together}")
            # uv names the constraints file beside each package it holds for; the reader has no such file.
            lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
            lines = [line for line in lines if str(together) not in line]
            lock.write_text("".join(lines), encoding="utf-8", newline="\n")
            print("wrote", lock.relative_to(ROOT))


def check_wheels(name):
    """Ask the package index for a wheel of every pin of a lock, on every system and Python.

    Returns
    -------
    bool
        True if each has one.
    """
    complete = True
    for system, platform in PLATFORMS.items():
        for python in PYTHONS:
            # Resolving the pins by themselves, with source distributions forbidden, fails where a wheel is missing.
            answer = subprocess.run(
                [*UV, f"requirements/{name}.lock", "--no-deps", "--only-binary=:all:", "--no-header",
                 f"--python-platform={platform}", f"--python-version={python}"],
                cwd=ROOT, capture_output=True, text=True,
            )  # fmt: skip
            pins = sum("==" in line for line in answer.stdout.splitlines())
            print(f"{name}, {system}, Python {python}:", answer.stderr if answer.returncode else f"{pins} wheels")
            complete = complete and answer.returncode == 0
    return complete


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Remake or check the lock files of the course.")
    parser.add_argument("--check-wheels", action="store_true", help="check instead of remaking")
    if parser.parse_args().check_wheels:
        checked = [check_wheels(name) for name in LOCKS]  # all of them, also when the first one fails
        sys.exit(0 if all(checked) else 1)
    remake()
