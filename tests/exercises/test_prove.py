"""What proves a definition sees each way in which one can be broken."""

import dataclasses

import pytest
import samples

from exercises.model import Wrong
from exercises.prove import SEEDS, faults

FEW = (None, 1, 2)


def broken(exercise, **changes):
    return list(faults(dataclasses.replace(exercise, **changes), FEW))


def test_two_hundred_seeds_and_the_books_numbers_are_tried():
    assert SEEDS[0] is None
    assert list(SEEDS[1:]) == list(range(200))


@pytest.mark.parametrize(
    "exercise",
    [e for e in samples.ALL if not e.is_checked or e.wrong_answers()],
    ids=lambda e: e.id,
)
def test_a_good_definition_has_no_faults(exercise):
    assert list(faults(exercise, FEW)) == []


@pytest.mark.parametrize(
    ("exercise", "changes", "fault"),
    [
        (samples.PARTS, {}, "it lists no usual mistake in `wrong`"),
        (
            samples.NUM,
            {"answer": lambda a: 1 / 0},
            "it fails itself (ZeroDivisionError",
        ),
        (
            samples.NUM,
            {"wrong": [Wrong(9, "You squared."), Wrong(9, "Another.")]},
            "the mistake (9,) is not told 'Another.', with the book's numbers",
        ),
        (
            samples.NUM,
            {"wrong": [Wrong(lambda a: 2 * a, "No.")]},
            "the mistake (6,) is accepted, with the book's numbers",
        ),
        (samples.NUM, {"hint": "<<b>>"}, "the hint cannot be written"),
        (samples.PROOF, {"solution": "<<b>>"}, "the solution cannot be written"),
        (
            samples.WITNESS,
            {"example": {"A": [[1, 0], [0, 1]], "x": [1, 1]}},
            "the reference answer fails: A x = 0: this fails by 1",
        ),
        (
            samples.CODE,
            {"wrong": [Wrong(lambda x, k: 2 * x * k, "Same.")]},
            "is accepted, with seed 2",
        ),
    ],
)
def test_a_broken_definition_is_told(exercise, changes, fault):
    assert any(fault in text for text in broken(exercise, **changes))


def test_an_answer_that_counts_when_empty_is_told():
    class Careless(type(samples.NUM)):
        def judge(self, task, outcomes):
            missing = any(outcome.missing for outcome in outcomes)
            return dataclasses.replace(
                super().judge(task, outcomes), status="right" if missing else "wrong"
            )

    fields = {
        f.name: getattr(samples.NUM, f.name) for f in dataclasses.fields(samples.NUM)
    }
    found = list(faults(Careless(**fields), (None,)))
    assert any("the empty answer (None,) is not seen to be empty" in f for f in found)
