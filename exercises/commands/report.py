"""Write all reports of an assignment again: pages, tables, grade book, summary.

It reads what the grader kept (grades/NAME/records.jsonl beside the TOML file) and what
was marked by hand in nbgrader's formgrader.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from exercises.cli import CommandError
from exercises.course import assignment as assignments
from exercises.course import roster as rosters
from exercises.course.submission import Submission
from exercises.grade.record import Record, from_dict
from exercises.report import publish, terminal

HELP = "write feedback, tables, grade book and summary again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("assignment", type=Path, help="the assignment's TOML file")
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
    course = options.assignment.parent
    assignment = assignments.load(options.assignment)
    roster = _roster(course, options.students)
    journal = course / "grades" / assignment.name / "records.jsonl"
    records, submissions = read_journal(journal)
    written = publish.write(
        course,
        assignment,
        records,
        submissions,
        None,
        roster,
        options.format,
        title=options.title,
        worksheet=options.worksheet,
    )
    made = publish.rows_of(course, assignment, records, submissions, roster)
    print(terminal.text_of(made, assignment, publish.problems_of(course, assignment)))
    print(f"Written: {written[0]} and {len(written) - 1} more files.")
    return 0


def _roster(course: Path, named: Path | None) -> dict[str, rosters.Student]:
    path = named or course / "students.csv"
    return rosters.load(path) if named or path.is_file() else {}


def read_journal(path: Path) -> tuple[list[Record], dict[str, Submission]]:
    """Read the records that the grader kept; a student's last line counts.

    A last line without an end (the grader was stopped while it wrote) is left out.

    Raises
    ------
    CommandError
        If there is no journal, or another line of it cannot be read.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise CommandError(
            f"{path} cannot be read ({why}); run `exercises grade` first."
        ) from None
    records: dict[str, Record] = {}
    submissions: dict[str, Submission] = {}
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        if line.strip():
            record, submission = _entry(path, number, line)
            records[record.student] = record
            submissions.pop(record.student, None)
            if submission is not None:
                submissions[record.student] = submission
    return list(records.values()), submissions


def _entry(path: Path, number: int, line: str) -> tuple[Record, Submission | None]:
    try:
        entry = json.loads(line)
        record = from_dict(entry["record"])
        return record, _submission(record.student, entry.get("submission"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise CommandError(
            f"{path}, line {number}: this is no record ({error!r}). Take the line out "
            "and grade that student again."
        ) from None


def _submission(student: str, entry: dict[str, Any] | None) -> Submission | None:
    if entry is None:
        return None
    when, late = entry.get("submitted"), entry.get("late_seconds")
    return Submission(
        student,
        Path(entry.get("origin", "")),
        str(entry.get("origin", "")),
        None if when is None else dt.datetime.fromisoformat(when),
        None if late is None else dt.timedelta(seconds=float(late)),
    )
