"""Objects that a reader submits, with properties that a program checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from exercises.compare import Close, Property, align
from exercises.model import (
    UNANSWERED,
    Exercise,
    Finding,
    Task,
    Wrong,
    call_or_value,
    is_finite,
    right,
    wrong,
)
from exercises.text import show
from exercises.values import (
    Array,
    Outcome,
    Plain,
    is_number,
    thaw_exactly,
    to_plain,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Witness(Exercise):
    """An object that the reader finds, of which the program checks the properties.

    `parts` maps the name of each part to its shape: ``()`` a number, ``("n",)`` a
    vector of any length, ``(2, "n")`` a matrix of two rows; equal letters are equal
    lengths. Conditions are measured as ``measure(**parts, **numbers)``, in their
    order. `example` is an object that passes: a dictionary or a function of the
    numbers that returns one; so are the answers of the listed mistakes.
    """

    kind: ClassVar[str] = "witness"
    parts: dict[str, tuple[int | str, ...]]
    conditions: Sequence[Property]
    example: Any
    wrong: Sequence[Wrong] = ()

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Return the numbers; nothing particular is expected."""
        return Task(self.numbers_for(seed), [], [])

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Check the shapes, then each condition in turn."""
        if any(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        if len(outcomes) != len(self.parts):
            call = f'check("{self.id}", {", ".join(self.parts)})'
            return wrong(f"{len(self.parts)} objects are asked for: `{call}`.")
        parts, sizes = {}, {}
        for (name, form), outcome in zip(self.parts.items(), outcomes, strict=True):
            if trouble := outcome.trouble or _misfit(outcome.value, form, sizes):
                return wrong(f"`{name}`: {trouble}.")
            parts[name] = thaw_exactly(align(outcome.value, Array((0,), ())))
        for condition in self.conditions:
            if trouble := condition.explain(**parts, **task.numbers):
                return wrong(f"{trouble}.{self._advice(task, outcomes)}")
        return right(f"All {len(self.conditions)} conditions hold.")

    def _advice(self, task: Task, outcomes: list[Outcome]) -> str:
        for usual in self.wrong:
            values = [
                to_plain(v) for v in call_or_value(usual.answer, task.numbers).values()
            ]
            pairs = zip(outcomes, values, strict=True)
            if not any(Close().explain(o.value, value) for o, value in pairs):
                return f" {usual.message}"
        return ""

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the example."""
        return tuple(call_or_value(self.example, self.numbers_for(seed)).values())

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes."""
        numbers = self.numbers_for(seed)
        return [
            (tuple(call_or_value(w.answer, numbers).values()), w.message)
            for w in self.wrong
        ]

    def starter_code(self, seed: int | None = None) -> str:
        """Return one line for each part."""
        forms = self.parts.items()
        lines = "\n".join(f"{name} = ...{_comment(form)}" for name, form in forms)
        return self.text(self.starter, seed) or lines


def _misfit(value: Plain, form: tuple[int | str, ...], sizes: dict[str, int]) -> str:
    """Say how a value does not fit a form such as ``(2, "n")``; '' if it fits."""
    value = align(value, Array((0,), ()))
    if not form:
        good = is_number(value) and is_finite(value)
        return "" if good else f"a finite number is asked for, not {show(value, 60)}"
    wanted = "(" + ", ".join(map(str, form)) + ("," if len(form) == 1 else "") + ")"
    if type(value) is not Array or len(value.shape) != len(form):
        found = value.shape if type(value) is Array else show(value, 60)
        return f"an array of shape {wanted} is asked for, not {found}"
    for n, letter in zip(value.shape, form, strict=True):
        expected = letter if isinstance(letter, int) else sizes.setdefault(letter, n)
        if n != expected or n == 0:
            return f"the shape is {value.shape}, but {wanted} is asked for"
    if any(type(v) is bool for v in value.data) or not is_finite(value):
        return "it must hold finite numbers only"
    return ""


def _comment(form: tuple[int | str, ...]) -> str:
    """Return a comment such as ``[., ., ...]``, for a vector of any length."""
    text = "a number"
    for n in reversed(form):
        entry = "." if text == "a number" else text
        many = [entry] * n if isinstance(n, int) else [entry, entry, "..."]
        text = "[" + ", ".join(many) + "]"
    return f"  # {text}"
