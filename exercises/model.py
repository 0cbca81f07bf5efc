"""What an exercise is: one definition for the reader, the teacher and the grader.

Each kind is a frozen dataclass. Three steps are the same for all of them:

1. `task(seed, entropy)` draws the personal numbers of `seed` and the inputs of
   `entropy`, and computes what is expected (before any code of a reader runs);
2. the reader's answer becomes `Outcome` objects, one for each call or each part of
   the answer (`exercises.run`, in the session or in a grader's box);
3. `judge(task, outcomes)` decides on these plain values alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from exercises import symbolic
from exercises.values import (
    Array,
    Outcome,
    Plain,
    UnfitError,
    is_number,
    thaw,
    to_plain,
)

RIGHT, WRONG, UNANSWERED, BY_HAND = "right", "wrong", "unanswered", "by hand"
WON, LOST = "won", "lost"  # of a prediction, which is neither right nor wrong
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ID = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9]+)+")
_ROLE = re.compile(r"\{[a-z:]+\}`")
_HOLE = re.compile(r"<<([^<>:]+)(?::([^<>]+))?>>")


@dataclass(frozen=True)
class Wrong:
    """A usual mistake: the answer it gives, and the message that helps."""

    answer: Any
    message: str


@dataclass(frozen=True)
class Choice:
    """A statement to choose or not; `why` says what is wrong with a false one."""

    text: str
    why: str = ""

    @property
    def is_true(self) -> bool:
        """Whether the statement is true."""
        return not self.why


def true(text: str) -> Choice:
    """Return a true statement."""
    return Choice(text)


def false(text: str, why: str) -> Choice:
    """Return a false statement and the reason why it is false."""
    return Choice(text, why)


@dataclass(frozen=True)
class Task:
    """An exercise with its numbers and inputs drawn, and what is expected of it."""

    numbers: dict[str, Any]
    calls: list[dict[str, Plain]]
    expected: list[Plain]


@dataclass(frozen=True)
class Finding:
    """What was decided: a status, a message for the reader, a score from 0 to 1.

    `discreet` is what may be said where the inputs are not to be shown.
    """

    status: str
    message: str = ""
    score: float = 0.0
    case: int | None = None
    discreet: str = ""


def right(message: str = "", score: float = 1.0) -> Finding:
    """Return the finding of a right answer."""
    return Finding(RIGHT, message, score)


def wrong(
    message: str, case: int | None = None, score: float = 0.0, discreet: str = ""
) -> Finding:
    """Return the finding of a wrong answer."""
    return Finding(WRONG, message, score, case, discreet)


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """What all kinds have in common.

    `numbers` are the numbers of the book; `vary(rng)` returns others of the same
    names for a personal seed. Texts use them as ``<<a>>``, ``<<4*a:.3f>>``, and
    ``<<A:matrix>>`` for the TeX of a vector or matrix. `label` stands in the heading in
    place of the kind's name.
    """

    kind: ClassVar[str] = ""
    is_checked: ClassVar[bool] = True

    id: str
    title: str
    difficulty: int
    statement: str
    hint: str
    solution: str
    points: int = 0
    starter: str = ""
    label: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    vary: Callable[[np.random.Generator], dict[str, Any]] | None = None

    def __post_init__(self):
        """Refuse a definition that could not work, naming the exercise."""
        if not _ID.fullmatch(self.id):
            self._refuse('the id must be "<chapter>-<name>" in lower case')
        if self.id.endswith(("-statement", "-check")):
            self._refuse("an id with this end would be taken for a cell's")
        if self.difficulty not in (1, 2, 3):
            self._refuse(f"difficulty must be 1, 2 or 3, got {self.difficulty}")
        for name in ("title", "statement", "hint", "solution"):
            if not getattr(self, name).strip():
                self._refuse(f"the {name} is empty")
        if _ROLE.search(self.hint):
            self._refuse("a hint is also shown by `check`, where a role is raw text")
        if self.points == 0:
            object.__setattr__(self, "points", self.difficulty)

    def _refuse(self, why: str):
        raise ValueError(f"exercise {self.id!r}: {why}")

    @property
    def chapter(self) -> str:
        """The chapter's short name."""
        return self.id.split("-")[0]

    def numbers_for(self, seed: int | None) -> dict[str, Any]:
        """Return the numbers of `seed`; None stands for the book's own."""
        if seed is None or self.vary is None:
            return dict(self.numbers)
        return dict(self.vary(np.random.default_rng([seed, *self.id.encode()])))

    def text(self, template: str, seed: int | None = None) -> str:
        """Fill the ``<<name>>`` places of a text with the numbers of `seed`."""
        numbers = self.numbers_for(seed)

        def fill(match: re.Match) -> str:
            name, spec = match.groups()
            if name in numbers:
                return _format(numbers[name], spec or "")
            try:
                return _format(symbolic.evaluate(name, numbers), spec or "")
            except UnfitError as error:
                raise ValueError(
                    f"exercise {self.id!r}: <<{name}>> in a text: {error}"
                ) from None

        return _HOLE.sub(fill, template.strip())

    # What the kinds fill in

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Draw numbers and inputs, and compute what is expected."""
        raise NotImplementedError

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Decide on plain values alone."""
        raise NotImplementedError

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return an answer that passes, as the arguments of `check` after the id."""
        raise NotImplementedError

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return answers that fail, each with a text its verdict must contain."""
        raise NotImplementedError

    def takes_function(self, answer: object) -> bool:
        """Say whether `answer` is called with inputs rather than taken as a value."""
        return False

    def forbidden_in(self, answer: Any) -> str:
        """Return the name of something forbidden that `answer` uses, or ''."""
        return ""

    def starter_code(self, seed: int | None = None) -> str:
        """Return the code that the reader completes."""
        return self.text(self.starter, seed)

    def form_of_answer(self) -> str:
        """Return a sentence on how to answer, for the end of the statement."""
        return ""


def _format(value: Any, spec: str) -> str:
    if spec != "matrix":
        return format(value, spec)
    plain = to_plain(value)
    rows = [plain.data] if len(plain.shape) == 1 else thaw(plain).tolist()
    if len(plain.shape) == 1:
        rows = [[v] for v in plain.data]
    body = r" \\ ".join(" & ".join(f"{v:g}" for v in row) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def call_or_value(function: Any, numbers: dict[str, Any]) -> Any:
    """Return `function` of the numbers, or a constant as it is."""
    return function(**numbers) if callable(function) else function


def is_finite(x: Plain) -> bool:
    """Say whether every number in `x` is finite."""
    if type(x) is Array:
        return all(map(is_finite, x.data))
    if type(x) is list:
        return all(map(is_finite, x))
    return not is_number(x) or (x == x and abs(x) < math.inf)
