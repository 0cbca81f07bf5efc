"""An assignment, and notebooks as students hand them in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from exercises import render
from exercises.course.assignment import Assignment
from exercises.course.submission import Submission
from exercises.grade.grader import Job
from exercises.kinds import Code
from exercises.model import Exercise

WEEK = """
seeds = "student"

[points]
svd-pinv-ones = 2
svd-tail = 3
svd-pinv-product = 2
divergence-both-ways = 4

[limits]
seconds = 2
total = 10
"""

SETUP = "import numpy as np\n\nfrom exercises import check"


def cell(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def answer_cells(exercise: Exercise, source: str, seed: int | None) -> list[dict]:
    """An answer with its check cell, marked as nbgrader and the book mark them."""
    names = render.answer_names(exercise, seed)
    more = f", seed={seed}" if seed is not None else ""
    check = f'check("{exercise.id}", {", ".join(names)}{more})'
    return [
        cell(source, nbgrader={"grade_id": exercise.id, "grade": True}),
        cell(check, nbgrader={"grade_id": f"{exercise.id}-check", "locked": True}),
    ]


def right_source(exercise: Exercise, seed: int | None) -> str:
    """The text of an answer that passes."""
    answer = exercise.right_answer(seed)
    if isinstance(exercise, Code):
        code = exercise.solution.split("```python\n")[1].split("```")[0]
        return code
    names = render.answer_names(exercise, seed)
    lines = [f"{n} = {plain(v)!r}" for n, v in zip(names, answer, strict=True)]
    return "\n".join(lines)


def plain(value: Any) -> Any:
    """A value as a student writes it."""
    return value.tolist() if hasattr(value, "tolist") else value


def notebook(
    assignment: Assignment, answers: dict[str, str], student: str = "ada", before=()
) -> dict[str, Any]:
    """A notebook with the given answers; other exercises keep their starter."""
    seed = assignment.seed_for(student)
    cells = [cell(SETUP), *(cell(source) for source in before)]
    for item in assignment.items:
        if not item.exercise.is_checked:
            text = answers.get(item.id, "")
            found = cell(text, nbgrader={"grade_id": item.id, "grade": True})
            cells.append({**found, "cell_type": "markdown"})
            continue
        source = answers.get(item.id, item.exercise.starter_code(seed))
        cells += answer_cells(item.exercise, source, seed)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def honest(assignment: Assignment, student: str = "ada") -> dict[str, Any]:
    """A notebook in which everything is right."""
    seed = assignment.seed_for(student)
    return notebook(
        assignment,
        {
            item.id: right_source(item.exercise, seed)
            for item in assignment.items
            if item.exercise.is_checked
        },
        student,
    )


def encode(book: dict[str, Any]) -> bytes:
    """A notebook as bytes."""
    return json.dumps(book).encode()


def job(assignment: Assignment, data: bytes, student: str = "ada") -> Job:
    return Job(tuple(assignment.source().items()), "secret", student, data)


def handed_in(folder: Path, student: str, data: bytes) -> Submission:
    path = folder / f"{student}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Submission(student, path, path.name)


def class_of(assignment: Assignment, folder: Path, n: int) -> list[Submission]:
    """Honest submissions of n students."""
    return [
        handed_in(folder, who, encode(honest(assignment, who)))
        for who in (f"student{i:02d}" for i in range(n))
    ]
