"""Grading the same 40 honest submissions: nbgrader's autograde, new boxes, warm boxes.

The numbers in parentheses are ratios to the fastest of the three, all in one run.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from exercises import bank
from exercises.course import handout
from exercises.course.assignment import Assignment, from_source
from exercises.course.submission import Submission
from exercises.grade.batch import Way, run
from exercises.grade.journal import Journal
from exercises.render import answer_names

N_STUDENTS = 40
WEEK = """
[points]
svd-pinv-ones = 2
svd-tail = 3
svd-pinv-product = 2
divergence-both-ways = 3
"""
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"
ANSWERS = {
    "svd-tail": "def tail(A, k):\n"
    "    s = np.linalg.svd(A, compute_uv=False)\n"
    "    return np.sqrt(np.sum(s[k:] ** 2))"
}

pytestmark = pytest.mark.benchmark(group=f"grading {N_STUDENTS} submissions")


@pytest.fixture(scope="module")
def week() -> Assignment:
    """Return the assignment."""
    return from_source("week1", WEEK)


@pytest.fixture(scope="module")
def course(week, tmp_path_factory) -> Path:
    """Return a course in nbgrader's layout, with what was handed in."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source = folder / "source" / "week1" / "week1.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(handout.text_of(handout.teacher_notebook(week)), "utf-8")
    for i in range(N_STUDENTS):
        path = folder / "submitted" / f"student{i:02d}" / "week1" / "week1.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(honest(week)), "utf-8")
    nbgrader(folder, "generate_assignment", "week1")
    return folder


def honest(week: Assignment) -> dict:
    """Return the students' notebook with every answer right."""
    book = json.loads(handout.text_of(handout.student_notebook(week)))
    for cell in book["cells"]:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if id in ANSWERS:
            cell["source"] = ANSWERS[id]
        elif id in [item.id for item in week.items]:
            cell["source"] = assigned(id)
    return book


def assigned(id: str) -> str:
    """Return an answer made of values."""
    exercise = bank.get(id)
    values = zip(answer_names(exercise, None), exercise.right_answer(), strict=True)
    return "\n".join(
        f"{name} = {getattr(v, 'tolist', lambda v=v: v)()}" for name, v in values
    )


def nbgrader(course: Path, *command: str) -> None:
    """Run nbgrader in the course's folder."""
    programs = Path(sys.executable).parent
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"  # it starts others by name
    environment = os.environ | {"JUPYTER_PLATFORM_DIRS": "1", "PATH": path}
    done = subprocess.run(
        [programs / "nbgrader", *command],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def submissions(course: Path) -> list[Submission]:
    """Return what was handed in."""
    paths = sorted(course.glob("submitted/*/week1/week1.ipynb"))
    return [Submission(path.parts[-3], path, path.name) for path in paths]


def test_nbgrader_autograde(benchmark, course):
    """Time nbgrader, which runs each notebook in a kernel."""
    command = ("autograde", "week1", "--create", "--force")
    benchmark.pedantic(nbgrader, (course, *command), rounds=1)
    done = list(course.glob("autograded/*/week1/week1.ipynb"))
    assert len(done) == N_STUDENTS


@pytest.mark.parametrize("warm", [False, True], ids=["new_boxes", "warm_boxes"])
def test_exercises_grade(benchmark, week, course, tmp_path, warm):
    """Time ours, with as many workers as there are processors."""
    work = submissions(course)

    def grade():
        return run(week, work, Journal(tmp_path), Way(warm=warm), again=True)

    records = benchmark.pedantic(grade, rounds=1)
    assert {record.earned for record in records.values()} == {week.points}
