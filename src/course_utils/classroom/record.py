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
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_data_path

from course_utils.classroom.cards import notice

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
    """One answer: `right` is None where there is no right and wrong, `at` is UTC in ISO format."""

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
    """

    def __init__(self, path: Path):
        self.path = path
        self._unwritten: list[Record] = []
        self._told: set[str] = set()
        self._patience = PATIENCE
        self._listeners: dict[str, list[weakref.ref]] = defaultdict(list)

    def record(self, item: str, kind: str, answer: Any, right: bool | None = None) -> None:
        """Add an answer, then call the listeners of the item.

        Parameters
        ----------
        item : str
            The id in the bank or of the task.
        kind : str
            "quiz", "prediction", "reveal", "check" or "faq".
        answer
            Anything that JSON can hold.
        right : bool, optional
            None where there is no right and wrong.
        """
        answer, right = json.loads(json.dumps(answer)), None if right is None else bool(right)
        record = Record(item, kind, answer, right, datetime.now(UTC).isoformat(timespec="seconds"))
        self._unwritten.append(record)
        self.store()
        for reference in self._listeners[item]:
            if listener := reference():
                listener(record)

    def store(self) -> None:
        """Write what is in memory only, if the file can be used."""
        if self._unwritten:
            self._use(self._write)

    def records(self, kind: str | None = None) -> list[Record]:
        """Give all records, of one kind where it is given, the oldest first."""
        found = [*(self._use(self._read) or []), *self._unwritten]
        return [record for record in found if kind in (None, record.kind)]

    def latest(self, item: str, kind: str | None = None) -> Record | None:
        """Give the last record of an item, of one kind where it is given; None if there is none."""
        return next((record for record in reversed(self.records(kind)) if record.item == item), None)

    def subscribe(self, item: str, callback: Callable[[Record], None]) -> None:
        """Call back after each record of an item in this kernel, for as long as somebody else holds the callback."""
        kind = weakref.WeakMethod if hasattr(callback, "__self__") else weakref.ref
        alive = [reference for reference in self._listeners[item] if reference()]
        self._listeners[item] = [*alive, kind(callback)]

    def _write(self, connection: sqlite3.Connection) -> None:
        rows = [record._replace(answer=json.dumps(record.answer)) for record in self._unwritten]
        connection.execute("BEGIN IMMEDIATE")  # at once, so that two kernels wait for each other instead of failing
        connection.executemany('INSERT INTO records (item, kind, answer, "right", at) VALUES (?, ?, ?, ?, ?)', rows)
        connection.execute("COMMIT")
        self._unwritten.clear()

    def _read(self, connection: sqlite3.Connection) -> list[Record]:
        rows = connection.execute('SELECT item, kind, answer, "right", at FROM records ORDER BY id')
        return [
            Record(item, kind, json.loads(answer), None if right is None else bool(right), at)
            for item, kind, answer, right, at in rows
        ]

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


def _code(error: Exception) -> int:
    """SQLite's primary code of an error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
