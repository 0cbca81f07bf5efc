"""The result of one submission, as it is kept and reported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """What one exercise of a submission got.

    `status` is that of `exercises.model` ("right", "wrong", "unanswered", "by hand",
    "won", "lost"); `earned` is None while a proof waits for its reader. `message` and
    `hint` are for the student: they hold no expected value and no hidden input.
    `answer` is the text of the student's cells, untrusted.
    """

    id: str
    title: str
    kind: str
    points: float
    earned: float | None
    status: str
    message: str = ""
    hint: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Event:
    """Something that was contained, for the teacher's report.

    `what` is "time-out", "memory", "crash", "output", "tampering" or "broken"; `where`
    names the cell or the exercise.
    """

    what: str
    where: str
    detail: str = ""


@dataclass(frozen=True)
class Record:
    """The result of a submission.

    `digest` is the SHA-256 of the notebook's bytes and `assignment` that of what was
    asked, so that nothing is graded twice; `trouble` says why a submission could not
    be read, or is empty.
    """

    student: str
    digest: str
    assignment: str
    marks: tuple[Mark, ...]
    events: tuple[Event, ...] = ()
    trouble: str = ""
    seconds: float = 0.0

    @property
    def earned(self) -> float:
        """The points of the exercises that a program judged."""
        return sum(mark.earned or 0.0 for mark in self.marks)

    @property
    def is_complete(self) -> bool:
        """Whether no proof waits to be marked."""
        return all(mark.earned is not None for mark in self.marks)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain dictionaries and lists."""
        return asdict(self)


def from_dict(data: dict[str, Any]) -> Record:
    """Return the record that `Record.to_dict` wrote."""
    marks = tuple(Mark(**mark) for mark in data["marks"])
    events = tuple(Event(**event) for event in data["events"])
    return Record(**{**data, "marks": marks, "events": events})
