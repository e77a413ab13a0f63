"""Notebooks and archives as they are handed in."""

import io
import json
import tarfile
import warnings
import zipfile


def notebook(number="01", text="x = 1", **changes):
    """The bytes of a notebook of an exercise set."""
    cell = {"cell_type": "code", "source": [text], "metadata": {}, "outputs": [], "execution_count": None}
    content = {"cells": [cell], "metadata": {"off_switch": {"exercise_set": number}}, "nbformat": 4}
    return json.dumps(content | {"nbformat_minor": 5} | changes).encode()


def foldered(path, members):
    for name, content in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def zipped(path, members):
    """A zip of (name, bytes) pairs, or of (ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of two members with one name
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return path


def tarred(path, members, mode="w"):
    """A tar of (name, bytes) pairs, or of (TarInfo, bytes)."""
    with tarfile.open(path, mode) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = info.size or len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


A, B = notebook(text="a = 1"), notebook(text="b = 2")
CANVAS = {
    "smithjane_1_100_a.ipynb": A,
    "smithjane_1_120_b-1.ipynb": B,
    "leeann_LATE_2_101_my homework.ipynb": notebook("02"),
    "leeann_2_99_a.ipynb": A,
    "rayo_3_102_a-2.ipynb": A,
    "rayo_3_102_a-10.ipynb": B,
}
MOODLE = {
    "Jane Smith_1_assignsubmission_file_/a.ipynb": A,
    "Jane Smith_2_assignsubmission_file_/a.ipynb": B,  # somebody else
    "Ann Lee_3_assignsubmission_file/x/y.ipynb": notebook("02"),
    "Ann Lee_3_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
}
