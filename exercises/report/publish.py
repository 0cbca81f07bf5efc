"""All that is written for an assignment, at once: `write`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from exercises.course.assignment import Assignment
from exercises.course.roster import Student, is_student_id
from exercises.course.submission import Problem, Submission
from exercises.grade.record import Record
from exercises.report import gradebook, gradescope, marking, safe, summary, tables
from exercises.report.feedback import feedback
from exercises.report.rows import Row, rows
from exercises.report.safe import ReportError

FORMATS = ("csv", "canvas", "moodle", "gradescope")


def write(
    course: Path,
    assignment: Assignment,
    records: Iterable[Record],
    submissions: Mapping[str, Submission] | None = None,
    problems: Iterable[Problem] | None = None,
    roster: Mapping[str, Student] | None = None,
    formats: Iterable[str] = ("csv",),
    *,
    title: str = "",
    worksheet: Path | None = None,
) -> list[Path]:
    """Write grade book, notebooks to mark, pages of feedback, tables and the summary.

    What a teacher gave by hand is read from the grade book first. `title` is the
    assignment's name in Canvas or Moodle; `worksheet` a grading worksheet of Moodle's
    to fill in. Without `problems`, those that were told the last time are shown.

    Returns
    -------
    list of Path
        The summary, the tables, then the pages of feedback.

    Raises
    ------
    ReportError
        If something cannot be written; what was there before is unchanged.
    """
    folder = course / "grades" / assignment.name
    latest = {record.student: record for record in records}
    formats = set(formats)
    _check(latest, formats)
    submissions, roster = submissions or {}, roster or {}
    if problems is not None:
        kept = json.dumps([asdict(one) for one in problems], indent=1)
        safe.write(_problem_file(course, assignment), kept)
    changed = {
        (student, id)
        for student, record in latest.items()
        for id in marking.changed(course, assignment, record)
    }
    everything = list(latest.values())
    gradebook.write(course, assignment, everything, submissions, roster, changed)
    marking.write_notebooks(course, assignment, everything)
    hands = gradebook.read(course, assignment)
    made = rows(assignment, everything, submissions, roster, hands)
    files = _tables(made, assignment, formats, title, worksheet)
    files["summary.html"] = summary.page_of(
        made, assignment, problems_of(course, assignment)
    )
    written = [safe.write(folder / name, content) for name, content in files.items()]
    return [*reversed(written), *_pages(course, assignment, made)]


def rows_of(
    course: Path,
    assignment: Assignment,
    records: Iterable[Record],
    submissions: Mapping[str, Submission] | None = None,
    roster: Mapping[str, Student] | None = None,
) -> list[Row]:
    """Return what is known of each student, marks by hand included."""
    hands = gradebook.read(course, assignment)
    return rows(assignment, records, submissions, roster, hands)


def _check(records: Mapping[str, Record], formats: set[str]) -> None:
    for name in sorted(formats - set(FORMATS)):
        known = ", ".join(FORMATS)
        raise ReportError(f"unknown format {name!r}; known are {known}")
    for student in records:
        if not is_student_id(student):
            raise ReportError(f"{student!r} is no good id of a student")


def _tables(
    made: list[Row],
    assignment: Assignment,
    formats: set[str],
    title: str,
    worksheet: Path | None,
) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"grades.csv": tables.grades(made, assignment)}
    if "canvas" in formats:
        files["canvas.csv"] = tables.canvas(made, assignment, title)
    if "moodle" in formats:
        files["moodle.csv"] = tables.moodle(made, assignment, title)
    if "gradescope" in formats:
        files["gradescope.zip"] = gradescope.autograder(made)
    if worksheet is not None:
        files["moodle-worksheet.csv"] = tables.worksheet(made, worksheet)
    return files


def _pages(course: Path, assignment: Assignment, made: list[Row]) -> list[Path]:
    """Write the pages of feedback where nbgrader keeps them."""
    name = assignment.name
    return [
        safe.write(
            course / "feedback" / row.student.id / name / f"{name}.html",
            feedback(row, assignment),
        )
        for row in made
        if row.record is not None
    ]


def problems_of(course: Path, assignment: Assignment) -> list[Problem]:
    """Return the problems of collecting that were told the last time."""
    try:
        text = _problem_file(course, assignment).read_text("utf-8")
        return [Problem(**one) for one in json.loads(text)]
    except (OSError, ValueError, TypeError):
        return []


def _problem_file(course: Path, assignment: Assignment) -> Path:
    return course / "grades" / assignment.name / "problems.json"
