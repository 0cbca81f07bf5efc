"""What a student handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """The notebook of one student that is to be graded.

    `path` is a copy of ours; `origin` names the file as it was found; `submitted` is
    None if nobody knows when; `late` is how long after the due date, or None.
    """

    student: str
    path: Path
    origin: str
    submitted: dt.datetime | None = None
    late: dt.timedelta | None = None


@dataclass(frozen=True)
class Problem:
    """Something about a file that a teacher should know; nothing is lost silently.

    `what` is "duplicate", "late", "unknown student", "wrong name", "broken",
    "not a notebook" or "refused" (an archive's unsafe entry).
    """

    what: str
    origin: str
    detail: str
