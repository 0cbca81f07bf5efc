"""A course of four students; makes `course_samples` importable."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import course_samples

from exercises.report.database import opened
from exercises.report.rows import rows


@pytest.fixture
def assignment():
    """Return an assignment of three exercises, one of them a proof."""
    return course_samples.new_assignment()


@pytest.fixture
def roster():
    """Return four students."""
    return course_samples.new_roster()


@pytest.fixture
def records():
    """Return the records of three of them."""
    return course_samples.new_records()


@pytest.fixture
def submissions():
    """Return when these came."""
    return course_samples.new_submissions()


@pytest.fixture
def table(assignment, records, submissions, roster):
    """Return the rows by student."""
    made = rows(assignment, records, submissions, roster)
    return {row.student.id: row for row in made}


@pytest.fixture(scope="session")
def blank_book(tmp_path_factory):
    """Return an empty grade book, which takes nbgrader long to make."""
    folder = tmp_path_factory.mktemp("blank")
    with opened(folder):
        pass
    return folder / "gradebook.db"


@pytest.fixture
def course(tmp_path, blank_book):
    """Return the folder of a course in which nothing was graded yet."""
    shutil.copy(blank_book, tmp_path)
    return tmp_path
