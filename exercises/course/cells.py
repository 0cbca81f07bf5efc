"""Cells of an assignment, marked for nbgrader and for our own grader.

An answer cell is one that nbgrader calls manually graded: our grader writes its score,
and nbgrader's own autograde cannot give full marks to it by mistake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from exercises import render
from exercises.course import plain
from exercises.course.assignment import Item

NO_CHECK = "*There is no check for this one: it is judged after you hand in.*"


def code(source: str, mark: dict[str, Any], **role: Any) -> dict[str, Any]:
    """Return a code cell with nbgrader's `mark`; see `_cell`."""
    cell = _cell("code", source, mark, role)
    return cell | {"execution_count": None, "outputs": []}


def markdown(source: str, mark: dict[str, Any], **role: Any) -> dict[str, Any]:
    """Return a markdown cell with nbgrader's `mark`; see `_cell`."""
    return _cell("markdown", source, mark, role)


def _cell(kind: str, source: str, mark: dict, role: dict) -> dict[str, Any]:
    metadata: dict[str, Any] = {"nbgrader": mark}
    if role:
        metadata["exercise"] = role
    return {
        "cell_type": kind,
        "id": _cell_id(mark["grade_id"]),
        "metadata": metadata,
        "source": source,
    }


def read_only(grade_id: str) -> dict[str, Any]:
    """Return nbgrader's mark of a cell that students run but do not edit."""
    return _mark(grade_id, grade=False, solution=False, locked=True)


def answer_mark(item: Item) -> dict[str, Any]:
    """Return nbgrader's mark of a cell that holds an answer and is graded."""
    points = int(item.points) if item.points.is_integer() else item.points
    mark = _mark(item.id, grade=True, solution=True, locked=False)
    return mark | {"points": points}


def _mark(grade_id: str, **flags: bool) -> dict[str, Any]:
    return {"schema_version": 3, "grade_id": grade_id, "task": False, **flags}


def _cell_id(grade_id: str) -> str:
    """Return an id of a notebook's cell, which has at most 64 characters."""
    if len(grade_id) <= 64:
        return grade_id
    digest = hashlib.sha256(grade_id.encode()).hexdigest()[:12]
    return f"{grade_id[:51]}-{digest}"


def exercise_cells(item: Item, number: int, seed: int | None) -> list[dict[str, Any]]:
    """Return the cells of an exercise: statement, answer, and a check if it has one."""
    exercise, id = item.exercise, item.id
    text = statement(item, number, seed)
    cells = [markdown(text, read_only(f"{id}-statement"), id=id, part="statement")]
    # nbgrader leaves an empty line where the teacher's notebook has the solution.
    starter = exercise.starter_code(seed) + "\n"
    make = code if exercise.is_checked else markdown
    cells.append(make(starter, answer_mark(item), id=id, part="answer"))
    if exercise.is_checked and not item.own:
        call = render.check_call(exercise, seed)
        cells.append(code(call, read_only(f"{id}-check"), id=id, part="check"))
    return cells


def statement(item: Item, number: int, seed: int | None) -> str:
    """Return the heading, the points and what is asked."""
    texts = [
        f"## {number}. {render.heading(item.exercise)}",
        f"**{points(item.points)}**",
        plain.statement(item.exercise, seed),
    ]
    if item.own and item.exercise.is_checked:
        texts.append(NO_CHECK)
    return "\n\n".join(texts)


def hints(items: Iterable[Item], seed: int | None) -> str:
    """Return all hints, for the end of the notebook.

    Folded under their statements (``<details>``) their formulas would be raw text in
    JupyterLab with its MyST extension.
    """
    texts = ["## Hints"]
    for number, item in enumerate(items, start=1):
        hint = plain.plain(item.exercise.text(item.exercise.hint, seed))
        texts.append(f"**{number}. {item.exercise.title}** {hint}")
    return "\n\n".join(texts)


def points(number: float) -> str:
    """Return a number of points in words."""
    return f"{number:g} point{'' if number == 1 else 's'}"


def released(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell as nbgrader releases it: sealed, and not to be deleted."""
    mark = cell["metadata"]["nbgrader"]
    mark = mark | {"cell_type": cell["cell_type"], "checksum": _checksum(cell, mark)}
    metadata = cell["metadata"] | {"nbgrader": mark, "deletable": False}
    if mark["locked"]:
        metadata["editable"] = False
    return cell | {"metadata": metadata}


def _checksum(cell: dict[str, Any], mark: dict[str, Any]) -> str:
    """Return what nbgrader computes of a cell, to see whether it was changed."""
    flags = (mark["grade"], mark["solution"], mark["locked"])
    parts = [cell["source"], cell["cell_type"], *map(str, flags), mark["grade_id"]]
    if mark["grade"]:
        parts.append(str(float(mark["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
