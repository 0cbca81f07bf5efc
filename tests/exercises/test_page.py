"""What the bank tells a page: enough to judge by, and None where it must be run."""

import dataclasses
import json

import pytest
import samples

from exercises import bank
from exercises.kinds import Num
from exercises.model import Wrong
from exercises.page import page_data


@pytest.fixture
def data_of(monkeypatch):
    """Return what the page is told of an exercise that is not in the bank."""

    def data_of(exercise):
        monkeypatch.setattr(bank, "get", lambda id: exercise)
        return page_data(exercise.id)

    return data_of


def test_kinds_that_must_be_run_have_no_data(data_of):
    for exercise in (samples.CODE, samples.SYM, samples.WITNESS, samples.PROOF):
        assert data_of(exercise) is None


@pytest.mark.parametrize(
    "answer", [1j, [1j, 2.0], ([1.0], [2.0, 3.0]), 2**60, "a", True, []]
)
def test_what_no_field_can_hold_has_no_data(data_of, answer):
    assert data_of(Num(**samples.TEXTS, id="test-odd", title="Odd", answer=answer)) is (
        None
    )


def test_data_are_json_and_texts_are_single_lines(data_of):
    for exercise in bank.exercises():
        data = page_data(exercise.id)
        if data is None:
            continue
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert all("\n" not in text for text in data["texts"])
        assert len(set(data["texts"])) == len(data["texts"])


def test_numbers_carry_what_decides_and_the_mistakes_of_each_part(data_of):
    exercise = Num(
        **samples.TEXTS,
        id="test-two",
        title="Two",
        answer={"x": 2.0, "y": [1.0, 2.0]},
        rtol=1e-2,
        wrong=[
            Wrong({"x": 4.0}, "You\nsquared."),
            Wrong({"x": 2.0, "y": [2.0, 1.0]}, "Turned."),  # x is right: no mistake
        ],
    )
    data = data_of(exercise)
    assert (data["kind"], data["rtol"], data["atol"]) == ("num", 1e-2, 1e-9)
    x, y = data["parts"]
    assert (x["name"], x["want"], y["name"]) == ("x", 2.0, "y")
    assert y["want"] == {"shape": [2], "data": [1.0, 2.0]}
    assert [(v, data["texts"][k]) for v, k in x["usual"]] == [(4.0, "You squared.")]
    assert [data["texts"][k] for _, k in y["usual"]] == ["Turned."]
    close = "It is close: give more digits (tolerance 1 %)."
    assert data["texts"][data["close"]] == close


def test_an_infinite_answer_is_spelled(data_of):
    exercise = Num(**samples.TEXTS, id="test-inf", title="Inf", answer=float("inf"))
    assert data_of(exercise)["parts"][0]["want"] == {"float": "inf"}


def test_choices_and_lines_stand_in_the_order_shown(data_of):
    data = data_of(samples.MULTI)
    whys = [None if k is None else data["texts"][k] for k in data["choices"]]
    assert whys == [None, "it is even", None, "even, too"]
    data = data_of(samples.FLAW)
    assert data["flaw"] == 3
    assert [data["texts"][k] for k in data["reasons"][:2]] == [
        "it is given.",
        "it follows from what stands before it.",
    ]
    data = data_of(samples.ORDER)
    shown = [choice.text for choice in samples.ORDER.listed()]
    before = {
        text: {shown[k] for k in line["after"]}
        for text, line in zip(shown, data["lines"], strict=True)
        if "after" in line
    }
    assert before == {
        "Let.": set(),
        "Left.": {"Let."},
        "Right.": {"Let."},
        "So.": {"Left.", "Right."},
    }


def test_version_changes_with_the_answer_but_not_with_the_prose(data_of):
    def version(exercise, **changes):
        return data_of(dataclasses.replace(exercise, **changes))["version"]

    for exercise, change in [
        (samples.NUM, {"answer": lambda a: 3.0 * a}),
        (samples.FLAW, {"lines": ["a = b", "a - b = 0", "divide by b"]}),
        (samples.MCQ, {"choices": samples.MCQ.choices[::-1]}),
        (samples.PREDICT, {"experiment": lambda rng: False}),
    ]:
        assert version(exercise) == version(exercise, hint="Other.", statement="Other.")
        assert version(exercise) != version(exercise, **change)
    nearly = lambda a: 2.0 * a * (1 + 1e-15)  # noqa: E731  (another processor's)
    assert version(samples.NUM) == version(samples.NUM, answer=nearly)
