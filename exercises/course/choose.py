"""Choosing, among the notebooks of a student, the one that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exercises.course.assignment import Assignment
from exercises.course.names import FITS, NEUTRAL
from exercises.course.notebooks import Look

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass
class Work:
    """A notebook of a student; the same bytes found twice are one `Work`.

    Parameters
    ----------
    name : str
        Whether the file's name fits the assignment's: "fits", "neutral" or "other".
    first, last : datetime or None
        When these bytes were handed in for the first and for the last time.
    is_late : bool or None
        What Canvas says.
    version : tuple of int
        Canvas' number of the upload, and the number at the end of the name.
    turn : tuple of int
        In which run of the command, and from which source in it, it came first.
    is_by_file : bool
        Whether the time is only that of the file.
    beside : dict
        What nbgrader keeps beside a notebook: ``timestamp.txt`` and the like.
    origins : list of str
        Where it was found.
    """

    student: str
    digest: str
    path: Path
    look: Look
    name: str
    parts: tuple[str, ...] = ()
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    is_late: bool | None = None
    version: tuple[int, int] = (0, 0)
    turn: tuple[int, int] = (0, 0)
    is_by_file: bool = False
    beside: dict[str, Path] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Where it was found first."""
        return self.origins[0] if self.origins else str(self.path)

    def merge(self, other: Work) -> None:
        """Add what another finding of the same bytes tells.

        Bytes that were there in time are in time, however often they come again.
        """
        if other.first and (self.first is None or other.first < self.first):
            self.first = other.first
            self.is_by_file = other.is_by_file
            self.beside = other.beside or self.beside
        self.beside = self.beside or other.beside
        self.last = max(filter(None, (self.last, other.last)), default=None)
        known = [late for late in (self.is_late, other.is_late) if late is not None]
        self.is_late = all(known) if known else None
        self.version = max(self.version, other.version)
        self.turn = min(self.turn, other.turn)
        if FITS in (self.name, other.name):
            self.name = FITS
        self.origins += [o for o in other.origins if o not in self.origins]


def content(look: Look, assignment: Assignment) -> bool | None:
    """Say whether a notebook holds this assignment; None if it does not tell."""
    ours = {item.id for item in assignment.items}
    if look.assignment == assignment.name or look.exercises & ours:
        return True
    return False if look.assignment or look.exercises else None


def is_acceptable(work: Work, assignment: Assignment) -> bool:
    """Say whether a notebook may be graded if it is the only one.

    The right name is enough, and so is the right content; a name that says nothing
    passes unless the content is of another assignment.
    """
    holds = content(work.look, assignment)
    if work.name == NEUTRAL:
        return holds is not False
    return work.name == FITS or holds is True


def choose(
    works: Iterable[Work], assignment: Assignment
) -> tuple[Work | None, list[Work], list[Work]]:
    """Return what counts, what it supersedes, and what seems to be something else.

    The latest time counts, then Canvas' number of the upload, then what came in a later
    run or a later source, then the notebook that can be seen to be of this assignment.
    """

    def rank(work: Work):
        holds = content(work.look, assignment)
        clear = work.name == FITS or holds is True
        order = (work.last or _NEVER, work.version, work.turn)
        return clear, *order, holds is True, len(work.parts) * -1, work.digest

    ranked = sorted(works, key=rank, reverse=True)
    good = [work for work in ranked if is_acceptable(work, assignment)]
    bad = [work for work in ranked if work not in good]
    if not good:
        return None, [], bad
    best, rest = good[0], good[1:]
    if rank(best)[0]:
        bad += [work for work in rest if not rank(work)[0]]
        rest = [work for work in rest if rank(work)[0]]
    return best, rest, bad


def is_order_known(best: Work, other: Work) -> bool:
    """Say whether it is certain that `best` was handed in after `other`."""
    if best.last and other.last:
        return best.last > other.last
    if best.version[0] and other.version[0]:
        return best.version[0] > other.version[0]
    return not (best.last or other.last) and best.turn[0] > other.turn[0]


def lateness(work: Work, due: dt.datetime | None) -> dt.timedelta | None:
    """Return how late work is; zero if only that it is late is known."""
    if due and work.first:
        return work.first - due if work.first > due else None
    return dt.timedelta(0) if work.is_late else None


def shared(works: Sequence[Work]) -> list[tuple[Work, Work]]:
    """Find the students who handed in the same bytes as another."""
    first: dict[str, Work] = {}
    return [
        (work, first[work.digest])
        for work in works
        if first.setdefault(work.digest, work) is not work
    ]
