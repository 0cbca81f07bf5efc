"""A course of four students; makes `course_samples` importable."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import course_samples

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
