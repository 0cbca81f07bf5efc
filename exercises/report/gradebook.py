"""nbgrader's grade book: scores go in, what was marked by hand comes out.

One process writes it, through `nbgrader.api.Gradebook`. It sets the program's scores
only: the points and comments that a teacher gave are read, never changed. nbgrader is
imported when it is needed (a few seconds), never in a grading process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from exercises.course.assignment import Assignment
from exercises.course.roster import Student
from exercises.course.submission import Submission
from exercises.grade.record import Mark, Record
from exercises.kinds import Proof
from exercises.report.database import opened, path_of
from exercises.report.rows import Hand
from exercises.report.safe import line
from exercises.report.tables import split_name

Changed = Collection[tuple[str, str]]


def read(course: Path, assignment: Assignment) -> dict[tuple[str, str], Hand]:
    """Return what was given by hand, by student and exercise."""
    if not path_of(course).is_file():
        return {}
    with opened(course) as book:
        comments = {
            key: comment.manual_comment
            for key, comment in _cells(book, assignment, "Comment", "SolutionCell")
            if comment.manual_comment
        }
        grades = dict(_cells(book, assignment, "Grade", "GradeCell"))
        return {
            key: _hand(grades.get(key), comments.get(key, ""))
            for key in grades.keys() | comments.keys()
        }


def _hand(grade: Any, comment: str) -> Hand:
    if grade is None:
        return Hand(comment=comment)
    waits = grade.needs_manual_grade and grade.manual_score is not None
    return Hand(grade.manual_score, grade.extra_credit or 0.0, comment, waits)


def write(
    course: Path,
    assignment: Assignment,
    records: list[Record],
    submissions: Mapping[str, Submission],
    roster: Mapping[str, Student],
    changed: Changed = (),
) -> None:
    """Write the scores of an assignment; twice the same changes nothing.

    `changed` are the answers that differ from those a teacher may have marked: their
    points stay, but formgrader asks for a look at them again.

    Raises
    ------
    ReportError
        If nbgrader is not there, or another program has locked the grade book.
    """
    readable = {record.student: record for record in records if not record.trouble}
    with opened(course) as book:
        _write_structure(book, assignment)
        _write_students(book, {id: Student(id) for id in readable} | dict(roster))
        _write_submissions(book, assignment, readable, submissions)
        marks = {
            (student, mark.id): mark
            for student, record in readable.items()
            for mark in record.marks
        }
        for key, grade in _cells(book, assignment, "Grade", "GradeCell"):
            if key in marks:
                _set_score(grade, marks[key], key in changed)
        book.db.commit()


def _set_score(grade: Any, mark: Mark, is_changed: bool) -> None:
    """Set what the program knows; SQLAlchemy writes only what differs."""
    grade.auto_score = mark.earned
    if mark.earned is not None and grade.manual_score is None:
        grade.needs_manual_grade = False
    elif grade.manual_score is None or (mark.earned is None and is_changed):
        grade.needs_manual_grade = True


def _write_structure(book: Any, assignment: Assignment) -> None:
    name = assignment.name
    book.update_or_create_assignment(name, duedate=assignment.due)
    book.update_or_create_notebook(name, name)
    for item in assignment.items:
        kind = "markdown" if isinstance(item.exercise, Proof) else "code"
        book.update_or_create_grade_cell(
            item.id, name, name, max_score=item.points, cell_type=kind
        )
        book.update_or_create_solution_cell(item.id, name, name)


def _write_students(book: Any, students: Mapping[str, Student]) -> None:
    known = {student.id: student for student in book.students}
    for id, student in students.items():
        first, last = split_name(student.name)
        about = {
            "first_name": first,
            "last_name": last,
            "email": student.email,
            "lms_user_id": student.more.get("canvas_id", ""),
        }
        about = {key: _harmless(value) for key, value in about.items() if value}
        if id not in known:
            book.add_student(id, **about)
        elif any(getattr(known[id], key) != value for key, value in about.items()):
            book.update_or_create_student(id, **about)


def _harmless(text: str) -> str:
    """Return a name without HTML: formgrader puts it into its pages as it is."""
    return line(text, 128).translate(str.maketrans('<>&"', "‹›＆”"))


def _write_submissions(
    book: Any,
    assignment: Assignment,
    records: Mapping[str, Record],
    submissions: Mapping[str, Submission],
) -> None:
    from nbgrader.utils import parse_utc

    known = {s.student_id: s for s in book.assignment_submissions(assignment.name)}
    for student in records:
        submission = submissions.get(student)
        when: dt.datetime | None = submission.submitted if submission else None
        if student not in known:
            with book.db.no_autoflush:
                book.add_submission(assignment.name, student, timestamp=when)
        elif when is not None and known[student].timestamp != parse_utc(when):
            known[student].timestamp = parse_utc(when)
    _fill_gaps(book, assignment, known.values())


def _fill_gaps(book: Any, assignment: Assignment, submissions: Collection[Any]) -> None:
    """Give submissions from before an exercise was added its grade and comment."""
    from nbgrader.api import Comment, Grade

    notebook = book.find_notebook(assignment.name, assignment.name)
    kinds: list[tuple[Any, Any]] = [
        (Grade, notebook.grade_cells),
        (Comment, notebook.solution_cells),
    ]
    for kind, cells in kinds:
        there = set(book.db.query(kind.notebook_id, kind.cell_id).all())
        for submission in submissions:
            for own in submission.notebooks:
                for cell in cells:
                    if (
                        own.notebook_id == notebook.id
                        and (own.id, cell.id) not in there
                    ):
                        book.db.add(kind(cell_id=cell.id, notebook=own))
    book.db.flush()


def _cells(
    book: Any, assignment: Assignment, kind: str, cell: str
) -> Iterator[tuple[tuple[str, str], Any]]:
    """Go through all grades or comments of an assignment in one query."""
    from nbgrader import api

    one, part = getattr(api, kind), getattr(api, cell)
    whole, own = api.SubmittedAssignment, api.SubmittedNotebook
    asked: Any = api.Assignment
    found = (
        book.db.query(whole.student_id, part.name, one)
        .join(part, part.id == one.cell_id)
        .join(own, own.id == one.notebook_id)
        .join(whole, whole.id == own.assignment_id)
        .join(asked, asked.id == whole.assignment_id)
        .filter(asked.name == assignment.name)
    )
    for student, name, value in found.all():
        yield (student, name), value
