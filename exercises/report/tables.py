"""Tables of grades: our own, and the files that Canvas and Moodle import.

``grades.csv`` has a row for every student. `status` says what the row is worth:
"final"; "to be marked" (then `total` is empty and `so far` holds the points known);
"missing" (nothing was handed in: all empty, so that no average takes it for a zero);
"unreadable" (a notebook that could not be graded).

The files for Canvas and Moodle hold final grades only: an empty cell there could erase
a grade, and points that wait for a reader are no grade.

In every file, text that a spreadsheet would take for a formula gets an apostrophe in
front, numbers have a decimal point, and the encoding is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from exercises.course.assignment import Assignment
from exercises.report.rows import FINAL, MISSING, Row
from exercises.report.safe import ReportError, cell, line, number

# Canvas: "How do I import grades in the Gradebook?" (Instructure Community, article
# 660862): these columns, in this order; lib/gradebook_importer.rb of canvas-lms.
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Moodle: docs.moodle.org/en/Grade_import maps columns by hand; these are the names of
# its own export. Assignment, "Download grading worksheet": the columns it reads back
# are in mod/assign/feedback/offline/importgradeslib.php.
MOODLE = ("First name", "Last name", "ID number", "Username", "Email address")
WORKSHEET = ("Identifier", "Grade", "Last modified (grade)")
COMMENTS = "Feedback comments"


def table(header: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV; every value is made safe for a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_value(text) for text in header])
    writer.writerows([_value(text) for text in values] for values in body)
    return buffer.getvalue()


def _value(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return cell(text)
    return text if text.strip() == text else cell(text)


def grades(rows: Iterable[Row], assignment: Assignment) -> str:
    """Return ``grades.csv``: a row a student, a column an exercise."""
    ids = [item.id for item in assignment.items]
    header = ["id", "name", "email", "status", *ids, "total", "out of", "so far"]
    header += ["submitted", "hours late", "trouble"]
    return table(header, (_grades_row(row, assignment) for row in rows))


def _grades_row(row: Row, assignment: Assignment) -> list[str]:
    submission = row.submission
    when = submission.submitted if submission else None
    late = row.late.total_seconds() / 3600 if row.late else None
    return [
        row.student.id,
        line(row.student.name),
        line(row.student.email),
        row.status,
        *(number(result.earned) for result in row.results),
        number(row.total),
        number(assignment.points),
        "" if row.status == MISSING else number(row.so_far),
        when.isoformat(timespec="seconds") if when else "",
        number(round(late, 2) if late else None),
        trouble(row),
    ]


def trouble(row: Row) -> str:
    """Say on one line what a teacher should know about a row, or ''."""
    if row.record is None:
        return ""
    events = [f"{event.what} ({line(event.where, 60)})" for event in row.record.events]
    said = [line(row.record.trouble, 200), *dict.fromkeys(events)]
    return "; ".join(text for text in said[:6] if text)


def canvas(rows: Iterable[Row], assignment: Assignment, title: str = "") -> str:
    """Return the file for Canvas: Grades, Import.

    The roster needs a column ``canvas_id``, ``sis_id`` or ``sis_login``; ``section`` is
    copied. `title` is the assignment's name in Canvas, ``Week 1 (4711)`` if it was
    exported; without it, the title of the assignment.
    """
    rows = [row for row in rows if row.status == FINAL]
    need(rows, "canvas.csv", "canvas_id", "sis_id", "sis_login")
    keys = ("canvas_id", "sis_id", "sis_login", "section")
    body = [["    Points Possible", "", "", "", "", number(assignment.points)]]
    for row in rows:
        known = [line(row.student.more.get(key, "")) for key in keys]
        body.append([line(row.title), *known, number(row.total)])
    return table([*CANVAS, line(title or assignment.title)], body)


def moodle(rows: Iterable[Row], assignment: Assignment, title: str = "") -> str:
    """Return the file for Moodle: Grades, Import, CSV file.

    Map from "ID number" (roster column ``moodle_id``), "Username" (``username``) or
    "Email address"; map the grade and the feedback column to the assignment.
    """
    rows = [row for row in rows if row.status == FINAL]
    need(rows, "moodle.csv", "email", "moodle_id", "username")
    title = line(title or assignment.title)
    body = [[*_moodle_names(row), number(row.total), remark(row)] for row in rows]
    return table([*MOODLE, title, f"{title} (feedback)"], body)


def _moodle_names(row: Row) -> list[str]:
    first, last = split_name(row.student.name)
    more = row.student.more
    known = [more.get("moodle_id", ""), more.get("username", ""), row.student.email]
    return [line(text) for text in (first, last, *known)]


def split_name(name: str) -> tuple[str, str]:
    """Split a name into first and last name: "Emmy Noether" or "Noether, Emmy"."""
    last, comma, first = line(name).partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = line(name).rpartition(" ")
    return first, last


def remark(row: Row) -> str:
    """Return a line of feedback: the points of each exercise and the late time."""
    said = [
        f"{result.item.id}: {number(result.earned)} of {number(result.item.points)}"
        for result in row.results
    ]
    if row.late:
        hours = round(row.late.total_seconds() / 3600, 1)
        said.append(f"{number(hours)} hours late")
    return "; ".join(said)


def worksheet(rows: Iterable[Row], path: Path) -> str:
    """Return Moodle's grading worksheet at `path` with grades and comments filled in.

    A participant is found by the email address, or by a roster column ``moodle``
    that holds the Identifier (``Participant 123456``). Other rows stay as they are.

    Raises
    ------
    ReportError
        If the file is not such a worksheet, or the maximum grade is another one.
    """
    header, body = _read_worksheet(path)
    found = {key: row for row in rows if row.status == FINAL for key in _keys(row)}
    filled = []
    for values in body:
        record = dict(zip(header, values, strict=False))
        row = found.get(record["Identifier"]) or found.get(
            record.get("Email address", "").lower()
        )
        if row is not None:
            _check_maximum(record, row, path)
            record["Grade"] = number(row.total)
            if COMMENTS in header:
                record[COMMENTS] = remark(row)
        filled.append([record.get(name, "") for name in header])
    return table(header, filled)


def _read_worksheet(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_text("utf-8-sig")
        header, *body = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise ReportError(f"{path}: it cannot be read ({error})") from None
    if lacking := [name for name in WORKSHEET if name not in header]:
        raise ReportError(
            f"{path}: this is no grading worksheet of Moodle's: it has no column "
            f"{' or '.join(lacking)}. In the assignment choose `Download grading "
            "worksheet`."
        )
    return header, [values for values in body if values]


def _keys(row: Row) -> list[str]:
    known = [row.student.more.get("moodle", ""), row.student.email.lower()]
    return [key for key in known if key]


def _check_maximum(record: dict[str, str], row: Row, path: Path) -> None:
    of = sum(result.item.points for result in row.results)
    given = record.get("Maximum grade", record.get("Maximum Grade", ""))
    try:
        same = abs(float(given.replace(",", ".")) - of) < 1e-6
    except ValueError:
        return
    if not same:
        raise ReportError(
            f"{path}: the maximum grade in Moodle is {given}, but the assignment is "
            f"worth {number(of)} points. Make them equal in Moodle's settings."
        )


def need(rows: Sequence[Row], file: str, *names: str) -> None:
    """Refuse to write a file whose students could not be told apart.

    Raises
    ------
    ReportError
        If a student has a value in none of the columns; the message names them.
    """
    known = {
        row.student.id: {**row.student.more, "email": row.student.email} for row in rows
    }
    without = [id for id, has in known.items() if not any(map(has.get, names))]
    if without:
        columns = " or ".join(f"`{name}`" for name in names)
        shown = ", ".join(without[:5]) + (", ..." if len(without) > 5 else "")
        raise ReportError(
            f"{file}: {len(without)} of {len(rows)} students have nothing in the "
            f"column {columns} of students.csv ({shown}). Add the column from the "
            "list that your learning platform exports."
        )
