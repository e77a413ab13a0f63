"""Questions, predictions, results: what stands where no widget runs, what is kept, what is said."""

import re
import sqlite3
from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.classroom import faq, predict, quiz, record, reveal, warm_up
from course_utils.classroom.faqs import FaqWidget
from course_utils.classroom.prediction import PredictionWidget, fits, number_text
from course_utils.classroom.question import QuestionWidget
from course_utils.classroom.record import Progress, Record
from course_utils.classroom.result import ResultWidget, calibration, checked_result, compare
from course_utils.classroom.warmup import due

pytestmark = pytest.mark.usefixtures("asked")


class Picture:
    """Shows itself as HTML and writes down the prediction that it is to draw."""

    def __init__(self, drawn=""):
        self.drawn = drawn

    def with_prediction(self, prediction):
        return Picture(f"<p>{prediction}</p>")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": f'<img alt="bars">{self.drawn}'}


@pytest.fixture
def make(small):
    """Make the widget that a word of the lesson would show, with a given record."""

    def question(progress, id, anew=False):
        return QuestionWidget(small.question(id), progress, anew)

    def prediction(progress, id):
        return PredictionWidget(small.prediction(id), progress)

    def result(progress, id, value):
        return ResultWidget(small.prediction(id), Picture(), value, progress)

    return SimpleNamespace(question=question, prediction=prediction, result=result)


def sent(widget, **message):
    """Lay down an answer and report it, as a page does; give the reply."""
    replies = []
    if widget.reports == "quiz":
        widget.set_state({"chosen": message["chosen"], "tries": widget.tries + 1})
    elif widget.reports == "prediction":
        widget.set_state({"prediction": message["prediction"]})
    widget.send = replies.append
    widget._handle_custom_msg(message, [])
    assert len(replies) == 1
    return replies[0]["note"]


def answers(progress, kind):
    return [(record.item, record.answer, record.right) for record in progress.records(kind)]


def bundle(widget):
    data = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    return data["text/plain"], data["text/html"]


def test_a_question_without_widgets_is_a_lettered_list_with_the_answer_folded(progress, make):
    assert bundle(make.question(progress, "01.malice")) == (
        "Question: Why would a machine fetch its battery first?\nA. It fears the end <b>\nB. It helps with many goals\n"
        "C. Every goal asks for it",
        "<p><strong>Question.</strong> Why would a machine fetch its <em>battery</em> first?</p>"
        "<ul><li><strong>A</strong> It fears the end &lt;b&gt;</li><li><strong>B</strong> It helps with many goals</li>"
        "<li><strong>C</strong> Every goal asks for it</li></ul><details><summary>Answer, and why</summary><ul>"
        "<li><strong>A:</strong> Nothing in it can fear.</li>"
        "<li><strong>B is right.</strong> It is a means to most of them.</li>"
        "<li><strong>C:</strong> Some goals do not.</li></ul></details>",
    )
    assert "tick all that apply" in bundle(make.question(progress, "01.means"))[0]
    assert "Several may be right" in bundle(make.question(progress, "01.means"))[1]


def test_a_question_before_the_course_gives_no_answer_anywhere(progress, make):
    widget = make.question(progress, "00.before")
    assert "It need not" not in bundle(widget)[1]
    assert "you will meet it again at the end" in bundle(widget)[1]
    assert "right" not in widget.item["options"][1]
    assert "feedback" not in widget.item["options"][1]


def test_the_stored_form_does_not_change_with_what_was_answered(progress, make):
    before = bundle(make.question(progress, "01.malice"))
    sent(make.question(progress, "01.malice"), chosen=[1])
    assert bundle(make.question(progress, "01.malice")) == before


def test_every_answer_is_recorded_and_the_last_comes_back_in_a_new_kernel(progress, make):
    widget = make.question(progress, "01.malice")
    assert sent(widget, chosen=[0]) == ""
    sent(widget, chosen=[1])
    assert answers(progress, "quiz") == [
        ("01.malice", {"chosen": ["It fears the end <b>"]}, False),
        ("01.malice", {"chosen": ["It helps with many goals"]}, True),
    ]
    again = make.question(Progress(progress.path), "01.malice")
    assert (again.chosen, again.tries, again.locked) == ([1], 2, False)


def test_a_record_deleted_while_the_kernel_runs_leaves_the_questions_usable(progress, make):
    progress.record("00.before", "quiz", {"chosen": ["It must hate us"]})
    progress.record("00.goal", "quiz", {"chosen": ["A place"]}, right=False)
    now = Progress(progress.path)  # a new kernel
    warm, before = make.question(now, "00.goal", anew=True), make.question(now, "00.before")
    assert (warm.tries, before.locked) == (0, True)
    now.path.unlink()
    sent(warm, chosen=[1])
    sent(before, chosen=[1])
    assert (warm.chosen, warm.tries) == ([1], 1)
    assert (before.chosen, before.locked) == ([1], False)


def test_a_record_that_cannot_be_read_at_first_is_known_as_older_later(progress, make, monkeypatch):
    progress.record("00.before", "quiz", {"chosen": ["It must hate us"]})
    now = Progress(progress.path)

    def held(*_, **__):
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(record.sqlite3, "connect", held)
        assert not make.question(now, "00.before").locked
    assert make.question(now, "00.before").locked


@pytest.mark.parametrize("answer", [{"chosen": 5}, {"chosen": [5]}, {}, 5, None, "chosen"])
def test_a_record_of_another_form_is_passed_over(progress, make, answer):
    progress.record("01.malice", "quiz", {"chosen": ["It fears the end <b>"]})
    progress.record("01.malice", "quiz", answer)
    widget = make.question(progress, "01.malice")
    assert (widget.chosen, widget.tries) == ([0], 1)


def test_a_report_that_cannot_be_taken_in_gets_a_reply(progress, make):
    note = sent(make.question(progress, "01.malice"), chosen=[7])
    assert note == "This was not taken in (IndexError: tuple index out of range). Run this cell and try again."


def test_a_picture_that_cannot_draw_a_prediction_is_told_of_in_the_reply(progress, make, small):
    class Fails(Picture):
        def with_prediction(self, prediction):
            raise ValueError("no such bar")

    result = ResultWidget(small.prediction("01.battery"), Fails(), 0.64, progress)
    note = sent(make.prediction(progress, "01.battery"), prediction=RANGE)
    assert "Your answer is recorded." in note
    assert "(ValueError: no such bar)" in note
    assert result.unfolded


def test_a_report_that_is_taken_in_late_does_not_undo_what_the_page_shows_by_then(progress, make):
    for widget, shown, late in (
        (make.question(progress, "01.means"), {"chosen": [0, 2], "tries": 2}, {"chosen": [0]}),
        (make.prediction(progress, "01.battery"), {"prediction": RANGE}, {"prediction": RANGE | {"high": 1}}),
    ):
        widget.set_state(shown)
        widget.send = lambda reply: None
        widget._handle_custom_msg(late, [])
        assert {name: getattr(widget, name) for name in shown} == shown


def test_several_answers_are_right_only_together(progress, make):
    widget = make.question(progress, "01.means")
    for chosen in ([0], [0, 1, 2], [2, 0]):
        sent(widget, chosen=chosen)
    assert [right for _, _, right in answers(progress, "quiz")] == [False, False, True]


def test_an_answer_to_a_reworded_option_is_not_shown(progress, make):
    progress.record("01.malice", "quiz", {"chosen": ["An option of last year"]}, right=True)
    assert make.question(progress, "01.malice").chosen == []


def test_an_answer_before_the_course_is_open_until_the_next_visit_and_has_no_right_and_wrong(progress, make):
    widget = make.question(progress, "00.before")
    sent(widget, chosen=[0])
    assert not widget.locked
    sent(widget, chosen=[1])
    assert [right for _, _, right in answers(progress, "quiz")] == [None, None]
    assert make.question(Progress(progress.path), "00.before").locked


def test_two_cells_with_one_question_show_the_same(progress, make):
    first, second = make.question(progress, "01.malice"), make.question(progress, "01.malice")
    sent(first, chosen=[0])
    sent(second, chosen=[1])
    assert (first.chosen, first.tries) == (second.chosen, second.tries) == ([1], 2)
    early, late = FaqWidget("01", progress), FaqWidget("01", progress)
    sent(early, explored="01.evil")
    assert late.explored == ["01.evil"]


def test_two_kernels_lose_nothing(progress, make):
    other = Progress(progress.path)
    here, there = make.question(progress, "01.malice"), make.question(other, "01.malice")
    for widget, chosen in ((here, [0]), (there, [2]), (here, [1])):
        sent(widget, chosen=chosen)
    assert [answer["chosen"][0][:6] for _, answer, _ in answers(other, "quiz")] == ["It fea", "Every ", "It hel"]
    assert make.question(Progress(progress.path), "01.malice").chosen == [1]


def test_a_notice_after_an_answer_goes_to_the_page(progress, make):
    progress.path.mkdir()  # a folder where the file should be
    widget = make.question(progress, "01.malice")
    progress._told.clear()
    assert "cannot be used" in sent(widget, chosen=[1])
    assert widget.chosen == [1]


@pytest.mark.parametrize("call", [lambda: quiz("01.malise"), lambda: predict("01.batery"), lambda: warm_up("91")])
def test_an_unknown_id_is_refused(progress, call):
    with pytest.raises(LookupError, match="there is no"):
        call()


def test_a_prediction_without_widgets_says_what_to_predict(progress, make):
    assert bundle(make.prediction(progress, "01.battery")) == (
        "Predict: What share of 10,000 random goals fetches the battery first?\n"
        "A number between 0 and 1 (share of the goals): give a range that you believe holds the result 8 times in 10.",
        "<p><strong>Predict.</strong> What share of 10,000 random goals fetches the battery first?<br>"
        "A number between 0 and 1 (share of the goals): give a range that you believe holds the result 8 times in 10."
        "</p>",
    )
    assert bundle(make.prediction(progress, "01.compare")) == (
        "Predict: Do more goals avoid off than the room beside it?\n"
        "Choose one, with the probability that you are right:\n- Clearly fewer\n- About as many\n- Clearly more",
        "<p><strong>Predict.</strong> Do more goals avoid <code>off</code> than the room beside it?<br>"
        "Choose one, with the probability that you are right:</p>"
        "<ul><li>Clearly fewer</li><li>About as many</li><li>Clearly more</li></ul>",
    )
    assert "Put them in order" in bundle(make.prediction(progress, "01.order"))[0]


RANGE = {"kind": "number", "low": 0.2, "high": 0.5}


@pytest.mark.parametrize(
    ("id", "prediction", "fitting"),
    [
        ("01.battery", RANGE, True),
        ("01.battery", RANGE | {"low": 0.6}, False),
        ("01.battery", RANGE | {"high": 1.5}, False),
        ("01.battery", {"kind": "choice", "option": "Clearly more", "probability": 0.5}, False),
        ("01.compare", {"kind": "choice", "option": "Clearly more", "probability": 0.5}, True),
        ("01.compare", {"kind": "choice", "option": "More", "probability": 0.5}, False),
        ("01.compare", {"kind": "choice", "option": "Clearly more", "probability": 50}, False),
        ("01.order", {"kind": "ranking", "order": ["Off", "Room", "Battery"], "probability": 0}, True),
        ("01.order", {"kind": "ranking", "order": ["Off", "Off", "Battery"], "probability": 0}, False),
        ("01.order", {}, False),
        ("01.battery", RANGE | {"low": "0.2"}, False),
        ("01.order", {"kind": "ranking", "order": ["Off", 1, "Battery"], "probability": 0}, False),
    ],
)
def test_what_is_a_prediction_of_an_item(small, id, prediction, fitting):
    assert fits(small.prediction(id), prediction) is fitting


def test_a_prediction_that_does_not_fit_is_refused_and_not_recorded(progress, make):
    assert "does not fit" in sent(make.prediction(progress, "01.battery"), prediction=RANGE | {"high": 2})
    assert progress.records() == []


def test_a_prediction_can_be_changed_until_its_result_is_shown(progress, make):
    widget = make.prediction(progress, "01.battery")
    sent(widget, prediction=RANGE | {"low": 0.1})
    sent(widget, prediction=RANGE)
    assert (widget.prediction, widget.revealed) == (RANGE, False)
    reveal("01.battery", Picture(), 0.64)
    assert widget.revealed
    assert "stays" in sent(widget, prediction=RANGE | {"high": 0.9})
    assert len(progress.records("prediction")) == 2
    again = make.prediction(Progress(progress.path), "01.battery")
    assert (again.prediction, again.revealed) == (RANGE, True)


def test_a_result_opens_when_its_prediction_is_stored_later_and_draws_it(progress, make):
    result = make.result(progress, "01.battery", 0.6412)
    assert (result.unfolded, result.comparison, result.result) == (False, [], "The result: 0.641 (share of the goals).")
    sent(make.prediction(progress, "01.battery"), prediction=RANGE)
    assert result.unfolded
    assert result.comparison == [
        "Your range 0.2 to 0.5 does not hold the result, 0.641.",
        "Your first range did not hold its result; of many, 8 in 10 should.",
    ]
    assert result.picture == f'<img alt="bars"><p>{RANGE | {"about": "battery"}}</p>'
    assert answers(progress, "reveal") == [("01.battery", {"result": 0.6412}, False)]


def test_a_result_that_was_predicted_earlier_opens_at_once_and_is_recorded_once(progress, make):
    progress.record("01.compare", "prediction", {"kind": "choice", "option": "Clearly more", "probability": 0.7})
    for _ in range(2):
        result = make.result(progress, "01.compare", "Clearly more")
    assert result.unfolded
    assert result.comparison == ["You were right: Clearly more.", "You were 70 % sure."]
    assert answers(progress, "reveal") == [("01.compare", {"result": "Clearly more"}, True)]


def test_a_result_opened_without_predicting_is_neither_held_nor_missed(progress, make):
    sent(make.result(progress, "01.battery", 0.64), opened=True)
    assert answers(progress, "reveal") == [("01.battery", {"result": 0.64}, None)]
    assert make.prediction(progress, "01.battery").revealed
    assert calibration(progress) is None


def test_the_stored_form_of_a_result_is_folded_and_without_the_prediction(progress, make):
    progress.record("01.battery", "prediction", RANGE)
    assert bundle(make.result(progress, "01.battery", 0.6412)) == (
        "Result (predict first, or open it without predicting)\nThe result: 0.641 (share of the goals).",
        "<details><summary>Result (predict first, or open it without predicting)</summary>"
        '<img alt="bars"><p>The result: 0.641 (share of the goals).</p></details>',
    )


def test_a_prediction_made_before_the_bank_changed_does_not_open_the_result(progress, make):
    progress.record("01.battery", "prediction", {"kind": "number", "low": 20, "high": 50})
    assert not make.result(progress, "01.battery", 0.64).unfolded


@pytest.mark.parametrize(
    ("id", "result", "kept"),
    [
        ("01.battery", np.float32(0.5), 0.5),
        ("01.battery", np.int64(1), 1.0),
        ("01.compare", "Clearly more", "Clearly more"),
        ("01.order", ("Off", "Room", "Battery"), ["Off", "Room", "Battery"]),
    ],
)
def test_results_become_plain_data(small, id, result, kept):
    found = checked_result(small.prediction(id), result)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("id", "result", "error", "sentence"),
    [
        ("01.battery", "0.64", TypeError, "has to be one number, and this is a str"),
        ("01.battery", True, TypeError, "has to be one number, and this is a bool"),
        ("01.battery", np.array([0.64]), TypeError, r"this is a ndarray; .* float\(\.\.\.\)"),
        ("01.battery", 64, ValueError, "is 64, and what can be predicted goes from 0 to 1"),
        ("01.battery", float("nan"), ValueError, "is nan"),
        ("01.compare", 2, TypeError, "has to be the text of an option"),
        ("01.compare", "Clearly mor", ValueError, "did you mean 'Clearly more'"),
        ("01.compare", "???", ValueError, "give one of"),
        ("01.order", "Off", TypeError, "has to be the list of the options"),
        ("01.order", ["Off", "Room"], ValueError, "give each of"),
        ("01.order", ["Off", "Off", "Room"], ValueError, "give each of"),
    ],
)
def test_a_result_that_could_not_have_been_predicted_is_refused(progress, id, result, error, sentence):
    with pytest.raises(error, match=sentence) as caught:
        reveal(id, Picture(), result)
    assert f'reveal("{id}", ...)' in str(caught.value)


@pytest.mark.parametrize("picture", [None, "bars.png", 3])
def test_a_picture_that_is_none_is_refused(progress, picture, make):
    with pytest.raises(TypeError, match=r"make it with course_utils\.pictures"):
        reveal("01.battery", picture, 0.5)
    assert sent(make.prediction(progress, "01.battery"), prediction=RANGE) == ""


@pytest.mark.parametrize(
    ("low", "high", "result", "held", "sentence"),
    [
        (0.2, 0.7, 0.64123, True, "Your range 0.2 to 0.7 holds the result, 0.641."),
        (0.2, 0.64, 0.64123, False, "Your range 0.2 to 0.64 does not hold the result, 0.641."),
        (0.2, 0.641, 0.64123, False, "Your range 0.2 to 0.641 does not hold the result, 0.6412."),
        (0.2, 0.3, 0.1 + 0.2, True, "Your range 0.2 to 0.3 holds the result, 0.3."),
        (0.5, 0.5, 0.5, True, "Your range 0.5 to 0.5 holds the result, 0.5."),
        (0, 1, 0, True, "Your range 0 to 1 holds the result, 0."),
    ],
)
def test_a_range_is_compared_in_words_that_do_not_contradict_the_digits(small, low, high, result, held, sentence):
    prediction = {"kind": "number", "low": low, "high": high}
    assert compare(small.prediction("01.battery"), prediction, result) == (held, sentence)


def test_choices_and_orders_are_compared(small):
    choice = {"kind": "choice", "option": "Clearly more", "probability": 0.7}
    assert compare(small.prediction("01.compare"), choice, "About as many") == (
        False, "Not this time. The result is: About as many.", "You had chosen: Clearly more. You were 70 % sure.",
    )  # fmt: skip
    order = {"kind": "ranking", "order": ["Battery", "Off", "Room"], "probability": 0.29}
    assert compare(small.prediction("01.order"), order, ["Battery", "Room", "Off"]) == (
        False, "Places right: 1 of 3.", "The order is: 1. Battery, 2. Room, 3. Off. You were 29 % sure of yours.",
    )  # fmt: skip
    assert compare(small.prediction("01.order"), order, order["order"])[0] is True


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.64123, 3, "0.641"), (12345.6, 3, "12,300"), (7, 3, "7"), (0, 3, "0"), (-0.5, 3, "-0.5"), (1e-6, 3, "1e-06"),
     (1234.5, 15, "1,234.5"), (0.1 + 0.2, 15, "0.3"), (0.001, 15, "0.001"), (2e20, 15, "2e+20")],
)  # fmt: skip
def test_numbers_are_written_as_a_person_would(value, digits, text):
    assert number_text(value, digits) == text


def test_calibration_counts_ranges_only(progress):
    assert calibration(progress) is None
    progress.record("01.compare", "reveal", {"result": "Clearly more"}, right=True)
    assert calibration(progress) is None
    for right in (True, False, None):
        progress.record("01.battery", "reveal", {"result": 0.64}, right=right)
    assert calibration(progress) == "1 of your 2 ranges held the result; 8 in 10 is the aim."


def test_readers_questions_are_folded_and_what_was_explored_comes_back(progress):
    widget = FaqWidget("01", progress)
    assert bundle(widget) == (
        "Questions that readers ask:\n- Will it be evil?\n- Why random goals?",
        "<details><summary>Will it be evil?</summary><p>No. It needs no malice.</p></details>"
        "<details><summary>Why <em>random</em> goals?</summary><p>To count.</p>\n<p>Nothing more.</p></details>",
    )
    sent(widget, explored="01.random")
    sent(widget, explored="01.not_there")
    assert [record.item for record in progress.records("faq")] == ["01.random"]
    assert FaqWidget("01", Progress(progress.path)).explored == ["01.random"]


def test_a_lesson_without_readers_questions_says_how_to_add_them(progress):
    with pytest.raises(LookupError, match="add `faq:`"):
        faq("00")


def answered(*pairs):
    return [Record(item, "quiz", {}, right, "2026-01-01T00:00:00+00:00") for item, right in pairs]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], ["00.goal", "00.patience"]),
        (answered(("00.goal", True)), ["00.patience", "00.goal"]),
        (answered(("00.patience", False)), ["00.patience", "00.goal"]),
        (answered(("00.patience", False), ("00.goal", False)), ["00.patience", "00.goal"]),
        (answered(("00.goal", False), ("00.patience", False), ("00.goal", False)), ["00.patience", "00.goal"]),
        (answered(("00.patience", False), ("00.goal", True), ("00.patience", True)), ["00.goal", "00.patience"]),
    ],
)
def test_a_warm_up_asks_what_went_wrong_then_what_is_new_then_what_is_longest_ago(small, records, expected):
    assert due(small.questions.values(), records, "01") == expected


def test_a_warm_up_asks_two_of_earlier_lessons_and_never_what_was_asked_before_the_course(small, progress, capsys):
    assert due(small.questions.values(), [], "00") == []
    assert due(small.questions.values(), answered(("01.means", False)), "02") == ["01.means", "00.goal"]
    assert not any(small.questions[id].before_course for id in due(small.questions.values(), [], "02"))
    warm_up("00")
    assert "nothing is due" in capsys.readouterr().out


def test_a_warm_up_asks_anew_and_stays_the_same_while_the_kernel_runs(progress, make, capsys):
    def asked():
        warm_up("01")
        return re.findall("Question: (.*)", capsys.readouterr().out)

    progress.record("00.goal", "quiz", {"chosen": ["A place"]}, right=False)
    record._progress.cache_clear()  # a new kernel
    progress = record.open_progress()
    first = ["What is a goal here?", "What makes an agent patient?"]
    assert asked() == first
    widget = make.question(progress, "00.goal", anew=True)
    assert (widget.chosen, widget.tries) == ([], 0)
    sent(widget, chosen=[1])
    assert (widget.chosen, widget.tries) == ([1], 1)
    assert make.question(progress, "00.goal", anew=True).chosen == [1]
    assert asked() == first
    record._progress.cache_clear()  # a new kernel
    assert asked() == first[::-1]
