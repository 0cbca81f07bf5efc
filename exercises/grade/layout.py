"""Which cells of a notebook answer which exercise.

An answer is a stretch of cells, from its own to its check cell, or else to the next
answer. A student may have copied cells, moved or deleted them, or lost the marks by
which they are known; a teacher's notebook is not consulted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exercises.grade.record import Event
from exercises.values import Plain

MAX_SHOWN = 20_000
Cells = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """What is asked of a notebook for one exercise.

    `names` are those of the answer's parts; `function` says whether the first is to be
    called ("yes", "no", or "maybe", if it can be); `calls` are the inputs; `starter` is
    the code that was handed out.
    """

    id: str
    names: tuple[str, ...]
    function: str
    calls: Sequence[dict[str, Plain]] = ()
    starter: str = ""
    forbidden: Sequence[str] = ()


@dataclass(frozen=True)
class Stretch:
    """The cells of an answer, from its own to where it is taken (`end` is excluded).

    `is_guess` if no cell says that it is the answer, but one checks it.
    """

    question: Question
    first: int
    end: int
    is_guess: bool = False


def lay_out(questions: Sequence[Question], cells: Cells) -> list[Stretch]:
    """Return the stretch of each answer that the notebook has."""
    firsts = {question.id: _first(question, cells) for question in questions}
    starts = sorted(i for i in firsts.values() if i is not None)
    found = []
    for question in questions:
        first = firsts[question.id]
        if first is None:
            continue
        later = [i for i in starts if i > first]
        end = _end(question, cells, first, later[0] if later else len(cells))
        is_guess = cells[first]["part"] != "answer"
        found.append(Stretch(question, first, first + 1 if is_guess else end, is_guess))
    return found


def _first(question: Question, cells: Cells) -> int | None:
    """Return the cell that holds the answer; of several, the last one worked on."""
    own = claims(question, cells)
    if not own:
        own = [i for i, cell in enumerate(cells) if question.id in cell["checks"]]
    untouched = ("", question.starter.strip())
    worked = [i for i in own if cells[i]["source"].strip() not in untouched]
    return (worked or own or [None])[-1]


def claims(question: Question, cells: Cells) -> list[int]:
    """Return the cells that say that they are the answer."""
    return [
        i
        for i, cell in enumerate(cells)
        if cell["id"] == question.id and cell["part"] == "answer"
    ]


def _end(question: Question, cells: Cells, first: int, end: int) -> int:
    """Return where an answer is taken: at its check cell, if it has one."""
    for i in range(first, end):
        if cells[i]["part"] == "check" and cells[i]["id"] == question.id:
            return i
    return end


def text_of(stretch: Stretch, cells: Cells) -> str:
    """Return what the student wrote as the answer."""
    own = [cells[stretch.first]]
    if stretch.question.names:
        own += [c for c in cells[stretch.first + 1 : stretch.end] if c["is_code"]]
    texts = [cell["source"] for cell in own if cell["source"].strip()]
    return "\n\n".join(texts)[:MAX_SHOWN]


def forbidden_name(question: Question, cells: Cells) -> str:
    """Return a forbidden name that stands behind the answer's function, or ''."""
    behind: dict[str, set[str]] = {}
    for cell in cells:
        for name, used in cell["uses"].items():
            behind.setdefault(name, set()).update(used)
    seen, waiting = set(), list(question.names[:1])
    while question.forbidden and waiting:
        name = waiting.pop()
        if name in question.forbidden:
            return name
        if name not in seen:
            seen.add(name)
            waiting += sorted(behind.get(name, ()))
    return ""


def oddities(questions: Sequence[Question], cells: Cells) -> list[Event]:
    """Return what a teacher should know of the notebook's form."""
    found = [
        Event("broken", f"cell {i + 1}", "it is too long")
        for i, cell in enumerate(cells)
        if cell["is_long"]
    ]
    for question in questions:
        if (n := len(claims(question, cells))) > 1:
            text = f"{n} cells claim to be this answer; the last one worked on counts"
            found.append(Event("broken", question.id, text))
    return found
