"""Calling the learner's code, wherever it lives: in the kernel for `check`, in a child process for marking."""

from __future__ import annotations

import contextlib
import copy
import linecache
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Any

from course_utils.classroom import plain
from course_utils.classroom.verdict import Answer

LONGEST_ERROR = 400


class ReservedError(Exception):
    """A name of the package was used that the exercise asks the learner to write."""


class UnknownNameError(LookupError):
    """The package has no such name."""


def collect(
    name: str,
    arguments: Sequence[tuple[Any, ...] | None],
    namespace: MutableMapping[str, Any],
    *,
    write_yourself: Sequence[str] = (),
) -> list[Answer]:
    """Ask the learner's code for its answers.

    Parameters
    ----------
    name : str
        Of a function or a variable.
    arguments : sequence of tuple or None
        For each case what the function is called with (it gets a copy); None for a variable.
    namespace : mapping
        Where the learner's names are.
    write_yourself : sequence of str
        Names of the package that are out of reach meanwhile.

    Returns
    -------
    list of Answer
        One for each case, with plain values. What the code prints, displays or warns of meanwhile is not shown; what
        a program prints that it starts is.

    Raises
    ------
    UnknownNameError
        If one of `write_yourself` is not in the package.
    """
    if name not in namespace:
        return [Answer("missing")] * len(arguments)
    found = namespace[name]
    is_function = [case is not None for case in arguments]
    if any(is_function) and not callable(found):
        answer = Answer("not callable", text=f"of the type {type(found).__name__}")
        return [Answer("unfinished") if found is None or found is Ellipsis else answer] * len(arguments)
    with _reserved(write_yourself), _quiet():
        return [_read(found, name) if case is None else _call(found, case) for case in arguments]


def _call(function: Any, case: tuple[Any, ...]) -> Answer:
    own = copy.deepcopy(case)
    try:
        value = function(*own)
    except NotImplementedError:
        return Answer("unfinished")
    except ReservedError as error:
        return Answer("reserved", text=str(error))
    except (Exception, SystemExit) as error:
        return Answer("raised", text=_error(error))
    return _read(value, "what it returns")


def _read(value: Any, what: str) -> Answer:
    if value is Ellipsis or (what != "what it returns" and value is None) or _holds_ellipsis(value):
        return Answer("unfinished")
    try:
        return Answer("given", plain.decode(plain.encode(value, what)))
    except plain.NotPlainError as error:
        return Answer("not plain", text=str(error))
    except Exception as error:  # a class of the learner's can fail in any way while it is read
        return Answer("not plain", text=described(error))


def _holds_ellipsis(value: Any) -> bool:
    if type(value) is dict:
        return any(item is Ellipsis for item in value.values())
    return type(value) in (list, tuple, set) and any(item is Ellipsis for item in value)


def described(error: BaseException) -> str:
    """Say in one line what was raised."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # the text is made by the learner's class
        text = ""
    return f"{type(error).__name__}: {text}"[:LONGEST_ERROR] if text else type(error).__name__


def _error(error: BaseException) -> str:
    """What was raised, with the line of the learner's code that it comes from."""
    text = described(error)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        # The last line of a cell or of a notebook's code; not of the package, not of a library.
        if frame.filename.startswith("<") or "ipykernel" in frame.filename:
            line = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
            return f"{text} (in line {frame.lineno}{f': {line}' if line else ''})"
    return text


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,  # not a buffer, which an endless loop would fill
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        _no_display(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _no_display() -> Iterator[None]:
    """Let what is displayed in a notebook go nowhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        yield
        return
    from IPython.core.displaypub import DisplayPublisher

    class Nowhere(DisplayPublisher):
        def publish(self, *_: Any, **__: Any) -> None:
            pass

    shown = shell.display_pub
    shell.display_pub = Nowhere(shell=shell)
    try:
        yield
    finally:
        shell.display_pub = shown


@contextlib.contextmanager
def _reserved(names: Sequence[str]) -> Iterator[None]:
    """Let functions of the package refuse, by whichever name somebody holds them; then let them work again."""
    kept = [(function, function.__code__) for function in map(find, names)]
    try:
        for function, code in kept:
            function.__code__ = _refuse.__code__.replace(co_consts=tuple(
                code.co_name if constant == "NAME" else constant for constant in _refuse.__code__.co_consts
            ))  # fmt: skip
        yield
    finally:
        for function, code in kept:
            function.__code__ = code


def find(dotted: str) -> Any:
    """The object of the package with this name, "decisions.optimal_actions"."""
    room, _, name = dotted.rpartition(".")
    try:
        return getattr(import_module(f"course_utils.{room}"), name)
    except (ImportError, AttributeError, ValueError):
        raise UnknownNameError(f'{dotted!r} is not in the package; write it as "decisions.optimal_actions"') from None


def _refuse(*_: Any, **__: Any) -> None:
    from course_utils.classroom.running import ReservedError  # it runs where other names are known

    raise ReservedError("NAME")
