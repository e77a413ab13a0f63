"""Attacks on the machine: time, memory, processes, files, output. Whatever they take, only they have to do without."""

from .attack import FULL, Attack, before, right

PROBABILITY_LOST = (4, 0, 3, 3)


def cell(name, about, source):
    """A cell that may or may not come to its end; the answers stand in others."""
    return Attack(name, about, before(source), FULL)


def function(name, about, body, top=""):
    source = f"{top}\ndef battery_probability(near, behind):\n{body}"
    return Attack(name, about, right(battery_probability=source), PROBABILITY_LOST)


TIME = [
    cell("endless cell", "a cell without an end", "while True: pass"),
    cell("endless program", "a cell that waits for a program without an end", "import os; os.system('sleep 1000')"),
    cell("deaf cell", "a cell that hears no signal", """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    try: [0] * 1000
    except BaseException: pass
"""),
    cell("stopped", "a process that stops itself", """
import os, signal, subprocess, sys
os.kill(os.getpid(), signal.SIGSTOP)
subprocess.run([sys.executable, "-S", "-c", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"])
"""),
    cell("in C", "a computation that Python cannot interrupt", "x = 7 ** (10 ** 9)"),
    cell("a regular expression", "a search that takes for ever", "import re; re.match('(a*)*b', 'a' * 40)"),
    function("endless function", "a call without an end", "    while True: print('more')"),
    function("endless for some", "a call without an end for a single case", """
    while near == 100: pass
    return behind
"""),
    function("deadlock", "a call that waits for a lock", """
    lock = threading.Lock()
    lock.acquire(); lock.acquire()
""", "import threading"),
    function("endless object", "an answer whose attributes and text never end", "    return Endless()", """
class Endless:
    def __getattr__(self, name):
        while True: pass
    __repr__ = __str__ = __len__ = __iter__ = lambda self: self.x
"""),
    function("endless error", "an error whose text never ends", "    raise Endless", """
class Endless(Exception):
    def __str__(self):
        while True: pass
"""),
    function("endless generator", "an answer that can be counted for ever", "    return iter(int, 1)"),
    function("end of Python", "a call that ends Python", "    os._exit(0)", "import os"),
    function("crash", "a call that reads where nothing is", "    ctypes.string_at(8)", "import ctypes"),
    function("abort", "a call that aborts", "    os.abort()", "import os"),
    function("exit", "a call that raises SystemExit", "    sys.exit(0)", "import sys"),
    function("interrupt", "a call that raises what nobody catches", "    raise KeyboardInterrupt"),
    function("stack", "a recursion deeper than the stack", "    return f(0)", """
import sys
sys.setrecursionlimit(10**9)
def f(n): return max([n], key=f) if n else f(n + 1) + f([n])
class Deep:
    def __repr__(self): return repr(self)
    def __eq__(self, other): return other == self
f = lambda n: repr(Deep())
"""),
]  # fmt: skip

SPACE = [
    cell("memory", "more memory than there is", "x = bytearray(10**11)"),
    cell("memory, touched", "memory piece by piece, until there is no more", """
kept = []
try:
    while True: kept.append(bytearray(b"x" * (50 << 20)))
except MemoryError: kept.clear()
"""),
    cell("memory of many", "processes that take memory together", """
import os, time
for _ in range(12):
    if os.fork() == 0:
        kept = [bytearray(b"x" * (20 << 20)) for _ in range(20)]
        time.sleep(60)
time.sleep(60)
"""),
    cell("shared memory", "memory that is shared, let go of and not given back", """
import ctypes, mmap
libc = ctypes.CDLL(None)
for _ in range(20):
    try: area = mmap.mmap(-1, 100 << 20)
    except OSError: break
    print("FOUND memory that is not counted")
for name, size in (("memfd_create", 0), ("memfd_secret", 0)):
    if hasattr(libc, name) and libc[name](b"x", size) != -1: print("FOUND", name)
for path in ("/dev/zero", "/dev/mem"):
    try: open(path, "r+b"); print("FOUND", path)
    except OSError: pass
"""),
    cell("disk", "files until the disk is full", """
import os
try:
    for n in range(1000):
        with open(f"big{n % 9}-{n}", "wb") as file: file.write(bytes(30 << 20))
except OSError as error: print(error)
try:
    with open("/dev/shm/big", "wb") as file:
        while True: file.write(bytes(1 << 20))
except OSError as error: print(error)
room = os.statvfs(".")
if room.f_blocks * room.f_frsize > 200 << 20: print("FOUND", room)
"""),
    cell("inodes", "empty files and folders in folders", """
import os
for folder in (".", "/tmp", "/dev/shm"):
    try:
        for n in range(100_000): open(f"{folder}/{n}", "w").close()
        print("FOUND room for so many files in", folder)
    except OSError: pass
try:
    for n in range(100_000): os.mkdir("d"); os.chdir("d")
except OSError: pass
"""),
    cell("one large file", "a file that holds nothing and is huge", """
import os
with open("hole", "wb") as file:
    try: file.truncate(1 << 40); print("FOUND", os.path.getsize("hole"))
    except OSError: pass
"""),
    cell("processes", "processes that start processes", """
import os, time
begun = 0
try:
    while True:
        if os.fork() == 0: time.sleep(60)
        begun += 1
        if begun > 100: print("FOUND no limit on processes"); break
except OSError: pass
"""),
    cell("fork bomb", "every process starts two", """
import os
while True:
    try: os.fork()
    except OSError: pass
"""),
    cell("threads", "threads that start threads", """
import threading, time
begun = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); begun += 1
        if begun > 100: print("FOUND no limit on threads"); break
except RuntimeError: pass
"""),
    cell("many descriptors", "open files, sockets and pipes until there are no more", """
import os, socket
kept = []
try:
    while True:
        kept += socket.socketpair()
        kept[-1].setblocking(False)
        try:
            while True: kept[-1].send(bytes(1 << 16))
        except BlockingIOError: pass
        if len(kept) > 2000: print("FOUND no limit on descriptors"); break
except OSError: kept.clear()
try:
    while True: os.pipe()
except OSError: os.closerange(4, 1024)
"""),
]  # fmt: skip

OUTPUT = [
    cell("much output", "a long text, printed and as a value", "print('x' * 50_000_000)\n'y' * 50_000_000"),
    cell("endless output", "printing for ever, into every descriptor", """
import os, sys
for _ in range(300): os.write(1, bytes(1 << 20)); os.write(2, bytes(1 << 20))
while True: print("more" * 1000)
"""),
    cell("pipe flooded", "lines without an end into the pipe", """
import os
while True: os.write(3, b"x" * (1 << 16))
"""),
    cell("warnings", "warnings and log lines by the thousand", """
import logging, sys, warnings
for n in range(20_000): warnings.warn(f"{n}"); logging.error("%s", n); sys.stderr.write("x" * 100)
"""),
    cell("pictures", "a hundred pictures, one of them huge", """
import matplotlib.pyplot as plt
for n in range(60): plt.figure(figsize=(1, 1))
plt.figure(figsize=(20_000, 20_000))
"""),
    cell("huge pictures", "pictures of ten thousand dots a side", """
import matplotlib.pyplot as plt
plt.figure(figsize=(300, 300)); plt.plot([1, 2])
"""),
    function("huge answer", "an answer of hundreds of megabytes", "    return 'x' * 300_000_000"),
    function("huge list", "an answer of a million lists", "    return [[n] for n in range(1_000_000)]"),
    function("huge array", "an array of a hundred megabytes", "    return np.zeros((10**7, 1))"),
    function("empty and huge", "an array that holds nothing and has a huge shape", "    return np.zeros((10**9, 0))"),
    function("huge error", "an error with a text of a hundred megabytes", "    raise ValueError('x ' * 50_000_000)"),
    Attack("forged and huge", "forged answers that take much memory when they are read; then nobody is there", right(
        battery_probability="""
import os
def battery_probability(near, behind):
    answer = b'{"status": "given", "text": "", "value": [%s0]}' % (b"[]," * 30_000)
    os.write(3, b'{"answers": [' + b",".join([answer] * 3) + b"]}\\n")
    os._exit(0)
"""), (4, 0, 0, 3)),
]  # fmt: skip

ATTACKS = [*TIME, *SPACE, *OUTPUT]
