"""A probability that a reader commits to, before the experiment is run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from exercises.model import (
    LOST,
    UNANSWERED,
    WON,
    Exercise,
    Finding,
    Task,
    wrong,
)
from exercises.values import (
    Outcome,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Predict(Exercise):
    """A prediction: the reader commits a probability, then the experiment is run.

    `experiment(rng)` (or ``experiment(rng, **numbers)``) returns whether the event of
    the statement happened. The score is 1 + log2 p bits, p the probability given to
    what happened: 0 for a coin, 1 for certainty; an answer passes above 0, and below
    it is not called wrong. `report` is a sentence on the outcome, shown afterwards.
    """

    kind: ClassVar[str] = "predict"
    experiment: Callable[..., bool]
    report: str = ""

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Run the experiment."""
        return Task(self.numbers_for(seed), [], [self._happens(seed)])

    @lru_cache(maxsize=1024)  # noqa: B019  (exercises live as long as the session)
    def _happens(self, seed: int | None) -> bool:
        rng = np.random.default_rng([seed or 0, *self.id.encode()])
        return bool(self.experiment(rng, **self.numbers_for(seed)))

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Score the probability by its logarithm."""
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        p: Any = outcomes[0].value if len(outcomes) == 1 else None
        if type(p) not in (int, float) or not 0 <= p <= 1:
            return wrong("Answer with one number from 0 to 1: a probability.")
        happened = task.expected[0]
        chance = p if happened else 1 - p
        text = "It happened" if happened else "It did not happen"
        text += f"; you gave it {p:.4g}. The score is "
        if chance == 0:
            text += "minus infinity: was it really sure? "
            return Finding(LOST, text + self.report)
        bits = 1 + math.log2(chance)
        text += f"{bits:+.3f} bits (a coin scores 0, certainty 1). {self.report}"
        return Finding(WON, text, bits) if bits > 0 else Finding(LOST, text)

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return a confident prediction of what happens."""
        return (0.99 if self._happens(seed) else 0.01,)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return predictions of the opposite, and what is no probability."""
        happens = self._happens(seed)
        opposite = 0.1 if happens else 0.9
        return [
            ((opposite,), "bits"),
            ((1.0 - happens,), "minus infinity"),
            ((1.5,), "from 0 to 1"),
        ]

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        return "probability = ...  # your probability, from 0 to 1, before you run it"

    def form_of_answer(self) -> str:
        """State the rule of the score."""
        return (
            r"Score: $1 + \log_2 p$ bits, where $p$ is the probability you gave to "
            "what happened: 0 for a coin, 1 for certainty."
        )
