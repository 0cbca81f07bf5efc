"""The texts of an exercise in a notebook: statement, check cell, solution.

They are MyST with colon fences, so that the boxes of the site and of JupyterLab read
as ordinary text where they are not understood (GitHub). A statement or a solution
that contains code is gated (``exercise-start`` ... ``exercise-end``).
"""

from __future__ import annotations

from exercises import bank
from exercises.kinds import Code, Flaw, Mcq, Num, Order, Predict, Witness
from exercises.model import LETTERS, Exercise

NAMES = {
    "num": "reckon",
    "code": "code",
    "sym": "formula",
    "mcq": "choose one",
    "multi": "choose all",
    "order": "put in order",
    "witness": "find an example",
    "flaw": "find the flaw",
    "predict": "predict",
    "proof": "prove",
}


def label(id: str) -> str:
    """Return the label of an exercise in the book."""
    return f"ex-{id}"


def heading(exercise: Exercise) -> str:
    """Return the title with the kind and the difficulty."""
    stars = "★" * exercise.difficulty
    name = exercise.label or NAMES[exercise.kind]
    return f"{exercise.title} · {name} {stars}"


def statement(id: str, seed: int | None = None) -> str:
    """Return the box with the statement and a hint to unfold."""
    exercise = bank.get(id)
    body = [exercise.text(exercise.statement, seed), *listed(exercise, seed)]
    if form := exercise.form_of_answer():
        body.append(f"*{form}*")
    hint = exercise.text(exercise.hint, seed)
    body.append(f":::{{dropdown}} Hint\n{hint}\n:::")
    options = f":label: {label(id)}"
    return _box("exercise", heading(exercise), options, "\n\n".join(body))


def check_cell(id: str, seed: int | None = None) -> str:
    """Return the code cell: what the reader completes, and the call of `check`."""
    exercise = bank.get(id)
    call = check_call(exercise, seed)
    gap = "\n\n\n" if isinstance(exercise, Code) else "\n"
    return f"{exercise.starter_code(seed)}{gap}{call}"


def check_call(exercise: Exercise, seed: int | None = None) -> str:
    """Return the line that checks the answer."""
    if not exercise.is_checked:
        raise ValueError(
            f"exercise {exercise.id!r} is marked by hand: it has no check cell"
        )
    arguments = [f'"{exercise.id}"', *answer_names(exercise, seed)]
    if seed is not None:
        arguments.append(f"seed={seed}")
    return f"check({', '.join(arguments)})"


def solution(id: str, seed: int | None = None) -> str:
    """Return the box with the solution, folded."""
    exercise = bank.get(id)
    options = f":label: sol-{id}\n:class: dropdown"
    body = exercise.text(exercise.solution, seed)
    return _box("solution", label(id), options, body)


def cells(id: str, seed: int | None = None) -> dict[str, str]:
    """Return the texts of the cells of an exercise, by part."""
    texts = {"statement": statement(id, seed), "solution": solution(id, seed)}
    if bank.get(id).is_checked:
        texts["check"] = check_cell(id, seed)
    return texts


def answer_names(exercise: Exercise, seed: int | None = None) -> list[str]:
    """Return the names that hold the answer once a reader's cell has run."""
    if isinstance(exercise, Code):
        return [exercise.name]
    if isinstance(exercise, Num):
        return exercise.names(seed)
    if isinstance(exercise, Witness):
        return list(exercise.parts)
    return ["probability"] if isinstance(exercise, Predict) else ["answer"]


def listed(exercise: Exercise, seed: int | None = None) -> list[str]:
    """Return the choices or the lines of an argument as a list."""
    if isinstance(exercise, (Mcq, Order)):
        shown = zip(LETTERS, exercise.listed(seed), strict=False)
        return ["\n".join(_item(f"- **({a})**", c.text) for a, c in shown)]
    if isinstance(exercise, Flaw):
        lines = enumerate(exercise.lines, start=1)
        return ["\n".join(_item(f"{i}.", line) for i, line in lines)]
    return []


def _item(mark: str, text: str) -> str:
    """Return a list item whose further lines are indented under it."""
    indent = " " * (2 if mark.startswith("-") else len(mark) + 1)
    return f"{mark} " + text.strip().replace("\n", "\n" + indent)


def _box(directive: str, title: str, options: str, body: str) -> str:
    if "```" in body:
        return (
            f":::{{{directive}-start}} {title}\n{options}\n:::\n\n"
            f"{body}\n\n:::{{{directive}-end}}\n:::"
        )
    return f"::::{{{directive}}} {title}\n{options}\n\n{body}\n::::"


__all__ = [
    "answer_names",
    "cells",
    "check_call",
    "check_cell",
    "heading",
    "label",
    "listed",
    "solution",
    "statement",
]
