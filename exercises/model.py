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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from exercises import symbolic
from exercises.compare import (
    Close,
    Property,
    Rule,
    align,
    diagnose,
    size,
    structure,
)
from exercises.values import (
    Array,
    Outcome,
    Plain,
    UnfitError,
    is_number,
    show,
    thaw,
    to_plain,
)

RIGHT, WRONG, UNANSWERED, BY_HAND = "right", "wrong", "unanswered", "by hand"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ID = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9]+)+")
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
    """What was decided: a status, a message for the reader, a score from 0 to 1."""

    status: str
    message: str = ""
    score: float = 0.0
    case: int | None = None


def right(message: str = "", score: float = 1.0) -> Finding:
    """Return the finding of a right answer."""
    return Finding(RIGHT, message, score)


def wrong(message: str, case: int | None = None, score: float = 0.0) -> Finding:
    """Return the finding of a wrong answer."""
    return Finding(WRONG, message, score, case)


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """What all kinds have in common.

    `numbers` are the numbers of the book; `vary(rng)` returns others of the same
    names for a personal seed. Texts use them as ``<<a>>``, ``<<4*a:.3f>>``, and
    ``<<A:matrix>>`` for the TeX of a vector or matrix.
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
    numbers: dict[str, Any] = field(default_factory=dict)
    vary: Callable[[np.random.Generator], dict[str, Any]] | None = None

    def __post_init__(self):
        """Refuse a definition that could not work, naming the exercise."""
        if not _ID.fullmatch(self.id):
            self._refuse('the id must be "<chapter>-<name>" in lower case')
        if self.difficulty not in (1, 2, 3):
            self._refuse(f"difficulty must be 1, 2 or 3, got {self.difficulty}")
        for name in ("title", "statement", "hint", "solution"):
            if not getattr(self, name).strip():
                self._refuse(f"the {name} is empty")
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


def _call(function: Any, numbers: dict[str, Any]) -> Any:
    """Return `function` of the numbers, or a constant as it is."""
    return function(**numbers) if callable(function) else function


# Numbers


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
        value = _call(self.answer, self.numbers_for(seed))
        return list(value) if type(value) is dict else ["answer"]

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Compute the expected numbers."""
        numbers = self.numbers_for(seed)
        value = to_plain(_call(self.answer, numbers))
        parts = list(value.values()) if type(value) is dict else [value]
        return Task(numbers, [], parts)

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Compare each part with its number."""
        names = self.names()
        if any(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        if len(outcomes) != len(names):
            return wrong(f"{len(names)} answers are asked for: {', '.join(names)}.")
        parts = zip(names, outcomes, task.expected, strict=True)
        troubles = [text for part in parts if (text := self._part(*part, task))]
        if not troubles:
            return right()
        score = 1 - len(troubles) / len(names)
        return wrong(" ".join(troubles), score=score)

    def _part(self, name: str, outcome: Outcome, want: Plain, task: Task) -> str:
        lead = f"`{name}`: " if len(task.expected) > 1 else ""
        if outcome.trouble:
            return f"{lead}{outcome.trouble}."
        trouble = self._rule().explain(outcome.value, want)
        if not trouble:
            return ""
        return f"{lead}{trouble}. {self._advice(name, outcome.value, want, task)}"

    def _advice(self, name: str, got: Plain, want: Plain, task: Task) -> str:
        for usual in self.wrong:
            value = to_plain(_call(usual.answer, task.numbers))
            if type(value) is dict:
                value = value.get(name)
            if value is None or not self._rule().explain(value, want):
                continue
            if not self._rule().explain(got, value):
                return usual.message
        return diagnose(got, want, self._rule())

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the expected numbers."""
        value = _call(self.answer, self.numbers_for(seed))
        return tuple(value.values()) if type(value) is dict else (value,)

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes; of several parts, the others are right."""
        numbers, out = self.numbers_for(seed), []
        for usual in self.wrong:
            value = _call(usual.answer, numbers)
            if type(value) is dict:
                best = _call(self.answer, numbers)
                value = tuple((best | value).values())
            else:
                value = (value,)
            out.append((value, usual.message))
        return out

    def starter_code(self, seed: int | None = None) -> str:
        """Return one line for each part."""
        lines = "\n".join(f"{name} = ..." for name in self.names(seed))
        return self.text(self.starter, seed) or lines

    def form_of_answer(self) -> str:
        """State the tolerance."""
        if self.rtol == 0 and self.atol <= 1e-9:
            return "The answer is exact."
        if self.rtol == 0:
            return f"Tolerance: {self.atol:g}."
        return f"Tolerance: {100 * self.rtol:g} %."


# Functions


@dataclass(frozen=True, kw_only=True, eq=False)
class Code(Exercise):
    """A function, called on inputs drawn from a generator.

    `inputs(rng)` (or ``inputs(rng, **numbers)``) returns a dictionary of arguments;
    `edges` lists inputs that are always tried. `reference` solves the exercise. The
    `rule` compares with it, unless `properties` decide, each measured as
    ``measure(result, **arguments)``; the result must then only have the shape that the
    reference's result has (`shaped` False: not even that). Listed mistakes are
    functions.
    """

    kind: ClassVar[str] = "code"
    inputs: Callable[..., dict[str, Any]]
    reference: Callable[..., Any]
    edges: Sequence[dict[str, Any]] = ()
    n_cases: int = 6
    rule: Rule = field(default_factory=Close)
    properties: Sequence[Property] = ()
    shaped: bool = True
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
            if any(outcome.printed for outcome in outcomes):
                return wrong("Your function prints but returns nothing: use `return`.")
            return Finding(UNANSWERED)
        for i, outcome in enumerate(outcomes):
            if trouble := self._trouble(task, i, outcome):
                n = len(task.calls)
                text = (
                    f"{trouble}, on {_describe(task.calls[i])} (input {i + 1} of {n})"
                )
                return wrong(
                    f"{text}. {self._advice(task, outcomes)}{_notes(outcome)}", i
                )
        if len(outcomes) < len(task.calls):
            return wrong("Your function did not get through all inputs.", len(outcomes))
        return right(f"It holds on {len(outcomes)} inputs.")

    def _trouble(self, task: Task, i: int, outcome: Outcome) -> str | None:
        if outcome.trouble:
            return outcome.trouble
        want = task.expected[i]
        if not self.properties:
            return self.rule.explain(outcome.value, want)
        if self.shaped and (trouble := structure(outcome.value, want)):
            return trouble
        got = align(outcome.value, want) if self.shaped else outcome.value
        if not _is_finite(got):
            return "the result holds NaN or an infinity"
        for condition in self.properties:
            inputs = {name: thaw(value) for name, value in task.calls[i].items()}
            if trouble := condition.explain(thaw(got), **inputs):
                return trouble
        return None

    def _advice(self, task: Task, outcomes: list[Outcome]) -> str:
        """Return the message of the listed mistake that gives the same results."""
        rule = Close()
        for usual in self.wrong:
            if usual.message and self._is_same(usual.answer, task, outcomes, rule):
                return f"{usual.message} "
        if self.properties or type(self.rule) is not Close:
            return ""
        pairs = zip(outcomes, task.expected, strict=False)
        slips = {diagnose(o.value, want, self.rule) for o, want in pairs}
        return f"{slips.pop()} " if len(slips) == 1 and slips != {""} else ""

    def _is_same(self, function, task: Task, outcomes: list[Outcome], rule) -> bool:
        if len(outcomes) < len(task.calls):
            return False
        for inputs, outcome in zip(task.calls, outcomes, strict=True):
            try:
                with np.errstate(all="ignore"):
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


def _describe(inputs: dict[str, Plain]) -> str:
    return ", ".join(f"`{name} = {show(value)}`" for name, value in inputs.items())


def _notes(outcome: Outcome) -> str:
    notes = ""
    if outcome.printed:
        notes += f"It printed: {outcome.printed.strip()[:100]} "
    if outcome.warned:
        notes += f"It warned: {outcome.warned[:150]}"
    return notes


def _is_finite(x: Plain) -> bool:
    if type(x) is Array:
        return all(map(_is_finite, x.data))
    if type(x) is list:
        return all(map(_is_finite, x))
    return not is_number(x) or (x == x and abs(x) < math.inf)


# Expressions


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
                return wrong(f"{outcome.trouble}, at {_describe(task.calls[i])}.", i)
        got: list[Plain] = [outcome.value for outcome in outcomes]
        if len(got) == 1 and not callable(got[0]):
            try:
                got = [self._at(got[0], point) for point in task.calls]
            except UnfitError as error:
                return wrong(f"{error}.")
        i, trouble = self._compare(got, task.expected)
        if not trouble:
            return right(f"It holds at {len(task.calls)} points.")
        place = f", at {_describe(task.calls[i])}"
        return wrong(f"{trouble}{place}. {self._advice(got, task)}".strip(), i)

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


# Choices


def _letters(outcomes: list[Outcome]) -> list[str] | str:
    """Return the letters of an answer such as "bd" or ["b", "d"]; or the trouble."""
    value = outcomes[0].value if len(outcomes) == 1 else [o.value for o in outcomes]
    if type(value) is list and all(type(item) is str for item in value):
        value = ",".join(value)
    if type(value) is not str:
        return 'Answer with letters in a string, such as "b" or "bd".'
    return [c for c in value.lower() if c.isalnum()]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Lettered(Exercise):
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
        letters = _letters(outcomes)
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
class Mcq(_Lettered):
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Order(_Lettered):
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

    def _needs(self) -> dict[str, list[str]]:
        names = list(self.lines)
        if self.after is None:
            return {b: [a] for a, b in pairwise(names)}
        return {name: list(before) for name, before in self.after.items()}

    def _order(self, seed: int | None) -> list[str | Choice]:
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
        pieces = self._order(seed)
        return [true(self.lines[p]) if isinstance(p, str) else p for p in pieces]

    def _first_break(self, names: list[str]) -> str:
        """Return the first line that stands before something it needs, or ''."""
        for i, name in enumerate(names):
            if any(before not in names[:i] for before in self._needs().get(name, ())):
                return name
        return ""

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Name a line that does not belong, or the first that comes too early."""
        letters = self._read(task, outcomes)
        if isinstance(letters, Finding):
            return letters
        pieces = self._order(task.numbers["seed"])
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
        shown = self._order(seed)
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
        if type(value) is str and value.strip().isdecimal():
            value = int(value)
        if type(value) is not int or not 1 <= value <= len(self.lines):
            return wrong(f"Answer with the number of a line, 1 to {len(self.lines)}.")
        if value == task.expected[0]:
            return right()
        why = self.because.get(value, "it follows from what stands before it.")
        return wrong(f"Line {value} holds: {why}")

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


# Objects and predictions


@dataclass(frozen=True, kw_only=True, eq=False)
class Witness(Exercise):
    """An object that the reader finds, of which the program checks the properties.

    `parts` maps the name of each part to its shape: ``()`` a number, ``("n",)`` a
    vector of any length, ``(2, "n")`` a matrix of two rows; equal letters are equal
    lengths. Conditions are measured as ``measure(**parts, **numbers)``, in their
    order. `example` is an object that passes: a dictionary or a function of the
    numbers that returns one; so are the answers of the listed mistakes.
    """

    kind: ClassVar[str] = "witness"
    parts: dict[str, tuple[int | str, ...]]
    conditions: Sequence[Property]
    example: Any
    wrong: Sequence[Wrong] = ()

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Return the numbers; nothing particular is expected."""
        return Task(self.numbers_for(seed), [], [])

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Check the shapes, then each condition in turn."""
        if any(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        if len(outcomes) != len(self.parts):
            names = ", ".join(self.parts)
            return wrong(f"{len(self.parts)} objects are asked for: {names}.")
        parts, sizes = {}, {}
        for (name, form), outcome in zip(self.parts.items(), outcomes, strict=True):
            if trouble := outcome.trouble or _misfit(outcome.value, form, sizes):
                return wrong(f"`{name}`: {trouble}.")
            parts[name] = thaw(align(outcome.value, Array((0,), ())))
        for condition in self.conditions:
            if trouble := condition.explain(**parts, **task.numbers):
                return wrong(f"{trouble}.{self._advice(task, outcomes)}")
        return right(f"All {len(self.conditions)} conditions hold.")

    def _advice(self, task: Task, outcomes: list[Outcome]) -> str:
        for usual in self.wrong:
            values = [to_plain(v) for v in _call(usual.answer, task.numbers).values()]
            pairs = zip(outcomes, values, strict=True)
            if not any(Close().explain(o.value, value) for o, value in pairs):
                return f" {usual.message}"
        return ""

    def right_answer(self, seed: int | None = None) -> tuple:
        """Return the example."""
        return tuple(_call(self.example, self.numbers_for(seed)).values())

    def wrong_answers(self, seed: int | None = None) -> list[tuple[tuple, str]]:
        """Return the listed mistakes."""
        numbers = self.numbers_for(seed)
        return [
            (tuple(_call(w.answer, numbers).values()), w.message) for w in self.wrong
        ]

    def starter_code(self, seed: int | None = None) -> str:
        """Return one line for each part."""
        lines = "\n".join(f"{name} = ..." for name in self.parts)
        return self.text(self.starter, seed) or lines


def _misfit(value: Plain, form: tuple[int | str, ...], sizes: dict[str, int]) -> str:
    """Say how a value does not fit a form such as ``(2, "n")``; '' if it fits."""
    value = align(value, Array((0,), ()))
    if not form:
        good = is_number(value) and _is_finite(value)
        return "" if good else f"a finite number is asked for, not {show(value, 60)}"
    wanted = "(" + ", ".join(map(str, form)) + ("," if len(form) == 1 else "") + ")"
    if type(value) is not Array or len(value.shape) != len(form):
        found = value.shape if type(value) is Array else show(value, 60)
        return f"an array of shape {wanted} is asked for, not {found}"
    for n, letter in zip(value.shape, form, strict=True):
        expected = letter if isinstance(letter, int) else sizes.setdefault(letter, n)
        if n != expected or n == 0:
            return f"the shape is {value.shape}, but {wanted} is asked for"
    if any(type(v) is bool for v in value.data) or not _is_finite(value):
        return "it must hold finite numbers only"
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Predict(Exercise):
    """A prediction: the reader commits a probability, then the experiment is run.

    `experiment(rng)` (or ``experiment(rng, **numbers)``) returns whether the event of
    the statement happened. The score is 1 + log2 p bits, p the probability given to
    what happened: 0 for a coin, 1 for certainty; an answer passes above 0. `report`
    is a sentence on the outcome, shown afterwards.
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
        text += f"; you gave that the probability {chance:.4g}: "
        if chance == 0:
            return wrong(
                f"{text}the score is minus infinity. Was it really impossible?"
            )
        bits = 1 + math.log2(chance)
        text = f"{text}{bits:+.3f} bits (a coin scores 0, certainty 1). {self.report}"
        if bits <= 0:
            return wrong(text.strip())
        return right(text.strip(), bits)

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


@dataclass(frozen=True, kw_only=True, eq=False)
class Proof(Exercise):
    """A proof or an explanation in words, marked by hand.

    `rubric` lists what a full answer contains, each with its share of the points.
    """

    kind: ClassVar[str] = "proof"
    is_checked: ClassVar[bool] = False
    rubric: Sequence[tuple[str, float]] = ()

    def task(self, seed: int | None = None, entropy: int = 0) -> Task:
        """Return the numbers alone."""
        return Task(self.numbers_for(seed), [], [])

    def judge(self, task: Task, outcomes: list[Outcome]) -> Finding:
        """Say that nothing decides but a reader's eye."""
        if all(outcome.missing for outcome in outcomes):
            return Finding(UNANSWERED)
        return Finding(BY_HAND, "A proof is marked by hand: compare with the solution.")
