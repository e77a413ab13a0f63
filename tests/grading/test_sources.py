"""What is handed in is read from folders, zips and tars without a byte of it reaching the disk."""

import io
import os
import socket
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from course_utils.grading import sources
from course_utils.grading.sources import LINK, SPECIAL, SourceError, files
from tests.grading.hand_ins import foldered, notebook, tarred, zipped

GOOD = notebook()
MEMBERS = {"jane/a.ipynb": GOOD, "bob/b.IPYNB": b"1", "bob/notes.pdf": b"2"}


def read(source):
    return {found.path: found.fault or found.content for found in files(source)}


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_each_form_gives_the_same(tmp_path, form):
    path = tmp_path / f"hand-ins.{form}"
    make = {"folder": foldered, "zip": zipped}.get(form)
    make(path, MEMBERS) if make else tarred(path, MEMBERS, f"w:{form[4:]}")
    assert read(path) == {"jane/a.ipynb": GOOD, "bob/b.IPYNB": b"1", "bob/notes.pdf": "it is no notebook (.ipynb)"}


@pytest.mark.parametrize(
    "name",
    [
        "jane/.ipynb_checkpoints/a.ipynb", "__MACOSX/jane/._a.ipynb", "jane/.DS_Store", "jane/._a.ipynb", "Thumbs.db",
        "jane/desktop.ini",
    ],
)  # fmt: skip
def test_what_systems_leave_behind_is_passed_over_silently(tmp_path, name):
    assert read(zipped(tmp_path / "a.zip", {name: GOOD})) == {}
    assert read(foldered(tmp_path / "a", {name: GOOD})) == {}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../x.ipynb", "its path leads out of the hand-in"),
        ("jane/../../x.ipynb", "its path leads out of the hand-in"),
        ("/etc/x.ipynb", "its path leads out of the hand-in"),
        ("C:/x.ipynb", "its path leads out of the hand-in"),
        ("c:x.ipynb", "its path leads out of the hand-in"),
        ("..\\x.ipynb", "its path leads out of the hand-in"),
        ("\\\\server\\x.ipynb", "its path leads out of the hand-in"),
        ("jane/a\nb.ipynb", "its name holds characters that cannot be shown"),
        ("jane/a\x1b[2J.ipynb", "its name holds characters that cannot be shown"),
        ("__MACOSX/../x.ipynb", "its path leads out of the hand-in"),
        (".", "it has no name"),
        ("jane/all.zip", "it is an archive inside the hand-in: unpack it and collect the folder"),
        ("jane/all.tar.gz", "it is an archive inside the hand-in: unpack it and collect the folder"),
        ("jane/a.ipynb.txt", "it is no notebook (.ipynb)"),
        ("jane/a", "it is no notebook (.ipynb)"),
    ],
)
def test_names_that_are_refused(tmp_path, name, says):
    assert list(read(zipped(tmp_path / "a.zip", [(name, GOOD)])).values()) == [says]
    assert list(read(tarred(tmp_path / "a.tar", [(name, GOOD)])).values()) == [says]


def test_a_name_with_a_null_byte_is_seen_whole(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.ipynbX.ipynb": GOOD})
    path.write_bytes(path.read_bytes().replace(b"a.ipynbX", b"a.ipynb\0"))
    assert list(read(path).values()) == ["its name holds characters that cannot be shown"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_and_special_files_in_a_folder_are_not_followed(tmp_path, monkeypatch):
    secret = foldered(tmp_path / "secret", {"x.ipynb": GOOD})
    folder = foldered(tmp_path / "in", {"jane/a.ipynb": GOOD})
    (folder / "jane/link.ipynb").symlink_to(secret / "x.ipynb")
    (folder / "bob").symlink_to(secret)
    os.mkfifo(folder / "jane/pipe.ipynb")
    monkeypatch.chdir(folder / "jane")  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.ipynb")
        assert read(folder) == {
            "jane/a.ipynb": GOOD, "jane/link.ipynb": LINK, "bob": LINK, "jane/pipe.ipynb": SPECIAL,
            "jane/socket.ipynb": SPECIAL,
        }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff.ipynb")).write_bytes(GOOD)
    assert list(read(tmp_path / "in").values()) == ["its name holds characters that cannot be shown"]


@pytest.mark.parametrize(("kind", "says"), [(stat.S_IFLNK, LINK), (stat.S_IFIFO, SPECIAL), (stat.S_IFDIR, SPECIAL)])
def test_links_and_special_files_in_a_zip_are_refused(tmp_path, kind, says):
    info = zipfile.ZipInfo("jane/a.ipynb")
    info.external_attr = (kind | 0o644) << 16
    assert read(zipped(tmp_path / "a.zip", [(info, b"/etc/passwd")])) == {"jane/a.ipynb": says}


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (tarfile.SYMTYPE, LINK), (tarfile.LNKTYPE, LINK), (tarfile.FIFOTYPE, SPECIAL), (tarfile.CHRTYPE, SPECIAL),
        (tarfile.BLKTYPE, SPECIAL),
    ],
)  # fmt: skip
def test_links_and_special_files_in_a_tar_are_refused(tmp_path, kind, says):
    info = tarfile.TarInfo("jane/a.ipynb")
    info.type, info.linkname = kind, "jane/b.ipynb"
    assert read(tarred(tmp_path / "a.tar", [("jane/b.ipynb", GOOD), (info, b"")])) == {
        "jane/b.ipynb": GOOD, "jane/a.ipynb": says,
    }  # fmt: skip


def test_an_encrypted_member_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    for start, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(start) + offset] |= 1
    path.write_bytes(content)
    assert read(path) == {"a.ipynb": "it is encrypted: collect a copy without a password"}


def test_a_damaged_member_harms_itself_alone(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.ipynb": GOOD, "b.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    content[content.index(b"a.ipynb") + 30] ^= 255
    path.write_bytes(content)
    found = read(path)
    assert found["a.ipynb"].startswith("it cannot be read (")
    assert found["b.ipynb"] == GOOD


def test_a_method_that_python_does_not_know_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    for start, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        content[content.index(start) + offset] = 99
    path.write_bytes(content)
    assert read(path)["a.ipynb"].startswith("it cannot be read (")


def test_what_is_too_large_is_refused_whatever_the_archive_says(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST", 1000)
    bomb = zipped(tmp_path / "a.zip", {"a.ipynb": bytes(1001), "b.ipynb": bytes(1000)})
    small = struct.pack("<I", 1001)
    lying = bomb.read_bytes().replace(small, struct.pack("<I", 10))
    assert {name: len(found) for name, found in read(bomb).items() if isinstance(found, bytes)} == {"b.ipynb": 1000}
    assert read(bomb)["a.ipynb"] == sources.TOO_LARGE
    bomb.write_bytes(lying)
    assert len(read(bomb)["a.ipynb"]) <= 200
    assert read(foldered(tmp_path / "in", {"a.ipynb": bytes(1001)})) == {"a.ipynb": sources.TOO_LARGE}
    assert read(tarred(tmp_path / "a.tgz", {"a.ipynb": bytes(1001)}, "w:gz")) == {"a.ipynb": sources.TOO_LARGE}


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [("MOST_FILES", 2, "holds more than 2 files"), ("MOST_BYTES", len(GOOD), "are larger than 0 GB together")],
)
def test_limits_of_the_whole(tmp_path, monkeypatch, limit, value, says):
    monkeypatch.setattr(sources, limit, value)
    members = {f"{number}.ipynb": GOOD for number in range(3)}
    for path in (zipped(tmp_path / "a.zip", members), foldered(tmp_path / "a", members)):
        with pytest.raises(SourceError, match=says):
            read(path)


def test_a_tar_may_not_be_longer_than_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST_BYTES", 100_000)
    path = tarred(tmp_path / "a.tgz", {"film.mp4": bytes(200_000), "a.ipynb": GOOD}, "w:gz")
    with pytest.raises(SourceError, match="it claims to be larger than is read"):
        read(path)


def test_a_header_that_claims_too_much_is_not_believed(tmp_path):
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8_000_000_000
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(tmp_path / "b.tar", {"a.ipynb": GOOD}).read_bytes()[:1024] + info.tobuf() + bytes(9000))
    with pytest.raises(SourceError, match="it claims to be larger than is read"):
        read(path)


def test_a_sparse_file_is_refused(tmp_path):
    info = tarfile.TarInfo("a.ipynb")
    info.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.realsize": "1000000", "GNU.sparse.size": "1000000"}
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    assert read(path) == {"a.ipynb": SPECIAL}


@pytest.mark.parametrize("cut", [700, 1400, 2100])
def test_a_tar_that_is_damaged_or_cut_loses_nobody_silently(tmp_path, cut):
    members = {f"{number}.ipynb": GOOD for number in range(3)}
    whole = tarred(tmp_path / "a.tar", members).read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:cut])
    with pytest.raises(SourceError, match="cannot be read to its end"):
        read(tmp_path / "cut.tar")
    (tmp_path / "bad.tar").write_bytes(whole[:1124] + b"\xff" * 40 + whole[1164:])
    with pytest.raises(SourceError, match="the header of a file is damaged"):
        read(tmp_path / "bad.tar")


def test_a_tar_without_its_end_mark_is_read(tmp_path):
    whole = tarred(tmp_path / "a.tar", {"a.ipynb": GOOD}).read_bytes()
    (tmp_path / "b.tar").write_bytes(whole[:1024])
    assert read(tmp_path / "b.tar") == {"a.ipynb": GOOD}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"{}", GOOD, b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9"])
def test_what_is_no_archive_is_told(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(SourceError, match="is no folder, zip or tar"):
        read(tmp_path / "a")


def test_a_damaged_zip_is_told(tmp_path):
    whole = zipped(tmp_path / "a.zip", MEMBERS).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[:-30])
    with pytest.raises(SourceError, match="cannot be read to its end"):
        read(tmp_path / "a.zip")


def test_a_folder_deeper_than_python_counts(tmp_path):
    path = zipped(tmp_path / "a.zip", {"/".join(["d"] * 5000) + "/a.ipynb": GOOD})
    ((name, content),) = read(path).items()
    assert content == GOOD
    assert len(name) < 220
