"""The students of a course, from a ``students.csv``."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

STUDENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@+-]{0,98}[A-Za-z0-9_@+-])?")


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

    The first line names the columns, parted by commas, semicolons or tabs. ``id`` must
    be there; ``name`` (or ``first_name`` and ``last_name``) and ``email`` are known;
    other columns (an LMS's own ids) are kept in `Student.more`.

    Raises
    ------
    RosterError
        If the file cannot be read, or an id is missing, twice, or no good name of a
        folder.
    """
    columns, rows = _table(path)
    if "id" not in columns:
        found = ", ".join(columns) or "nothing"
        raise RosterError(f"{path}, line 1: there is no column `id`; it has {found}")
    if twice := {name for name in columns if name and columns.count(name) > 1}:
        raise RosterError(f"{path}, line 1: column `{min(twice)}` stands twice")
    students: dict[str, Student] = {}
    seen: dict[str, int] = {}
    for line, cells in rows:
        student = _student(dict(zip(columns, cells, strict=False)))
        if not is_student_id(student.id):
            raise RosterError(f"{path}, line {line}: {_why_no_id(student.id)}")
        if before := seen.get(student.id.casefold()):
            raise RosterError(
                f"{path}, line {line}: {student.id} stands twice (first in line "
                f"{before}; capitals make no difference in the name of a folder)"
            )
        seen[student.id.casefold()] = line
        students[student.id] = student
    if not students:
        raise RosterError(f"{path}: it lists no students")
    return students


def find(course: Path, path: Path | None = None) -> dict[str, Student] | None:
    """Read the roster at `path`, else the course's ``students.csv``; None if none."""
    if path is None and not (course / "students.csv").exists():
        return None
    return load(path or course / "students.csv")


def _table(path: Path | str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names of the columns, and the rows with their lines."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            reader = csv.reader(file, strict=True, delimiter=delimiter)
            rows = [(reader.line_num, [c.strip() for c in row]) for row in reader]
    except FileNotFoundError:
        raise RosterError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise RosterError(f"{path}: it is not UTF-8 text; save it as UTF-8") from None
    except (OSError, csv.Error) as error:
        raise RosterError(f"{path}: it cannot be read ({error})") from None
    rows = [(line, cells) for line, cells in rows if any(cells)]
    columns = [name.lower() for name in rows[0][1]] if rows else []
    return columns, rows[1:]


def _why_no_id(id: str) -> str:
    if not id:
        return "the id is missing"
    return (
        f"{id!r} is no good id: it names a folder, so it may hold A-Z, a-z, 0-9, and "
        "inside . _ @ + -, at most 100 characters"
    )


def _student(cells: dict[str, str]) -> Student:
    known = {key: cells.pop(key, "") for key in ("id", "name", "email")}
    if not known["name"]:
        parts = (cells.get("first_name", ""), cells.get("last_name", ""))
        known["name"] = " ".join(part for part in parts if part)
    return Student(**known, more={key: v for key, v in cells.items() if key})
