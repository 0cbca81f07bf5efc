"""The teacher's report in a few lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exercises.course.assignment import Assignment
from exercises.course.submission import Problem
from exercises.report.rows import MISSING, Row
from exercises.report.safe import line
from exercises.report.summary import (
    FORMGRADER,
    counts_of,
    every_event,
    lead,
    shares,
    some,
    why,
)


def text_of(
    rows: Sequence[Row], assignment: Assignment, problems: Iterable[Problem] = ()
) -> str:
    """Return the short form for the terminal."""
    lines = [line(assignment.title, 100), *lead(rows, assignment)]
    missing = [row.student.id for row in rows if row.status == MISSING]
    if missing:
        lines.append("Missing: " + some(missing))
    for item in assignment.items:
        found = counts_of(rows, item)
        lines.append(f"  {item.id}: {shares(found)}")
    for what, places in _events(rows).items():
        lines.append(f"Contained, {what}: {some(places)}")
    for problem in list(problems)[:20]:
        lines.append(f"{problem.what}: {line(problem.origin, 80)} ({why(problem)})")
    if any(row.waiting for row in rows):
        lines.append(
            f"To mark by hand, run `{FORMGRADER}` in the folder of the course and open "
            f"/formgrader/gradebook/{assignment.name} at the address that it prints."
        )
    return "\n".join(lines)


def _events(rows: Sequence[Row]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row, what, where, _ in every_event(rows):
        place = f"{row.student.id} ({line(where, 40)})"
        found.setdefault(line(what, 20), {})[place] = None
    return {what: list(places) for what, places in sorted(found.items())}
