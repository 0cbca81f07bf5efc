"""nbgrader reads, validates and releases what `exercises assign` writes.

nbgrader runs in processes of its own: it takes seconds to import, and nothing that
students or readers use may import it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import lists
import pytest

from exercises import cli

VALIDATE = """
import sys
from nbgrader.nbgraderformat import read
for path in sys.argv[1:]:
    notebook = read(path, as_version=4)
    marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert len(marked) == len(notebook.cells)
    print(len(marked))
"""


def run(*command: str, folder: Path) -> str:
    home = folder / ".home"
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    env = os.environ | {f"JUPYTER_{name}": str(home / name) for name in names}
    beside = str(Path(sys.executable).parent)  # nbgrader calls alembic by its name
    env["PATH"] = os.pathsep.join([beside, os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=env | {"HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return a course with an assignment of everything."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "own.py").write_text(lists.own_source())
    ids = [*lists.IDS, *lists.OWN_IDS]
    (folder / "week1.toml").write_text(lists.text("assignment", ids, "own.py"))
    assert cli.main(["assign", str(folder / "week1.toml")]) == 0
    return folder


def cells(course: Path, step: str) -> list[dict]:
    path = course / step / "week1" / "week1.ipynb"
    return json.loads(path.read_text("utf-8"))["cells"]


def test_nbgrader_reads_the_marks(course):
    paths = [f"{step}/week1/week1.ipynb" for step in ("source", "release")]
    said = run("-c", VALIDATE, *paths, folder=course)
    assert said.split() == [str(len(cells(course, "release")))] * 2


def test_nbgrader_releases_the_same_cells(course):
    ours = cells(course, "release")
    before = (course / "source/week1/week1.ipynb").read_bytes()
    arguments = ("generate_assignment", "week1", "--force", "--log-level=ERROR")
    run("-m", "nbgrader", *arguments, folder=course)
    assert cells(course, "release") == ours
    assert (course / "source/week1/week1.ipynb").read_bytes() == before
    # What nbgrader released is no edit by hand.
    (course / "week1.toml").write_text(lists.text(ids=["svd-tail"]))
    assert cli.main(["assign", str(course / "week1.toml")]) == 0
    assert len(cells(course, "release")) == 6


def test_nbgrader_validates_the_teachers_notebook(tmp_path):
    (tmp_path / "week1.toml").write_text(lists.text(ids=["svd-tail", "svd-nuclear"]))
    assert cli.main(["assign", str(tmp_path / "week1.toml")]) == 0
    said = run(
        "-m", "nbgrader", "validate", "source/week1/week1.ipynb", folder=tmp_path
    )
    assert "Success" in said
