"""An argument with one false line, to be found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from exercises.model import (
    UNANSWERED,
    Exercise,
    Finding,
    Task,
    right,
    wrong,
)
from exercises.values import (
    Array,
    Outcome,
    Plain,
)

_LINE = re.compile(r"\s*(?:line)?\s*\(?(\d{1,3})[.)]?\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, eq=False)
class Flaw(Exercise):
    """An argument of numbered lines, of which one is false.

    `flaw` is its number, counted from 1. `because` maps other numbers to the reason
    why that line is right.
    """

    kind: ClassVar[str] = "flaw"
    lines: Sequence[str]
    flaw: int
    because: dict[int, str] = field(default_factory=dict)

    def __post_init__(self):
        """Check that the flaw is one of the lines."""
        super().__post_init__()
        if not 1 <= self.flaw <= len(self.lines) or self.flaw in self.because:
            self._refuse(f"line {self.flaw} cannot be the flaw")

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Return the number of the line."""
        return Task({}, [], [self.flaw])

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare the number; say why a right line is right."""
        value = outcomes[0].value if len(outcomes) == 1 else None
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        value = _number(value)
        if type(value) is not int or not 1 <= value <= len(self.lines):
            return wrong(f"Answer with the number of a line, 1 to {len(self.lines)}.")
        if value == task.expected[0]:
            return right()
        return wrong(f"Line {value} is not where it goes wrong: {self.reason(value)}")

    def reason(self, line: int) -> str:
        """Return why a line is right."""
        return self.because.get(line, "it follows from what stands before it.")

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the number of the false line."""
        return (self.flaw,)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return every other number."""
        others = [i for i in range(1, len(self.lines) + 1) if i != self.flaw]
        return [((i,), self.because.get(i, f"Line {i}")) for i in others]

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        return "answer = ...  # the number of a line"


def _number(value: Plain) -> Plain:
    """Read 4, 4.0, [4], "4." and "line 4" as 4."""
    if type(value) is Array and value.shape == (1,):
        value = value.data[0]
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is str and (found := _LINE.fullmatch(value)):
        return int(found[1])
    return value
