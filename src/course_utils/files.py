"""Writing files whole."""

import os


def write(path, content):
    """Write a file so that at every moment either the old or the whole new one is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    os.replace(draft, path)
