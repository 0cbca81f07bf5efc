"""What a reader calls in a chapter: ``check("svd-pinv-ones", answer)``."""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from exercises import bank, guard, kinds, run, values  # noqa: F401  (watched below)
from exercises.guard import changed, restore
from exercises.model import (
    BY_HAND,
    LOST,
    RIGHT,
    UNANSWERED,
    WON,
    WRONG,
    Exercise,
    Finding,
)
from exercises.values import Outcome, Plain, thaw

_TITLES = {
    RIGHT: ("✓", "right", "#2e8b57"),
    WRONG: ("✗", "not right", "#d1495b"),
    WON: ("✓", "better than a coin", "#2e8b57"),
    LOST: ("○", "no better than a coin", "#808080"),
    UNANSWERED: ("○", "not answered yet", "#808080"),
    BY_HAND: ("○", "marked by hand", "#808080"),
}


@dataclass(frozen=True, repr=False)
class Verdict:
    """The answer of `check`: whether it passed, and if not, what fails and where.

    Its text is what a notebook shows. `inputs` are the arguments on which a function
    failed, to try it again by hand.
    """

    id: str
    status: str
    message: str = ""
    hint: str = ""
    score: float = 0.0
    inputs: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def passed(self) -> bool:
        """Whether the answer is right, or the prediction better than a coin."""
        return self.status in (RIGHT, WON)

    def __repr__(self) -> str:
        sign, word, _ = _TITLES[self.status]
        text = f"{sign} {self.id}: {word}"
        if self.message:
            text += f". {self.message}"
        return f"{text}\n  Hint: {self.hint}" if self.hint else text

    def _repr_html_(self) -> str:
        sign, word, color = _TITLES[self.status]
        style = f"border-left:0.25rem solid {color};padding:0.25rem 0.75rem"
        parts = [
            f'<div class="exercise-verdict" role="status" style="{style}">'
            f'<strong><span aria-hidden="true">{sign}</span> '
            f"{word.capitalize()}</strong>"
            f" <code>{html.escape(self.id)}</code>"
        ]
        if self.message:
            parts.append(f"<div>{_marked(self.message)}</div>")
        if self.hint:
            parts.append(
                f"<details><summary>Hint</summary>{_marked(self.hint)}</details>"
            )
        return "".join([*parts, "</div>"])


def _marked(text: str) -> str:
    """Escape a text, and set what stands in backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text))


def check(id: str, *answer: Any, seed: int | None = None) -> Verdict:
    """Judge an answer to the exercise `id`, at once and without raising.

    Parameters
    ----------
    id : str
        The exercise, for example ``"svd-pinv-ones"``.
    *answer
        The answer: a function, a number, a string of letters, ...; where an exercise
        asks for several objects, all of them in their order.
    seed : int, optional
        The seed of your personal numbers; without it, the numbers of the book.

    Returns
    -------
    Verdict
        Right or not, which property failed on which input, and a hint.

    Examples
    --------
    >>> check("svd-pinv-ones", None)
    ○ svd-pinv-ones: not answered yet
    """
    if type(id) is not str:
        return Verdict("?", WRONG, 'Give the id first: check("svd-pinv-ones", answer).')
    try:
        exercise = bank.get(id)
    except KeyError as error:
        return Verdict(id[:80], WRONG, str(error.args[0]))
    return examine(exercise, answer, seed)


def examine(exercise: Exercise, answer: tuple, seed: int | None = None) -> Verdict:
    """Judge the `answer` to an exercise, as `check` does; never raise."""
    if seed is not None and (type(seed) is not int or seed < 0):
        return Verdict(exercise.id, WRONG, "The seed must be an integer, 0 or more.")
    if names := changed():
        return _tampered(exercise, names, "restart the kernel")
    try:
        task = exercise.task(seed, reader_entropy(exercise.id))
        outcomes = outcomes_of(exercise, task.calls, answer)
        if names := restore():
            return _tampered(exercise, names, "by your answer; it has been put back")
        return _verdict(exercise, task, exercise.judge(task, outcomes), seed)
    except BaseException as error:
        restore()
        text = f"{type(error).__name__}: {error}"
        message = f"The exercise itself failed ({text}). That is not your mistake."
        return Verdict(exercise.id, WRONG, message)


def reader_entropy(id: str) -> int:
    """Return what the inputs of an exercise are drawn from, here in a chapter."""
    return zlib.crc32(id.encode())


def outcomes_of(exercise: Exercise, calls: list, answer: tuple) -> list[Outcome]:
    """Call the answer on every input, or take it as a value."""
    if not answer:
        return [Outcome(missing=True)]
    first = answer[0]
    if first is None or first is ...:
        return [run.take(part) for part in answer]
    if not exercise.takes_function(first) or run.is_sympy(first):
        return [run.take(part) for part in answer]
    if not callable(first):
        trouble = f"a function is asked for, not {values.a(values.type_name(first))}"
        return [Outcome(trouble=f"{trouble} (pass `f`, not `f(...)`)", called=False)]
    if name := exercise.forbidden_in(first):
        trouble = f"it uses `{name}`, which this exercise forbids"
        return [Outcome(trouble=trouble, called=False)]
    outcomes: list[Outcome] = []
    for inputs in calls:
        outcomes.append(run.call(first, inputs))
        if "interrupted" in outcomes[-1].trouble:
            break
    return outcomes


def _verdict(exercise: Exercise, task, finding: Finding, seed: int | None) -> Verdict:
    inputs: dict[str, Plain] = {}
    if finding.case is not None and finding.case < len(task.calls):
        inputs = {name: thaw(v) for name, v in task.calls[finding.case].items()}
    hint = exercise.text(exercise.hint, seed) if finding.status == WRONG else ""
    message = phrase(finding.message)
    return Verdict(exercise.id, finding.status, message, hint, finding.score, inputs)


def phrase(text: str) -> str:
    """Return a finding's message as a sentence on one line."""
    text = " ".join(text.split())
    if text[:1].isascii():  # not a Greek letter: σ is not Σ
        text = text[:1].upper() + text[1:]
    return text


def _tampered(exercise: Exercise, names: list[str], then: str) -> Verdict:
    shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    owner = "NumPy" if names[0].startswith("np") else "Python or the book's code"
    message = f"{owner} was changed in this session: {shown}; {then}."
    return Verdict(exercise.id, WRONG, message)


guard.watch_package("exercises")
