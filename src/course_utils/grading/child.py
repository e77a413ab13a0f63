"""The process that runs a learner's notebook and calls what it defines. It never sees a right answer.

Who marks starts it with ``python -P -m course_utils.grading.child`` and trusts nothing in it: a line of JSON goes in, a
line of JSON comes out, and values cross as plain data (`classroom.plain`).

    (started)                                                       {"ready": true}
    {"cell": "x = 1", "number": 1}                                  {"error": null}, or {"error": "NameError: ..."}
    {"name": "x", "arguments": null, "write_yourself": []}          {"status": "given", "value": 1, "text": ""}
    {"name": "f", "arguments": {"tuple": [2]}, ...}                 the same: the fields of a `verdict.Answer`

What the notebook prints is dropped. What it shows, asks or checks through the classroom does nothing here.
"""

import ast
import json
import linecache
import os
import re
import sys
import types

from course_utils import classroom
from course_utils.classroom import plain
from course_utils.classroom.running import collect
from course_utils.classroom.verdict import Answer

LARGEST = 8_000_000  # characters of an answer's line

RUN_ANYWAY = ("%%time", "%%timeit", "%%capture", "%%prun")
# `%magic`, `!program`, `x = %magic`, `x = !program`, `name?`
SHELL_LINE = re.compile(r"(?m)^([ \t]*)(?:(?:[\w., \t]+=[ \t]*)?[%!].*|[\w. \t]*\?{1,2}[ \t]*|\?.*)$")


def private_pipes():
    """Keep the two ends of the conversation for ourselves; input and output of the notebook lead nowhere.

    Returns
    -------
    requests, answers : text files
    """
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, answers


def nothing(*arguments, **options):
    """Stand in for what shows something."""


def fresh_namespace():
    """Make the namespace of the notebook, that of a module ``__main__`` as in Jupyter."""
    for name in classroom.__all__:
        setattr(classroom, name, nothing)
    sys.modules["__main__"] = types.ModuleType("__main__")
    namespace = vars(sys.modules["__main__"])
    namespace["display"] = nothing
    return namespace


def python_of(source):
    """Take out of a cell what Jupyter understands and Python does not: magics, programs, questions."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        source = rest if first.split()[0] in RUN_ANYWAY else ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):  # only then: a line of Python, too, may begin with %
        return SHELL_LINE.sub(r"\1pass", source)
    return source


def described(error):
    """Say what was raised, in one line."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # the text is made by the learner's class
        text = ""
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__


def run_cell(source, number, namespace):
    """Run a cell; what it raises is an answer, not an end."""
    name, source = f"<cell {number}>", python_of(source)
    linecache.cache[name] = len(source), None, source.splitlines(True), name  # for errors that quote the line
    try:
        exec(compile(source, name, "exec", dont_inherit=True), namespace)
    except BaseException as error:  # also SystemExit: a cell that gives up ends nothing but itself
        return {"error": described(error)}
    return {"error": None}


def give(name, arguments, write_yourself, namespace):
    """Answer for a variable, or for one call of a function."""
    try:
        case = plain.decode(arguments)
        (answer,) = collect(name, [case], namespace, write_yourself=write_yourself)
    except BaseException as error:  # one that passes by `except Exception`
        answer = Answer("raised", text=described(error))
    return {"status": answer.status, "value": plain.encode(answer.value), "text": str(answer.text)[:1000]}


def main():
    """Answer requests until there are no more."""
    requests, answers = private_pipes()
    namespace = fresh_namespace()
    reply = {"ready": True}
    while True:
        line = json.dumps(reply)
        if len(line) > LARGEST:
            line = json.dumps({"status": "not plain", "value": None, "text": "it is too large"})
        answers.write(line + "\n")
        answers.flush()
        line = requests.readline()
        if not line:
            return
        request = json.loads(line)
        if "cell" in request:
            reply = run_cell(request["cell"], request["number"], namespace)
        else:
            reply = give(request["name"], request["arguments"], request["write_yourself"], namespace)


if __name__ == "__main__":
    main()
