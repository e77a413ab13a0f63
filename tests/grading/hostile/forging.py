"""Attacks on what is compared: forged answers, values that pose as others, patched judges."""

from .attack import FULL, NONE, Attack, before, right, wrong


def share(body, before=""):
    return f"{before}\ndef first_move_share(rewards, discount, move):\n    {body}"


def probability(body, before=""):
    return f"{before}\ndef battery_probability(near, behind):\n    {body}"


def patched(name, about, source):
    return Attack(name, about, wrong(source), NONE)


PATCHES = [
    patched("json.dumps", "every line of the process says that the answer is right", """
import json
json.dumps = lambda *a, **k: '{"answers": [{"status": "given", "value": true, "text": "right", "points": 13}]}'
"""),
    patched("json.loads", "every request asks for something else", """
import json
json.loads = lambda *a, **k: {"cell": "", "number": 1, "longest": 10**9, "name": "x", "cases": [], "agreed": True}
"""),
    patched("codec", "plain data are written and read otherwise", """
from course_utils.classroom import plain
plain.encode = lambda *a, **k: {"set": ["a", "c", "d", "f", "h", True]}
plain.decode = lambda *a, **k: True
plain.LIMIT = plain.DEEPEST = 10**12
"""),
    patched("protocol", "the loop that answers is replaced", """
from course_utils.grading import child
child.collect = lambda *a, **k: [child.Answer("given", True, "right")] * 100
child.give = lambda *a, **k: {"answers": [{"status": "right", "value": True, "text": ""}] * 50, "points": 13}
"""),
    patched("builtins", "Python's own functions say that all is equal", """
import builtins
builtins.all = lambda *a: True
builtins.abs = builtins.sum = lambda *a: 0
builtins.float = builtins.round = lambda *a: 0.75
"""),
    patched("numpy's comparison", "NumPy says that all is close", """
np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_equal = np.testing.assert_array_equal = lambda *a, **k: None
np.equal = np.not_equal = lambda *a, **k: np.True_
"""),
    patched("the judge", "the course's own judges are replaced in the process", """
from course_utils.classroom import comparing, running, verdict
comparing.agrees = verdict.agrees = lambda *a, **k: True
verdict.judge = lambda *a, **k: verdict.Verdict("right", "", (True,) * 60)
running.collect = lambda name, arguments, *a, **k: [verdict.Answer("given", True)] * len(arguments)
"""),
    patched("the marks", "the marking module is imported and replaced", """
from course_utils.grading import marking, tasks
marking.Part.points = property(lambda part: 100)
marking.mark = tasks.load_set = lambda *a, **k: None
tasks.DRAWS = 0
"""),
    patched("assert", "assertions are dropped by a transformer of the shell", """
import ast
from IPython.core import inputtransformer2
inputtransformer2.TransformerManager.transform_cell = lambda *a: "pass"
ast.parse = compile = None
get_ipython().ast_transformers = get_ipython().input_transformers_cleanup = [lambda *a: ["pass"]]
"""),
    patched("import hook", "whatever is imported from now on is its own", """
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None): print("asked for", name)
    def find_module(self, name, path=None): return self
    def load_module(self, name): return sys.modules.setdefault(name, types.ModuleType(name))
sys.meta_path.insert(0, Finder())
for name in ("json", "numpy", "course_utils.classroom.plain", "course_utils.grading.child"):
    sys.modules[name] = types.ModuleType(name)
"""),
    patched("tracing", "a trace changes what the frames of the process hold", """
import ctypes, sys
def trace(frame, event, argument):
    for name in ("value", "answers", "answer", "reply", "right"):
        if name in frame.f_locals:
            frame.f_locals[name] = True
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return trace
sys.settrace(trace)
sys.setprofile(lambda *a: None)
"""),
    patched("memory written", "bytes are written over a value and over its type", """
import ctypes
lie = 0.1
ctypes.memmove(id(lie) + 16, id(0.7) + 16, 8)
class Lie: pass
poser = Lie()
ctypes.memmove(id(poser) + 8, id(1.5) + 8, 8)
def battery_probability(near, behind): return lie
terminal_or_instrumental = poser
"""),
    patched("the checks' names", "the cells define what the checks are made of", """
def check(*a): return "right"
hint = mark = tell = judge = agrees = check
TASKS, points, tolerance, reference, seed = [], 13, 1e9, check, 0
"""),
    patched("the shell", "the shell is replaced, with an answer to everything", """
class Shell:
    def __getattr__(self, name): return lambda *a, **k: "right"
get_ipython = lambda: Shell()
import IPython
IPython.get_ipython = IPython.core.getipython.get_ipython = get_ipython
"""),
    patched("exit hooks", "something runs when the process ends or a thing is thrown away", """
import atexit, os
def forge(*a):
    os.write(3, b'{"answers": [{"status": "given", "value": true, "text": ""}]}\\n' * 9)
class Late:
    __del__ = forge
atexit.register(forge)
late = Late()
del late
"""),
]  # fmt: skip

PIPE = [
    patched("answers sent beforehand", "forged answers wait in the pipe before anything is asked", """
import os
for line in (b'{"answers": [{"status": "given", "value": true, "text": ""}]}', b'{"points": 13, "verdict": "right"}'):
    os.write(3, (line + b"\\n") * 40)
"""),
    patched("wrong shapes", "lines that are no answers, or nearly", r"""
import json, os
for reply in (
    {}, {"answers": "yes"}, {"answers": {}}, {"answers": [[]]}, {"answers": [None]},
    {"answers": [{"status": ["given"], "value": 1, "text": ""}]}, {"answers": [{"status": "given", "text": 5}]},
    {"answers": [{"status": "right", "value": 1, "text": ""}]}, {"fault": "x"}, {"ready": True},
    {"answers": [{"status": "given", "text": "", "value": {"array": {"of": "float", "shape": [10**12], "data": []}}}]},
    {"answers": [{"status": "given", "text": "", "value": {"packed": {"of": "O", "shape": [1], "data": "AAAAAAAA"}}}]},
    {"error": 5, "text": ["x"], "pictures": {"a": 1}}, {"error": "", "text": "", "pictures": ["iVBORw0KGgo=", 3, None]},
):
    os.write(3, json.dumps(reply).encode() + b"\n")
"""),
    patched("no JSON", "bytes that nobody can read", r"""
import os
os.write(3, b"\xff\xfe\x00" * 50 + b"\n" + b"[]\n7\nnull\n" + b"[" * 9000 + b"\n")
os.write(3, b'{"a":1e999999}\n{"a":' + b"9" * 6000 + b"}\n\n\n")
"""),
    Attack("descriptors as a gift", "open files are sent to whoever reads the answers", before("""
import array, os, socket
end = socket.socket(fileno=os.dup(3))
gifts = [os.open("/dev/null", os.O_RDWR) for _ in range(5)]
end.sendmsg([b" "], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", gifts))])
end.detach()
"""), FULL),
    Attack("pipe closed", "the function closes the pipe", right(first_move_share=share("os.close(3)", "import os")),
           (0, 3, 3, 3)),
    Attack("pipe shut down", "the function shuts the pipe down for the trusted side", right(first_move_share=share(
        "socket.socket(fileno=os.dup(3)).shutdown(2)", "import os, socket")), (0, 3, 3, 3)),
    Attack("another answers", "a process of its own answers while the function waits", right(battery_probability=
        probability("""
    if os.fork() == 0:
        line = json.dumps({"answers": [{"status": "given", "value": 0.75, "text": "", "agreed": True}]})
        os.write(3, line.encode() + b"\\n")
        os._exit(0)
    time.sleep(60)
""", "import json, os, time")), (4, 0, 3, 3)),
]  # fmt: skip

LIAR = """
class Liar:
    __class__ = float
    __eq__ = __lt__ = __le__ = __ge__ = __contains__ = lambda *a: True
    __float__ = __abs__ = __sub__ = __rsub__ = __add__ = lambda *a: 0.0
    __hash__ = __int__ = __index__ = lambda *a: 0
    __array__ = lambda *a, **k: np.array(0.5)
    __reduce__ = lambda self: (__import__("os").system, ("touch hostile-note",))
    tolist = item = lambda *a: 0.5
"""
SUBCLASSES = """
always = lambda *a, **k: True
lies = {name: always for name in ("__eq__", "__lt__", "__le__", "__ge__", "__contains__")} | {
    "__ne__": lambda *a: False, "__hash__": lambda self: 0, "__abs__": lambda self: 0.0,
    "__sub__": lambda *a: 0.0, "__rsub__": lambda *a: 0.0, "__float__": lambda self: 0.5, "__len__": lambda self: 13,
    "__iter__": lambda self: iter(["a", "c", "d", "f", "h"]), "__getitem__": lambda *a: 0.5,
    "items": lambda self: [("off", 0.6)], "keys": lambda self: ["off"], "__class__": property(lambda self: float),
}
def lying(base, *given): return type("Lie", (base,), lies)(*given)
"""
STATES = "states = ['off', 'battery', *(f'A{i}' for i in (1, 2, 3)), *(f'B{i}' for i in range(1, 8))]"
POSERS = [
    Attack("poser", "an object that equals everything and poses as a float", wrong(
        f"{LIAR}\nfirst_move_share = battery_probability = lambda *a: Liar()\n"
        "goal_for_off = terminal_or_instrumental = Liar()"), NONE),
    Attack("subclasses", "floats, lists, sets and dicts of a class that lies", wrong(
        SUBCLASSES + "first_move_share = lambda *a: lying(float, 2.5)\nbattery_probability = lambda *a: lying(int, 3)\n"
        "goal_for_off = lying(dict, {'off': 1})\nterminal_or_instrumental = lying(set, {'x'})"), NONE),
    Attack("lying text and lists", "text and lists of a class that lies", wrong(
        SUBCLASSES + "first_move_share = lambda *a: lying(list, [1, 2])\n"
        "battery_probability = lambda *a: lying(str, 'x')\n"
        "goal_for_off = lying(tuple, [1])\nterminal_or_instrumental = lying(list, ['x'])"), NONE),
    Attack("array of a class", "an array of a class that compares as it likes", wrong(
        "class Lie(np.ndarray):\n    __eq__ = lambda *a: np.True_\n    tolist = item = lambda *a: 0.5\n"
        "    shape = property(lambda self: ())\n    dtype = property(lambda self: np.dtype(float))\n"
        "lie = np.array([2.5]).view(Lie)\nfirst_move_share = battery_probability = lambda *a: lie\n"
        "goal_for_off = terminal_or_instrumental = lie"), NONE),
    Attack("no numbers", "masked, structured, complex and object arrays", wrong(
        "first_move_share = lambda *a: np.ma.masked\nbattery_probability = lambda *a: np.array([object()])\n"
        "goal_for_off = np.zeros(3, [('off', float)])\nterminal_or_instrumental = np.array(['a', 'c'], object)"), NONE),
    Attack("nan", "not a number", wrong(
        "first_move_share = battery_probability = lambda *a: float('nan')\n"
        f"{STATES}\ngoal_for_off = dict.fromkeys(states, float('nan'))\n"
        "terminal_or_instrumental = {float('nan')}"), NONE),
    Attack("infinities", "infinite and minus zero", wrong(
        "first_move_share = lambda *a: float('inf')\nbattery_probability = lambda *a: -0.0\n"
        f"{STATES}\ngoal_for_off = dict.fromkeys(states, float('-inf'))\n"
        "terminal_or_instrumental = {float('inf')}"), NONE),
    Attack("huge integers", "whole numbers that no float can hold", wrong(
        "first_move_share = lambda *a: 10**299\nbattery_probability = lambda *a: 10**4000\n"
        "goal_for_off = {'off': 10**299, 10**299: 1}\nterminal_or_instrumental = {1 << 20000}"), NONE),
    Attack("deep answer", "an answer of lists in lists, or one that holds itself", wrong(
        "deep = ()\nfor _ in range(5000): deep = (deep,)\nown = []; own.append(own)\n"
        "first_move_share = lambda *a: deep\nbattery_probability = lambda *a: own\n"
        "goal_for_off = deep\nterminal_or_instrumental = {deep[0][0]}"), NONE),
    Attack("other answers each time", "right at every second call", right(
        battery_probability=probability(
            "calls.append(1); return behind / (near + behind + 1) if len(calls) % 2 else 2.5", "calls = []")),
           (4, 0, 3, 3)),
    Attack("right at first", "right as often as there are worked examples, then the last answer again", right(
        battery_probability=probability(
            "calls.append(behind / (near + behind + 1)); return calls[min(len(calls), 3) - 1]", "calls = []")),
           (4, 0, 3, 3)),
    Attack("looked up", "a table of the worked examples", right(
        battery_probability=probability(
            "return {(3, 7): 7 / 11, (2, 6): 6 / 9, (5, 2): 2 / 8}.get((near, behind), 0.5)")),
           (4, 0, 3, 3)),
    Attack("good when graded", "right only where no shell and no network is", right(
        battery_probability=probability(
            "return behind / (near + behind + 1) if os.uname().nodename == 'grader' else 2.5", "import os")), FULL),
    Attack("error that poses", "an exception whose class, name and text lie", wrong(
        "class Right(BaseException):\n    __str__ = __repr__ = lambda self: 'right'\n    args = 'given'\n"
        "Right.__name__ = '<b>right</b>'\n"
        "def first_move_share(*a): raise Right\n"
        "def battery_probability(*a): raise type('NotImplementedError', (BaseException,), {})('x')"), NONE),
    Attack("thread that goes on", "a thread of the first task rewrites what the others need", right(
        first_move_share=share("threading.Thread(target=spoil, daemon=True).start(); begun.wait(); return 2.5", """
import threading, time
begun = threading.Event()
def spoil():
    while True:
        globals()["terminal_or_instrumental"] = {"x"}
        begun.set(); print("more"); time.sleep(0.001)
""")), (0, 3, 3, 0)),
]  # fmt: skip

ATTACKS = [*PATCHES, *PIPE, *POSERS]
