r"""The process that runs a learner's notebook and calls what it defines.

It is given the inputs of a case, never what is right, and nothing that the notebook prints or writes into the pipes can
become more than an answer to be compared. What the notebook reads is not restricted: one that loads the files of
`solutions/` itself gets full points. That is fine for marking one's own; whoever marks others starts the process where
those files, and whatever else is not theirs, cannot be reached (`process.Child`).

Who marks starts it with ``python -P -m course_utils.grading.child``, or has it forked from a warm one (`sandbox`), and
trusts nothing in it: a line of JSON goes in, a line of JSON comes out, and values cross as plain data
(`classroom.plain`).

    (started)                                                       {"ready": true}
    {"cell": "print(1)", "number": 1}                               {"error": "", "text": "1\n", "pictures": []}
    {"name": "x", "cases": [null], "write_yourself": []}            {"answers": [{"status": "given", "value": 1, ...}]}
    {"name": "f", "cases": [{"tuple": [2]}, ...], ...}              for each case the fields of a `verdict.Answer`

A request also says how many characters the answer to it may have, as in ``"longest": 200000``.

What a function prints when it is called is dropped, so a case cannot be told by what the notebook showed. What it
shows, asks or checks through the classroom does nothing here.
"""

import ast
import asyncio
import inspect
import json
import linecache
import os
import random
import sys
import types
from typing import TextIO

from IPython.core.inputtransformer2 import TransformerManager

from course_utils import classroom
from course_utils.classroom import plain
from course_utils.classroom.running import collect, described
from course_utils.classroom.verdict import Answer
from course_utils.grading.outputs import Capture, captured, draw_figures

NO_ANSWERS = {"answers": None}  # they are too large, or came to no end together; to be asked for one by one

RUN = ("time", "capture", "prun")  # magics that only measure or catch what a statement does


def private_pipes():
    """Keep the two ends of the conversation for ourselves; input and output of the notebook lead nowhere.

    Returns
    -------
    requests, answers : text files
    """
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    silence()
    return requests, answers


def silence():
    """Let input and output lead nowhere, those of programs too that are started."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def nothing(*arguments, **options):
    """Stand in for what shows something."""


class Shell:
    """Stand in for Jupyter's shell: magics run the code they are given or nothing, as does everything else."""

    def __init__(self, number, namespace):
        self.number, self.namespace = number, namespace

    def __getattr__(self, name):
        return nothing

    def getoutput(self, command):
        """Stand in for `!program`: no lines."""
        return []

    def run_line_magic(self, name, line):
        """Run the rest of a line such as `%time f = 1`; give its value, if it is an expression."""
        return self.run(line, f"<{name} in cell {self.number}>") if name in RUN else None

    def run_cell_magic(self, name, line, cell):
        """Run the rest of a cell such as that of `%%time`."""
        self.run_line_magic(name, cell)

    def run(self, source, name):
        """Run a piece of code as Jupyter does, where `await` may stand outside of a function.

        Returns
        -------
        value
            Of the last line, if it is an expression and no semicolon hides it; else None.
        """
        source = TransformerManager().transform_cell(source)
        linecache.cache[name] = len(source), None, source.splitlines(True), name  # for errors that quote the line
        tree = ast.parse(source)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        self._run(tree, "exec", name)
        return self._run(last, "eval", name) if last else None

    def _run(self, tree, mode, name):
        code = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        value = eval(code, self.namespace)
        return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value


def fresh_namespace():
    """Make the namespace of the notebook, that of a module ``__main__`` as in Jupyter."""
    for name in classroom.__all__:
        setattr(classroom, name, nothing)
    sys.modules["__main__"] = types.ModuleType("__main__")
    namespace = vars(sys.modules["__main__"])
    namespace["display"] = nothing
    return namespace


def run_cell(source, number, namespace):
    """Run a cell; what it raises is an answer, not an end."""
    shell, capture, pictures, error = Shell(number, namespace), Capture(), [], ""
    namespace["get_ipython"] = lambda: shell
    try:
        with captured(capture):
            capture.value(shell.run(source, f"<cell {number}>"))
            pictures = draw_figures()
    except BaseException as raised:  # also SystemExit: a cell that gives up ends nothing but itself
        error = described(raised)
    return {"error": error, "text": capture.text(), "pictures": pictures}


def give(name, cases, write_yourself, namespace):
    """Answer for a variable, or for calls of a function."""
    cases = [plain.decode(case) for case in cases]
    try:
        answers = collect(name, cases, namespace, write_yourself=write_yourself)
    except BaseException as error:  # one that passes by `except Exception`, such as KeyboardInterrupt
        if len(cases) > 1:
            return NO_ANSWERS
        answers = [Answer("raised", text=described(error))]
    return {
        "answers": [
            {"status": answer.status, "value": plain.encode(answer.value, packed=True), "text": str(answer.text)[:1000]}
            for answer in answers
        ]
    }


def seed():
    """Let the generators that a notebook need not seed begin alike, so that marking twice gives the same marks."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def converse(requests: TextIO, answers: TextIO):
    """Answer requests until there are no more."""
    seed()
    namespace = fresh_namespace()
    reply, longest = {"ready": True}, 1000
    while True:
        line = json.dumps(reply)
        if len(line) > longest:
            line = json.dumps(NO_ANSWERS)
        answers.write(line + "\n")
        answers.flush()
        line = requests.readline()
        if not line:
            return
        request = json.loads(line)
        longest = request["longest"]
        if "cell" in request:
            reply = run_cell(request["cell"], request["number"], namespace)
        else:
            reply = give(request["name"], request["cases"], request["write_yourself"], namespace)


if __name__ == "__main__":
    converse(*private_pipes())
