"""What the instructor's notebook has between nbgrader's delimiters: the answers."""

from __future__ import annotations

import re
from typing import Any

from exercises import render
from exercises.course.assignment import Item
from exercises.course.plain import plain
from exercises.kinds import Code, Proof
from exercises.values import Array, Plain, thaw, to_plain

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_WARNING = "For the teacher only: this notebook is never handed out."
_PYTHON = re.compile(r"^```python[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


def region(item: Item, seed: int | None) -> str:
    """Return solution and reference answer (of a proof, the rubric), delimited."""
    body = _of_proof(item, seed) if _is_proof(item) else _of_code(item, seed)
    return f"{BEGIN}\n{body}\n{END}"


def _is_proof(item: Item) -> bool:
    return not item.exercise.is_checked


def _of_proof(item: Item, seed: int | None) -> str:
    exercise = item.exercise
    texts = [f"**{_WARNING}**", plain(exercise.text(exercise.solution, seed))]
    if isinstance(exercise, Proof) and exercise.rubric:
        rows = [
            f"| {exercise.text(what, seed)} | {share * item.points:g} |"
            for what, share in exercise.rubric
        ]
        texts.append("\n".join(["| Rubric | Points |", "|---|---|", *rows]))
    return "\n\n" + "\n\n".join(texts) + "\n"


def _of_code(item: Item, seed: int | None) -> str:
    """Return the solution as comments, with code that passes the check."""
    exercise = item.exercise
    text = plain(exercise.text(exercise.solution, seed))
    if isinstance(exercise, Code) and _defines(text, exercise.name):
        pieces = _PYTHON.split(text)
        pieces[::2] = [_comment(piece) for piece in pieces[::2]]
        live = "\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    else:
        live = "\n".join([_comment(text), *_values(item, seed)])
    return f"{_comment(_WARNING)}\n#\n{live}"


def _defines(text: str, name: str) -> bool:
    found = "\n".join(_PYTHON.findall(text))
    return bool(re.search(rf"^(def {name}\(|{name} *=)", found, re.MULTILINE))


def _comment(text: str) -> str:
    lines = text.strip("\n").split("\n")
    return "\n".join(f"# {line}".rstrip() for line in lines) if text.strip() else ""


def _values(item: Item, seed: int | None) -> list[str]:
    """Return lines that give the names of an answer their values."""
    exercise = item.exercise
    names = render.answer_names(exercise, seed)
    parts = exercise.right_answer(seed)
    if not any(map(callable, parts)):
        pairs = zip(names, parts, strict=True)
        return [f"{name} = {literal(to_plain(part))}" for name, part in pairs]
    if item.own:
        return ["# (the reference is a function, in the file of your own exercises)"]
    source = f"bank.get({exercise.id!r}).right_answer({seed!r})[0]".replace("'", '"')
    return ["from exercises import bank", "", f"{names[0]} = {source}"]


def literal(value: Plain) -> str:
    """Return a plain value as Python source."""
    text = repr(_bare(value))
    return re.sub(r"(?<![\w'\"])(-?)(nan|inf)\b", r'\1float("\2")', text)


def _bare(value: Plain) -> Any:
    if type(value) is Array:
        return thaw(value).tolist()
    return [_bare(item) for item in value] if type(value) is list else value
