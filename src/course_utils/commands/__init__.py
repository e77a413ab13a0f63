"""What ``python3 course.py ...`` does: one module per command, and the setting up of ``.venv``."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# How the course is called at this keyboard, for messages.
CALL = "py course.py" if os.name == "nt" else "python3 course.py"
