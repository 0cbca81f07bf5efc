"""Numbers: one, a vector or matrix, or several named ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from exercises.compare import Close, diagnose
from exercises.model import (
    UNANSWERED,
    Exercise,
    Finding,
    Task,
    Wrong,
    call_or_value,
    right,
    wrong,
)
from exercises.values import (
    Array,
    Outcome,
    Plain,
    is_number,
    to_plain,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Num(Exercise):
    """A number, a vector or matrix, or (a dictionary) several named ones.

    `answer` is the value or a function of the numbers; right means within `rtol`
    (relative) or `atol`.
    """

    kind: ClassVar[str] = "num"
    answer: Any
    rtol: float = 1e-3
    atol: float = 1e-9
    wrong: Sequence[Wrong] = ()

    def _rule(self) -> Close:
        return Close(rtol=self.rtol, atol=self.atol)

    def names(self, seed: int | None = None) -> list[str]:
        """Return the names of the parts of the answer."""
        value = call_or_value(self.answer, self.numbers_for(seed))
        return list(value) if type(value) is dict else ["answer"]

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Compute the expected numbers."""
        numbers = self.numbers_for(seed)
        value = to_plain(call_or_value(self.answer, numbers))
        parts = list(value.values()) if type(value) is dict else [value]
        return Task(numbers, [], parts)

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare each part with its number."""
        names = self.names()
        if any(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        if len(names) == 1 and len(outcomes) > 1:
            outcomes = _joined(outcomes, task.expected[0])
        if len(outcomes) != len(names):
            number = "one answer is" if len(names) == 1 else f"{len(names)} answers are"
            call = f'check("{self.id}", {", ".join(names)})'
            return wrong(f"{number} asked for: `{call}`.")
        parts = zip(names, outcomes, task.expected, strict=True)
        found = [self._part(*part, task) for part in parts]
        troubles = [(text, advice) for text, advice in found if text]
        if not troubles:
            return right()
        score = 1 - len(troubles) / len(names)
        by_advice: dict[str, str] = {}  # the same advice on several parts is said once
        for text, advice in troubles:
            by_advice[advice] = f"{by_advice.get(advice, '')} {text}"
        said = [f"{text} {advice}" for advice, text in by_advice.items()]
        return wrong(" ".join(said), score=score)

    def _part(
        self, name: str, outcome: Outcome, want: Plain, task: Task
    ) -> tuple[str, str]:
        """Return what is wrong with a part, if anything, and advice."""
        lead = f"`{name}`: " if len(task.expected) > 1 else ""
        if outcome.trouble:
            return f"{lead}{outcome.trouble}.", ""
        trouble = self._rule().explain(outcome.value, want)
        if not trouble:
            return "", ""
        return f"{lead}{trouble}.", self._advice(name, outcome.value, want, task)

    def _advice(self, name: str, got: Plain, want: Plain, task: Task) -> str:
        for value, message in self.mistakes(name, want, task):
            if not self._rule().explain(got, value):
                return message
        if self._rule().is_near_miss(got, want):
            return self.advice_when_close()
        return diagnose(got, want, self._rule())

    def mistakes(
        self, name: str, want: Plain, task: Task
    ) -> Iterator[tuple[Plain, str]]:
        """Go through the listed mistakes in the part `name`, with their messages."""
        for usual in self.wrong:
            value = to_plain(call_or_value(usual.answer, task.numbers))
            if type(value) is dict:
                value = value.get(name)
            if value is not None and self._rule().explain(value, want):
                yield value, usual.message

    def advice_when_close(self) -> str:
        """Return what to say of a number that has too few digits."""
        within = self.form_of_answer().lower().rstrip(".").replace(":", "")
        return f"It is close: give more digits ({within})."

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the expected numbers."""
        value = call_or_value(self.answer, self.numbers_for(seed))
        return tuple(value.values()) if type(value) is dict else (value,)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes; of several parts, the others are right."""
        numbers, out = self.numbers_for(seed), []
        for usual in self.wrong:
            value = call_or_value(usual.answer, numbers)
            if type(value) is dict:
                best = call_or_value(self.answer, numbers)
                value = tuple((best | value).values())
            else:
                value = (value,)
            out.append((value, usual.message))
        return out

    def starter_code(self, seed: int | None = None) -> str:
        """Return one line for each part."""
        forms = [_form(part) for part in self.task(seed).expected]
        pairs = zip(self.names(seed), forms, strict=True)
        lines = "\n".join(f"{name} = ...{form}" for name, form in pairs)
        return self.text(self.starter, seed) or lines

    def form_of_answer(self) -> str:
        """State the tolerance."""
        if self.rtol == 0 and self.atol <= 1e-9:
            return "The answer is exact."
        if self.rtol == 0:
            return f"Tolerance: {self.atol:g}."
        return f"Tolerance: {100 * self.rtol:g} %."


def _joined(outcomes: list[Outcome], want: Plain) -> list[Outcome]:
    """Let ``check(id, a, b)`` stand for the vector ``[a, b]``, where one is wanted."""
    values = [outcome.value for outcome in outcomes]
    fits = type(want) is Array and want.shape == (len(values),)
    if fits and all(map(is_number, values)):
        return [Outcome(Array(want.shape, tuple(values)))]
    return outcomes


def _form(want: Plain) -> str:
    """Return a comment that shows the form of a small vector or matrix."""
    if type(want) is not Array or len(want.data) > 12 or len(want.shape) > 2:
        return ""
    text = "."
    for n in reversed(want.shape):
        text = "[" + ", ".join([text] * n) + "]"
    return f"  # {text}"
