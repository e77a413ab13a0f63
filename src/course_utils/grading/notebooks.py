"""Notebooks of the course as files: reading one for what it is, and the metadata that each is stored with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def released_metadata(number: str) -> dict[str, Any]:
    """Give the metadata of the notebook of an exercise set; by its number a hand-in of any name is recognised."""
    return METADATA | {"off_switch": {"exercise_set": number}}


def number_in(metadata: Any) -> Any:
    """The number that the metadata of a notebook hold, or None; nothing is said about what it is."""
    ours = metadata.get("off_switch") if isinstance(metadata, dict) else None
    return ours.get("exercise_set") if isinstance(ours, dict) else None


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook.

    Raises
    ------
    ValueError
        If the file cannot be read or is no notebook; the sentence names it.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    # The last two: what nbformat stumbles over when the file is JSON and yet no notebook.
    except (OSError, ValueError, nbformat.ValidationError, AttributeError, TypeError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise ValueError(f"{path.name} cannot be read as a notebook ({why})") from None
    return notebook
