"""What decides on an answer: a rule of `exercises.rules`, or properties.

A `Property` decides without any reference value; `diagnose` names a usual slip.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exercises.rules import (
    Close,
    Rule,
    SameSpan,
    UpToScale,
    UpToSign,
    size,
    transpose,
)
from exercises.shapes import align, structure
from exercises.values import Array, Plain, is_number

__all__ = [
    "Close",
    "Property",
    "Rule",
    "SameSpan",
    "UpToScale",
    "UpToSign",
    "align",
    "diagnose",
    "size",
    "structure",
]


@dataclass(frozen=True)
class Property:
    """A condition that an answer must meet, with the number that decides it.

    `measure` returns a bool, or a number: its size must be at most `within`, or, if
    they are given, it must be below `below` and above `above` (strictly).
    """

    name: str
    measure: Callable[..., Any]
    within: float = 1e-8
    below: float | None = None
    above: float | None = None

    def explain(self, *args: Any, **kwargs: Any) -> str | None:
        """Return None if the condition holds, else that it fails, with its number."""
        try:
            found = self.measure(*args, **kwargs)
            is_bool = type(found).__name__.startswith("bool")  # NumPy's too
            value = bool(found) if is_bool else self._real(found)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            return f"{self.name}: cannot be computed ({error})"
        if isinstance(value, bool):
            return None if value else f"{self.name}: this does not hold"
        if self._holds(value):
            return None
        if self.below is None and self.above is None:
            return f"{self.name}: this fails by {abs(value):.4g}"
        return f"{self.name}: this fails, the number is {value:.6g}"

    def _real(self, found: Any) -> float:
        """Return a number; of one that is not real the size, where that may decide."""
        if not getattr(found, "imag", 0):
            return float(getattr(found, "real", found))
        decides = self.below is None and self.above is None
        return float(abs(found)) if decides else math.nan

    def _holds(self, value: float) -> bool:
        if self.below is None and self.above is None:
            return abs(value) <= self.within
        low = -math.inf if self.above is None else self.above
        high = math.inf if self.below is None else self.below
        return (low < value or low == -math.inf) and (value < high or high == math.inf)


def diagnose(got: Plain, want: Plain, rule: Close) -> str:
    """Name a usual slip that would explain the difference, or return ''."""
    if structure(got, want) is None:
        got = align(got, want)
        for factor, text in SLIPS:
            if not rule.explain(scaled(got, factor), want):
                return text
    if type(got) is Array and type(want) is Array and len(got.shape) == 2:
        turned = transpose(got)
        if turned.shape == want.shape and not rule.explain(turned, want):
            return "It is the transpose of what is asked for."
    return ""


SLIPS = (  # factor between a right answer and a slip, and what to say
    (-1.0, "Look at the sign."),
    (math.log(2), "Look at the unit: nats or bits?"),
    (1 / math.log(2), "Look at the unit: nats or bits?"),
    (0.01, "Look at the unit: is this a percentage?"),
)


def scaled(x: Plain, factor: float) -> Plain:
    """Return a number or an array times `factor`."""
    if type(x) is Array:
        return Array(x.shape, tuple(scaled(v, factor) for v in x.data))
    try:
        return x * factor if is_number(x) else x
    except OverflowError:
        return math.inf
