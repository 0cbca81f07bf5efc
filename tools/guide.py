"""The example of the instructor's guide: a class of three, and pictures of its pages.

Usage: guide.py            (takes the pictures anew, into book/_assets/images)

The guide's commands are run on this class by tests/book/test_guide.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from exercises import cli
from exercises.course.assignment import Assignment, load
from exercises.kinds import Code
from exercises.model import Exercise
from exercises.render import answer_names
from tools import audit, house
from tools.house import ROOT, say

PICTURES = ROOT / "book" / "_assets" / "images"
STUDENTS = """id,name,email
student1,First Student,student1@school.example
student2,Second Student,student2@school.example
student3,Third Student,student3@school.example
"""
PROOF = (
    "Each step adds a multiple of $A^\\top (b - A x_k)$, which lies in the row space of"
    " $A$. So $x_k$ never leaves it when $x_0 = 0$, and neither does the limit."
)
MISTAKES = {
    "svd-tail": "def tail(A, k):\n"
    "    s = np.linalg.svd(A, compute_uv=False)\n"
    "    return s[k:].sum()",
    "svd-penrose": "while True:\n    pass",
    "svd-four-cases": "",
}


def make(folder: Path) -> None:
    """Write the course and what two of its three students hand in."""
    course = folder / "course"
    course.mkdir()
    shutil.copy(ROOT / "course" / "week06.toml", course)
    (course / "students.csv").write_text(STUDENTS, "utf-8")
    with inside(folder), contextlib.redirect_stdout(io.StringIO()):
        cli.main(["assign", "course/week06.toml"])
    week = load(course / "week06.toml")
    (folder / "submissions").mkdir()
    for student, changes in {"student1": {}, "student2": MISTAKES}.items():
        hand_in(folder, week, student, changes)


@contextlib.contextmanager
def inside(folder: Path):
    """Work in a folder for a while, as a teacher in a terminal does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def hand_in(folder: Path, week: Assignment, student: str, changes: dict) -> None:
    """Fill in a student's notebook, with right answers but for the changes."""
    path = folder / "course" / "personal" / "week06" / student / "week06.ipynb"
    book = json.loads(path.read_text("utf-8"))
    items = {item.id: item.exercise for item in week.items}
    for cell in book["cells"]:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if id in items:
            right = answer(items[id], week.seed_for(student))
            cell["source"] = changes.get(id, right)
    (folder / "submissions" / f"{student}.ipynb").write_text(json.dumps(book), "utf-8")


def answer(exercise: Exercise, seed: int | None) -> str:
    """Return what a student writes who knows."""
    if isinstance(exercise, Code):
        return re.findall(r"```python\n(.*?)```", exercise.solution, re.DOTALL)[0]
    if not exercise.is_checked:
        return PROOF
    pairs = zip(answer_names(exercise), exercise.right_answer(seed), strict=True)
    return "\n".join(
        f"{name} = {getattr(v, 'tolist', lambda v=v: v)()!r}" for name, v in pairs
    )


def main() -> int:
    """Grade the example, and photograph what comes of it."""
    with tempfile.TemporaryDirectory() as name, audit.chromium() as browser:
        folder = Path(name)
        make(folder)
        with inside(folder):
            cli.main(["grade", "course/week06.toml", "submissions"])
        course = folder / "course"
        for source, target in {
            "feedback/student2/week06/week06.html": "guide-feedback.png",
            "grades/week06/summary.html": "guide-summary.png",
        }.items():
            page = browser.new_page(viewport={"width": 900, "height": 1000})
            page.goto((course / source).as_uri())
            page.screenshot(path=PICTURES / target)
            page.close()
            say(f"{target} written")
    return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
