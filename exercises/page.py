"""What a page needs to judge an answer by itself, where no Python runs.

`page_data` holds the book's own numbers, what is expected, and the texts that a verdict
may contain. ``book/_assets/exercises/judge.js`` judges by it: the same answer gets the
same status and the same words as from `exercises.check`
(``tests/book/test_answers.py`` compares them).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from exercises import bank
from exercises.compare import SLIPS
from exercises.kinds import Flaw, Mcq, Multi, Num, Order, Predict
from exercises.model import Choice, Exercise
from exercises.values import Array, Plain
from exercises.wire import to_json

LARGEST = 2**53  # whole numbers that JavaScript's floats hold exactly


class Texts:
    """The texts of an exercise; data refer to them by number."""

    def __init__(self):
        self.listed: list[str] = []

    def number(self, text: str) -> int:
        """Return the number of a text, which is listed once."""
        text = " ".join(text.split())
        if text not in self.listed:
            self.listed.append(text)
        return self.listed.index(text)


def page_data(id: str) -> dict[str, Any] | None:
    r"""Return what the page needs for an exercise, or None if it must be run.

    Parameters
    ----------
    id : str
        The exercise, for example ``"svd-pinv-ones"``.

    Returns
    -------
    dict or None
        For the kinds ``num``, ``mcq``, ``multi``, ``order``, ``flaw`` and ``predict``
        a dictionary that JSON can hold: `kind`, `texts` (MyST, in one line each),
        `version` (changes when the answer or the listed lines do), and what the kind
        needs. None for other kinds, and for numbers that are typed in code only
        (complex ones, lists of arrays, integers above :math:`2^{53}`).

    Examples
    --------
    >>> page_data("svd-left-inverse-flaw")["flaw"]
    4
    >>> page_data("svd-tail") is None
    True
    """
    exercise = bank.get(id)
    make = _MAKERS.get(type(exercise))
    texts = Texts()
    data = make(exercise, texts) if make else None
    if data is None:
        return None
    version = f"{zlib.crc32(_essence(exercise).encode()):08x}"
    return {"kind": exercise.kind, "version": version, **data, "texts": texts.listed}


def _num(exercise: Num, texts: Texts) -> dict[str, Any] | None:
    task = exercise.task()
    if not all(map(_can_be_typed, task.expected)):
        return None
    parts = []
    for name, want in zip(exercise.names(), task.expected, strict=True):
        usual = [
            [to_json(value), texts.number(message)]
            for value, message in exercise.mistakes(name, want, task)
            if _can_be_typed(value)
        ]
        parts.append({"name": name, "want": to_json(want), "usual": usual})
    return {
        "rtol": exercise.rtol,
        "atol": exercise.atol,
        "parts": parts,
        "close": texts.number(exercise.advice_when_close()),
        "slips": [[factor, texts.number(text)] for factor, text in SLIPS],
    }


def _can_be_typed(want: Plain) -> bool:
    if type(want) is Array:
        return len(want.data) > 0 and all(map(_can_be_typed, want.data))
    return type(want) is float or (type(want) is int and abs(want) <= LARGEST)


def _choices(exercise: Mcq, texts: Texts) -> dict[str, Any]:
    shown = exercise.listed()
    whys = [None if choice.is_true else texts.number(choice.why) for choice in shown]
    return {"choices": whys}


def _order(exercise: Order, texts: Texts) -> dict[str, Any]:
    pieces, needs = exercise.pieces(), exercise.needs()
    lines = [
        {"why": texts.number(piece.why)}
        if isinstance(piece, Choice)
        else {"after": sorted(pieces.index(name) for name in needs.get(piece, []))}
        for piece in pieces
    ]
    return {"lines": lines}


def _flaw(exercise: Flaw, texts: Texts) -> dict[str, Any]:
    numbers = range(1, len(exercise.lines) + 1)
    reasons = [
        None if n == exercise.flaw else texts.number(exercise.reason(n))
        for n in numbers
    ]
    return {"flaw": exercise.flaw, "reasons": reasons}


def _predict(exercise: Predict, texts: Texts) -> dict[str, Any]:
    (happened,) = exercise.task().expected
    return {"happened": happened, "report": texts.number(exercise.report)}


_MAKERS: dict[type, Callable[[Any, Texts], dict[str, Any] | None]] = {
    Num: _num,
    Mcq: _choices,
    Multi: _choices,
    Order: _order,
    Flaw: _flaw,
    Predict: _predict,
}


def _essence(exercise: Exercise) -> str:
    """Return what makes a kept answer stale when it changes; no last digits."""
    if isinstance(exercise, (Mcq, Order)):
        listed: Any = [(choice.text, choice.is_true) for choice in exercise.listed()]
    elif isinstance(exercise, Flaw):
        listed = exercise.lines
    else:
        numbers = to_json(exercise.task().expected)
        listed = json.loads(
            json.dumps(numbers), parse_float=lambda text: f"{float(text):.4g}"
        )
    return json.dumps([exercise.kind, listed])
