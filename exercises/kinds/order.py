"""The lines of a proof, in any valid order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from exercises.kinds.choices import Lettered
from exercises.model import (
    LETTERS,
    Choice,
    Finding,
    Task,
    right,
    true,
    wrong,
)
from exercises.values import (
    Outcome,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Order(Lettered):
    """Lines of a proof, to be put in any valid order; distractors are left out.

    `lines` maps a short name to each line, written in a valid order; `after` maps a
    name to the names that must stand before it (left out: the written order is the
    only one). The reader sees the lines shuffled, with letters.
    """

    kind: ClassVar[str] = "order"
    lines: dict[str, str]
    after: dict[str, Sequence[str]] | None = None
    distractors: Sequence[Choice] = ()

    def __post_init__(self):
        """Check that the written order is valid and the names are known."""
        super().__post_init__()
        names = list(self.lines)
        for name, before in (self.after or {}).items():
            if unknown := {name, *before} - set(names):
                self._refuse(f"`after` names unknown lines {sorted(unknown)}")
            if any(names.index(b) >= names.index(name) for b in before):
                self._refuse(f"line {name!r} is written before what it comes after")
        if any(choice.is_true for choice in self.distractors):
            self._refuse("a distractor needs a reason: write false(text, why)")

    def needs(self) -> dict[str, list[str]]:
        """Return the names that must stand before each name."""
        names = list(self.lines)
        if self.after is None:
            return {b: [a] for a, b in pairwise(names)}
        return {name: list(before) for name, before in self.after.items()}

    def pieces(self, seed: int | None = None) -> list[str | Choice]:
        """Return the names of lines, and distractors, in the order shown."""
        pieces: list[str | Choice] = [*self.lines, *self.distractors]
        rng = np.random.default_rng([seed or 0, *self.id.encode()])
        for _ in range(100):
            shown = [pieces[i] for i in rng.permutation(len(pieces))]
            names = [piece for piece in shown if isinstance(piece, str)]
            if len(names) < 2 or self._first_break(names):
                return shown
        return shown

    def listed(self, seed: int | None = None) -> list[Choice]:
        """Return lines and distractors in the order in which they are shown."""
        pieces = self.pieces(seed)
        return [true(self.lines[p]) if isinstance(p, str) else p for p in pieces]

    def _first_break(self, names: list[str]) -> str:
        """Return the first line that stands before something it needs, or ''."""
        for i, name in enumerate(names):
            if any(before not in names[:i] for before in self.needs().get(name, ())):
                return name
        return ""

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Name a line that does not belong, or the first that comes too early."""
        letters = self._read(task, outcomes)
        if isinstance(letters, Finding):
            return letters
        pieces = self.pieces(task.numbers["seed"])
        chosen = [pieces[LETTERS.index(letter)] for letter in letters]
        for letter, piece in zip(letters, chosen, strict=True):
            if isinstance(piece, Choice):
                return wrong(f"Line ({letter}) does not belong: {piece.why}")
        names = [piece for piece in chosen if isinstance(piece, str)]
        if len(names) < len(self.lines):
            return wrong("The lines you chose belong, but a line is missing.")
        if early := self._first_break(names):
            letter = letters[names.index(early)]
            return wrong(
                f"Line ({letter}) comes too early: it uses something that does not "
                "stand before it."
            )
        return right()

    def _spell(self, pieces: Sequence[str | Choice], seed: int | None) -> tuple:
        shown = self.pieces(seed)
        return ("".join(LETTERS[shown.index(piece)] for piece in pieces),)

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the letters of the written order."""
        return self._spell(list(self.lines), seed)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the lines backwards, without the last, and with each distractor."""
        names = list(self.lines)
        out = [
            (self._spell(names[::-1], seed), "too early"),
            (self._spell(names[:-1], seed), "missing"),
        ]
        for choice in self.distractors:
            out.append((self._spell([*names, choice], seed), choice.why))
        return out

    def starter_code(self, seed: int | None = None) -> str:
        """Return the line to complete."""
        return 'answer = ""  # the letters in order, such as "cab"'
