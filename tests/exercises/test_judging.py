"""Answers that aim at the judge: by their size, by wrapping around, by words."""

import dataclasses
import time

import numpy as np
import pytest
import samples

from exercises import symbolic
from exercises.compare import Property
from exercises.kinds import Witness
from exercises.model import RIGHT, WRONG
from exercises.values import Array, Outcome, UnfitError, stacked
from exercises.wire import from_json

SIZES = [
    [int("9" * 4300)] * 1000,  # whose product takes hours
    [0] * 100_000,
    [10**4000, 0],
    [1] * 33,
]


@pytest.mark.parametrize("shape", SIZES, ids=["product", "many", "large", "deep"])
def test_sizes_are_refused_before_they_are_multiplied(shape):
    start = time.monotonic()
    with pytest.raises(UnfitError):
        from_json({"shape": shape, "data": [1] if 0 not in shape else []})
    assert time.monotonic() - start < 2


def test_stacked_leaves_an_empty_list_alone():
    assert stacked([]) == []


@pytest.mark.parametrize(
    "formula", ["[0]*999999999", "max([0]*999999999)", "[1] + [2]", "-[x]", "[x]**2"]
)
def test_lists_are_not_calculated_with(formula):
    with pytest.raises(symbolic.FormulaError, match="list"):
        symbolic.evaluate(formula, {"x": 1.0})


NILPOTENT = Witness(
    **samples.TEXTS,
    id="test-square",
    title="A square",
    parts={"x": ("n",)},
    conditions=[
        Property("x.x = 0", lambda x: x @ x),
        Property("x is not 0", lambda x: np.abs(x).max(), above=1e-3),
    ],
    example={"x": [1j, 1.0]},
)


@pytest.mark.parametrize("entry", [2**32, 2**33, 2**63, 2**40])
def test_products_of_integers_do_not_wrap_around(entry):
    task = NILPOTENT.task()
    wrapped = Outcome(Array((2,), (entry, entry)))
    assert NILPOTENT.judge(task, [wrapped]).status == WRONG
    right = Outcome(Array((2,), (1j, 1.0)))
    assert NILPOTENT.judge(task, [right]).status == RIGHT


def test_numbers_that_are_not_real_do_not_pass_as_their_real_part():
    task = NILPOTENT.task()
    orthogonal = Outcome(Array((2,), (1.0, 1 + 1j)))  # x.x = 1 + 2j
    imaginary = Outcome(Array((2,), (1 + 1j, 0.0)))  # x.x = 2j
    for outcome in (orthogonal, imaginary):
        assert NILPOTENT.judge(task, [outcome]).status == WRONG
    above = Property("more than 1", lambda x: x, above=1.0)
    assert above.explain(x=5 + 1j)
    assert above.explain(x=np.complex64(5)) is None


def test_small_integers_stay_integers():
    indexed = dataclasses.replace(
        NILPOTENT,
        conditions=[Property("it is an order", lambda x: np.arange(3.0)[x].sum() - 3)],
    )
    outcome = Outcome(Array((3,), (2, 0, 1)))
    assert indexed.judge(indexed.task(), [outcome]).status == RIGHT


TROUBLES = [
    ("it raised X0123456: 0.123", "it raised an error"),
    ("it raised ValueError: 0.123", "it raised ValueError"),
    ("it raised print: 0.123", "it raised an error"),
    ("your function returned a X0123; give a number", "cannot be an answer"),
    ("0.123", ""),
]


@pytest.mark.parametrize("exercise", [samples.CODE, samples.SYM], ids=lambda e: e.id)
@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_hidden_inputs_do_not_come_out_by_an_error(exercise, trouble, said):
    task = exercise.task(entropy=1)
    finding = exercise.judge(task, [Outcome(trouble=trouble)] * len(task.calls))
    assert said in finding.discreet
    assert "not shown" in finding.discreet
    assert "123" not in finding.discreet
