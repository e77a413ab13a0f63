"""Lines that a process can send: none costs the trusted side much, none makes it stumble, none is worth a point."""

import json
import tracemalloc

import pytest

from course_utils.classroom import plain
from course_utils.classroom.comparing import agrees, mismatch
from course_utils.classroom.showing import show, show_pair
from course_utils.grading.marking import mark
from course_utils.grading.process import Child
from tests.grading.notebooks import TASKS, code

MEGABYTE = 1 << 20


class Forger(Child):
    """A process that gives to each case the same bytes as an answer, or to each request the same line."""

    def __init__(self, value=None, *, line=None, one_by_one=False):
        self.value, self.line, self.one_by_one = value, line, one_by_one

    def _exchange(self, line, seconds, longest):
        request = json.loads(line)
        if "cell" in request:
            return b'{"error": "", "text": "", "pictures": []}'
        if self.line is not None:
            return self.line[:longest]
        if self.one_by_one and len(request["cases"]) > 1:
            return b"{}"
        answer = b'{"status": "given", "text": "", "value": %s}' % self.value
        return (b'{"answers": [%s]}' % b", ".join([answer] * len(request["cases"])))[:longest]

    def end(self):
        pass


def points(child):
    marks = mark(TASKS, [code("x = 1")], start=lambda: child, for_class=True)
    return [task.points for task in marks.tasks]


def array(of, shape, data):
    return json.dumps({"array": {"of": of, "shape": shape, "data": data}}).encode()


VALUES = [
    b"null", b"true", b"NaN", b"1e400", b"-0.0", b"9" * 299, b"-" + b"9" * 301, b'""', b'"\\ud800\\u0000"', b"[]",
    b"[" * 60 + b"]" * 60, b"[" * 400 + b"]" * 400, b"[" * 5000 + b"]" * 5000, b'{"tuple":[' * 90 + b"]}" * 90,
    b'{"dict": 5}', b'{"dict": [[1]]}', b'{"dict": [[[1], 2]]}', b'{"set": [[1]]}', b'{"set": [{"tuple": [[1]]}]}',
    b'{"": 0}', b'{"set": [], "tuple": []}', b'{"float": "1"}', b'{"float": [1]}', b'{"array": null}', b'{"packed": 5}',
    array("float", [10**12], []), array("float", [10**12, 0], []), array("float", [10**6, 0, 10**6], []),
    array("float", ["a", 10**9, 0], []), array("float", [-1], [1, 2, 3]), array("float", [1] * 65, [1]),
    array("float", 0, []), array("float", None, [1]), array("object", [1], [1]), array(["float"], [1], [1]),
    array("float", [2], [[1], [2, 3]]), array("float", [1], ["x"]), array("int", [1], [10**200]),
    array("bool", [1], [7]), b'{"packed": {"of": "float", "shape": [1], "data": "AAAA"}}',
    b'{"packed": {"of": "O", "shape": [1], "data": "AAAAAAAAAAA="}}',
    b'{"packed": {"of": "bool", "shape": [2, 0, 1000000000], "data": ""}}',
    b'{"packed": {"of": "bool", "shape": [1], "data": "Ag=="}}',
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:60].decode())
def test_a_forged_value_is_worth_nothing(value):
    assert points(Forger(value)) == [0, 0, 0, 0]
    assert points(Forger(value, one_by_one=True)) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "line",
    [
        b"", b"x", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 100_000, b'{"answers": 5}', b'{"answers": {}}',
        b'{"answers": [[]]}', b'{"answers": [{}]}', b'{"answers": [{"status": [], "text": ""}]}',
        b'{"answers": [{"status": {"a": 1}, "text": 3}]}',
        b'{"answers": [{"status": "right", "text": ""}]}', b'{"points": 13}', b'{"a": ' + b"9" * 6000 + b"}",
        b'{"answers": [' + b'{"status": "given", "text": "", "value": 1},' * 60_000,
    ],
    ids=lambda line: line[:60].decode(errors="replace"),
)  # fmt: skip
def test_a_forged_line_is_worth_nothing(line):
    assert points(Forger(line=line)) == [0, 0, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("value", [b"[%s0]" % (b"[]," * 14_000), b"[%s0]" % (b'{"set":[]},' * 4000)])
def test_forged_answers_take_little_memory(value, one_by_one):
    points(Forger(b"0"))  # the questions are posed once
    tracemalloc.start()
    try:
        assert points(Forger(value, one_by_one=one_by_one)) == [0, 0, 0, 0]
        assert tracemalloc.get_traced_memory()[1] < 300 * MEGABYTE
    finally:
        tracemalloc.stop()


RIGHTS = [0.5, 1, True, None, "x", [1, 2], (1, (2, 3)), {"a"}, {1.5, 2.5}, {(1, 0.5)}, {"a": 1, (1, 2): {"b": [0.5]}}]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:60].decode())
def test_whatever_can_be_read_can_be_compared_and_shown(value):
    try:
        read = plain.decode(json.loads(value))
    except (ValueError, RecursionError):
        return
    for right in [*RIGHTS, plain.decode({"array": {"of": "float", "shape": [2, 1], "data": [1, 2]}})]:
        agrees(read, right, 1e-9)
        mismatch(read, right)
        show_pair(read, right)
    show(read)


def test_a_set_of_thousands_that_nearly_agree_is_compared_at_once():
    near = {1 + n * 1e-14 for n in range(40_000)}
    assert agrees({1.0 + 1e-12, 2.0}, {1.0, 2.0}, 1e-9)
    assert agrees(near, {1.0 + 1e-15}, 1e-9)
    assert not agrees(near, {5.0}, 1e-9)
