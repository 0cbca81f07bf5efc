"""How an assignment's notebook begins: what it is, how to work, and the set-up."""

from __future__ import annotations

import datetime as dt
import pkgutil
import re

import mathlib
from exercises import bank
from exercises.course import book, cells
from exercises.course.assignment import Assignment, Item

ALIASES = {"information": "info"}  # as the chapters' set-up cells have them
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def title(assignment: Assignment, student: str = "") -> str:
    """Return the first cell: title, due date, points, how to work, what is graded."""
    n = len(assignment.items)
    facts = [
        _due(assignment.due),
        f"{n} exercise{'' if n == 1 else 's'}",
        cells.points(assignment.points),
    ]
    texts = [f"# {assignment.title}", f"**{' · '.join(facts)}**"]
    if assignment.seeds == "student":
        texts.append(_whose(student))
    texts.append(
        "Run the cells from the top. Write each answer in the cell under its statement "
        "and run it; the cell below says at once whether it is right. Nothing is sent "
        "anywhere: try as often as you like. Hints stand at the end."
    )
    texts.append(_graded(assignment.items))
    return "\n\n".join(texts)


def _whose(student: str) -> str:
    if student:
        return (
            f"This is the notebook of **{student}**: its numbers are yours alone, and "
            "another student's answers are not yours."
        )
    return (
        "**These are not your numbers.** Each student has a notebook of their own: ask "
        "your teacher for yours."
    )


def _graded(items: tuple[Item, ...]) -> str:
    text = (
        "What is graded is this notebook as you hand it in. Your answers are run "
        "again, functions on other inputs than here; what the checks said here does "
        "not count. Keep the cells and the name of the file; you may add cells."
    )
    if any(not item.exercise.is_checked for item in items):
        text += " Proofs are read by your teacher."
    return text


def _due(due: dt.datetime | None) -> str:
    if due is None:
        return "No due date"
    zone = due.strftime("%z")
    day = f"{due.day} {_MONTHS[due.month - 1]} {due.year}"
    return f"Due {day}, {due:%H:%M} (UTC{zone[:3]}:{zone[3:5]})"


def setup(items: tuple[Item, ...]) -> str:
    """Return the first code cell: imports, and what to do where the book is missing."""
    imports = "".join(f"    {line}\n" for line in _imports(items))
    where = book.requirement()
    how = (
        f"Run  %pip install {where}  in a new cell,"
        if where
        else "Install it as your teacher says (in the book's folder: pip install .),"
    )
    return f'''\
# Run this cell first.
try:
    import numpy as np

    from exercises import check
{imports}except ImportError as error:
    print(f"The book's code is missing here ({{error}}).")
    print("{how}")
    print("then restart the kernel and run this cell again.")

    def check(id, *answer, seed=None):
        return "not checked: the book is not installed, see the first cell"'''


def _imports(items: tuple[Item, ...]) -> list[str]:
    """Return the imports of the parts of mathlib that the exercises use."""
    known = [m.name for m in pkgutil.iter_modules(mathlib.__path__) if m.ispkg]
    parts = {bank.part_of(item.id) for item in items if not item.own}
    for item in items:
        one = item.exercise
        text = "\n".join([one.statement, one.starter, one.solution])
        parts |= {part for part in known if _is_used(ALIASES.get(part, part), text)}
    parts &= {*known} - {"plotting"}
    named = {part: f" as {ALIASES[part]}" if part in ALIASES else "" for part in parts}
    return [f"from mathlib import {part}{named[part]}" for part in sorted(parts)]


def _is_used(name: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){name}\.\w", text))
