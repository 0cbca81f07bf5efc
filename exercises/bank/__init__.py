r"""The exercise bank: each exercise is defined once, in ``exercises/bank/<part>.py``.

A guide for authors
===================
A part's file begins so, and then adds exercises in the order of the chapters::

    from exercises.bank import Bank
    from exercises.compare import Close, Property, SameSpan, UpToScale, UpToSign
    from exercises.kinds import Code, Num  # and other kinds
    from exercises.model import Wrong, false, true

    bank = Bank("linalg")

The id is ``<chapter>-<name>`` (``svd-pinv-ones``). `statement`, `hint` and `solution`
are MyST (raw strings; ``[text](#thm-x)`` does not work, ``{prf:ref}`` does). Choices
and tolerances are appended to the statement by themselves. `points` is the
difficulty unless given. A hint holds no ``{prf:ref}``: `check` shows it as plain text.
A solution states its final numbers, personal ones too. Code in a text goes in a fence
of three backticks. Do not put the notebook's heading, label or hint box into a text:
`exercises.render` does.
Each kind, at its shortest:

``num`` - a number, vector or matrix within `rtol`; a dictionary for several::

    bank.add(Num(
        id="divergence-two-ways", title="Both ways", difficulty=1,
        statement=r"Compute $D(P\|Q)$ and $D(Q\|P)$ in bits.",
        answer={"D_PQ": 0.0850, "D_QP": 0.0817}, rtol=5e-3,
        wrong=[Wrong({"D_PQ": 0.0589, "D_QP": 0.0566}, "These are nats: divide...")],
        hint="...", solution="...",
    ))

Personal numbers (any kind): `numbers` are the book's, `vary` draws others; texts use
``<<a>>``, ``<<4*a:.2f>>``, ``<<A:matrix>>``; `answer` and wrong answers are functions::

    numbers={"a": 3}, vary=lambda rng: {"a": int(rng.integers(2, 9))},
    statement="What is the norm of $(<<a>>, 4)$?", answer=lambda a: (a * a + 16) ** 0.5,

``code`` - a function on random inputs, called by position with what `inputs` returns
(numbers, arrays, strings: a list arrives as an array)::

    bank.add(Code(
        id="svd-tail", title="The tail", difficulty=2,
        statement="Write `tail(A, k)`, which ...",
        starter="def tail(A, k):\n    return ...  # your code",
        inputs=lambda rng: {"A": rng.normal(size=(5, 3)), "k": 2},
        edges=[{"A": np.zeros((2, 2)), "k": 1}],            # always tried as well
        reference=lambda A, k: ...,
        wrong=[Wrong(lambda A, k: ..., "You kept what should be dropped.")],
        hint="...", solution="...",
    ))

``forbidden=("svd", "pinv")`` refuses a function that uses these names; ``quiet=True``
one that warns. A `rule` says how results are compared: ``Close(rtol=1e-6,
atol=1e-9)`` is the default;
``UpToSign()``, ``UpToScale()``, ``SameSpan()`` leave free what is free. Where the
answer is not unique, `properties` decide instead (the reference still gives the
shapes, unless ``shaped=False``)::

    properties=[
        Property("U has orthonormal columns", lambda got, A: _defect(got[0])),
        Property("U diag(s) Vt is A",
                 lambda got, A: np.abs(got[0] * got[1] @ got[2] - A).max()),
    ]

A `Property` is a name and a measure: it holds if the measure is True, or a number of
size at most `within` (1e-8), or ``below=``/``above=`` given bounds. Its name is what
the reader is told, so it says what should hold.

``sym`` - a formula (string, SymPy expression or function) at random points::

    bank.add(Sym(id=..., answer="x*log(x) - x", domain={"x": (0.1, 3.0)},
                 up_to_constant=True, wrong=[Wrong("x*log(x)", "...")], ...))

``mcq``, ``multi`` - one true choice; all true ones. A false one says why it is false::

    bank.add(Mcq(id=..., choices=[true("$A^+$"), false("$A$", "It is $2^2$ too big")]))

Letters and their order are shuffled by a personal seed: a solution speaks of "the
choice $H(P)$", never of "(b)".

``order`` - the lines of a proof in a valid order; `after` gives what must stand before
what (without it only the written order is valid)::

    bank.add(Order(id=..., lines={"let": "...", "a": "...", "b": "...", "so": "..."},
                   after={"a": ["let"], "b": ["let"], "so": ["a", "b"]},
                   distractors=[false("...", "this is true but not used")], ...))

``flaw`` - an argument of which one line is false; its number, from 1::

    bank.add(Flaw(id=..., lines=["...", "...", "..."], flaw=2,
                  because={1: "it is the definition."}, ...))

``witness`` - an object with properties; shapes with equal letters must agree::

    bank.add(Witness(id=..., parts={"P": ("n",), "Q": ("n",)},
                     conditions=[Property("D(P||Q) < 0.1 bits", lambda P, Q: ...,
                                          below=0.1)],
                     example={"P": [...], "Q": [...]},
                     wrong=[Wrong({"P": [...], "Q": [...]}, "...")], ...))

``predict`` - the reader commits a probability that something happens, then it is run
and scored, but never called wrong::

    bank.add(Predict(id=..., experiment=lambda rng: bool(...), report="...", ...))

``proof`` - marked by hand; no check cell::

    bank.add(Proof(id=..., rubric=[("bounds from below", 0.4), ("uses ...", 0.6)], ...))

On the site, all kinds but ``code``, ``sym``, ``witness`` and ``proof`` answer in the
page, by the data of `exercises.page`: a reader types numbers, so numbers are real, and
each named part is asked for by its name. The list of choices or lines in the statement
becomes the controls; what a verdict says (reasons, messages, reports) is MyST in one
paragraph. The book's own expected numbers can be read in the page's source.

Each listed mistake is tested: it must fail, with its message, on 200 seeds; so is
every reference answer (``pytest tests/exercises/test_bank.py -k <id>``). The message
says what to look at, never the expected value. Read a definition as a reader does::

    >>> from exercises import render
    >>> print(render.check_cell("svd-pinv-ones"))
    answer = ...
    check("svd-pinv-ones", answer)
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager

from exercises import guard
from exercises.model import Exercise

OWN = "own"
_ORDER = (
    *("numerics", "linalg", "calculus", "optimize"),
    *("probability", "information", "nn", "systems"),
)
_exercises: dict[str, Exercise] = {}  # the book's
_part: dict[str, str] = {}  # of each of them
_own: dict[str, Exercise] = {}  # teachers' own, see `apart`
_apart: dict[str, Exercise] | None = None


class Bank:
    """The exercises of one part, in the order in which they were added."""

    def __init__(self, part: str):
        self.part = part

    def add(self, exercise: Exercise) -> None:
        """Add an exercise; refuse an id that is taken.

        Raises
        ------
        TypeError
            If it is no exercise.
        ValueError
            If an exercise of this id exists in this or another part.
        """
        if not isinstance(exercise, Exercise):
            raise TypeError(f"add takes an exercise, such as Num(...), not {exercise}")
        self._refuse_taken(exercise)
        if _apart is not None:
            _apart[exercise.id] = exercise
        else:
            _part[exercise.id] = self.part
            _exercises[exercise.id] = exercise
        guard.watch(exercise.id, exercise, list(vars(exercise)))

    def _refuse_taken(self, exercise: Exercise) -> None:
        there = _exercises | (_apart or {})
        if exercise.id in there:
            raise ValueError(
                f"exercise {exercise.id!r} ({exercise.title}) is added to part "
                f"{self.part!r}, but part {_part.get(exercise.id, self.part)!r} has "
                f"one of this id: {there[exercise.id].title}"
            )


@contextmanager
def apart() -> Iterator[dict[str, Exercise]]:
    """Collect what is added meanwhile apart from the book's exercises.

    When all went well `get` finds them too; a later one of the same id comes in place
    of an earlier one, so that a teacher's file can be loaded again when it was edited.
    """
    global _apart
    list(exercises())  # so that an id of the book's is refused
    _apart = {}
    try:
        yield _apart
        _own.update(_apart)
    finally:
        _apart = None


def part_of(id: str) -> str:
    """Return the part of the book that an exercise belongs to, or `OWN`."""
    return _part.get(get(id).id, OWN)


def parts() -> list[str]:
    """Return the names of the parts that have a file, in the order of the book."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return sorted(names, key=lambda n: (n not in _ORDER, (*_ORDER, n).index(n), n))


def load(part: str) -> list[Exercise]:
    """Import one part and return its exercises in order."""
    importlib.import_module(f"{__name__}.{part}")
    guard.watch_package("mathlib")
    return [_exercises[id] for id, owner in _part.items() if owner == part]


def exercises() -> Iterator[Exercise]:
    """Go through all exercises, part by part."""
    for part in parts():
        yield from load(part)


def get(id: str) -> Exercise:
    """Return the exercise of an id, importing parts only until it is found.

    Raises
    ------
    KeyError
        If there is none; the message names the closest ids.
    """
    if id in _own:
        return _own[id]
    if id not in _exercises:
        for part in parts():
            load(part)
            if id in _exercises:
                break
    if id in _exercises:
        return _exercises[id]
    known = [*_exercises, *_own]
    near = difflib.get_close_matches(str(id).lower(), known, n=3, cutoff=0.5)
    advice = f" Did you mean {' or '.join(near)}?" if near else ""
    raise KeyError(f"There is no exercise {id!r}.{advice}")
