"""Debates: both cases, a credence with a reason that can be changed, and nothing that blocks."""

import pytest

from course_utils.classroom import debate
from course_utils.classroom.debates import DebateWidget, is_commitment
from course_utils.classroom.record import Progress

pytestmark = pytest.mark.usefixtures("asked")
GIVEN = {"credence": 0.35, "reason": "Goals are not agents."}


def make(small, progress):
    return DebateWidget(small.debate("01.fetching"), progress)


def sent(widget, commitment):
    """Lay down a credence and report it, as a page does; give the reply."""
    replies = []
    widget.set_state({"commitment": commitment})
    widget.send = replies.append
    widget._handle_custom_msg({"commitment": commitment}, [])
    assert len(replies) == 1
    return replies[0]["note"]


def test_without_widgets_both_cases_and_the_question_are_read(small, progress):
    data = make(small, progress)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    asked = "How probable is it that the claim is true, in percent, and why, in one line?"
    assert data["text/plain"] == (
        "Debate: Most agents fetch it\n\nThe best case for it: Most goals do.\n\n"
        f"The best case against it: Goals are not agents. <b>\n\n"
        f"What would change our mind: Agents that were looked at.\n\n{asked}"
    )
    assert data["text/html"].startswith(
        "<p><strong>Debate.</strong> Most <em>agents</em> fetch it</p>"
        "<p><strong>The best case for it.</strong></p><p>Most goals do.</p>"
        "<p><strong>The best case against it.</strong></p><p>Goals are not agents. &lt;b&gt;</p>"
        "<p><strong>What would change our mind.</strong></p><p>Agents that were looked at.</p>"
        f"<p>{asked}</p><p>Sources:</p><ul>\n<li>A. Author (2020), A book"
    )


def test_a_credence_is_recorded_comes_back_and_can_be_changed(small, progress):
    widget = make(small, progress)
    before = widget._repr_mimebundle_()
    assert (widget.commitment, widget.earlier) == ({}, [])
    assert sent(widget, GIVEN) == ""
    assert sent(widget, GIVEN) == ""  # the same once more is nothing new
    now = {"credence": 0.6, "reason": "I was shown agents."}
    assert sent(widget, now) == ""
    assert [(r.item, r.kind, r.answer, r.right) for r in progress.records()] == [
        ("01.fetching", "debate", GIVEN, None), ("01.fetching", "debate", now, None)
    ]  # fmt: skip
    again = make(small, Progress(progress.path))
    assert (again.commitment, again.earlier) == (now, [0.35])
    plain = {name: data for name, data in again._repr_mimebundle_().items() if name.startswith("text/")}
    assert plain == {name: data for name, data in before.items() if name.startswith("text/")}


def test_a_credence_that_goes_back_to_an_earlier_one_is_recorded(small, progress):
    widget = make(small, progress)
    for commitment in (GIVEN, GIVEN | {"credence": 0.5}, GIVEN):
        sent(widget, commitment)
    assert (widget.commitment, widget.earlier) == (GIVEN, [0.35, 0.5])


def test_two_cells_with_the_same_debate_show_the_same(small, progress):
    one, other = make(small, progress), make(small, progress)
    sent(one, GIVEN)
    assert other.commitment == GIVEN


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"credence": 1.2, "reason": "x"}, {"credence": -0.1, "reason": "x"}, {"credence": "half", "reason": "x"},
        {"credence": 0.5, "reason": "  "}, {"credence": 0.5, "reason": "x" * 301}, {"credence": 0.5}, None, [0.5, "x"],
    ],
)  # fmt: skip
def test_what_is_no_credence_with_a_reason_is_refused_and_not_recorded(small, progress, answer):
    assert not is_commitment(answer)
    widget = make(small, progress)
    replies = []
    widget.send = replies.append
    widget._handle_custom_msg({"commitment": answer}, [])
    assert "are needed; run this cell and try again" in replies[0]["note"]
    assert progress.records() == []


def test_a_record_of_another_form_is_passed_over(small, progress):
    progress.record("01.fetching", "debate", {"credence": 70})
    progress.record("01.fetching", "debate", GIVEN)
    widget = make(small, progress)
    assert (widget.commitment, widget.earlier) == (GIVEN, [])


def test_a_debate_that_is_not_there():
    with pytest.raises(LookupError, match=r"did you mean 01\.fetching\?"):
        debate("01.fetchin")
    with pytest.raises(LookupError, match="is the id of a faq, not of a debate"):
        debate("01.evil")


def test_outside_a_notebook_it_is_printed(progress, capsys):
    debate("01.fetching")
    assert capsys.readouterr().out.startswith("Debate: Most agents fetch it\n")
