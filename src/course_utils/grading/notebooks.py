"""Notebooks of the course as files: reading one for what it is, and the metadata that each is stored with."""

from __future__ import annotations

from pathlib import Path

import nbformat

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


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
