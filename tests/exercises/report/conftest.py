"""A course of four students; makes `course_samples` importable."""

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from course_samples import DUE, HOSTILE, TOML, record

from exercises.course import assignment as assignments
from exercises.course.roster import Student
from exercises.course.submission import Submission
from exercises.grade.record import Event
from exercises.report.rows import rows


@pytest.fixture
def assignment():
    """Return the assignment."""
    return assignments.from_source("week1", TOML)


@pytest.fixture
def roster():
    """Return four students: one late, one without work, one with a hostile name."""
    return {
        "ada": Student(
            "ada",
            "Ada Lovelace",
            "ada@example.org",
            {"canvas_id": "101", "sis_id": "S1", "section": "A"},
        ),
        "emmy": Student(
            "emmy",
            "Noether, Emmy",
            "emmy@example.org",
            {"canvas_id": "102", "sis_id": "S2", "section": "A"},
        ),
        "mal": Student(
            "mal",
            '=HYPERLINK("http://evil.example")',
            "+mal@example.org",
            {"canvas_id": "103", "sis_id": "S3", "section": "B"},
        ),
        "sofia": Student(
            "sofia",
            'Sofia "S." Kovalevskaya\nline',
            "s@example.org",
            {"canvas_id": "104", "sis_id": "S4", "section": "B"},
        ),
    }


@pytest.fixture
def records():
    """Return the records of three of them, as a grader leaves them."""
    events = (
        Event("time-out", "cell 4", HOSTILE),
        Event("tampering", HOSTILE, "np.sum"),
    )
    return [
        record("ada"),
        record("emmy", (2.0, 1.5, 0.0)),
        record("mal", (0.0, 0.0, None), answer=HOSTILE, events=events),
    ]


@pytest.fixture
def submissions():
    """Return when they came: ada in time, emmy late, of mal nobody knows."""
    late = dt.timedelta(hours=26)
    return {
        "ada": Submission("ada", Path("ada.ipynb"), "ada.ipynb", DUE - late, None),
        "emmy": Submission("emmy", Path("emmy.ipynb"), "emmy.ipynb", DUE + late, late),
        "mal": Submission("mal", Path("mal.ipynb"), HOSTILE),
    }


@pytest.fixture
def table(assignment, records, submissions, roster):
    """Return the rows by student."""
    made = rows(assignment, records, submissions, roster)
    return {row.student.id: row for row in made}
