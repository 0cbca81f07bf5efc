"""The file ``nbgrader_config.py`` of a course, for those who use nbgrader beside us."""

from __future__ import annotations

import re
from pathlib import Path

NAME = "nbgrader_config.py"
STUBS = (
    'c.ClearSolutions.code_stub = {"python": ""}',
    'c.ClearSolutions.text_stub = ""',
)
_TEXT = '''"""nbgrader's settings for this course: written once, yours from then on."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "{course}"

# Where the instructor's notebook has an answer, the student's has the starter that
# stands before it, and nothing more: so an untouched notebook runs without an error.
{stubs}

# The students of students.csv come into nbgrader's grade book with the grades, or
# before that by: nbgrader db student import students.csv
'''


def settings(course: Path) -> str:
    """Return the text of the file for the course in a folder."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", course.resolve().name).strip("-")
    return _TEXT.format(course=name or "course", stubs="\n".join(STUBS))


def missing(text: str) -> list[str]:
    """Return the settings that a course's own file lacks."""
    return [line for line in STUBS if line.split(" = ")[0] not in text]
