"""The students of a course, from a ``students.csv``."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


class RosterError(ValueError):
    """A list of students that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Student:
    """A student: the id under which work is graded, and what else the file says."""

    id: str
    name: str = ""
    email: str = ""
    more: dict[str, str] = field(default_factory=dict, compare=False)


def is_student_id(text: str) -> bool:
    """Say whether `text` may be a student's id, and so the name of a folder."""
    return bool(STUDENT.fullmatch(text)) and ".." not in text


def load(path: Path | str) -> dict[str, Student]:
    """Read the students by their ids.

    The first line names the columns. ``id`` must be there; ``name`` and ``email`` are
    known; other columns (an LMS's own ids) are kept in `Student.more`.

    Raises
    ------
    RosterError
        If the file cannot be read, or an id is missing, twice, or no good name of a
        folder.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [(reader.line_num, row) for row in reader]
            columns = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RosterError(f"{path}: it cannot be read ({error})") from None
    if "id" not in columns:
        raise RosterError(f"{path}, line 1: there is no column `id`")
    students: dict[str, Student] = {}
    for line, row in rows:
        student = _student(row)
        if not is_student_id(student.id):
            raise RosterError(f"{path}, line {line}: {student.id!r} is no good id")
        if student.id in students:
            raise RosterError(f"{path}, line {line}: {student.id} stands twice")
        students[student.id] = student
    return students


def find(course: Path, path: Path | None = None) -> dict[str, Student] | None:
    """Read the roster at `path`, else the course's ``students.csv``; None if none."""
    if path is None and not (course / "students.csv").exists():
        return None
    return load(path or course / "students.csv")


def _student(row: dict) -> Student:
    texts = {str(k): (v or "").strip() for k, v in row.items() if isinstance(v, str)}
    known = {key: texts.pop(key, "") for key in ("id", "name", "email")}
    return Student(**known, more=texts)
