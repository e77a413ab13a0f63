"""``course.py formgrader``: what can be asked of its server, and what cannot."""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
from tests.grading import classes
from tests.grading.notebooks import TASKS, solved
from tests.grading.serving import hostile_class, serving

from course_utils.commands import formgrader
from course_utils.grading.folder import open_class

SET = TASKS.folder.name
# All of it: what every server of Jupyter has, the pages of marking by hand, what they fetch and save, and the door.
ROUTES = r"""
(.*)$
/(favicon\.ico)$
/(robots\.txt)$
/(robots\.txt|favicon\.ico)$
/.*/$
/?$
/api$
/formgrader/api/assignments$
/formgrader/api/comment/([^/]+)$
/formgrader/api/comments$
/formgrader/api/grade/([^/]+)$
/formgrader/api/grades$
/formgrader/api/notebooks/([^/]+)$
/formgrader/api/submitted_notebooks/([^/]+)/([^/]+)$
/formgrader/gradebook/([^/]+)/([^/]+)/?$
/formgrader/gradebook/([^/]+)/?$
/formgrader/gradebook/?$
/formgrader/static/(.*)$
/formgrader/submissions/(?P<submission_id>[^/]+)/(?P<action>next_incorrect|prev_incorrect|next|prev)/?$
/formgrader/submissions/([^/]+)/?$
/login$
/logout$
/metrics$
/static/(.*)$
"""
# What nbgrader and Jupyter would run, read, write or send on request.
ELSEWHERE = [
    ("POST", f"/formgrader/api/submission/{SET}/hostile/autograde"),
    ("POST", f"/formgrader/api/assignment/{SET}/assign"),
    ("POST", f"/formgrader/api/assignment/{SET}/release"),
    ("POST", f"/formgrader/api/assignment/{SET}/collect"),
    ("POST", f"/formgrader/api/assignment/{SET}/generate_feedback"),
    ("PUT", f"/formgrader/api/assignment/{SET}"),
    ("PUT", "/formgrader/api/student/quiet"),
    ("POST", "/formgrader/api/submitted_notebook/x/flag"),
    ("GET", "/formgrader/?path=/"),
    ("GET", "/formgrader/manage_assignments"),
    ("GET", "/api/contents"),
    ("POST", "/api/kernels"),
    ("POST", "/api/terminals"),
    ("POST", "/api/sessions"),
    ("POST", "/api/shutdown"),
    ("GET", "/files/gradebook.db"),
    ("GET", "/view/gradebook.db"),
    ("GET", "/nbconvert/html/class.json"),
    ("GET", "/lab"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = hostile_class(tmp_path_factory.mktemp("a class é"))
    # nbgrader would run this file.
    (folder.path / "nbgrader_config.py").write_text("import pathlib; pathlib.Path(__file__).with_name('ran').touch()")
    with serving(folder) as (address, routes, said):
        yield folder, urllib.parse.urlsplit(address), json.loads(routes), said
    assert "course.py feedback" in said[0]
    assert "--to canvas" in said[0]


def ask(address, method, path, token=True, **headers):
    """Status, headers and text of an answer."""
    headers = headers | ({"Authorization": f"token {address.query.removeprefix('token=')}"} if token else {})
    url = f"http://{address.netloc}{urllib.parse.quote(path, safe='/?=&%')}"
    request = urllib.request.Request(url, method=method, headers=headers, data=b"{}" if method != "GET" else None)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, ""


def test_nothing_but_marking_by_hand_can_be_asked_for(served):
    _, address, routes, _ = served
    assert sorted(routes) == ROUTES.split()
    assert ask(address, "GET", "/formgrader/api/assignments")[0] == 200


@pytest.mark.parametrize(("method", "path"), ELSEWHERE)
def test_what_runs_reads_or_sends_is_not_there(served, method, path):
    _, address, _, _ = served
    assert ask(address, method, path)[0] == 404


def test_without_the_token_there_is_only_the_door(served):
    _, address, _, _ = served
    for path in (address.path, "/formgrader/api/grades?submission_id=x"):
        _, _, text = ask(address, "GET", path, token=False)
        assert "password or token" in text.lower()
    assert ask(address, "PUT", "/formgrader/api/grade/x", token=False)[0] == 403


def test_it_is_not_reached_under_another_name(served):
    _, address, _, _ = served
    assert ask(address, "GET", address.path, Host="rebound.example")[0] == 403


def test_no_settings_of_anybody_are_run(served):
    folder, address, _, _ = served
    assert ask(address, "GET", "/formgrader/api/assignments")[0] == 200
    assert not (folder.path / "ran").exists()


def test_what_stands_in_an_address_is_no_part_of_the_page(served):
    _, address, _, _ = served
    status, _, text = ask(address, "GET", '/formgrader/gradebook/";evil()%3C%2Fscript%3E%3Cscript%3Eevil()')
    assert status == 200
    assert '";evil()' not in text
    assert "<script>evil" not in text


def test_all_sets_are_listed_with_their_submissions(served):
    _, address, _, _ = served
    (found,) = json.loads(ask(address, "GET", "/formgrader/api/assignments")[2])
    assert (found["name"], found["num_submissions"], found["max_score"]) == (SET, 3, 17)


def test_before_anything_is_marked_the_command_says_what_to_do(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    with pytest.raises(SystemExit, match=r"Nothing has been marked yet\. Begin with `.*course\.py grade"):
        formgrader.run(type("Arguments", (), {"folder": str(folder.path), "port": None, "no_browser": True}))
    assert sorted(path.name for path in folder.path.iterdir()) == ["class.json"]


@pytest.mark.parametrize("again", [[], ["b"], ["b", "c"]])
def test_it_says_how_many_are_not_marked_or_were_handed_in_again(tmp_path, monkeypatch, capsys, again):
    folder = open_class(tmp_path / "class", make=True)
    folder.gradebook.touch()
    kept = {learner: classes.hand_in(folder, learner, classes.marks()) for learner in "ab"}
    kept |= {learner: classes.hand_in(folder, learner, cells=solved()[:1]) for learner in again}
    folder.record(list(kept.values()), [])
    monkeypatch.setattr(formgrader, "serve", lambda *given: None)
    formgrader.run(type("Arguments", (), {"folder": str(folder.path), "port": None, "no_browser": True}))
    said = capsys.readouterr().out
    number = {0: "", 1: "1 submission is not marked yet", 2: "2 submissions are not marked yet"}[len(again)]
    assert said.startswith(number)
    assert ("course.py grade" in said) == bool(again)
