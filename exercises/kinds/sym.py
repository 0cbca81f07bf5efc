"""Expressions, compared at random points of a domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exercises import symbolic
from exercises.compare import Close, align, size, structure
from exercises.kinds.code import briefly
from exercises.model import (
    UNANSWERED,
    Exercise,
    Finding,
    Task,
    Wrong,
    right,
    wrong,
)
from exercises.text import describe
from exercises.values import (
    Array,
    Outcome,
    Plain,
    UnfitError,
    thaw,
    to_plain,
)

HIDDEN = "at a point that is not shown"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sym(Exercise):
    """A formula, compared at random points of a stated domain.

    The reader gives a string, a SymPy expression or a Python function of the
    variables. `answer` is a string of the same language or a function of the variables
    and the numbers; `domain` maps each variable to its interval.
    """

    kind: ClassVar[str] = "sym"
    answer: Any
    domain: dict[str, tuple[float, float]]
    up_to_constant: bool = False
    rtol: float = 1e-6
    atol: float = 1e-9
    n_points: int = 12
    wrong: Sequence[Wrong] = ()

    def takes_function(self, answer: object) -> bool:
        """Say whether the answer is a Python function rather than a formula."""
        return callable(answer)

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Draw the points, and evaluate the expected formula there."""
        numbers = self.numbers_for(seed)
        rng = np.random.default_rng([entropy, *self.id.encode()])
        points: list[dict[str, Plain]] = [
            {name: float(rng.uniform(a, b)) for name, (a, b) in self.domain.items()}
            for _ in range(self.n_points)
        ]
        return Task(numbers, points, self._values(self.answer, points, numbers))

    def _values(self, formula: Any, points: list, numbers: dict) -> list[Plain]:
        if callable(formula):
            return [to_plain(formula(**point, **numbers)) for point in points]
        return [symbolic.evaluate(formula, {**numbers, **point}) for point in points]

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare the values at the points."""
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        for i, outcome in enumerate(outcomes):
            if outcome.trouble:
                brief = f"{briefly(outcome.trouble) or 'it has no value'}, {HIDDEN}."
                place = describe(task.calls[i])
                return wrong(f"{outcome.trouble}, at {place}.", i, discreet=brief)
        got: list[Plain] = [outcome.value for outcome in outcomes]
        if len(got) == 1 and not callable(got[0]):
            try:
                got = [self._at(got[0], point) for point in task.calls]
            except UnfitError as error:
                return wrong(f"{error}.")
        i, trouble = self._compare(got, task.expected)
        if not trouble:
            return right(f"It holds at {len(task.calls)} points.")
        advice = self._advice(got, task)
        message = f"{trouble}, at {describe(task.calls[i])}. {advice}".strip()
        brief = f"the formula is not right {HIDDEN}. {advice}".strip()
        return wrong(message, i, discreet=brief)

    def _at(self, formula: Plain, point: dict[str, Plain]) -> Plain:
        """Evaluate a formula, or a list of formulas and numbers, at a point."""
        if type(formula) is str:
            return symbolic.evaluate(formula, point)
        if type(formula) is list:
            return to_plain([thaw(self._at(item, point)) for item in formula])
        return formula

    def _compare(self, got: list, want: list) -> tuple[int, str | None]:
        rule = Close(rtol=self.rtol, atol=self.atol)
        for i, (g, w) in enumerate(zip(got, want, strict=True)):
            if trouble := structure(g, w):
                return i, trouble
        if not self.up_to_constant:
            for i, (g, w) in enumerate(zip(got, want, strict=True)):
                if trouble := rule.explain(g, w):
                    return i, trouble
            return 0, None
        gaps = [_gaps(g, w) for g, w in zip(got, want, strict=True)]
        scale = max(size(v) for w in want for v in _entries(w))
        for i, gap in enumerate(gaps):
            for a, b in zip(gap, gaps[0], strict=True):
                if not size(a - b) <= self.atol + self.rtol * (scale + size(b)):
                    return i, "it differs from the answer by more than a constant"
        return 0, None

    def _advice(self, got: list, task: Task) -> str:
        for usual in self.wrong:
            values = self._values(usual.answer, task.calls, task.numbers)
            if not self._compare(got, values)[1]:
                return usual.message
        return ""

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the expected formula."""
        if not callable(self.answer):
            return (self._filled(self.answer, seed),)
        numbers, names = self.numbers_for(seed), list(self.domain)
        return (lambda *x: self.answer(**dict(zip(names, x, strict=True)), **numbers),)

    def _filled(self, formula: str, seed: int | None) -> str:
        """Return a formula with the values of the numbers in place of their names."""
        for name, value in self.numbers_for(seed).items():
            formula = re.sub(rf"\b{name}\b", f"({value!r})", formula)
        return formula

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes."""
        return [((self._filled(w.answer, seed),), w.message) for w in self.wrong]

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        line = (
            f'answer = ""  # a formula in {", ".join(self.domain)}, such as "2*x + 1"'
        )
        return self.text(self.starter, seed) or line.replace(
            "2*x", f"2*{self._first()}"
        )

    def _first(self) -> str:
        return next(iter(self.domain))

    def form_of_answer(self) -> str:
        """State the domain."""
        domain = ", ".join(f"{a:g} < {x} < {b:g}" for x, (a, b) in self.domain.items())
        constant = " up to a constant" if self.up_to_constant else ""
        return f"A formula, compared{constant} for {domain}."


def _entries(x: Plain) -> tuple:
    return x.data if type(x) is Array else (x,)


def _gaps(got: Plain, want: Plain) -> list[complex]:
    pairs = zip(_entries(align(got, want)), _entries(want), strict=True)
    return [g - w for g, w in pairs]
