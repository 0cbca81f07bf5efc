"""Functions, called on inputs drawn from a generator."""

from __future__ import annotations

import builtins
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from exercises.compare import (
    Close,
    Property,
    Rule,
    SameSpan,
    align,
    diagnose,
    structure,
)
from exercises.kinds.forbidden import forbidden_name
from exercises.model import (
    UNANSWERED,
    Exercise,
    Finding,
    Task,
    Wrong,
    is_finite,
    right,
    wrong,
)
from exercises.text import describe
from exercises.values import (
    Outcome,
    Plain,
    thaw,
    thaw_exactly,
    to_plain,
)

HIDDEN = "on an input that is not shown"
ERROR = re.compile(r"it raised (\w+)")
BRIEFLY = {  # nothing of what follows these words is said: a name can hold an input
    "it raised": "it raised an error",
    "it was interrupted": "it was interrupted",
    "your function tried": "your function tried to leave Python",
    "your function returned": "what your function returned cannot be an answer",
    "your function changed": "your function changed something that is not its own",
    "the result is right": "the result is right, but it warned",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Code(Exercise):
    """A function, called on inputs drawn from a generator.

    `inputs(rng)` (or ``inputs(rng, **numbers)``) returns a dictionary of arguments;
    `edges` lists inputs that are always tried. `reference` solves the exercise. The
    `rule` compares with it, unless `properties` decide, each measured as
    ``measure(result, **arguments)``; the result must then only have the shape that the
    reference's result has (`shaped` False: not even that). Listed mistakes are
    functions. A function that uses one of the `forbidden` names is not called; with
    `quiet`, one that warns fails.
    """

    kind: ClassVar[str] = "code"
    inputs: Callable[..., dict[str, Any]]
    reference: Callable[..., Any]
    edges: Sequence[dict[str, Any]] = ()
    n_cases: int = 6
    rule: Rule = field(default_factory=Close)
    properties: Sequence[Property] = ()
    shaped: bool = True
    forbidden: Sequence[str] = ()
    quiet: bool = False
    wrong: Sequence[Wrong] = ()

    def __post_init__(self):
        """Check that the starter defines a function."""
        super().__post_init__()
        if not re.search(r"^def (\w+)\(", self.starter, re.MULTILINE):
            self._refuse("the starter defines no function")

    @property
    def name(self) -> str:
        """The name of the function that the reader writes."""
        return re.findall(r"^def (\w+)\(", self.starter, re.MULTILINE)[-1]

    def takes_function(self, answer: object) -> bool:
        """Say yes: the answer is a function."""
        return True

    def forbidden_in(self, answer: Any) -> str:
        """Return a forbidden name that the function or one it calls uses, or ''."""
        return forbidden_name(answer, self.forbidden)

    def form_of_answer(self) -> str:
        """State the tolerance, if results are compared with the reference's."""
        if self.properties or type(self.rule) is SameSpan:
            return ""
        return f"Tolerance: {100 * self.rule.rtol:g} %."

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Draw the inputs, and run the reference on them."""
        numbers = self.numbers_for(seed)
        rng = np.random.default_rng([entropy, *self.id.encode()])
        drawn = [self.inputs(rng, **numbers) for _ in range(self.n_cases)]
        calls = [{k: to_plain(v) for k, v in c.items()} for c in (*self.edges, *drawn)]
        expected = [self._solve(self.reference, inputs) for inputs in calls]
        return Task(numbers, calls, expected)

    def _solve(self, function: Callable[..., Any], inputs: dict[str, Plain]) -> Plain:
        with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
            return to_plain(function(*(thaw(v) for v in inputs.values())))

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare the results, and name the first input on which one fails."""
        if outcomes and all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        if all(outcome.value is None and not outcome.trouble for outcome in outcomes):
            if any(outcome.printed for outcome in outcomes):
                return wrong("Your function prints but returns nothing: use `return`.")
            return wrong("Your function returns None: is a `return` missing?")
        for i, outcome in enumerate(outcomes):
            if not outcome.called:
                return wrong(f"{outcome.trouble}.")
            if trouble := self._trouble(task, i, outcome):
                n = len(task.calls)
                text = f"{trouble}, on {describe(task.calls[i])} (input {i + 1} of {n})"
                advice = self._advice(task, outcomes)
                return wrong(
                    f"{text}. {advice}{_notes(outcome)}",
                    case=i,
                    discreet=f"{self._briefly(trouble)}, {HIDDEN}. {advice}".strip(),
                )
        if len(outcomes) < len(task.calls):
            return wrong("Your function did not get through all inputs.", len(outcomes))
        return right(f"It holds on {len(outcomes)} inputs.")

    def _trouble(self, task: Task, i: int, outcome: Outcome) -> str | None:
        if outcome.trouble:
            return outcome.trouble
        want = task.expected[i]
        if not self.properties and (found := self.rule.explain(outcome.value, want)):
            return found
        if self.quiet and outcome.warned:
            return "the result is right, but it warned"
        if not self.properties:
            return None
        if self.shaped and (trouble := structure(outcome.value, want)):
            return trouble
        got = align(outcome.value, want) if self.shaped else outcome.value
        if not is_finite(got):
            return "the result holds NaN or an infinity"
        for condition in self.properties:
            inputs = {name: thaw(value) for name, value in task.calls[i].items()}
            if trouble := condition.explain(thaw_exactly(got), **inputs):
                return trouble
        return None

    def _briefly(self, trouble: str) -> str:
        """Return a trouble without anything that could come from the inputs."""
        for condition in self.properties:
            if trouble.startswith(condition.name):
                return f"{condition.name}: this does not hold"
        return briefly(trouble) or "the result is not right"

    def _advice(self, task: Task, outcomes: list[Outcome]) -> str:
        """Return the message of the listed mistake that gives the same results."""
        rule = Close()
        for usual in self.wrong:
            if usual.message and self._is_same(usual.answer, task, outcomes, rule):
                return f"{usual.message} "
        if self.properties or type(self.rule) is not Close:
            return ""
        pairs = zip(outcomes, task.expected, strict=False)
        failed = [(o.value, w) for o, w in pairs if self.rule.explain(o.value, w)]
        slips = {diagnose(value, want, self.rule) for value, want in failed}
        return f"{slips.pop()} " if len(slips) == 1 and slips != {""} else ""

    def _is_same(self, function, task: Task, outcomes: list[Outcome], rule) -> bool:
        if len(outcomes) < len(task.calls):
            return False
        for inputs, outcome in zip(task.calls, outcomes, strict=True):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    value = self._solve(function, inputs)
            except Exception:
                return False
            if outcome.trouble or rule.explain(outcome.value, value):
                return False
        return True

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the reference."""
        return (self.reference,)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes."""
        return [((usual.answer,), usual.message) for usual in self.wrong]


def briefly(trouble: str) -> str:
    """Return a known trouble without a word that a student chose, else ''."""
    name = ERROR.match(trouble)
    kind = vars(builtins).get(name[1]) if name else None
    if name and isinstance(kind, type) and issubclass(kind, BaseException):
        return name[0]
    known = (text for lead, text in BRIEFLY.items() if trouble.startswith(lead))
    return next(known, "")


def _notes(outcome: Outcome) -> str:
    notes = ""
    if outcome.printed:
        notes += f"It printed: {outcome.printed.strip()[:100]} "
    if outcome.warned:
        notes += f"It warned: {outcome.warned[:150]}"
    return notes
