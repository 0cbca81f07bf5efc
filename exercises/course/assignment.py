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
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from exercises import bank
from exercises.course.own import load_own
from exercises.model import Exercise

SEEDS = ("book", "assignment", "student")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class AssignmentError(ValueError):
    """An assignment file that cannot be used; the message names file and line."""


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
    """An exercise of an assignment and what it is worth."""

    exercise: Exercise
    points: float

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
        digest = hashlib.sha256(f"{self.name}\0{who}".encode()).digest()
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
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(f"{path}: it cannot be read ({error})") from None
    own = ""
    if match := re.search(r'^bank\s*=\s*"([^"]+)"', text, re.MULTILINE):
        try:
            own = (path.parent / match[1]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            line = text[: match.start()].count("\n") + 1
            raise AssignmentError(f"{path}, line {line}: {error}") from None
    return from_source(path.stem, text, own, str(path))


def from_source(name: str, text: str, own: str = "", path: str = "") -> Assignment:
    """Make an assignment of the texts of its file and of its own exercises."""
    reader = _Reader(path or f"{name}.toml", text)
    if not _NAME.fullmatch(name):
        reader.fail("", f"the file's name {name!r} must be letters, digits, - and _")
    data = reader.parse()
    known = {"title", "due", "seeds", "points", "limits", "bank"}
    for key in data:
        if key not in known:
            reader.fail(key, f"unknown key {key!r}; known are {', '.join(known)}")
    if own:
        try:
            load_own(own)
        except Exception as error:
            reader.fail("bank", f"your exercises cannot be loaded: {error}")
    return Assignment(
        name=name,
        title=reader.value(data, "title", str, name),
        due=reader.due(data),
        seeds=reader.choice(data, "seeds", SEEDS),
        items=reader.items(data),
        limits=reader.limits(data),
        text=text,
        own=own,
    )


class _Reader:
    """Reads the values of one file and says in which line a wrong one stands."""

    def __init__(self, path: str, text: str):
        self.path = path
        self.lines = text.splitlines()
        self.text = text

    def fail(self, key: str, why: str, table: str = ""):
        line = self._line(key, table)
        place = f"{self.path}, line {line}" if line else self.path
        raise AssignmentError(f"{place}: {why}") from None

    def _line(self, key: str, table: str = "") -> int:
        inside = not table
        for number, line in enumerate(self.lines, start=1):
            if match := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
                if match[1] == key:
                    return number
                inside = match[1] == table
            if inside and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number if key else 0
        return 0

    def parse(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _LINE.search(str(error))
            number = int(found[1]) if found else len(self.lines)
            why = _LINE.sub("", str(error)).strip()
            line = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
            key = line.split("=")[0].strip()
            if "overwrite" in why:
                why = f"{key} stands twice; give its points once"
            elif re.match(r"due\s*=", line):
                why = f"{line.split('=', 1)[1].strip()} is no date ({_DATE})"
        raise AssignmentError(f"{self.path}, line {number}: {why}") from None

    def value(self, data: dict, key: str, kind: type, default: Any) -> Any:
        value = data.get(key, default)
        if type(value) is not kind:
            self.fail(key, f"{key} must be a {kind.__name__}, not {value!r}")
        return value

    def choice(self, data: dict, key: str, among: tuple[str, ...]) -> str:
        value = self.value(data, key, str, among[0])
        if value not in among:
            self.fail(key, f"{key} must be one of {', '.join(among)}, not {value!r}")
        return value

    def due(self, data: dict) -> dt.datetime | None:
        value = data.get("due")
        if value is None:
            return None
        if type(value) is dt.date:
            value = dt.datetime.combine(value, dt.time(23, 59, 59))
        if not isinstance(value, dt.datetime):
            self.fail("due", f"{value!r} is no date ({_DATE})")
        try:
            return value.astimezone() if value.tzinfo is None else value
        except (OverflowError, OSError, ValueError):
            self.fail("due", f"{value} is out of range ({_DATE})")

    def items(self, data: dict) -> tuple[Item, ...]:
        table = data.get("points")
        if not isinstance(table, dict) or not table:
            self.fail("points", "list the exercises and their points under [points]")
        return tuple(self._item(id, points) for id, points in table.items())

    def _item(self, id: str, points: Any) -> Item:
        try:
            exercise = bank.get(id)
        except KeyError as error:
            self.fail(id, str(error.args[0]), "points")
        if type(points) not in (int, float) or not 0 < points < 1e6:
            self.fail(
                id, f"the points of {id} must be above 0, not {points!r}", "points"
            )
        return Item(exercise, float(points))

    def limits(self, data: dict) -> Limits:
        table = self.value(data, "limits", dict, {})
        names = {f.name: f.default for f in fields(Limits)}
        for key, value in table.items():
            if key not in names:
                self.fail(key, f"unknown limit {key!r}: {', '.join(names)}", "limits")
            whole = type(names[key]) is int
            if type(value) not in ((int,) if whole else (int, float)) or value <= 0:
                what = "a whole number" if whole else "a number"
                self.fail(key, f"{key} must be {what} above 0, not {value!r}", "limits")
        return Limits(**table)


_DATE = "write 2026-12-04T18:00:00+01:00, or 2026-12-04 for the end of that day"
