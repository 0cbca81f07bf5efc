"""Write all reports of an assignment again: pages, tables, grade book, summary.

It reads what the grader kept (grades/NAME/records.jsonl beside the TOML file) and what
was marked by hand in nbgrader's formgrader.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from exercises.cli import CommandError
from exercises.course import assignment as assignments
from exercises.course import roster
from exercises.course.assignment import Assignment
from exercises.course.submission import Problem, Submission
from exercises.grade.journal import Journal, JournalError
from exercises.grade.record import Record
from exercises.report import ReportError, publish, terminal

HELP = "write feedback, tables, grade book and summary again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("assignment", type=Path, help="the assignment's TOML file")
    add_what_is_written(parser)


def add_what_is_written(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say what is written, for `grade` as well."""
    parser.add_argument(
        "--format",
        nargs="+",
        choices=publish.FORMATS,
        default=["csv"],
        metavar="FORMAT",
        help=f"tables to write: {', '.join(publish.FORMATS)}; csv always is",
    )
    parser.add_argument(
        "--students",
        type=Path,
        metavar="FILE",
        help="the list of students (students.csv beside the TOML file, if it is there)",
    )
    parser.add_argument(
        "--title", default="", help="the assignment's name in Canvas or Moodle"
    )
    parser.add_argument(
        "--worksheet",
        type=Path,
        metavar="FILE",
        help="a grading worksheet of Moodle's, to fill in",
    )


def run(options: argparse.Namespace) -> int:
    """Write everything, and print the summary."""
    write(options, assignments.load(options.assignment))
    return 0


def write(
    options: argparse.Namespace,
    assignment: Assignment,
    problems: Iterable[Problem] | None = None,
) -> None:
    """Write what the options ask for, of all that was graded, and print the summary.

    Without `problems`, those that were told when it was collected are shown.
    """
    course = options.assignment.resolve().parent
    students = roster.find(course, options.students) or {}
    records, submissions = graded(Journal(course / "grades" / assignment.name))
    known = (course, assignment, records, submissions)
    try:
        written = publish.write(
            *known,
            problems=problems,
            roster=students,
            formats=options.format,
            title=options.title,
            worksheet=options.worksheet,
        )
        rows = publish.rows_of(*known, students)
    except ReportError as error:
        raise CommandError(str(error)) from None
    print(terminal.text_of(rows, assignment, publish.problems_of(course, assignment)))
    print(f"Written: {written[0]} and {len(written) - 1} more files.")


def graded(journal: Journal) -> tuple[list[Record], dict[str, Submission]]:
    """Return what the grader kept: each student's last record and submission.

    Raises
    ------
    CommandError
        If nothing was graded yet, or the journal is damaged.
    """
    try:
        records, submissions = journal.read(), journal.submissions()
    except JournalError as error:
        raise CommandError(str(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommandError(
            f"{journal.path}: a line is no record of a submission ({error!r}). Remove "
            "it and grade that student again."
        ) from None
    if not records:
        raise CommandError(f"{journal.path}: nothing was graded yet: `exercises grade`")
    return list(records.values()), submissions
