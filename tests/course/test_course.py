"""The course's weeks are assignments that can be handed out."""

import re
import tomllib
from pathlib import Path

import pytest

from exercises.course.assignment import load

ROOT = Path(__file__).resolve().parents[2]
WEEKS = sorted(ROOT.glob("course/*.toml"))
TABLE = (ROOT / "course/README.md").read_text("utf-8")


def rows() -> dict[str, tuple[list[str], str]]:
    """Each week's chapters and its assignment."""
    found = re.findall(r"^\| (\d+) \| (.+?) \| (?:`(\S+)` )?\|$", TABLE, re.MULTILINE)
    return {
        week: (re.findall(r"\w+/\w+", chapters), file) for week, chapters, file in found
    }


@pytest.mark.parametrize("path", WEEKS, ids=lambda path: path.stem)
def test_assignment_loads_and_has_a_proof_and_enough_points(path):
    week = load(path)
    assert 15 <= week.points <= 30
    assert {item.exercise.kind for item in week.items} >= {"proof", "num", "code"}
    assert week.seeds == "student"


@pytest.mark.parametrize("path", WEEKS, ids=lambda path: path.stem)
def test_assignment_asks_only_of_its_chapters(path):
    week = re.search(r"\d+", path.stem)
    assert week is not None
    chapters, file = rows()[str(int(week[0]))]
    assert file == path.name
    slugs = {chapter.split("/")[1] for chapter in chapters}
    assert {item.exercise.chapter for item in load(path).items} <= slugs


def test_weeks_are_of_planned_chapters_and_written_ones_have_an_assignment():
    parts = tomllib.loads((ROOT / "book/contents.toml").read_text("utf-8"))["part"]
    planned = {f"{p['name']}/{c['slug']}" for p in parts for c in p["chapters"]}
    assert len(rows()) == 14
    for chapters, file in rows().values():
        assert chapters
        assert set(chapters) <= planned
        written = [c for c in chapters if (ROOT / f"notebooks/{c}.ipynb").exists()]
        assert bool(written) == bool(file), chapters
