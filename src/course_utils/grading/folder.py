"""The folder of a class: who handed in what, with which seed it is marked, and where the marks are kept.

    class.json             the format of the folder and the seed of the random cases
    submissions.json       what was collected, and what was refused
    submitted/             LEARNER/NN.ipynb, as it was handed in
    marks/                 NN/LEARNER.json, one file for each marked notebook (see `stored`)
    gradebook.db           nbgrader's, with the marks, and where written answers are marked
    autograded/            LEARNER/NN_topic/, what formgrader shows; .formgrader/ is what its server keeps
    autograded/            what formgrader shows
    feedback/              NN/LEARNER.html, one page for each learner; NN.zip, the same for a learning platform
    report/, export/       the class at a glance, and the points as learning platforms take them

It holds data of students and therefore lies outside of the course. Every file is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import msgspec

from course_utils.files import write
from course_utils.grading.platforms import number_of
from course_utils.grading.text import printable

FORMAT = 1  # of the folder; raised when an older course could not read it
LONGEST_NAME = 60  # characters of a name in a list
COURSE = Path(__file__).resolve().parents[3]


class FolderError(ValueError):
    """The folder of a class cannot be used; the sentence says why and what helps."""


class Submission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notebook that was handed in.

    Parameters
    ----------
    learner : str
        Who: unique in the class, lower case letters, digits, ".", "_" and "-" only, so fit for the name of a file.
    name : str
        The name as the platform or the folder gives it. Somebody else's text: escape it where it is shown.
    set : str
        The two digits of the exercise set.
    received : str
        When it was collected, by our clock: ISO 8601 in UTC.
    late : bool
        What the platform, or the instructor's list, says.
    source : str
        Where it was found.
    sha256 : str
        Of the notebook.
    """

    learner: str
    name: str
    set: str
    received: str
    late: bool = False
    source: str
    sha256: str

    @property
    def who(self) -> str:
        """How a list that is printed names the learner: the name, and the id where it is another word."""
        return _who(self.learner, self.name)


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that was not collected, why, and when this was first told; whose it is only where a platform says it."""

    source: str
    reason: str
    received: str = ""
    learner: str = ""
    name: str = ""

    @property
    def who(self) -> str:
        """How a list names the learner."""
        return _who(self.learner, self.name)

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.source.rpartition("/")[2]


class _Collected(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    submissions: list[Submission] = []
    refused: list[Refusal] = []


class _Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    format: int = FORMAT
    seed: int | None = None


@dataclass(frozen=True)
class ClassFolder:
    """The folder of a class; make one with `open_class`."""

    path: Path

    @property
    def gradebook(self) -> Path:
        """Where nbgrader keeps the marks."""
        return self.path / "gradebook.db"

    def notebook(self, submission: Submission) -> Path:
        """Where a submission lies as it was handed in."""
        return self.path / "submitted" / submission.learner / f"{submission.set}.ipynb"

    def marks(self, submission: Submission) -> Path:
        """Where the marks of a submission are kept."""
        return self.path / "marks" / submission.set / f"{submission.learner}.json"

    def feedback(self, submission: Submission) -> Path:
        """Where a learner's page lies."""
        return self.path / "feedback" / submission.set / f"{submission.learner}.html"

    def submissions(self) -> list[Submission]:
        """What was handed in and is to be marked: the last of each learner for each set, by set and learner."""
        return self._read("submissions.json", _Collected).submissions

    def submissions_of(self, wanted: str) -> list[Submission]:
        """What somebody handed in, called by the id, the name or the number that the platform gives.

        Raises
        ------
        FolderError
            If that is nobody, or more than one.
        """
        every = self.submissions()
        called = wanted.casefold()
        found = [one for one in every if called in (one.learner, one.name.casefold(), number_of(one.learner))]
        learners = sorted({one.learner for one in found})
        if len(learners) == 1:
            return found
        if learners:
            raise FolderError(f"{wanted} may be {' or '.join(learners)}: give one of these.")
        names = {name: one.learner for one in every for name in (one.name.casefold(), one.learner)}
        near = dict.fromkeys(names[name] for name in get_close_matches(called, names))
        hint = f" Did you mean {' or '.join(near)}?" if near else " Its submissions.json lists who did."
        raise FolderError(f"Nobody called {wanted} has handed in anything in {self.path}.{hint}")

    def refused(self) -> list[Refusal]:
        """What was not collected, and why."""
        return self._read("submissions.json", _Collected).refused

    def keep(self, submission: Submission, notebook: bytes) -> None:
        """Keep a notebook; `record` then says that it is there."""
        write(self.notebook(submission), notebook)

    def record(self, submissions: list[Submission], refused: list[Refusal]) -> None:
        """Write down all that has been collected."""
        ordered = sorted(submissions, key=lambda one: (one.set, one.learner))
        self._write("submissions.json", _Collected(submissions=ordered, refused=refused))

    def seed(self, wanted: int | None = None) -> int:
        """Give the seed of the class; the first time it is drawn, unless one is wanted.

        Raises
        ------
        FolderError
            If another one is wanted than the class has.
        """
        settings = self._read("class.json", _Settings)
        if settings.seed is None:
            settings.seed = secrets.randbelow(2**31) if wanted is None else wanted
            self._write("class.json", settings)
        if wanted not in (None, settings.seed):
            raise FolderError(
                f"This class is marked with the seed {settings.seed}, so that all meet the same cases; --seed {wanted} "
                "would mark some of them with others. Leave it out, or begin a new folder."
            )
        return settings.seed

    def _read(self, name: str, kind: type) -> msgspec.Struct:
        path = self.path / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError:
            return kind()
        except (OSError, msgspec.DecodeError) as error:
            raise FolderError(f"{path} cannot be read ({error}). Restore it from a copy.") from None

    def _write(self, name: str, content: msgspec.Struct) -> None:
        write(self.path / name, msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


def _who(learner: str, name: str) -> str:
    return learner if name == learner else f"{printable(name)[:LONGEST_NAME]} ({learner})"


def unread(refused: Iterable[Refusal], learners: Collection[str]) -> list[list[Refusal]]:
    """Gather what was refused of those of whom nothing was taken.

    Parameters
    ----------
    refused : iterable of Refusal
    learners : collection of str
        Those of whom something was taken.

    Returns
    -------
    list of list of Refusal
        For each learner, notebooks first.
    """
    found: dict[str, list[Refusal]] = {}
    for one in sorted(refused, key=lambda one: not one.file.lower().endswith(".ipynb")):
        if one.learner and one.learner not in learners:
            found.setdefault(one.learner, []).append(one)
    return list(found.values())


def open_class(path: Path, *, make: bool = False) -> ClassFolder:
    """Open the folder of a class.

    Parameters
    ----------
    path : Path
    make : bool
        Whether it may be a new one.

    Raises
    ------
    FolderError
        If it lies inside the course, is no folder of a class, or belongs to a newer course.
    """
    path = path.expanduser().resolve()
    if path.is_relative_to(COURSE):
        raise FolderError(
            f"{path} lies inside the course, whose files may be published. What students hand in belongs elsewhere: "
            "give a folder outside, such as ~/classes/autumn."
        )
    folder = ClassFolder(path)
    try:
        if make and not path.exists():
            path.mkdir(mode=0o700, parents=True)  # nobody else on this computer has to read it
        if path.is_file():
            raise FolderError(f"{path} is a file. Collect a download first: `course.py collect {path.name} --to DIR`.")
        if (path / "class.json").exists():
            newest = folder._read("class.json", _Settings).format
            if newest > FORMAT:
                raise FolderError(f"{path} was made by a newer version of the course: update the course.")
        elif not make:
            raise FolderError(f"{path} is not the folder of a class. Fill one with `course.py collect FROM --to DIR`.")
        elif any(found.suffix != ".part" for found in path.iterdir()):  # a draft of a run that was killed
            raise FolderError(f"{path} holds other files. Give a new or an empty folder for the class.")
        else:
            folder._write("class.json", _Settings())
    except OSError as error:
        raise FolderError(
            f"{path} cannot be used ({error.strerror or error}). Give a folder you may write to."
        ) from None
    return folder


def sha256(content: bytes) -> str:
    """Give the fingerprint of a file."""
    return hashlib.sha256(content).hexdigest()
