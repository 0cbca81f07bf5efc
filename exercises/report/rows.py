"""What is known of each student: the record, the hand-given marks, the lateness.

Everything that is written (pages, tables, summaries) is written from a `Row`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exercises.course.assignment import Assignment, Item
from exercises.course.roster import Student
from exercises.course.submission import Submission
from exercises.grade.record import Mark, Record
from exercises.model import UNANSWERED

FINAL, WAITING = "final", "to be marked"
MISSING, UNREADABLE = "missing", "unreadable"


@dataclass(frozen=True)
class Hand:
    """What a teacher gave by hand: points, extra points, a comment.

    `waits` says that the grade book asks for a look again, because the answer changed
    after it was marked.
    """

    points: float | None = None
    extra: float = 0.0
    comment: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Result:
    """What a student got for one exercise; `earned` is None while it waits."""

    item: Item
    mark: Mark | None
    earned: float | None
    hand: Hand = Hand()

    @property
    def is_hand_given(self) -> bool:
        """Whether a teacher's points count in place of the program's."""
        return self.hand.points is not None


@dataclass(frozen=True)
class Row:
    """A student and all that is known of this assignment's work."""

    student: Student
    record: Record | None
    results: tuple[Result, ...]
    submission: Submission | None = None

    @property
    def status(self) -> str:
        """One of "final", "to be marked", "missing" and "unreadable"."""
        if self.record is None:
            return MISSING
        if self.record.trouble:
            return UNREADABLE
        waits = any(result.earned is None for result in self.results)
        return WAITING if waits else FINAL

    @property
    def so_far(self) -> float:
        """The points of what has been judged or marked."""
        return sum(result.earned or 0.0 for result in self.results)

    @property
    def total(self) -> float | None:
        """All points, or None as long as they are not final."""
        return self.so_far if self.status == FINAL else None

    @property
    def waiting(self) -> list[Result]:
        """The results that wait for a reader."""
        if self.status != WAITING:
            return []
        return [result for result in self.results if result.earned is None]

    @property
    def late(self) -> dt.timedelta | None:
        """How long after the due date the work came, or None."""
        late = self.submission.late if self.submission else None
        return late if late and late.total_seconds() > 0 else None

    @property
    def title(self) -> str:
        """The student's name, or the id where there is none."""
        return self.student.name or self.student.id


def rows(
    assignment: Assignment,
    records: Iterable[Record],
    submissions: Mapping[str, Submission] | None = None,
    roster: Mapping[str, Student] | None = None,
    hands: Mapping[tuple[str, str], Hand] | None = None,
) -> list[Row]:
    """Put together what is known, a row for each student, in the order of their ids.

    There are rows for the students of the roster who handed nothing in, and for those
    who handed in but are not on it.
    """
    latest = {record.student: record for record in records}
    students = dict(roster or {})
    for id in latest:
        students.setdefault(id, Student(id))
    return [
        Row(
            students[id],
            latest.get(id),
            tuple(
                _result(item, latest.get(id), (hands or {}).get((id, item.id), Hand()))
                for item in assignment.items
            ),
            (submissions or {}).get(id),
        )
        for id in sorted(students)
    ]


def _result(item: Item, record: Record | None, hand: Hand) -> Result:
    marks = {mark.id: mark for mark in record.marks} if record else {}
    mark = marks.get(item.id)
    if record is None or record.trouble:
        return Result(item, mark, None, hand)
    if hand.waits:
        return Result(item, mark, None, hand)
    if hand.points is not None:
        return Result(item, mark, hand.points + hand.extra, hand)
    if mark is None:  # asked for after this notebook was handed out
        mark = Mark(
            item.id,
            item.exercise.title,
            item.exercise.kind,
            item.points,
            0.0,
            UNANSWERED,
        )
    earned = None if mark.earned is None else mark.earned + hand.extra
    return Result(item, mark, earned, hand)
