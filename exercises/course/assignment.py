"""An assignment: a short list of exercises, read from a TOML file.

::

    title = "Week 1: the singular value decomposition"
    due = 2026-12-04T18:00:00+01:00
    seeds = "student"             # or "book", or "assignment"

    [points]
    svd-pinv-ones = 2
    svd-tail = 3
    svd-penrose-proof = 5         # a proof: marked by hand

Everything but ``[points]`` may be left out; what is wrong is told with its line.

``due``
    A time without a zone is one of the zone of the machine that reads it; a date alone
    stands for the end of that day. Without it nothing is late.
``seeds``
    Whose numbers: ``"book"`` (the default) those of the book, ``"assignment"`` others,
    the same for all, ``"student"`` other ones for each student of ``students.csv``.
``bank``
    A file of your own exercises beside this one, such as ``"own.py"``.
``[limits]``
    What the code of one submission may use; see `Limits`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from exercises import bank
from exercises.course.assignment_file import (
    AssignmentError,
    AssignmentFile,
    read_text,
    shown,
)
from exercises.course.own import OwnError, load_own
from exercises.model import Exercise

__all__ = ["Assignment", "AssignmentError", "Item", "Limits", "from_source", "load"]
SEEDS = ("book", "assignment", "student")
_KEYS = ("title", "due", "seeds", "bank", "limits", "points")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


@dataclass(frozen=True)
class Limits:
    """What the code of one submission may use.

    `seconds` is for each cell and each call, `total` for the whole submission;
    `memory` (MiB) for each process and, half as much again, for all of them together;
    `output` (MiB) for what comes back.
    """

    seconds: float = 10.0
    total: float = 60.0
    memory: int = 1024
    processes: int = 16
    output: int = 8


@dataclass(frozen=True)
class Item:
    """An exercise of an assignment and what it is worth.

    `own` says that it comes from the teacher's file, which students do not have.
    """

    exercise: Exercise
    points: float
    own: bool = False

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.exercise.id


@dataclass(frozen=True)
class Assignment:
    """What is handed out under one name.

    `text` and `own` are the sources (the TOML file's and the teacher's own exercises'),
    from which another process makes the same assignment; see `source`.
    """

    name: str
    title: str
    due: dt.datetime | None
    seeds: str
    items: tuple[Item, ...]
    limits: Limits = field(default_factory=Limits)
    text: str = ""
    own: str = ""

    @property
    def points(self) -> float:
        """All points together."""
        return sum(item.points for item in self.items)

    def seed_for(self, student: str) -> int | None:
        """Return the seed of a student's numbers; None stands for the book's own."""
        if self.seeds == "book":
            return None
        who = student if self.seeds == "student" else ""
        text = f"{self.name}\0{who}"
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:4], "big") >> 1

    def source(self) -> dict[str, str]:
        """Return what `from_source` makes this assignment of."""
        return {"name": self.name, "text": self.text, "own": self.own}


def load(path: Path | str) -> Assignment:
    """Read an assignment from its TOML file.

    Raises
    ------
    AssignmentError
        If the file is missing or wrong: unknown exercises, points twice, bad dates and
        so on, with the line.
    """
    path = Path(path)
    text = read_text(path)
    file = AssignmentFile(str(path), text)
    own = ""
    if name := file.value("bank", str, ""):
        try:
            own = read_text(path.parent / name)
        except AssignmentError as error:
            file.fail(str(error), "bank")
        if not own.strip():
            file.fail(f"{name} is empty", "bank")
    return from_source(path.stem, text, own, str(path))


def from_source(name: str, text: str, own: str = "", path: str = "") -> Assignment:
    """Make an assignment of the texts of its file and of its own exercises."""
    file = AssignmentFile(path or f"{name}.toml", text)
    if not _NAME.fullmatch(name):
        file.fail(
            f"the file's name, {name!r}, becomes the assignment's: use only letters, "
            "digits, - and _, at most 60"
        )
    file.only(_KEYS)
    return Assignment(
        name=name,
        title=file.title(name),
        due=file.due(),
        seeds=file.choice("seeds", SEEDS),
        items=_items(file, _own(file, own)),
        limits=_limits(file),
        text=text,
        own=own,
    )


def _own(file: AssignmentFile, source: str) -> dict[str, Exercise]:
    name = file.value("bank", str, "")
    if not source:
        return {}
    try:
        return load_own(source)
    except OwnError as error:
        file.fail(f"your exercises: {error.told(name or 'bank')}", "bank")


def _items(file: AssignmentFile, own: dict[str, Exercise]) -> tuple[Item, ...]:
    table = file.data.get("points")
    if not isinstance(table, dict) or not table:
        file.fail("list the exercises and their points under [points]", "points")
    return tuple(_item(file, id, points, own) for id, points in table.items())


def _item(file: AssignmentFile, id: str, points: Any, own: dict) -> Item:
    if id in _KEYS:
        file.fail(f"`{id}` is no exercise: move it above [points]", "points", id)
    if isinstance(points, dict):
        inner = next(iter(points), "")
        file.fail(f"write {id}-{inner} = 2, not {id}.{inner}", "points", id)
    try:
        exercise = own.get(id) or _of_the_book(id)
    except KeyError as error:
        file.fail(str(error.args[0]), "points", id)
    if type(points) not in (int, float) or not 0 < points < 1e6:
        why = f"the points of {id} must be a number above 0, not {shown(points)}"
        file.fail(why, "points", id)
    return Item(exercise, float(points), id in own)


def _of_the_book(id: str) -> Exercise:
    """Return an exercise of the book, not one of another teacher's file."""
    try:
        exercise = bank.get(id)
    except KeyError as error:
        chapters = list(dict.fromkeys(e.chapter for e in bank.exercises()))
        if (chapter := id.split("-")[0].lower()) in chapters:
            raise
        known = f"no chapter {chapter!r} has exercises; {', '.join(chapters)} have"
        raise KeyError(f"{error.args[0]} And {known}.") from None
    if bank.part_of(id) == bank.OWN:
        raise KeyError(f'There is no exercise {id!r}; is bank = "..." missing?')
    return exercise


def _limits(file: AssignmentFile) -> Limits:
    table = file.value("limits", dict, {})
    defaults = {f.name: f.default for f in fields(Limits)}
    file.only(defaults, "limits")
    for key, value in table.items():
        whole = type(defaults[key]) is int
        good = type(value) is int or (type(value) is float and not whole)
        if not good or not (value > 0 and math.isfinite(value)):
            what = "a whole number" if whole else "a number"
            why = f"{key} must be {what} above 0, not {shown(value)}"
            file.fail(why, "limits", key)
    return Limits(**table)
