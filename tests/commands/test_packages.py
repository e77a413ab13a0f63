"""Installing: the progress line, the diagnosis of a failure, and a real pip that fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.commands import environment, packages

LOCK = """\
anyio==4.16.0 \\
    --hash=sha256:00
jupyterlab-widgets==3.0.17 \\
    --hash=sha256:00
appnope==1.0.0 ; sys_platform == 'darwin' \\
    --hash=sha256:00
"""


def test_progress_before_the_first_package():
    assert packages.progress(LOCK, "", []) == "Fetching 3 packages"


def test_progress_counts_what_pip_has_seen_and_leaves_out_other_systems():
    log = "Ignoring appnope: markers\nCollecting anyio==4.16.0 (from -r x)\n  Downloading anyio-4.16.0.whl (1 kB)\n"
    assert packages.progress(LOCK, log, []) == "Fetching 1 of 2: anyio"
    log += "Requirement already satisfied: jupyterlab-widgets==3.0.17 in x\n"
    assert packages.progress(LOCK, log, []) == "Fetching 2 of 2: jupyterlab-widgets"


def test_progress_while_installing_counts_the_pins_that_are_there():
    log = "Ignoring appnope: markers\nInstalling collected packages: anyio, jupyterlab-widgets\n"
    present = ["pip-25.0.dist-info", "JupyterLab_Widgets-3.0.17.dist-info", "anyio-4.15.0.dist-info", "anyio"]
    assert packages.progress(LOCK, log, present) == "Installing 1 of 2"


@pytest.mark.parametrize(
    ("log", "part"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "disk is full"),
        ("NewConnectionError('<x>: Failed to establish a new connection: [Errno -2] Name or service not known')\n"
         "ERROR: No matching distribution found for anyio==4.16.0", "Check the network"),
        ("ProxyError('Unable to connect to proxy')", "Check the network"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "damaged or altered"),
        ("ERROR: [WinError 5] Access is denied: 'zmq.pyd'", "open in another window"),
        ("ERROR: No matching distribution found for scipy==1.17.1", "no ready-made scipy==1.17.1"),
    ],
)  # fmt: skip
def test_a_known_failure_becomes_a_sentence_with_a_cure(log, part):
    assert part in packages.diagnose(log)


def test_an_unknown_failure_is_not_guessed_at():
    assert packages.diagnose("ERROR: something else") is None


@pytest.fixture
def root(tmp_path):
    (tmp_path / "src" / "course_utils").mkdir(parents=True)
    (tmp_path / "src" / "course_utils" / "__init__.py").touch()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "learn.lock").write_text(LOCK, encoding="utf-8")
    return tmp_path


def test_without_any_index_the_real_pip_says_what_is_missing_and_changes_nothing(root, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(SystemExit, match=r"no ready-made anyio==4\.16\.0"):
        environment.prepare(root, "learn")
    assert not packages.has_begun_to_install(root / ".venv")
    assert environment.site_packages(root / ".venv")


def test_with_an_unreachable_index_the_network_is_named(root, monkeypatch):
    # Nothing listens on port 9 of this computer; no request leaves it.
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "1")
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match="Check the network connection"):
        environment.prepare(root, "learn")


def test_without_ensurepip_the_pip_of_the_base_python_serves(root, monkeypatch):
    venv, env = root / ".venv", environment.clean_environment(os.environ)
    venv.mkdir()
    environment.make_venv(venv)
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    command = packages.pip_command(environment.venv_python(venv), env)
    assert command[:4] == [sys.executable, "-m", "pip", "--python"]
    answer = subprocess.run([*command, "list"], env=env, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_without_ensurepip_and_without_pip_the_package_to_install_is_named(root, monkeypatch):
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(packages.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.\d+-venv"):
        packages.pip_command(Path("python"), {})
