"""What a student handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """The notebook of one student that is to be graded.

    `path` is a copy of ours; `origin` names the file as it was found; `submitted` is
    None if nobody knows when; `late` is how long after the due date, or None. It is
    zero for work that Canvas marks as late without saying how late: ask whether it
    ``is None``, not whether it is true.
    """

    student: str
    path: Path
    origin: str
    submitted: dt.datetime | None = None
    late: dt.timedelta | None = None


@dataclass(frozen=True)
class Problem:
    """Something about a file that a teacher should know; nothing is lost silently.

    `what` is one of

    - "duplicate": more than one notebook of a student;
    - "late";
    - "unknown student", "ambiguous student";
    - "wrong name", "wrong content": it seems to be of another assignment;
    - "other author": the file says that it is somebody else's;
    - "linked": it is also elsewhere on its disk, under another name;
    - "same bytes": two students handed in the same file;
    - "broken", "other kernel", "not a notebook";
    - "refused": it was not opened, or not trusted (a link, an unsafe name, a bomb);
    - "timestamp": its time cannot be read, or is told in two ways.

    A `minor` one needs no decision of the teacher's.
    """

    what: str
    origin: str
    detail: str
    minor: bool = False


def printable(text: str) -> str:
    r"""Return `text` with everything escaped that a terminal could take for a command.

    Line breaks, control and direction characters and undecodable bytes become ``\x1b``
    and the like.
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
