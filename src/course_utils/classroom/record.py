"""What a learner has answered so far: one file on the learner's own machine, to which records are only ever added.

Where the file cannot be used, a notice says so once, the lesson goes on, and what was answered meanwhile is kept in
memory and stored with the next answer that can be. Nothing is sent anywhere, and no name is noted.
"""

from __future__ import annotations

import atexit
import json
import os
import sqlite3
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_data_path

from course_utils.classroom.cards import notice
from course_utils.classroom.running import described

VERSION = 1  # of the table; a file of a newer one is left alone
TABLE = """
    CREATE TABLE IF NOT EXISTS records (
        id INTEGER PRIMARY KEY, item TEXT NOT NULL, kind TEXT NOT NULL, answer TEXT NOT NULL, "right" INTEGER,
        at TEXT NOT NULL
    )
"""
PATIENCE = 2.0  # seconds to wait for another kernel that is writing
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
REASONS = {  # SQLite's code: what is in the way, and the cure
    sqlite3.SQLITE_BUSY: ("another program is using it", "Close that program"),
    sqlite3.SQLITE_READONLY: ("it is read-only", "Make it writable"),
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "See that it is a file in a folder that you may write to"),
}


class Record(NamedTuple):
    """One answer: `right` is None where there is no right and wrong, `at` is UTC in ISO format, which sorts by time."""

    item: str
    kind: str
    answer: Any
    right: bool | None
    at: str


class NewerFileError(Exception):
    """The file was written by a newer version of the course."""


@cache
def _progress(path: Path) -> Progress:
    progress = Progress(path)
    atexit.register(progress.store)
    return progress


def open_progress() -> Progress:
    """Give the record of this learner: the same object for the same file.

    The file is progress.sqlite3 in the user's data folder, or what the environment variable COURSE_PROGRESS names.
    """
    chosen = os.environ.get("COURSE_PROGRESS")
    path = Path(chosen) if chosen else user_data_path("off-switch", appauthor=False) / "progress.sqlite3"
    return _progress(path.expanduser().absolute())


class Progress:
    """The record kept in one file.

    Parameters
    ----------
    path : Path
        Made with its folder when first used.

    Attributes
    ----------
    began : str
        When this kernel first opened it, as in a record: what is older was answered in an earlier one.
    """

    def __init__(self, path: Path):
        self.path = path
        self.began = _now()
        self._unwritten: list[Record] = []
        self._told: set[str] = set()
        self._patience = PATIENCE
        self._listeners: dict[str, list[weakref.ref]] = defaultdict(list)

    def record(self, item: str, kind: str, answer: Any, right: bool | None = None) -> None:
        """Add an answer, then call the listeners of the item; one that fails is told of, and the answer stays.

        Parameters
        ----------
        item : str
            The id in the bank or of the task.
        kind : str
            "quiz", "prediction", "reveal", "check", "debate" or "faq".
        answer
            Anything that JSON can hold.
        right : bool, optional
            None where there is no right and wrong.
        """
        answer, right = json.loads(json.dumps(answer)), None if right is None else bool(right)
        record = Record(item, kind, answer, right, _now())
        self._unwritten.append(record)
        self.store()
        for reference in self._listeners[item]:
            if listener := reference():
                try:
                    listener(record)
                except Exception as error:
                    notice(
                        "Your answer is recorded. Something that follows from it, such as a picture with your "
                        f"prediction drawn in, could not be shown ({described(error)}). Run its cell again."
                    )

    def store(self) -> None:
        """Write what is in memory only, if the file can be used."""
        if self._unwritten:
            self._use(self._write)

    def records(self, kind: str | None = None, item: str | None = None) -> list[Record]:
        """Give all records, of one kind and of one item where they are given, the oldest first."""
        found = self._use(lambda connection: self._read(connection, kind, item)) or []
        return found + [r for r in self._unwritten if kind in (None, r.kind) and item in (None, r.item)]

    def latest(self, item: str, kind: str | None = None) -> Record | None:
        """Give the last record of an item, of one kind where it is given; None if there is none."""
        return next(reversed(self.records(kind, item)), None)

    def subscribe(self, item: str, callback: Callable[[Record], None]) -> None:
        """Call back after each record of an item in this kernel.

        This does not keep the callback alive. The widgets of a cell's former runs go on hearing, though: ipywidgets
        keeps each of them until it is closed, and a second tab of the notebook may still show it.
        """
        kind = weakref.WeakMethod if hasattr(callback, "__self__") else weakref.ref
        alive = [reference for reference in self._listeners[item] if reference()]
        self._listeners[item] = [*alive, kind(callback)]

    def _write(self, connection: sqlite3.Connection) -> None:
        rows = [record._replace(answer=json.dumps(record.answer)) for record in self._unwritten]
        connection.execute("BEGIN IMMEDIATE")  # all or none of them
        connection.executemany('INSERT INTO records (item, kind, answer, "right", at) VALUES (?, ?, ?, ?, ?)', rows)
        connection.execute("COMMIT")
        self._unwritten.clear()

    def _read(self, connection: sqlite3.Connection, kind: str | None, item: str | None) -> list[Record]:
        rows = connection.execute(
            'SELECT item, kind, answer, "right", at FROM records '
            "WHERE kind = ifnull(?, kind) AND item = ifnull(?, item) ORDER BY id",
            (kind, item),
        )
        found = []
        for row_item, row_kind, answer, right, at in rows:
            # A row that another program has spoilt is no reason to lose the others.
            with suppress(ValueError, TypeError, RecursionError):
                right = None if right is None else bool(right)
                found.append(Record(row_item, row_kind, json.loads(answer), right, at))
        return found

    def _use(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do something with the file; where that cannot be done, say so once and give None."""
        try:
            try:
                found = self._connected(work)
            except sqlite3.DatabaseError as error:
                if _code(error) not in DAMAGED:
                    raise
                found = self._connected_anew(work)
        except (sqlite3.Error, OSError, NewerFileError) as error:
            self._patience = PATIENCE / 10  # waited once, which is enough while something stays in the way
            self._tell(error)
            return None
        self._patience = PATIENCE
        return found

    def _connected(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A connection for each use: a file that is deleted, replaced or given back meanwhile is seen as it is now.
        with closing(sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise NewerFileError
            if version < VERSION:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(TABLE)
                connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.execute("COMMIT")
            return work(connection)

    def _connected_anew(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Set a damaged file aside and begin a new one, unless another kernel has just done so."""
        try:
            return self._connected(work)
        except sqlite3.DatabaseError as error:
            if _code(error) not in DAMAGED:
                raise
        aside = next(path for path in self._names_aside() if not os.path.lexists(path))
        self.path.rename(aside)
        notice(
            f"The file of your progress was damaged. It was set aside as {aside.name}, a new one was begun, "
            "and what you answer from now on is stored there."
        )
        return self._connected(work)

    def _names_aside(self) -> Iterator[Path]:
        dated = f"{self.path.stem}-damaged-{datetime.now(UTC):%Y-%m-%d}"
        for number in count(1):
            yield self.path.with_name(f"{dated}{f'-{number}' if number > 1 else ''}{self.path.suffix}")

    def _tell(self, error: Exception) -> None:
        if isinstance(error, NewerFileError):
            reason, cure = "a newer version of the course wrote it", "Update the course and restart the kernel"
            prospect = "what you answer before that is not stored"
        else:
            code = sqlite3.SQLITE_CANTOPEN if isinstance(error, OSError) else _code(error)
            reason, cure = REASONS.get(code, (str(error), "See that you may write to it"))
            prospect = "your next answer stores them all"
        if reason not in self._told:
            self._told.add(reason)
            notice(
                f"The file of your progress ({self.path}) cannot be used: {reason}. The lesson goes on, and your "
                f"answers stay in memory until the kernel stops. {cure}: {prospect}."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _code(error: Exception) -> int:
    """SQLite's primary code of an error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
