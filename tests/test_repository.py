"""The repository as a whole: style, walls, locks, and that it speaks of no particular machine."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"learn": [], "teach": ["teach"], "test": ["test"], "evaluation": ["evaluation"]}


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)


def test_ruff_has_nothing_to_say():
    ours = ["course.py", "src", "tests", "benchmarks", "requirements", "notebooks", "solutions", "exercises"]
    answer = run("ruff", "check", *(name for name in ours if (ROOT / name).exists()))
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_walls_between_the_rooms_stand():
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


def test_importing_the_package_imports_nothing():
    tree = ast.parse((ROOT / "src/course_utils/__init__.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("module", ["course_utils.__main__", "course_utils.commands.environment"])
def test_the_command_line_needs_no_package(module):
    # -I -S: without site-packages, as the base Python sees it at the first start.
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import {module}"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def pins(group):
    text = (ROOT / "requirements" / f"{group}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", text))


def in_group(name):
    """The requirements of a dependency group and of those it includes."""
    for entry in SETTINGS["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from in_group(entry["include-group"])


def required(groups):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith(("#", "-e"))]
    listed += [line for name in groups for line in in_group(name)]
    return [Requirement(line) for line in listed]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_lock_holds_what_is_required_at_an_allowed_version(lock):
    held = pins(lock)
    assert len(held) > 50
    for requirement in required(LOCKS[lock]):
        version = held.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in {lock}.lock: python requirements/lock.py"
        assert requirement.specifier.contains(version), f"{lock}.lock has {requirement.name} {version}"


def test_the_locks_agree_with_each_other():
    for lock in LOCKS:
        assert pins("learn").items() <= pins(lock).items()
    assert pins("teach").items() <= pins("test").items()


def test_each_pin_has_a_hash():
    for lock in LOCKS:
        text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
        blocks = re.split(r"(?m)^(?=[a-z0-9-]+==)", text)[1:]
        assert len(blocks) == len(pins(lock))
        assert [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def our_files():
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("this copy of the course came without git, so it is not known which files are its own")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_folder_of_somebodys_machine():
    machine = re.compile("/(?:home/[a-z]|Users/[A-Za-z]|root/|work/|tmp/)")
    found = []
    for path in our_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in machine.finditer(text)]
    assert found == []


def test_the_locks_name_no_index():
    for lock in LOCKS:
        assert "://" not in (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
