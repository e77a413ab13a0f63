"""What importing the classroom loads: as little as it can, so that a lesson begins at once."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from course_utils import classroom

HEAVY = ("numpy", "scipy", "matplotlib", "IPython", "ipywidgets", "anywidget", "traitlets")


def loaded_by(program):
    program += f"\nimport sys; print(*(name for name in {HEAVY} if name in sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.splitlines()[-1].split())


def test_importing_the_classroom_loads_no_other_module_of_it():
    program = (
        "import course_utils.classroom, sys; assert not [n for n in sys.modules if 'course_utils.classroom.' in n]"
    )
    assert loaded_by(program) == set()


def test_cards_the_bank_and_the_record_need_nothing_heavy():
    program = "from course_utils.classroom import claim, glossary, record; claim('01.thesis'); glossary('01')"
    assert loaded_by(program) == set()


@pytest.mark.parametrize("word", classroom.WORDS)
def test_no_word_needs_numpy_or_a_drawing(word):
    assert loaded_by(f"from course_utils.classroom import {word}") <= {
        "IPython",
        "ipywidgets",
        "anywidget",
        "traitlets",
    }


@pytest.mark.parametrize("word", classroom.WORDS)
def test_each_word_is_a_function_and_no_module_hides_it(word):
    assert callable(getattr(classroom, word))
    assert find_spec(f"course_utils.classroom.{word}") is None
    assert word in dir(classroom)


def test_a_misspelt_word():
    with pytest.raises(ImportError, match="cannot import name 'quizz'"):
        from course_utils.classroom import quizz  # noqa: F401
