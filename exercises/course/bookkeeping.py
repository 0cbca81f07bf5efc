"""What nbgrader writes beside a notebook: when it was handed in, and a secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from exercises.course.names import Clue, timestamp

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
FILES = (STAMP, SECRET)
_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
_SLACK = dt.timedelta(seconds=1)


@dataclass
class Beside:
    """The files beside a notebook by their names, and the time that they tell."""

    files: dict[str, Path] = field(default_factory=dict)
    moment: dt.datetime | None = None


def gather(
    found: Iterable[tuple[Clue, tuple[str, ...], Path]],
    report: Callable[[str, str], None],
) -> dict[tuple[str, ...], Beside]:
    """Sort these files by the folder in which they lie.

    Only nbgrader's own layout counts: elsewhere a student may have written them. A
    ``timestamp.txt`` that cannot be read, or tells another time than the name of its
    folder in the exchange, is reported and not used; of two times the later counts.
    """
    folders: dict[tuple[str, ...], Beside] = {}
    for clue, parts, path in found:
        beside = folders.setdefault(parts[:-1], Beside())
        beside.moment = max(filter(None, (beside.moment, clue.submitted)), default=None)
        if parts[-1] not in FILES:
            continue
        if parts[-1] == STAMP:
            text = _start(path)
            moment = timestamp(text)
            if moment is None:
                report("/".join(parts), f"{text!r} is no time; it was not used")
                continue
            named = clue.submitted
            beside.moment = max(filter(None, (beside.moment, moment)))
            if named and abs(named - moment) > _SLACK:
                why = f"it says {moment}, its folder {named}; the later counts"
                report("/".join(parts), why)
                continue
        beside.files[parts[-1]] = path
    return folders


def read(folder: Path) -> Beside:
    """Return what lies beside a notebook that was taken earlier."""
    files = {name: folder / name for name in FILES if (folder / name).is_file()}
    moment = None
    if STAMP in files:
        moment = timestamp(_start(files[STAMP]))
    return Beside(files, moment)


def _start(path: Path) -> str:
    with open(path, "rb") as file:
        return file.read(100).decode("utf-8", "replace").strip()


def text(moment: dt.datetime) -> str:
    """Write a time as nbgrader does."""
    return moment.astimezone(dt.UTC).strftime(_FORMAT)
