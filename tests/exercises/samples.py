"""One exercise of each kind, for the tests of the framework."""

import numpy as np

from exercises.compare import Property
from exercises.kinds import (
    Code,
    Flaw,
    Mcq,
    Multi,
    Num,
    Order,
    Predict,
    Proof,
    Sym,
    Witness,
)
from exercises.model import Wrong, false, true

TEXTS = {"statement": "Do it.", "hint": "Think.", "solution": "So.", "difficulty": 1}

NUM = Num(
    **TEXTS,
    id="test-num",
    title="Num",
    numbers={"a": 3},
    vary=lambda rng: {"a": int(rng.integers(4, 99))},
    answer=lambda a: 2.0 * a,
    wrong=[Wrong(lambda a: a * a, "You squared.")],
)
PARTS = Num(
    **TEXTS, id="test-parts", title="Parts", answer={"x": 1.0, "y": 20.0}, rtol=1e-2
)
VECTOR = Num(**TEXTS, id="test-vector", title="Vector", answer=[3.0, 4.0])
CODE = Code(
    **TEXTS,
    id="test-code",
    title="Code",
    starter="def double(x, k):\n    return ...",
    inputs=lambda rng: {"x": rng.normal(size=3), "k": int(rng.integers(1, 5))},
    edges=[{"x": np.zeros(2), "k": 1}],
    reference=lambda x, k: 2 * x * k,
    wrong=[Wrong(lambda x, k: 2 * x, "You forgot k.")],
)
SVD = Code(
    **TEXTS,
    id="test-svd",
    title="SVD",
    starter="def svd(A):\n    return ...",
    inputs=lambda rng: {"A": rng.normal(size=(4, 3))},
    reference=lambda A: np.linalg.svd(A, full_matrices=False),
    properties=[
        Property(
            "U has orthonormal columns",
            lambda got, A: np.abs(got[0].T @ got[0] - np.eye(3)).max(),
        ),
        Property(
            "U diag(s) Vt is A",
            lambda got, A: np.abs(got[0] * got[1] @ got[2] - A).max(),
        ),
    ],
)
SYM = Sym(
    **TEXTS,
    id="test-sym",
    title="Sym",
    answer="x*log(x) - x",
    domain={"x": (0.1, 3.0)},
    up_to_constant=True,
    wrong=[Wrong("x*log(x)", "You left out a term.")],
)
MATRIX = Sym(
    **TEXTS,
    id="test-matrix",
    title="Matrix",
    answer=lambda x, y: np.array([[2 * x, y], [y, x]]),
    domain={"x": (-1.0, 1.0), "y": (1.0, 2.0)},
)
MCQ = Mcq(
    **TEXTS,
    id="test-mcq",
    title="Mcq",
    choices=[false("1", "too small"), true("2"), false("3", "too large")],
)
MULTI = Multi(
    **TEXTS,
    id="test-multi",
    title="Multi",
    choices=[true("1"), false("2", "it is even"), true("3"), false("4", "even, too")],
)
ORDER = Order(
    **TEXTS,
    id="test-order",
    title="Order",
    lines={"let": "Let.", "left": "Left.", "right": "Right.", "so": "So."},
    after={"left": ["let"], "right": ["let"], "so": ["left", "right"]},
    distractors=[false("By luck.", "luck proves nothing")],
)
FLAW = Flaw(
    **TEXTS,
    id="test-flaw",
    title="Flaw",
    lines=["a = b", "a - b = 0", "divide by a - b"],
    flaw=3,
    because={1: "it is given."},
)
WITNESS = Witness(
    **TEXTS,
    id="test-witness",
    title="Witness",
    parts={"A": ("n", "n"), "x": ("n",)},
    conditions=[
        Property("A x = 0", lambda A, x: np.abs(A @ x).max()),
        Property("|x| > 1", lambda A, x: np.linalg.norm(x), above=1.0),
    ],
    example={"A": [[1, -1], [0, 0]], "x": [1, 1]},
    wrong=[Wrong({"A": [[0, 0], [0, 0]], "x": [0, 0]}, "Zero is too short.")],
)
PREDICT = Predict(
    **TEXTS,
    id="test-predict",
    title="Predict",
    experiment=lambda rng: True,
    report="It always does.",
)
PROOF = Proof(**TEXTS, id="test-proof", title="Proof", rubric=[("all of it", 1)])

ALL = [
    *(NUM, PARTS, VECTOR, CODE, SVD, SYM, MATRIX, MCQ, MULTI),
    *(ORDER, FLAW, WITNESS, PREDICT, PROOF),
]
