"""The notebooks of an assignment: the teacher's, and the students'.

They are plain Jupyter notebooks in nbgrader's format. What a student reads is plain
Markdown, so that it looks the same in JupyterLab, VS Code and Colab. The same
assignment gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from exercises.course import answers, cells, opening
from exercises.course.assignment import Assignment

Notebook = dict[str, Any]
_KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def student_notebook(assignment: Assignment, student: str = "") -> Notebook:
    """Return what a student gets, with `student`'s numbers if they are personal."""
    made = [cells.released(cell) for cell in _cells(assignment, student)]
    return _notebook(assignment, student, made, {"digest": digest(made)})


def teacher_notebook(assignment: Assignment) -> Notebook:
    """Return what the teacher keeps, from which nbgrader makes the student's.

    Its numbers are those of the book where each student has other ones.
    """
    seed = seed_of(assignment)
    regions = {item.id: answers.region(item, seed) for item in assignment.items}
    made = [_with_answer(cell, regions) for cell in _cells(assignment, "")]
    digests = {"digest": digest(made), "release": digest(_cells(assignment, ""))}
    return _notebook(assignment, "", made, digests)


def seed_of(assignment: Assignment, student: str = "") -> int | None:
    """Return the seed of a notebook; without a student, personal ones have none."""
    is_nobodys = assignment.seeds == "student" and not student
    return None if is_nobodys else assignment.seed_for(student)


def text_of(notebook: Notebook) -> str:
    """Return the file's text, as nbformat writes it."""
    parted = [cell | {"source": _lines(cell["source"])} for cell in notebook["cells"]]
    whole = notebook | {"cells": parted}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def digest(found: list[dict[str, Any]]) -> str:
    """Return a digest of what a teacher may have edited by hand in some cells.

    What running, saving or releasing a notebook changes does not count.
    """
    facts = []
    for cell in found:
        mark = cell["metadata"].get("nbgrader", {})
        source = "".join(cell["source"])
        facts.append(
            [cell["cell_type"], source, mark.get("grade_id"), mark.get("points")]
        )
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _notebook(
    assignment: Assignment, student: str, made: list, digests: dict[str, str]
) -> Notebook:
    about = {
        "name": assignment.name,
        "student": student,
        "seed": seed_of(assignment, student),
        **digests,
    }
    metadata = _KERNEL | {"assignment": about}
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def _cells(assignment: Assignment, student: str) -> list[dict[str, Any]]:
    seed = seed_of(assignment, student)
    made = [
        cells.markdown(opening.title(assignment, student), cells.read_only("title")),
        cells.code(opening.setup(assignment.items), cells.read_only("setup")),
    ]
    for number, item in enumerate(assignment.items, start=1):
        made += cells.exercise_cells(item, number, seed)
    hints = cells.hints(assignment.items, seed)
    return [*made, cells.markdown(hints, cells.read_only("hints"))]


def _with_answer(cell: dict[str, Any], regions: dict[str, str]) -> dict[str, Any]:
    role = cell["metadata"].get("exercise", {})
    if role.get("part") != "answer":
        return cell
    return cell | {"source": cell["source"] + regions[role["id"]]}
