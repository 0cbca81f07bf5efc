"""What came of collecting, and how it is told to the teacher."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from exercises.course.submission import Problem, Submission, printable

MAX_SAME = 12  # minor problems of one kind that are listed one by one


@dataclass
class Collection:
    """The work of an assignment.

    Parameters
    ----------
    assignment : str
        Its name.
    into : Path
        Where the copies are.
    submissions : list of Submission
        One a student, in the order of ids.
    problems : list of Problem
        What a teacher should know.
    missing : list of str
        The students of the roster who handed in nothing that can be graded.
    passed_over : list of str
        Files that nbgrader's layout says are of other assignments; they stay where
        they are.
    untimed : list of str
        The students of whose work nobody knows whether it came in time.
    superseded, set_aside : list of Path
        Where other files are kept.
    """

    assignment: str
    into: Path
    submissions: list[Submission] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    untimed: list[str] = field(default_factory=list)
    superseded: list[Path] = field(default_factory=list)
    set_aside: list[Path] = field(default_factory=list)

    @property
    def needs_attention(self) -> bool:
        """Whether something waits for a decision of the teacher's."""
        return any(not problem.minor for problem in self.problems)

    def summary(self) -> str:
        """Return the report, a line for each problem, safe to print."""
        late = [s for s in self.submissions if s.late is not None]
        lines = [
            f"{self.assignment}: {_count(len(self.submissions), 'notebook')} taken, "
            f"{len(late)} of them late; {len(self.superseded)} superseded, "
            f"{_count(len(self.set_aside), 'file')} set aside"
        ]
        lines += self._problems("To decide", minor=False)
        lines += [f"Late: {s.student}, {how_late(s.late)}" for s in late]
        lines += self._problems("To know", minor=True)
        if self.passed_over:
            lines.append(
                f"Passed over: {_count(len(self.passed_over), 'file')} of other "
                f"assignments, such as {printable(self.passed_over[0])}"
            )
        if self.untimed:
            many = _count(len(self.untimed), "notebook")
            lines.append(f"Nothing tells when {many} came, nor whether in time")
        if self.missing:
            many = len(self.missing)
            lines.append(f"Nothing from ({many}): {', '.join(self.missing)}")
        return "\n".join(lines)

    def _problems(self, title: str, minor: bool) -> list[str]:
        chosen = [p for p in self.problems if p.minor is minor and p.what != "late"]
        many = Counter(p.what for p in chosen)
        lines, told = [], Counter[str]()
        for problem in chosen:
            told[problem.what] += 1
            if not minor or told[problem.what] <= MAX_SAME:
                where, detail = printable(problem.origin), printable(problem.detail)
                lines.append(f"  {problem.what}: {where}: {detail}")
            elif told[problem.what] == many[problem.what]:
                lines.append(f"  {problem.what}: {many[problem.what] - MAX_SAME} more")
        return [f"{title} ({len(chosen)}):", *lines] if lines else []


def how_late(late: dt.timedelta | None) -> str:
    """Say how late work is.

    >>> how_late(dt.timedelta(days=1, hours=2, minutes=3))
    '1 d 2 h 3 min late'
    """
    if late is None:
        return "in time"
    if not late:
        return "late, by how much is not known"
    minutes, seconds = divmod(int(late.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    shown = [f"{n} {unit}" for n, unit in parts if n] or [f"{seconds} s"]
    return " ".join(shown) + " late"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
