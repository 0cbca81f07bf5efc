"""The examples of CONTRIBUTING are taken from the page and proved like the bank's."""

import ast
import re
from pathlib import Path

import pytest

from exercises import kinds, render
from exercises.bank import load
from exercises.course.assignment import from_source
from exercises.course.own import load_own
from exercises.prove import faults

PAGE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
KINDS = {getattr(kinds, name).kind for name in kinds.__all__}


def source() -> str:
    """Return the code of the page's last section: the fences at the margin."""
    section = PAGE.read_text("utf-8").partition("\n## One exercise of each kind\n")[2]
    fences = re.findall(r"^(```+)python\n(.*?)^\1$", section, re.MULTILINE | re.DOTALL)
    return "\n".join(code for _, code in fences)


EXAMPLES = load_own(source())


def test_there_is_one_example_of_each_kind():
    shown = [exercise.kind for exercise in EXAMPLES.values()]
    assert sorted(shown) == sorted(KINDS)


@pytest.mark.parametrize("exercise", EXAMPLES.values(), ids=lambda e: e.kind)
def test_example_is_proved_on_200_seeds(exercise):
    assert list(faults(exercise)) == []


@pytest.mark.parametrize("exercise", EXAMPLES.values(), ids=lambda e: e.kind)
def test_example_is_short(exercise):
    calls = [node for node in ast.parse(source()).body if isinstance(node, ast.Expr)]
    (call,) = [node for node in calls if f"{exercise.id!r}" in ast.unparse(node)]
    assert (call.end_lineno or 0) - call.lineno < 15


def test_examples_work_in_a_teachers_own_file():
    points = "".join(f"{id} = 1\n" for id in EXAMPLES)
    made = from_source("week1", f'bank = "own.py"\n[points]\n{points}', source())
    assert [item.id for item in made.items] == list(EXAMPLES)
    assert all(item.own for item in made.items)
    assert "How long · reckon ★" in render.statement("norms-length")


def test_examples_do_not_come_into_the_book():
    assert not {e.id for e in load("linalg")} & set(EXAMPLES)
