"""Choices: the one true statement, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exercises.model import (
    LETTERS,
    UNANSWERED,
    Choice,
    Exercise,
    Finding,
    Task,
    right,
    wrong,
)
from exercises.values import (
    Outcome,
)


def letters_of(outcomes: list[Outcome]) -> list[str] | str:
    """Return the letters of an answer such as "bd" or ["b", "d"]; or the trouble."""
    value = outcomes[0].value if len(outcomes) == 1 else [o.value for o in outcomes]
    if type(value) is list and all(type(item) is str for item in value):
        value = ",".join(value)
    if type(value) is not str:
        return 'Answer with letters in a string, such as "b" or "bd".'
    return [c for c in value.lower() if c.isalnum()]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lettered(Exercise):
    """Kinds whose answer is made of the letters of listed choices."""

    def listed(self, seed: int | None = None) -> list[Choice]:
        """Return the choices in the order in which they are shown."""
        raise NotImplementedError

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Find the letters of the choices that are true."""
        shown = self.listed(seed)
        letters = [LETTERS[i] for i, choice in enumerate(shown) if choice.is_true]
        return Task({"seed": seed}, [], ["".join(letters)])

    def _read(self, task: Task, outcomes: list[Outcome]) -> list[str] | Finding:
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        letters = letters_of(outcomes)
        if isinstance(letters, str):
            return wrong(letters)
        known = LETTERS[: len(self.listed(task.numbers["seed"]))]
        for letter in letters:
            if letter not in known:
                return wrong(f'There is no ({letter}); the letters are "{known}".')
        if len(set(letters)) < len(letters):
            return wrong("A letter stands twice in your answer.")
        return letters

    def _shuffled(self, choices: Sequence[Choice], seed: int | None) -> list[Choice]:
        if seed is None:
            return list(choices)
        rng = np.random.default_rng([seed, *self.id.encode()])
        return [choices[i] for i in rng.permutation(len(choices))]


@dataclass(frozen=True, kw_only=True, eq=False)
class Mcq(Lettered):
    """One true statement among several."""

    kind: ClassVar[str] = "mcq"
    choices: Sequence[Choice]

    def __post_init__(self):
        """Check that exactly one choice is true."""
        super().__post_init__()
        if sum(choice.is_true for choice in self.choices) != 1:
            self._refuse("exactly one choice must be true")

    def listed(self, seed: int | None = None) -> list[Choice]:
        """Return the choices as shown: in the book as written, else shuffled."""
        return self._shuffled(self.choices, seed)

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare the letter, and say why a false one is false."""
        letters = self._read(task, outcomes)
        if isinstance(letters, Finding):
            return letters
        if len(letters) != 1:
            return wrong("Choose one letter.")
        choice = self.listed(task.numbers["seed"])[LETTERS.index(letters[0])]
        return right() if choice.is_true else wrong(f"Not ({letters[0]}): {choice.why}")

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the letter."""
        return (self.task(seed).expected[0],)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return every other letter."""
        shown = enumerate(self.listed(seed))
        return [((LETTERS[i],), c.why) for i, c in shown if not c.is_true]

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        return 'answer = ""  # one letter'


@dataclass(frozen=True, kw_only=True, eq=False)
class Multi(Mcq):
    """Any number of true statements (at least one) among several: select all."""

    kind: ClassVar[str] = "multi"

    def __post_init__(self):
        """Check that a choice is true."""
        Exercise.__post_init__(self)
        if not any(choice.is_true for choice in self.choices):
            self._refuse("at least one choice must be true")

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Name a false choice and why it is false; say if true ones are missing."""
        letters = self._read(task, outcomes)
        if isinstance(letters, Finding):
            return letters
        shown = self.listed(task.numbers["seed"])
        for letter in letters:
            choice = shown[LETTERS.index(letter)]
            if not choice.is_true:
                return wrong(f"Not ({letter}): {choice.why}")
        if len(letters) < sum(choice.is_true for choice in shown):
            return wrong("What you chose is true, but something true is missing.")
        return right()

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return each false letter added, and a true one left out."""
        best = self.task(seed).expected[0]
        shown = enumerate(self.listed(seed))
        out = [((best + LETTERS[i],), c.why) for i, c in shown if not c.is_true]
        return [*out, ((best[1:],), "missing")] if len(best) > 1 else out

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        return 'answer = ""  # all letters that apply, such as "bd"'
