"""Right answers, each written in another way than one would expect; data for `test_harmless`."""

SHARE, PROBABILITY = "first_move_share", "battery_probability"
GOAL, LETTERS = "goal_for_off", "terminal_or_instrumental"

# How a share can be computed otherwise: bodies of first_move_share(rewards, discount, move).
SHARES = {
    "loops": """
    count = 0
    for row in rewards:
        worth = {"off": row[1], "A1": row[3], "A2": row[4], "A3": row[5]}
        worth["battery"] = (1 - discount) * row[2] + discount * max(row[6:])
        if worth[move] == max(worth.values()):
            count += 1
    return count / len(rewards)""",
    "lists": """
    table = rewards.tolist()
    plans = [[r[1], (1 - discount) * r[2] + discount * max(r[6:]), *r[3:6]] for r in table]
    place = ["off", "battery", "A1", "A2", "A3"].index(move)
    return sum(plan[place] >= max(plan) for plan in plans) / len(plans)""",
    "in place": """
    rewards[:, 2] *= 1 - discount
    rewards[:, 2] += discount * rewards[:, 6:].max(1)
    rewards = rewards[:, 1:6]
    return (rewards[:, ["off", "battery", "A1", "A2", "A3"].index(move)] == rewards.max(1)).mean()""",
    "sorting": """
    plans = np.c_[rewards[:, [1, 3, 4, 5]], (1 - discount) * rewards[:, 2] + discount * np.sort(rewards[:, 6:])[:, -1]]
    best = np.sort(plans, axis=1)[:, -1:]
    return np.count_nonzero((plans == best)[:, ["off", "A1", "A2", "A3", "battery"].index(move)]) / plans.shape[0]""",
    "a mask of a bool": """
    b = (1 - discount) * rewards[:, 2] + discount * np.maximum.reduce(rewards[:, 6:], axis=1)
    plans = dict(off=rewards[:, 1], battery=b, A1=rewards[:, 3], A2=rewards[:, 4], A3=rewards[:, 5])
    others = np.stack([plan for name, plan in plans.items() if name != move])
    return np.mean(np.all(plans[move] >= others, axis=0))""",
    "match": """
    battery = (1 - discount) * rewards[:, 2] + discount * rewards[:, 6:].max(axis=1)
    top = np.maximum(rewards[:, [1, 3, 4, 5]].max(axis=1), battery)
    match move:
        case "battery": mine = battery
        case "off": mine = rewards[:, 1]
        case room: mine = rewards[:, 2 + int(room[1])]
    return (mine == top).mean()""",
    "world": """
    columns = {name: rewards[:, world.state(name)] for name in ("off", "A1", "A2", "A3")}
    rooms = [world.state(f"B{i}") for i in range(1, 8)]
    columns["battery"] = (1 - discount) * rewards[:, world.state("battery")] + discount * rewards[:, rooms].max(1)
    return np.average(columns[move] == np.vstack([*columns.values()]).max(0))""",
    "clutter": """
    import warnings, logging
    warnings.warn("careful"); logging.warning("careful"); print("rewards", rewards.shape, flush=True)
    import matplotlib.pyplot as plt
    plt.hist(rewards[:, 1]); plt.show()
    display(rewards); np.log(np.zeros(1))
    return lists_of(rewards, discount, move)
def lists_of(rewards, discount, move):
    plans = [[r[1], (1 - discount) * r[2] + discount * max(r[6:]), *r[3:6]] for r in rewards.tolist()]
    return sum(p[["off", "battery", "A1", "A2", "A3"].index(move)] >= max(p) for p in plans) / len(plans)""",
}  # fmt: skip

# Ways to write the same number.
NUMBERS = {
    "float": "behind / (near + behind + 1)",
    "NumPy scalar": "np.float64(behind) / (near + behind + 1)",
    "longdouble": "np.longdouble(behind) / (near + behind + 1)",
    "array without axes": "np.array(behind / (near + behind + 1))",
    "Fraction": "Fraction(behind, near + behind + 1)",
    "Decimal": "Decimal(behind) / Decimal(near + behind + 1)",
    "mean of a bool array": "np.mean(np.arange(near + behind + 1) < behind)",
    "a sum of many": "sum(1 / (near + behind + 1) for _ in range(behind))",
    "math.fsum": "math.fsum([1 / (near + behind + 1)] * behind)",
    "one minus": "1 - (near + 1) / (near + behind + 1)",
    "logarithms": "math.exp(math.log(behind) - math.log(near + behind + 1))",
    "np.divide": "np.divide(behind, near + behind + 1)",
    "rounded to 12 digits": "round(behind / (near + behind + 1), 12)",
    "statistics": "statistics.fmean([True] * behind + [False] * (near + 1))",
    "walrus": "behind / total if (total := near + behind + 1) else 0",
    "from text": "float(f'{behind / (near + behind + 1):.15f}')",
    "a class of its own": "type('Share', (float,), {'__repr__': lambda self: 'a share'})(behind / (near + behind + 1))",
    "a polynomial": "np.polyval([behind, 0], 1) / np.polyval([1, near + behind], 1)",
    "linear algebra": "np.linalg.solve([[near + behind + 1.0]], [behind])[0]",
    "two-dimensional item": "np.array([[behind]])[0, 0] / np.sum([near, behind, 1])",
}  # fmt: skip

# Ways to make a function, with `near` and `behind`.
FUNCTIONS = {
    "lambda": "battery_probability = lambda near, behind: behind / (near + behind + 1)",
    "partial": """
import functools
def of(extra, near, behind): return behind / (near + behind + extra)
battery_probability = functools.partial(of, 1)""",
    "a class with __call__": """
class Share:
    def __call__(self, near, behind): return behind / (near + behind + 1)
battery_probability = Share()""",
    "a method": """
class Share:
    def of(self, near, behind): return behind / (near + behind + 1)
battery_probability = Share().of""",
    "a static method": """
class Share:
    @staticmethod
    def of(near, behind): return behind / (near + behind + 1)
battery_probability = Share.of""",
    "functools.cache": """
@functools.cache
def battery_probability(near, behind): return behind / (near + behind + 1)""",
    "lru_cache and wraps": """
def shouted(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        print("called", args)
        return function(*args, **kwargs)
    return inner
@shouted
@functools.lru_cache(maxsize=2)
def battery_probability(near, behind): return behind / (near + behind + 1)""",
    "np.vectorize": """
@np.vectorize
def battery_probability(near, behind): return behind / (near + behind + 1)""",
    "other names": "def battery_probability(n, m):\n    return m / (n + m + 1)",
    "only by position": "def battery_probability(near, behind, /):\n    return behind / (near + behind + 1)",
    "defaults": "def battery_probability(near=3, behind=7, *, extra=1):\n    return behind / (near + behind + extra)",
    "*args": "def battery_probability(*rooms):\n    return rooms[1] / (sum(rooms) + 1)",
    "hints": "def battery_probability(near: int, behind: int) -> float:\n    return behind / (near + behind + 1)",
    "hints that do not exist": "from __future__ import annotations\n"
    "def battery_probability(near: Rooms, behind: Rooms) -> Share:\n    return behind / (near + behind + 1)",
    "generics": "from typing import TypeVar\nT = TypeVar('T')\n"
    "def battery_probability(near: T, behind: T) -> 'float | np.floating':\n    return behind / (near + behind + 1)",
    "recursion": """
def count(n): return 0 if n == 0 else 1 + count(n - 1)
def battery_probability(near, behind): return count(behind) / (count(near) + count(behind) + 1)""",
    "a helper below": """
def battery_probability(near, behind): return behind / places(near, behind)
def places(near, behind): return near + behind + 1""",
    "async inside": """
import asyncio
async def share(near, behind):
    await asyncio.sleep(0)
    return behind / (near + behind + 1)
def battery_probability(near, behind): return asyncio.run(share(near, behind))""",
    "threads": """
from concurrent.futures import ThreadPoolExecutor
def battery_probability(near, behind):
    with ThreadPoolExecutor(2) as pool: return sum(pool.map(lambda _: 1 / (near + behind + 1), range(behind)))""",
    "a generator inside": """
def each(near, behind):
    for _ in range(behind): yield 1 / (near + behind + 1)
def battery_probability(near, behind): return sum(each(near, behind))""",
    "Greek and accents": """
def anteil(näher, dahinter): return dahinter / (näher + dahinter + 1)
β = anteil
def battery_probability(near, behind):
    γ_größe = β(near, behind)
    return γ_größe""",
    "a docstring and comments": '''
def battery_probability(near, behind):
    """Σ over rooms — “quoted”, \\N{GREEK SMALL LETTER GAMMA}, 🙂."""
    # 1. ... 2. ...
    return behind / (near + behind + 1)  # ✓''',
    "global state": """
calls = 0
def battery_probability(near, behind):
    global calls
    calls += 1
    return behind / (near + behind + 1)""",
    "a table that grows": """
known = {}
def battery_probability(near, behind):
    if (near, behind) not in known: known[near, behind] = behind / (near + behind + 1)
    return known[near, behind]""",
    "try and finally": """
def battery_probability(near, behind):
    try: return behind / (near + behind + 1)
    except ZeroDivisionError: return 0
    finally: print("done")""",
    "assertions": """
def battery_probability(near, behind):
    assert isinstance(near, int) and near >= 1, "rooms are counted"
    assert type(behind) is int
    return behind / (near + behind + 1)""",
    "a simulation set aside": """
def simulated(n=1000):
    rng = np.random.default_rng(7)
    return (rng.random((n, 11)).argmax(axis=1) > 3).mean()
print(simulated())
def battery_probability(near, behind): return behind / (near + behind + 1)""",
    "warnings as errors": """
import warnings
warnings.simplefilter("error"); np.seterr(all="raise"); np.set_printoptions(precision=2)
def battery_probability(near, behind): return behind / (near + behind + 1)""",
    "exec": "exec('def battery_probability(near, behind):\\n    return behind / (near + behind + 1)')",
    "tabs": "def battery_probability(near, behind):\n\ttotal = near + behind + 1\n\treturn behind / total",
    "ends of lines of Windows": "def battery_probability(near, behind):\r\n    return behind / (near + behind + 1)\r\n",
    "written twice": "def battery_probability(near, behind):\n    return 0.5\n\n"
    "def battery_probability(near, behind):\n    return behind / (near + behind + 1)",
    "input and exit guarded": """
def battery_probability(near, behind): return behind / (near + behind + 1)
if __name__ != "__main__": raise SystemExit""",
}  # fmt: skip

ROOMS = "A1=.2, A2=.2, A3=.2, " + ", ".join(f"B{i}=.8" for i in range(1, 8))
GOALS = {
    "dict": f"goal_for_off = dict(start=0, off=.6, battery=0, {ROOMS})",
    "without the start": f"goal_for_off = dict(off=.6, battery=0, {ROOMS})",
    "NumPy scalars": f"goal_for_off = {{k: np.float64(v) for k, v in dict(off=.6, battery=0, {ROOMS}).items()}}",
    "float32": f"goal_for_off = {{k: np.float32(v) for k, v in dict(off=.6, battery=0, {ROOMS}).items()}}",
    "arrays without axes": f"goal_for_off = {{k: np.array(v) for k, v in dict(off=.6, battery=0, {ROOMS}).items()}}",
    "OrderedDict": f"import collections\ngoal_for_off = collections.OrderedDict(dict(off=.6, battery=0, {ROOMS}))",
    "defaultdict": f"import collections\ngoal_for_off = collections.defaultdict(float, off=.6, battery=0, {ROOMS})",
    "NumPy's text as keys": f"goal_for_off = {{np.str_(k): v for k, v in dict(off=.6, battery=0, {ROOMS}).items()}}",
    "zip": "goal_for_off = dict(zip(world.states, [0, .6, 0, .2, .2, .2] + [.8] * 7))",
    "Fractions": f"goal_for_off = {{k: Fraction(v) for k, v in dict(off=.6, battery=0, {ROOMS}).items()}}",
    "filled by a loop": "goal_for_off = {}\nfor s in world.states: goal_for_off[s] = .8 if s[0] == 'B' else .2\n"
    "goal_for_off.update(off=.6, battery=.0)",
}  # fmt: skip
SETS = {
    "set": "terminal_or_instrumental = {'a', 'c', 'd', 'f', 'h'}",
    "frozenset": "terminal_or_instrumental = frozenset('acdfh')",
    "list": "terminal_or_instrumental = ['h', 'f', 'd', 'c', 'a']",
    "capitals": "terminal_or_instrumental = set('ACDFH')",
    "a capital among small letters": "terminal_or_instrumental = ['A', 'c', 'a', 'd', 'F', 'h']",
    "tuple": "terminal_or_instrumental = 'a', 'c', 'd', 'f', 'h'",
    "twice the same": "terminal_or_instrumental = list('acdfhha')",
    "array of text": "terminal_or_instrumental = np.array(list('acdfh'))",
    "sorted": "terminal_or_instrumental = sorted(set('hfdca'))",
    "set of NumPy's text": "terminal_or_instrumental = set(np.array(list('acdfh')))",
    "difference": "terminal_or_instrumental = set('abcdefgh') - {'b', 'e', 'g'}",
    "a class of its own": "class Letters(set): pass\nterminal_or_instrumental = Letters('acdfh')",
    "an enumeration": "import enum\nclass L(str, enum.Enum): a = 'a'; c = 'c'; d = 'd'; f = 'f'; h = 'h'\n"
    "terminal_or_instrumental = set(L)",
}  # fmt: skip

# Cells before the answers.
FIRST = {
    "magics": "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n%load_ext autoreload\n%autoreload 2",
    "programs": "!pip install numpy\nfiles = !ls\n%pip install scipy\n%conda list",
    "timing": "%time x = 1\n%timeit x\n%prun x",
    "a cell for a shell": "%%bash\necho hello",
    "a cell of text": "%%markdown\n# Title",
    "help": "np.mean?\nworld?\nhelp(len)",
    "seeds": "import random\nrandom.seed(3); np.random.seed(3); rng = np.random.default_rng(3)",
    "an error": "1 / 0",
    "a syntax error": "if True",
    "an unknown name": "undefined_name",
    "a missing package": "import no_package_of_this_name",
    "exit": "import sys; sys.exit()",
    "quit": "quit()",
    "a figure": "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 2)\naxes[0, 0].plot([1, 2], label='γ')",
    "a style": "import matplotlib.pyplot as plt\nplt.style.use('ggplot'); plt.rcParams['figure.dpi'] = 200; plt.xkcd()",
    "widgets": "import ipywidgets as w\nw.interact(lambda x: x, x=(0, 5))\nw.IntSlider()",
    "much output": "for n in range(30_000): print(n)",
    "warnings": "import warnings\nfor n in range(50): warnings.warn('old')",
    "logging": "import logging\nlogging.basicConfig(level=logging.DEBUG, force=True); logging.info('x')",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "a file": "open('notes.txt', 'w').write('x'); print(open('notes.txt').read())",
    "another folder": "import os\nos.makedirs('sub', exist_ok=True); os.chdir('sub')",
    "names of Python's": "list, sum, max, type, str, print = [], 0, 1, 'x', 'y', print\ndel list, sum, max, type, str",
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()",
    "a decorated display": "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))",
    "recursion limit": "import sys\nsys.setrecursionlimit(5000)",
    "sympy's and pandas' habit": "try:\n    import pandas as pd\nexcept ImportError:\n    pd = None",
    "empty": "",
    "only a comment": "# nothing yet",
    "check and hint": "from course_utils.classroom import check, hint\ncheck('01.goal_for_off'); hint('x')",
}  # fmt: skip

# Cells after the answers.
LAST = {
    "del": "del world, np",
    "an endless generator": "import itertools\nnumbers = itertools.count()",
    "assertions": "assert battery_probability(3, 7) == 7 / 11\nassert isinstance(goal_for_off, dict)",
    "a value": "battery_probability(3, 7)",
    "memory": "big = np.ones((4000, 4000)); big.sum()",
    "global settings": "np.seterr(all='ignore'); import decimal; decimal.getcontext().prec = 5",
}
