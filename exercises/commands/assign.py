"""Write the notebooks of an assignment, from its list of exercises.

Beside the list (course/week1.toml), in nbgrader's folders:

  source/week1/week1.ipynb     the teacher's: solutions, answers, rubrics. Keep it.
  release/week1/week1.ipynb    the students': hand it out

or, with seeds = "student" and a students.csv, a notebook for each student:

  personal/week1/ID/week1.ipynb

How to hand them out. A shared folder or an LMS: give out the file itself. nbgrader: it
releases release/week1 (`nbgrader release_assignment week1`).

Personal notebooks do not go through nbgrader's exchange, which gives the same files to
all: copy each folder of personal/week1 to its student, by hand, on the hub or through
the LMS. Collecting through the exchange works all the same: release/week1 then holds a
note in place of a notebook, and students put their own beside it. (The formgrader's
Generate would release the book's numbers: do not press it for such an assignment.)

Run it again after editing the list. A notebook edited by hand is not overwritten.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import islice
from pathlib import Path

from exercises.cli import CommandError
from exercises.course import assignment as assignments
from exercises.course import cells, files, handout, nbgrader_settings, roster
from exercises.course.assignment import Assignment
from exercises.prove import faults

HELP = "write the notebooks of an assignment"
NOTE = "personal.md"
_NOTE = """# {title}

Each student has a notebook of their own, `{name}.ipynb`, with other numbers. Put yours
into this folder, work in it, and submit the folder.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add(
        "assignment", type=Path, help="the list of exercises, such as course/week1.toml"
    )
    add("--students", type=Path, help="the roster (students.csv beside the list)")
    add("--out", type=Path, help="the folder of the course (where the list lies)")
    add("--force", action="store_true", help="overwrite notebooks edited by hand")


def run(options: argparse.Namespace) -> int:
    """Write the notebooks, and say where they are."""
    assignment = assignments.load(options.assignment)
    _prove_own(assignment)
    course = options.out or options.assignment.parent
    notebooks = {
        _place(course, "source", assignment): handout.teacher_notebook(assignment)
    }
    if assignment.seeds == "student":
        notebooks |= _personal(assignment, course, options)
    else:
        released = handout.student_notebook(assignment)
        notebooks[_place(course, "release", assignment)] = released
    try:
        states = files.write(notebooks, options.force)
        notes = [*_settings(course), *_note(assignment, course, notebooks)]
    except files.FileProblemError as error:
        raise CommandError(str(error)) from None
    print("\n".join([_summary(assignment), *_listed(states), *notes]))
    return 0


def _place(course: Path, step: str, assignment: Assignment, student: str = "") -> Path:
    folder = course / step / assignment.name / student
    return folder / f"{assignment.name}.ipynb"


def _personal(
    assignment: Assignment, course: Path, options: argparse.Namespace
) -> dict[Path, handout.Notebook]:
    beside = options.assignment.parent
    students = roster.find(beside, options.students)
    if not students:
        raise CommandError(
            f'{options.assignment} has seeds = "student", but no student is known: put '
            f"students.csv (with a column id) into {beside}, or give --students FILE"
        )
    return {
        _place(course, "personal", assignment, id): handout.student_notebook(
            assignment, id
        )
        for id in students
    }


def _prove_own(assignment: Assignment) -> None:
    """Hold a teacher's own exercises to what the bank's are held to."""
    own = [item for item in assignment.items if item.own]
    for item in own:
        if found := list(islice(faults(item.exercise, (None, *range(5))), 3)):
            raise CommandError(f"your exercise {item.id}: {'; '.join(found)}")


def _settings(course: Path) -> list[str]:
    """Write nbgrader's settings if there are none; else say what they lack."""
    path = course / nbgrader_settings.NAME
    if not path.exists():
        files.replace({path: nbgrader_settings.settings(course)})
        return [f"  new          {path}"]
    lines = nbgrader_settings.missing(path.read_text("utf-8", "replace"))
    if not lines:
        return []
    return [f"To use `nbgrader generate_assignment`, add to {path}:", *lines]


def _note(assignment: Assignment, course: Path, notebooks: dict) -> list[str]:
    """Keep what lies in the folders from being taken for this assignment's."""
    release = _place(course, "release", assignment)
    personal = course / "personal" / assignment.name
    if assignment.seeds == "student":
        text = _NOTE.format(title=assignment.title, name=assignment.name)
        files.replace({release.with_name(NOTE): text})
    elif release.with_name(NOTE).exists():
        release.with_name(NOTE).unlink()
    there = [release, *personal.glob(f"*/{assignment.name}.ipynb")]
    stale = [str(path) for path in sorted(there) if path not in notebooks]
    old = [path for path in stale if Path(path).exists()]
    return [f"Not of this assignment any more: {path}" for path in old]


def _summary(assignment: Assignment) -> str:
    due = assignment.due.isoformat(" ", "minutes") if assignment.due else "no due date"
    return (
        f"{assignment.title}: {len(assignment.items)} exercises, "
        f"{cells.points(assignment.points)}, {due}"
    )


def _listed(states: dict[Path, str]) -> list[str]:
    """Say of each file what became of it; of many students' in one line."""
    personal = [path for path in states if path.parts[-4:-3] == ("personal",)]
    many = personal if len(personal) > 5 else []
    lines = [f"  {states[p]:<11}  {p}" for p in states if p not in many]
    if many:
        counts = Counter(states[path] for path in many)
        said = ", ".join(f"{n} {state}" for state, n in counts.items())
        lines.append(f"  {len(many)} notebooks in {many[0].parent.parent}: {said}")
    return lines
