"""Reading the files of a hand-in: a folder, a zip or a tar, of which nothing is ever unpacked to the disk.

Everything in it is somebody else's. A name is only text here, links and special files are not followed, and no more is
read of a file, or of all of them, than the limits say, whatever an archive claims about itself.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from course_utils.grading.text import printable

LARGEST = 20_000_000  # bytes of a notebook; one made to be costly takes half a GB to read
MOST_BYTES = 10_000_000_000  # of all that is read
MOST_FILES = 100_000
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar")
# What operating systems and Jupyter leave beside the files of people.
SILENT = {".ipynb_checkpoints", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}

LINK = "it is a link, which could lead to any file: hand in the notebook itself"
SPECIAL = "it is no ordinary file"
NO_NOTEBOOK = "it is no notebook (.ipynb)"
TOO_LARGE = (
    f"it is larger than {LARGEST // 10**6} MB, most likely by its outputs: in JupyterLab choose Edit, Clear Outputs of "
    "All Cells, and save it"
)
DAMAGE = (
    OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
    tarfile.TarError,
)  # fmt: skip


class SourceError(ValueError):
    """What was to be collected cannot be read; the sentence says why and what helps."""


@dataclass(frozen=True)
class Found:
    """A file of a hand-in.

    Parameters
    ----------
    parts : tuple of str
        Of its path in the source. Somebody else's text.
    content : bytes
        Empty where it is refused.
    fault : str
        Why it is refused; empty where it is not.
    """

    parts: tuple[str, ...]
    content: bytes
    fault: str

    @property
    def path(self) -> str:
        """The path, fit to be stored and printed."""
        text = printable("/".join(self.parts)).translate({ord("\n"): "\ufffd", ord("\t"): "\ufffd"})
        return text if len(text) <= 200 else f"{text[:100]} ... {text[-90:]}"


# The name of a file in a source, why it is refused on sight, and what opens it.
Entry = tuple[str, str, Callable[[], BinaryIO]]


def files(source: Path) -> Iterator[Found]:
    """Go through the files of a source, always in the same order.

    Parameters
    ----------
    source : Path
        A folder, a zip, or a tar (also compressed with gzip, bzip2 or xz).

    Raises
    ------
    SourceError
        If it is none of these, is damaged, or holds more than the limits allow.
    """
    total = 0
    try:
        for count, (name, fault, opened) in enumerate(_entries(source)):
            if count >= MOST_FILES:
                raise SourceError(f"{source} holds more than {MOST_FILES:,} files. Collect it in several parts.")
            parts = tuple(part for part in unicodedata.normalize("NFC", name).split("/") if part not in ("", "."))
            fault = _fault_of_path(name, parts) or fault
            if not fault and (SILENT.intersection(parts) or parts[-1].startswith("._")):
                continue
            content, fault = (b"", fault) if fault else _read(parts[-1], opened)
            total += len(content)
            if total > MOST_BYTES:
                raise SourceError(
                    f"The notebooks in {source} are larger than {MOST_BYTES // 10**9} GB together. Collect them in "
                    "several parts."
                )
            yield Found(parts, content, fault)
    except SourceError:
        raise
    except DAMAGE as error:
        raise SourceError(
            f"{source} cannot be read to its end ({printable(str(error))}), so nothing was collected. Download it "
            "again, or unpack it and give the folder."
        ) from None


def _fault_of_path(name: str, parts: tuple[str, ...]) -> str:
    """Why no file may be called so: nothing is written under this name, but who uses it means no good."""
    if printable(name) != name or "\n" in name or "\t" in name:
        return "its name holds characters that cannot be shown"
    if not parts:
        return "it has no name"
    if "\\" in name or name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in parts:
        return "its path leads out of the hand-in"
    return ""


def _read(name: str, opened: Callable[[], BinaryIO]) -> tuple[bytes, str]:
    """Give the content of a notebook, or why there is none."""
    lower = name.lower()
    if lower.endswith(ARCHIVES):
        return b"", "it is an archive inside the hand-in: unpack it and collect the folder"
    if not lower.endswith(".ipynb"):
        return b"", NO_NOTEBOOK
    try:
        with opened() as file:
            content = file.read(LARGEST + 1)
    except DAMAGE as error:
        return b"", f"it cannot be read ({printable(str(error))})"
    return (content, "") if len(content) <= LARGEST else (b"", TOO_LARGE)


def _entries(source: Path) -> Iterator[Entry]:
    if source.is_dir():
        return _in_folder(source)
    with source.open("rb") as file:
        start = file.read(6)
    return _in_zip(source) if start.startswith(b"PK") else _in_tar(source, start)


def _in_folder(folder: Path) -> Iterator[Entry]:
    pending = [""]
    while pending:
        inside = pending.pop()
        with os.scandir(folder / inside) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            name = inside + entry.name
            if entry.is_symlink() or getattr(entry, "is_junction", bool)():  # junctions: from Python 3.12 on
                yield name, LINK, io.BytesIO
            elif entry.is_dir(follow_symlinks=False):
                pending.append(f"{name}/")
            else:
                fault = "" if entry.is_file(follow_symlinks=False) else SPECIAL
                yield name, fault, partial(Path(entry).open, "rb")


def _in_zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):
                continue
            kind, fault = stat.S_IFMT(info.external_attr >> 16), ""
            if kind not in (0, stat.S_IFREG):
                fault = LINK if kind == stat.S_IFLNK else SPECIAL
            elif info.flag_bits & 0x1:
                fault = "it is encrypted: collect a copy without a password"
            yield info.orig_filename, fault, partial(archive.open, info)


class _Bounded:
    """A file for `tarfile`, which believes the lengths that it reads there."""

    def __init__(self, file: Any):
        self.file = file
        self.tell, self.close = file.tell, file.close

    def read(self, size: int) -> bytes:
        self._allow(size, LARGEST + 1)
        return self.file.read(size)

    def seek(self, position: int) -> int:
        self._allow(position, MOST_BYTES)
        return self.file.seek(position)

    def _allow(self, number: int, most: int) -> None:
        if not 0 <= number <= most:
            raise tarfile.ReadError("it claims to be larger than is read")


def _in_tar(path: Path, start: bytes) -> Iterator[Entry]:
    compressed = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
    with compressed.get(start[:2], open)(path, "rb") as file:
        try:
            archive = tarfile.TarFile(fileobj=_Bounded(file))
        except DAMAGE:
            raise SourceError(
                f"{path} is no folder, zip or tar. Give the file as the learning platform made it, or the folder that "
                "holds the notebooks."
            ) from None
        for member in archive:
            if member.isdir():
                continue
            fault = LINK if member.issym() or member.islnk() else "" if member.isreg() else SPECIAL
            if member.issparse():
                fault = SPECIAL
            yield member.name, fault, partial(archive.extractfile, member)
        file.seek(archive.offset)  # where tarfile stopped: it takes a damaged header for the end
        if file.read(tarfile.BLOCKSIZE).strip(b"\0"):
            raise tarfile.ReadError("the header of a file is damaged")
