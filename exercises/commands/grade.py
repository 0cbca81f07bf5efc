"""Grade what students handed in: each submission in a box of its own.

Give the same command again to go on where it stopped: what is graded is not graded
again, unless the submission, the assignment or the book has changed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from exercises.cli import CommandError
from exercises.commands import report
from exercises.course import assignment as assignments
from exercises.course import collect, roster
from exercises.grade import batch
from exercises.grade.cluster import ClusterError
from exercises.grade.journal import Journal, JournalError
from exercises.grade.sandbox import SandboxError

HELP = "grade a folder or an archive of submissions"
UNSAFE = """
WARNING: --unsafe. Students' code runs without a box: it can read and change everything
that you can, grades and other students' work as well. Only for work that you trust.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("assignment", type=Path, help="the assignment, such as course/week1.toml")
    add("sources", type=Path, nargs="+", metavar="SUBMISSIONS", help="as for collect")
    add("--workers", type=int, default=0, help="how many at a time (one a processor)")
    add("--warm", action="store_true", help="use a clean box again: many times faster")
    add("--again", action="store_true", help="grade everything again")
    add("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster")
    add("--unsafe", action="store_true", help="without a box: only for trusted work")
    report.add_what_is_written(parser)


def run(options: argparse.Namespace) -> int:
    """Collect, grade and report; 0 if nothing needs the teacher's eye."""
    if options.workers < 0:
        raise CommandError("--workers must be 1 or more")
    if options.unsafe and options.scheduler:
        raise CommandError("a cluster grades in boxes only: leave out --unsafe")
    assignment = assignments.load(options.assignment)
    course = options.assignment.resolve().parent
    students = roster.find(course, options.students)
    found = collect.collect(options.sources, assignment, students, course / "submitted")
    print(found.summary())
    print()
    journal = Journal(course / "grades" / assignment.name)
    way, meter = _way(options, course), batch.Meter()
    try:
        batch.run(assignment, found.submissions, journal, way, meter, options.again)
    except (SandboxError, JournalError, ClusterError) as error:
        raise CommandError(str(error)) from None
    report.write(options, assignment, found.problems)
    return int(found.needs_attention)


def _way(options: argparse.Namespace, course: Path) -> batch.Way:
    if options.unsafe:
        print(UNSAFE, file=sys.stderr)
    return batch.Way(
        workers=options.workers,
        warm=options.warm,
        safe=not options.unsafe,
        hidden=(course,),
        scheduler=options.scheduler,
    )
