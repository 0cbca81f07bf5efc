"""Collect what was handed in.

A SOURCE is a folder of notebooks, the inbound folder of nbgrader's exchange, a zip
archive (or its unzipped folder) as Moodle or Canvas make them, or a single notebook.
Every file is copied, none is changed; running it again changes nothing. The exit code
is 1 if something waits for your decision.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from exercises.course import assignment, roster
from exercises.course.collect import collect

HELP = "take in what was handed in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``exercises collect``."""
    parser.add_argument("assignment", type=Path, help="the assignment's .toml file")
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument(
        "--students",
        type=Path,
        help="the list of students (students.csv beside the .toml file)",
    )
    parser.add_argument(
        "--into",
        type=Path,
        help="where the copies go (submitted/ beside the .toml file)",
    )
    parser.add_argument(
        "--times",
        choices=("known", "mtime"),
        default="known",
        help="mtime: a file's own time counts (in an archive: in the zone of this "
        "machine) where no other is known; never in a download of Moodle's or Canvas'",
    )


def run(options: argparse.Namespace) -> int:
    """Collect and print the summary."""
    beside = options.assignment.parent
    wanted = assignment.load(options.assignment)
    people = roster.find(beside, options.students)
    into = options.into or beside / "submitted"
    done = collect(options.sources, wanted, people, into, times=options.times)
    print(done.summary())
    if people is None:
        print("There is no list of students: the names of the files decided.")
    return 1 if done.needs_attention else 0
