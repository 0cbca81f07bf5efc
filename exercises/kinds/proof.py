"""Proofs and explanations, marked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from exercises.model import (
    BY_HAND,
    UNANSWERED,
    Exercise,
    Finding,
    Task,
)
from exercises.values import (
    Outcome,
)

WRITE_HERE = "*Write your answer here, in place of this line.*"


@dataclass(frozen=True, kw_only=True, eq=False)
class Proof(Exercise):
    """A proof or an explanation in words, marked by hand.

    `rubric` lists what a full answer contains, each with its share of the points.
    """

    kind: ClassVar[str] = "proof"
    is_checked: ClassVar[bool] = False
    rubric: Sequence[tuple[str, float]] = ()

    def __post_init__(self):
        """Check that the shares make a whole."""
        super().__post_init__()
        total = sum(share for _, share in self.rubric)
        if abs(total - 1) > 1e-9:
            self._refuse(f"the shares of the rubric sum to {total:g}, not to 1")

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Return the numbers alone."""
        return Task(self.numbers_for(seed), [], [])

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Say that nothing decides but a reader's eye."""
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        return Finding(BY_HAND, "A proof is marked by hand: compare with the solution.")

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line that the answer takes the place of; it is Markdown."""
        return self.text(self.starter, seed) or WRITE_HERE
