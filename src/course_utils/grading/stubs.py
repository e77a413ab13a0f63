"""The notebook of an exercise set without its solutions, in nbgrader's format (metadata version 3)."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat

from course_utils.grading.notebooks import read_notebook, released_metadata
from course_utils.grading.tasks import ExerciseSet

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SOLUTION_ONLY = "solution-only"  # tag of cells that explain a solution


def release_notebook(exercise_set: ExerciseSet, path: Path) -> str:
    """Write the text of the notebook that learners receive.

    Parameters
    ----------
    exercise_set : ExerciseSet
    path : Path
        The solved notebook.

    Raises
    ------
    ValueError
        If it does not fit the tasks, or a solution would be left in it; the sentence names the cell.
    """
    notebook = read_notebook(path)
    _compare(exercise_set, notebook.cells)
    names = {task.name for task in exercise_set.tasks}
    words = {task.name: task.words for task in exercise_set.written}

    cells = []
    for cell in notebook.cells:
        if SOLUTION_ONLY in cell.metadata.get("tags", []):
            continue
        known = cell.metadata.get("nbgrader", {})
        if known.get("grade_id") in words:
            cell.source = f"*Write here, in about {words[known.grade_id]} words, in place of this line.*"
        elif known.get("solution"):
            cell.source = clear(cell.source, names, f"{path.name}, cell {known.grade_id}")
        if BEGIN in cell.source or END in cell.source:
            raise ValueError(f"{path.name}, cell {cell.id}: it holds a solution, but nbgrader does not know it as one")
        if cell.cell_type == "markdown":  # the comments say how a number in the text is computed, and thus how to solve
            cell.source = re.sub(r"<!--.*?-->", "", cell.source, flags=re.DOTALL)
        cell.metadata = {"nbgrader": known} if known else {}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
    notebook.cells = cells
    notebook.metadata = nbformat.from_dict(released_metadata(exercise_set.folder.name[:2]))
    return nbformat.writes(notebook) + "\n"


def clear(source: str, names: set[str], where: str) -> str:
    """Put stubs in the place of the solutions of a cell.

    A function keeps its signature, its docstring and the comments between its regions; each region becomes `...`, and
    the last raises. A region outside of a function becomes `name = None` for each task that is answered there.

    Parameters
    ----------
    source : str
    names : set of str
        Of the tasks.
    where : str
        How the cell is called in an error.
    """
    lines, kept, region = source.splitlines(), [], None
    function, last = None, None  # the function that the region is in, and where its last stub stands
    for line in lines:
        mark = line.strip()
        if mark == BEGIN and region is None:
            region = []
        elif mark == END and region is not None:
            indent = line[: len(line) - len(line.lstrip())]
            if indent and function:
                last = last or {}
                last[function] = len(kept)
                kept.append(f"{indent}...")
            else:
                kept += [f"{name} = None" for name in _assigned(region, where) if name in names]
            region = None
        elif mark in (BEGIN, END):
            raise ValueError(f"{where}: {mark} has no counterpart; each {BEGIN} needs an {END}")
        elif region is not None:
            region.append(line)
        else:
            found = re.match(r"\s*def (\w+)", line)
            function = found[1] if found else function
            kept.append(line)
    if region is not None:
        raise ValueError(f"{where}: {BEGIN} has no counterpart; add {END}")
    for name, place in (last or {}).items():
        kept[place] = kept[place].replace("...", f'raise NotImplementedError("not yet: write {name}")')
    if kept == lines:
        raise ValueError(f"{where}: it holds no solution; put {BEGIN} and {END} around it")
    stub = "\n".join(kept)
    try:
        defined = {node.name for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef)}
    except SyntaxError as error:
        raise ValueError(f"{where}: without its solution it is no Python ({error})") from None
    if not names & (defined | set(_assigned(kept, where))):
        raise ValueError(f"{where}: what is left defines none of the tasks: {', '.join(sorted(names))}")
    return stub


def _assigned(lines: list[str], where: str) -> list[str]:
    """Names that get a value at the top level of some lines."""
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        raise ValueError(f"{where}: its solution is no Python ({error})") from None
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _compare(exercise_set: ExerciseSet, cells: list[Any]) -> None:
    """Refuse a notebook whose cells do not fit the tasks."""
    known = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    ids = [metadata.get("grade_id") for metadata in known]
    for metadata in known:
        if metadata.get("schema_version") != 3:
            raise ValueError(f"cell {metadata.get('grade_id')}: its nbgrader metadata must be of schema_version 3")
        if ids.count(metadata["grade_id"]) > 1:
            raise ValueError(f"cell {metadata['grade_id']}: two cells have this grade_id; give each its own")
    by_id = {
        cell.metadata["nbgrader"]["grade_id"]: (cell, cell.metadata["nbgrader"])
        for cell in cells
        if "nbgrader" in cell.metadata
    }
    expected = {}  # grade id: what its metadata has to say
    for task in exercise_set.tasks:
        points = sum(task.points.values())
        expected[task.name] = {"grade": False, "solution": True, "locked": False}
        expected[task.check_id] = {"grade": True, "solution": False, "locked": True, "points": points}
    for written in exercise_set.written:
        expected[written.name] = {"grade": True, "solution": True, "locked": False, "points": written.points}
    for grade_id, metadata in expected.items():
        if grade_id not in by_id:
            raise ValueError(f"the notebook has no cell with the grade_id {grade_id}, which checks.py asks for")
        for key, value in metadata.items():
            if by_id[grade_id][1].get(key) != value:
                raise ValueError(f"cell {grade_id}: its {key} is {by_id[grade_id][1].get(key)}, and should be {value}")
    for grade_id in by_id:
        if grade_id not in expected:
            raise ValueError(f"cell {grade_id}: checks.py has no task for it")
    for task in exercise_set.tasks:
        if by_id[task.check_id][0].source.strip() != f'check("{task.id}")':
            raise ValueError(f'cell {task.check_id}: it should read check("{task.id}")')
