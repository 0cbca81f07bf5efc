"""The notebooks that nbgrader's formgrader opens: what was asked, what was answered.

They are made here of trusted parts, not of the student's notebook. formgrader turns
Markdown into HTML without cleaning it, in the teacher's browser and beside the grade
book. So a student's prose is not given to it as Markdown: it stands as escaped text in
one HTML element on one line, which no Markdown rule reaches into. MathJax reads the
text of that element, so ``$a < b$`` becomes a formula; commands of TeX that act outside
of their formula (links, classes, definitions) are broken by a character without width.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exercises import render
from exercises.course import plain as words
from exercises.course.assignment import Assignment, Item
from exercises.grade.record import Mark, Record
from exercises.kinds import Proof
from exercises.report.safe import number, plain, write

MAX_ANSWER = 100_000
_ACTING_TEX = re.compile(
    r"\\(?=(?:href|url|require|class|cssId|style|unicode|bbox|html\w*|data|include\w*"
    r"|mmlToken|[gx]?def|let|(?:re|provide)?newcommand|renewcommand|(?:re)?newenvironment"
    r"|DeclareMathOperator|enclose|tooltip|action\w*|texttip|mathtip|toggle)(?![A-Za-z]))"
)


def path_of(course: Path, student: str, assignment: Assignment) -> Path:
    """Return where formgrader looks for a student's notebook."""
    name = assignment.name
    return course / "autograded" / student / name / f"{name}.ipynb"


def changed(course: Path, assignment: Assignment, record: Record) -> set[str]:
    """Return the exercises whose answers differ from the notebook written before."""
    try:
        text = path_of(course, record.student, assignment).read_text("utf-8")
        cells = json.loads(text)["cells"]
        before = {
            cell["metadata"]["exercise"]["id"]: cell["metadata"]["exercise"]["answer"]
            for cell in cells
            if "exercise" in cell["metadata"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    marks = {mark.id: _digest(mark.answer) for mark in record.marks}
    return {id for id, digest in before.items() if marks.get(id, digest) != digest}


def write_notebooks(
    course: Path, assignment: Assignment, records: Iterable[Record]
) -> list[Path]:
    """Write the notebook of each record that could be read."""
    (course / "source" / assignment.name).mkdir(parents=True, exist_ok=True)
    return [
        write(
            path_of(course, record.student, assignment),
            json.dumps(notebook(assignment, record), indent=1),
        )
        for record in records
        if not record.trouble
    ]


def notebook(assignment: Assignment, record: Record) -> dict[str, Any]:
    """Return the notebook of one student, in nbformat 4.5."""
    marks = {mark.id: mark for mark in record.marks}
    seed = assignment.seed_for(record.student)
    cells = [_markdown("title", f"# {assignment.title}")]
    for item in assignment.items:
        if mark := marks.get(item.id):
            cells += [_markdown(f"{item.id}-asked", asked(item, seed))]
            cells += [_answer(item, mark)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def asked(item: Item, seed: int | None) -> str:
    """Return the statement, and for a proof its rubric and solution, as Markdown."""
    exercise = item.exercise
    parts = [f"### {render.heading(exercise)}", words.statement(exercise, seed)]
    if isinstance(exercise, Proof):
        lines = [
            f"- {number(share * item.points)} points: {text}"
            for text, share in exercise.rubric
        ]
        solution = exercise.text(exercise.solution, seed)
        parts += ["**A full answer contains**", words.plain("\n".join(lines))]
        parts += ["**Solution**", words.plain(solution)]
    return "\n\n".join(parts)


def neutral(text: str) -> str:
    """Return a student's prose as one line of HTML that is only text."""
    text = _ACTING_TEX.sub("\\\\\u2060", _cut(text))
    escaped = html.escape(text).replace("\n", "&#10;")
    return f'<div style="white-space: pre-wrap">{escaped or "(no answer)"}</div>'


def _cut(text: str) -> str:
    text = plain(text)
    if len(text) <= MAX_ANSWER:
        return text
    return text[:MAX_ANSWER] + f"\n[Shortened: {len(text):,} characters in all.]"


def _answer(item: Item, mark: Mark) -> dict[str, Any]:
    nbgrader = {
        "grade": True,
        "grade_id": item.id,
        "locked": False,
        "points": item.points,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    more = {
        "nbgrader": nbgrader,
        "exercise": {"id": item.id, "answer": _digest(mark.answer)},
    }
    if isinstance(item.exercise, Proof):
        return _markdown(item.id, neutral(mark.answer), more)
    cell = _markdown(item.id, _cut(mark.answer), more)
    return cell | {"cell_type": "code", "execution_count": None, "outputs": []}


def _markdown(id: str, source: str, metadata: dict | None = None) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": id[:64],
        "metadata": metadata or {},
        "source": source.splitlines(keepends=True),
    }


def _digest(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
