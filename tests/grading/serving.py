"""A running formgrader on a class that means no good, for the tests of the command and those in a browser."""

import contextlib
import re
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

from course_utils.grading.folder import open_class
from course_utils.grading.gradebook import write_marks
from course_utils.grading.outputs import Output

from . import classes
from .classes import task_mark
from .notebooks import TASKS, solved

# Each would run `evil()` or ask another computer for something, if it were anything but text.
ELSEWHERE = "http://192.0.2.1"
HOSTILE = f"""<script>evil()</script><img src={ELSEWHERE}/a onerror=evil()> <svg onload=evil()></svg>
```
</code></pre></textarea></script></style><script>evil()</script>
``````
~~~
[x](javascript:evil()) <a href="javascript:evil()" id=explain_a_drive>y</a> ![]({ELSEWHERE}/b)
{{{{7*7}}}} {{% raw %}} $$\\href{{javascript:evil()}}{{x}}$$ <details open ontoggle=evil()>
<style>body {{ background: url({ELSEWHERE}/c) }}</style><iframe srcdoc="<script>parent.evil()</script>"></iframe>
<meta http-equiv="refresh" content="0;url={ELSEWHERE}/"><form action={ELSEWHERE}><button>z</button></form>
<base href={ELSEWHERE}/><link rel=stylesheet href={ELSEWHERE}/d><input autofocus onfocus=evil() class=score>"""
NAME = f'"</script><script>evil()</script>, <img src={ELSEWHERE}/e onerror=evil()>'
SERVE = """
import json, pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C, which what is started in the background ignores
from course_utils.commands import formgrader, marking_server
from course_utils.grading.folder import open_class

make = marking_server.marking_server
def made(config):
    server = make(config)
    rules = [rule for part in server.web_app.default_router.rules for rule in part.target.rules]
    print(json.dumps([rule.matcher.regex.pattern for rule in rules]), flush=True)
    return server
marking_server.marking_server = made
formgrader.serve(open_class(pathlib.Path(sys.argv[1])), browser=False)
"""


def hostile_class(path):
    """A class of three: a quiet one, one who means no good, one who has written nothing."""
    folder = open_class(path / "class", make=True)
    first = TASKS.tasks[0]
    shown = Output(3, HOSTILE, HOSTILE + "\x1b[31m", (b"no picture",), f"NameError: {HOSTILE}")
    wrong = {first.name: task_mark(first, "different", first.wrong_turns[0])}
    people = {
        "quiet": ("First Last", classes.marks(essay="Two goals, one means.")),
        "hostile": (NAME, classes.marks(essay=HOSTILE, tasks=wrong, outputs=[shown])),
        "blank": ("Nobody", classes.marks(essay="")),
    }
    marked = []
    for learner, (name, marks) in people.items():
        cells = solved(explain_a_drive=marks.written[0].text, first_move_share=HOSTILE)
        marked.append((classes.hand_in(folder, learner, marks, name=name, cells=cells), marks))
    folder.record([submission for submission, _ in marked], [])
    write_marks(folder, TASKS, marked)
    return folder


def await_connection(address):
    """The address is printed a moment before somebody answers there."""
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection((address.hostname, address.port)):
            return


@contextlib.contextmanager
def serving(folder):
    """Run formgrader; gives its address, what can be asked for, and a list that in the end holds all it said."""
    command = [sys.executable, "-c", SERVE, str(folder.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        routes, said, found = server.stdout.readline(), [], None
        try:
            while not found and (line := server.stdout.readline()):
                found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
            assert found, "formgrader ended without telling an address"
            await_connection(urlsplit(found[0]))
            yield found[0], routes, said
        finally:
            server.send_signal(signal.SIGINT)
            said.append(server.communicate()[0])
