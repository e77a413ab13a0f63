"""The report on a class: its figures, what is left to do, and that nothing of a learner's is more than text."""

import json
import re
import types

import pytest

from course_utils.commands import report as command
from course_utils.grading import standing
from course_utils.grading.folder import Refusal, open_class
from course_utils.grading.marking import Part, mark
from course_utils.grading.outputs import Output
from course_utils.grading.report import class_report, turns_taken
from course_utils.grading.report_page import MOST_LISTED, report_page

from .classes import ESSAY, hand_in, many, marks, task_mark
from .notebooks import TASKS, solved

SHARE, PROBABILITY, GOAL, TERMINAL = TASKS.tasks
HOSTILE = '<script>document.title="ran"</script><img src=x onerror=alert(1)>"\'&\u202e\x1b[2J'


def turn(task, number):
    return task_mark(task, "wrong turn", task.wrong_turns[number])


@pytest.fixture
def by_hand(monkeypatch):
    """Points given by hand: {learner: {id: points or None}}."""
    given = {}
    monkeypatch.setattr(standing, "_by_hand", lambda folder, exercises: given)
    return given


@pytest.fixture
def small(tmp_path):
    """Five learners: all right; two with the same wrong turn; one with nothing right; one not marked."""
    folder = open_class(tmp_path / "class", make=True)
    nothing = {task.name: task_mark(task, "not yet") for task in TASKS.tasks}
    same = {SHARE.name: turn(SHARE, 0), TERMINAL.name: turn(TERMINAL, 1)}
    fails = [Output(1, "import x", "", (), "ModuleNotFoundError: x"), Output(2, "print(1)", "1\n")]
    folder.record(
        [
            hand_in(folder, "a", marks(essay="A text.")),
            hand_in(folder, "b", marks(essay="Another.", tasks=same, outputs=fails), late=True),
            hand_in(folder, "c", marks(tasks=same, outputs=fails), name="Sea"),
            hand_in(folder, "d", marks(tasks=nothing)),
            hand_in(folder, "e"),
        ],
        [Refusal(source="x.docx", reason="It is no notebook.")],
    )
    return folder


def test_the_figures_of_a_small_class(small, by_hand):
    by_hand["a"] = {ESSAY.id: 3.0, TERMINAL.id: 2.5}
    found = command.compose(small, TASKS)
    assert (found.handed_in, found.late, found.not_marked, len(found.refused)) == (5, 1, ["e"], 1)
    assert [(task.full, task.some, task.none) for task in found.tasks] == [(1, 0, 3), (3, 0, 1), (3, 0, 1), (1, 0, 3)]
    share = found.tasks[0]
    assert (share.of, share.mean, share.verdicts) == (4, 1.0, {"wrong turn": 2, "right": 1, "not yet": 1})
    assert [(part.name, part.count) for part in share.parts] == [(name, 1) for name in SHARE.points]
    assert [(one.id, one.count) for one in share.turns] == [(SHARE.wrong_turns[0].id, 2)]
    assert share.turns[0].belief.id == SHARE.wrong_turns[0].misconception
    assert [one.id for one in found.topics] == [SHARE.wrong_turns[0].id, TERMINAL.wrong_turns[1].id]
    (essay,) = found.written
    assert (essay.to_mark, essay.empty, essay.marked, essay.mean) == (["b"], ["c", "d"], 1, 3.0)
    assert (found.of, found.mean, found.quartiles) == (13, 6.25, [4.5, 6, 7.75])
    assert {bar.low: bar.count for bar in found.bars if bar.count} == {0: 1, 6: 2, 13: 1}
    assert [(one.line, one.error, one.count) for one in found.failed_cells] == [
        ("import x", "ModuleNotFoundError: x", 2)
    ]
    a, b, d, e = (found.learners[name] for name in "abde")
    assert (a.total, b.total, d.total, e.total) == (15.5, None, 0, None)
    assert (a.points[TERMINAL.id], b.points[ESSAY.id], d.points[ESSAY.id], e.points) == (2.5, None, 0, {})
    assert b.turns == {SHARE.id: [SHARE.wrong_turns[0].id], TERMINAL.id: [TERMINAL.wrong_turns[1].id]}


def test_a_notebook_handed_in_anew_is_not_marked(small):
    submissions = small.submissions()
    again = hand_in(small, "a", cells=solved(explain_a_drive="New."))
    small.record([again, *submissions[1:]], [])
    assert command.compose(small, TASKS).not_marked == ["a", "e"]


def test_marks_that_cannot_be_read_are_not_there(small):
    small.marks(small.submissions()[0]).write_bytes(b"{")
    assert command.compose(small, TASKS).not_marked == ["a", "e"]


def test_points_by_hand_come_from_the_gradebook(small):
    from nbgrader.api import Gradebook

    from course_utils.grading.gradebook import write_marks

    stand = {one.submission.learner: one for one in standing.standings(small, TASKS)}
    write_marks(small, TASKS, [(one.submission, one.marks) for one in stand.values() if one.marks])
    assert [one.total for one in standing.standings(small, TASKS)] == [None, None, 6, 0, None]
    with Gradebook(f"sqlite:///{small.gradebook}") as gradebook:
        grade = gradebook.find_grade(ESSAY.name, f"{TASKS.folder.name}_exercises", TASKS.folder.name, "a")
        grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.db.commit()
    assert [one.total for one in standing.standings(small, TASKS)] == [16, None, 6, 0, None]


def test_the_wrong_turn_of_a_property_is_known_by_its_sentence_whatever_its_numbers():
    message = GOAL.wrong_turns[2].message
    changed = message.replace("0.875", "0.5").replace("A1", "A3")
    assert changed != message
    for said, expected in ((message, [GOAL.wrong_turns[2].id]), (changed, [GOAL.wrong_turns[2].id]), ("Else.", [])):
        mark = task_mark(GOAL, "different", types.SimpleNamespace(id="", message=said))
        assert turns_taken(mark) == expected


@pytest.mark.parametrize("points", [[], [0.0], [13.0, 13.0], [0.5, 12.99, 3.0]])
def test_each_learner_stands_under_one_bar(tmp_path, points):
    folder = open_class(tmp_path / "class", make=True)
    for number, value in enumerate(points):
        mark = task_mark(SHARE, "different")
        object.__setattr__(mark, "parts", (Part("worked examples", 1, 1, value - 9),))
        folder.record([*folder.submissions(), hand_in(folder, f"l{number}", marks(tasks={SHARE.name: mark}))], [])
    found = class_report(TASKS, standing.standings(folder, TASKS), title="", headings={})
    assert sum(bar.count for bar in found.bars) == len(points)
    assert [bar.low for bar in found.bars] == list(range(14))
    report_page(found)


def run(folder):
    command.run(types.SimpleNamespace(folder=str(folder.path)))
    page, data = (folder.path / "report" / f"01.{kind}" for kind in ("html", "json"))
    return page.read_text(encoding="utf-8"), json.loads(data.read_bytes())


def test_page_and_data_are_written_and_say_the_same(tmp_path, capsys):
    folder = many(tmp_path / "class", 20)
    page, data = run(folder)
    assert (data["handed_in"], data["not_marked"], len(data["learners"])) == (20, ["learner07"], 20)
    assert "20 handed in, 2 late, 1 not marked" in capsys.readouterr().out
    assert [one["learners"] for one in data["alike"]] == [["learner00", "learner10"]]
    assert "a question to ask, not a verdict" in page
    topic = data["topics"][0]
    assert topic["count"] > 1
    assert topic["belief"]["name"] in page
    assert data["written"][0]["to_mark"][-1] in page
    first = page, data
    assert run(folder) == first


def test_of_many_learners_the_page_names_some_and_the_data_all(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    count = MOST_LISTED + 2
    folder.record([hand_in(folder, f"l{number:03}", marks(essay=f"T {number}")) for number in range(count)], [])
    page, data = run(folder)
    before, _, rest = page.partition("<details><summary>All 42</summary>")
    table, _, after = rest.partition("</details>")
    page = before + after
    assert "and 2 more" in page
    assert f"l{MOST_LISTED - 1:03}" in page
    assert f"l{MOST_LISTED:03}" not in page
    assert table.count("<bdi>l") == count
    assert len(data["written"][0]["to_mark"]) == count


def refusal(learner, file, *, received="2026-02-02", **more):
    return Refusal(source=f"a.zip/{file}", reason="It is no notebook.", learner=learner, received=received, **more)


def test_who_handed_in_what_cannot_be_read_stands_near_the_top(small, capsys):
    small.record(small.submissions(), [
        refusal("canvas-4011", "essay.docx", name="kimkit<b>"),
        refusal("canvas-4011", "broken.ipynb", name="kimkit<b>"),
        refusal("a", "before.docx", received="2025-12-12"), refusal("a", "since.ipynb"),
        Refusal(source="a.zip/other.txt", reason="It is no notebook."),
    ])  # fmt: skip
    page, data = run(small)
    assert [one["source"][6:] for one in data["refused"]] == ["essay.docx", "broken.ipynb", "since.ipynb", "other.txt"]
    top, _, rest = page.partition('<h2 id="tasks">')
    row = top.partition("Handed in, but not to be read</h2>")[2].partition("</section>")[0]
    assert 'kimkit&lt;b&gt;</bdi> <span class="soft">(canvas-4011)</span></th>' in row
    assert 'broken.ipynb</bdi> <span class="soft">and 1 more file</span>' in row
    assert "before.docx" not in page
    assert re.findall(r"(\w+\.\w+)</bdi></th>", rest.partition("Files that were not collected")[2]) == [
        "since.ipynb", "other.txt",
    ]  # fmt: skip


def test_all_tasks_and_learners_are_in_the_tables(small, by_hand, capsys):
    by_hand["a"] = {ESSAY.id: 3.0}
    page, _ = run(small)
    rows = {row.partition("</th>")[0]: re.findall("<td[^>]*>(.*?)</td>", row) for row in page.split("<tr>")}
    essay = next(head for head in rows if "5. Explain a drive" in head)
    assert 'href="#explain_a_drive"' in essay
    assert page.count('id="explain_a_drive"') == 1
    assert rows[essay] == ["3", "0", "1", "0"]
    learner = '<th scope="row"><bdi>{}</bdi>'
    assert rows[learner.format("a")] == ["", "4", "3", "3", "3", "3", "16"]
    assert rows[learner.format("b")] == ["late", "0", "3", "3", "0", "waiting", "waiting"]
    assert rows[learner.format("Sea") + ' <span class="soft">(c)</span>'][-2:] == ["0", "6"]
    assert rows[learner.format("e")] == ["", "–", "–", "–", "–", "–", "not marked"]
    assert "; not begun: 1" in page
    assert "; 1 written answer to mark." in capsys.readouterr().out


def test_what_a_learner_says_is_text_on_the_page(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    outputs = [Output(1, HOSTILE, HOSTILE, (), HOSTILE)]
    people = [
        hand_in(folder, f"l{n}", marks(essay=HOSTILE * 9, outputs=outputs), name=HOSTILE + "n" * 500) for n in "ab"
    ]
    named = refusal("canvas-1", HOSTILE * 9, name=HOSTILE * 9)
    folder.record(people, [Refusal(source=HOSTILE * 9, reason=HOSTILE * 9), named])
    page, data = run(folder)
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()
    assert "\x1b" not in page
    assert "n" * 100 not in page
    assert re.findall(r"\u202e(?![^<]*</bdi>)", page) == []
    assert page.count("<bdi>") == page.count("</bdi>") > 2
    assert data["learners"]["la"]["name"].startswith(HOSTILE[:40])


def test_a_folder_without_submissions_gets_an_answer(tmp_path):
    open_class(tmp_path / "class", make=True)
    with pytest.raises(SystemExit, match="Nothing has been collected yet"):
        command.run(types.SimpleNamespace(folder=str(tmp_path / "class")))
    with pytest.raises(SystemExit, match="is not the folder of a class"):
        command.run(types.SimpleNamespace(folder=str(tmp_path)))


def test_before_anybody_is_marked_there_is_no_report(tmp_path, capsys):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, "a")], [])
    with pytest.raises(SystemExit) as end:
        run(folder)
    assert end.value.code == 1
    assert "Set 01: nobody is marked yet. Mark the notebooks with `" in capsys.readouterr().err
    assert not (folder.path / "report").exists()


def test_a_damaged_gradebook_gets_an_answer(small):
    small.gradebook.write_bytes(b"no database" * 1000)
    with pytest.raises(SystemExit, match=r"gradebook\.db cannot be used"):
        command.run(types.SimpleNamespace(folder=str(small.path)))


def test_a_marked_property_is_recognised():
    goal = '{name: 0.9 if name == "off" else 0.1 for name in world.states}'
    found = mark(TASKS, solved(goal_for_off=f"goal_for_off = {goal}"), for_class=True)
    assert turns_taken(found.tasks[2]) == ["off_pays_most"]
    assert [turns_taken(one) for one in found.tasks if one.verdict.is_right] == [[], [], []]
