"""Exercises of the part *Linear algebra*."""

import numpy as np

from exercises.bank import Bank
from exercises.compare import Close, Property
from exercises.kinds import Code, Flaw, Multi, Num, Order, Predict, Proof, Witness
from exercises.model import Wrong, false, true

bank = Bank("linalg")


# svd

bank.add(
    Num(
        id="svd-pinv-ones",
        title="The pseudoinverse of ones",
        difficulty=1,
        numbers={"a": 1},
        vary=lambda rng: {"a": int(rng.integers(2, 10))},
        statement=r"""
Compute $A^+$ for

$$A = \begin{bmatrix} <<a>> & <<a>> \\ <<a>> & <<a>> \end{bmatrix}.$$
""",
        answer=lambda a: np.full((2, 2), 1 / (4 * a)),
        wrong=[
            Wrong(
                lambda a: np.full((2, 2), 1 / a),
                "You inverted each entry. Does $A A^+ A = A$ hold?",
            ),
            Wrong(
                lambda a: np.full((2, 2), 1 / (2 * a)),
                "The singular value is twice what you took: the unit vector "
                "$(1, 1)/\\sqrt 2$ stands on both sides.",
            ),
        ],
        hint=r"$A$ has rank one. Write it as $\sigma\, u v^\top$ with unit vectors.",
        solution=r"""
With $u = v = (1, 1)/\sqrt 2$ the matrix is $A = \sigma\, u v^\top$, where
$\sigma = <<2*a>>$. The pseudoinverse turns around the arrow and inverts the
singular value:

$$A^+ = \frac1\sigma\, v u^\top
      = \frac{1}{<<2*a>>} \cdot
        \frac12 \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}
      = \frac{1}{<<4*a>>} \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}.$$

Check: the matrix $J$ of ones satisfies $J^2 = 2J$ and $J^3 = 4J$, so
$A A^+ A = A$.
""",
    )
)


def _tail(A, k):
    s = np.linalg.svd(A, compute_uv=False)
    return float(np.sqrt(np.sum(s[k:] ** 2)))


bank.add(
    Code(
        id="svd-tail",
        title="The price of rank k",
        difficulty=2,
        statement=r"""
Write `tail(A, k)`, which returns the Frobenius distance from $A$ to the nearest
matrix of rank at most $k$, for $0 \le k \le \min(m, n)$. Compute it from the singular
values; do not form the nearest matrix.
""",
        starter="def tail(A, k):\n    return ...  # your code",
        inputs=lambda rng: {
            "A": rng.normal(size=rng.integers(3, 6, size=2)),
            "k": int(rng.integers(1, 3)),
        },
        edges=[
            {"A": np.diag([3.0, 2.0, 1.0]), "k": 0},
            {"A": np.diag([3.0, 2.0, 1.0]), "k": 3},
        ],
        reference=_tail,
        wrong=[
            Wrong(
                lambda A, k: float(np.linalg.svd(A, compute_uv=False)[k:].sum()),
                "You added the dropped singular values. The Frobenius norm adds "
                "their squares.",
            ),
            Wrong(
                lambda A, k: float(np.linalg.norm(np.linalg.svd(A)[1][:k])),
                "This is the size of what is kept, not of what is dropped.",
            ),
        ],
        hint="Eckart-Young: what is dropped is $\\sum_{i>k} \\sigma_i u_i v_i^\\top$.",
        solution=r"""
By Eckart-Young the nearest matrix keeps the first $k$ singular triples, and the
rest has the singular values $\sigma_{k+1}, \sigma_{k+2}, \dots$. The Frobenius norm is
the length of the vector of singular values:

```python
def tail(A, k):
    s = np.linalg.svd(A, compute_uv=False)
    return np.sqrt(np.sum(s[k:] ** 2))
```

For $k = \min(m, n)$ the sum is empty and the distance is 0.
""",
    )
)

bank.add(
    Witness(
        id="svd-pinv-product",
        title="No reversal for pseudoinverses",
        difficulty=2,
        statement=r"""
For invertible matrices $(AB)^{-1} = B^{-1} A^{-1}$. Find two real $2 \times 2$
matrices for which $(AB)^+$ and $B^+ A^+$ differ by at least $0.1$ in the Frobenius
norm.
""",
        parts={"A": (2, 2), "B": (2, 2)},
        conditions=[
            Property(
                "The distance of (AB)⁺ and B⁺A⁺ is more than 0.1",
                lambda A, B: np.linalg.norm(
                    np.linalg.pinv(A @ B) - np.linalg.pinv(B) @ np.linalg.pinv(A)
                ),
                above=0.1,
            )
        ],
        example={"A": [[1, 1], [0, 0]], "B": [[1, 0], [0, 2]]},
        wrong=[
            Wrong(
                {"A": [[1, 2], [3, 4]], "B": [[2, 0], [1, 1]]},
                "Both matrices are invertible, and then the rule holds.",
            )
        ],
        hint="One of the two must be singular. Try one of rank one, and a stretch.",
        solution=r"""
Take $A = \begin{bmatrix} 1 & 1 \\ 0 & 0 \end{bmatrix}$ and
$B = \operatorname{diag}(1, 2)$. Then $AB = e_1 (1, 2)$ and $A = e_1 (1, 1)$ have rank
one, and $(u v^\top)^+ = v u^\top / (\|u\|^2 \|v\|^2)$ gives

$$(AB)^+ = \tfrac15 \begin{bmatrix} 1 & 0 \\ 2 & 0 \end{bmatrix}, \qquad
B^+ A^+ = \tfrac12 \begin{bmatrix} 1 & 0 \\ \tfrac12 & 0 \end{bmatrix}.$$

The least-norm solution of $ABx = b$ is not $B^{-1}$ of the least-norm solution of
$Ay = b$, because $B$ changes lengths.
""",
    )
)


bank.add(
    Num(
        id="svd-by-hand",
        title="Two singular values by hand",
        difficulty=1,
        numbers={"a": 2, "b": 1},
        vary=lambda rng: {"a": int(rng.integers(5, 10)), "b": int(rng.integers(1, 5))},
        statement=r"""
Find both singular values, largest first, of

$$A = \begin{bmatrix} <<a>> & <<a>> \\ -<<b>> & <<b>> \end{bmatrix}.$$
""",
        starter="answer = ...  # two numbers, the largest first",
        answer=lambda a, b: np.sqrt(2) * np.array([a, b]),
        wrong=[
            Wrong(
                lambda a, b: 2.0 * np.array([a * a, b * b]),
                "These are the eigenvalues of $A^\\top A$: take their square roots.",
            ),
            Wrong(
                lambda a, b: np.array([float(a), float(b)]),
                "The rows of $A$ have the length $\\sqrt2$ times this.",
            ),
        ],
        hint=r"Are the two rows perpendicular? Then they show $v_1$ and $v_2$.",
        solution=r"""
The rows $<<a>>\,(1, 1)$ and $<<b>>\,(-1, 1)$ are perpendicular. Made unit vectors, they
are $v_1 = (1,1)/\sqrt2$ and $v_2 = (-1,1)/\sqrt2$, and

$$A = e_1\,(<<a>>\sqrt2)\,v_1^\top + e_2\,(<<b>>\sqrt2)\,v_2^\top$$

is the outer-product form with $U = I$. So $\sigma_1 = <<a>>\sqrt2$ and
$\sigma_2 = <<b>>\sqrt2$. Check: $\sigma_1^2 + \sigma_2^2$ is the sum of the squares of
the entries, and $\sigma_1 \sigma_2 = 2 \cdot <<a>> \cdot <<b>> = \det A$.
""",
    )
)

bank.add(
    Num(
        id="svd-two-errors",
        title="One truncation, two errors",
        difficulty=1,
        statement=r"""
A matrix has the singular values $9, 8, 5, 4, 4, 2$. How far is the nearest matrix of
rank at most $3$, in the spectral norm and in the Frobenius norm?
""",
        answer={"spectral": 4.0, "frobenius": 6.0},
        wrong=[
            Wrong(
                {"spectral": 5.0, "frobenius": 61**0.5},
                "Rank 3 keeps three singular values; you dropped the third as well.",
            ),
            Wrong(
                {"spectral": 10.0},
                "You added. The spectral norm of what is left is its largest value.",
            ),
            Wrong(
                {"frobenius": 36.0}, "This is the square: the norm is its square root."
            ),
        ],
        hint="Eckart-Young: write down the singular values of what is dropped.",
        solution=r"""
$A - A_3$ has the singular values $4, 4, 2$. The spectral norm is the largest, $4$. The
Frobenius norm is $\sqrt{16 + 16 + 4} = 6$. By Eckart-Young no other matrix of rank at
most 3 is nearer in either norm.
""",
    )
)

bank.add(
    Multi(
        id="svd-four-cases",
        title="What is true in which case",
        difficulty=2,
        statement=r"""
$A$ is any real $m \times n$ matrix, $b$ any vector of length $m$, and $x^+ = A^+ b$.
Which statements are always true?
""",
        choices=[
            true(r"$b - Ax^+$ is perpendicular to every column of $A$."),
            false(
                r"If $Ax = b$ has exactly one solution, then $A^+ = A^{-1}$.",
                "think of a tall matrix of full rank and a b in its range.",
            ),
            true(r"If $Ax = b$ has solutions, then $x^+$ is the shortest of them."),
            false(
                r"If $Ax = b$ has no solution, then the minimizer of "
                r"$\lVert Ax - b \rVert$ is unique.",
                "think of a matrix of rank one with two columns.",
            ),
            true(r"$x^+$ is perpendicular to the null space of $A$."),
            false(
                r"If $m < n$, then $AA^+ = I$.",
                "that needs full row rank; what if two rows are equal?",
            ),
        ],
        hint=r"Two questions make the four cases: is $b$ in the range, and is $\ker A$ "
        r"only $\{0\}$? Try each false-looking statement on a $2 \times 1$, a "
        r"$1 \times 2$ or a rank-one matrix.",
        solution=r"""
(a) True: $Ax^+$ is the orthogonal projection of $b$ on the range.

(b) False: $\begin{bmatrix} 1 \\ 1 \end{bmatrix} x = \begin{bmatrix} 2 \\ 2
\end{bmatrix}$ has the one solution $x = 2$, but a $2 \times 1$ matrix has no inverse.

(c) True: the solutions are then the minimizers, and $x^+$ is the shortest of those.

(d) False: the minimizers are $x^+ + z$ with $z \in \ker A$. For a rank-deficient $A$
there are infinitely many, solution or not. This is the fourth case.

(e) True: $x^+ = \sum_{i \le r} (u_i^\top b / \sigma_i)\, v_i$ has no part along
$v_{r+1}, \dots, v_n$.

(f) False: for $\begin{bmatrix} 1 & 1 & 1 \\ 1 & 1 & 1 \end{bmatrix}$, $AA^+$ has rank
one.
""",
    )
)

bank.add(
    Num(
        id="svd-adapter-count",
        title="What an adapter stores",
        difficulty=1,
        numbers={"m": 4096, "n": 11008, "r": 8},
        vary=lambda rng: {
            "m": 256 * int(rng.integers(2, 17)),
            "n": 256 * int(rng.integers(17, 40)),
            "r": int(2 ** rng.integers(1, 6)),
        },
        statement=r"""
A layer has <<m>> outputs and <<n>> inputs. How many numbers does a LoRA adapter of rank
<<r>> train? And what is the smallest rank at which it would train at least as many as
the full matrix has?
""",
        answer=lambda m, n, r: {
            "trained": r * (m + n),
            "break_even": -(-m * n // (m + n)),
        },
        rtol=0,
        wrong=[
            Wrong(
                lambda m, n, r: {"trained": r * m * n},
                "The product $BC$ has $mn$ entries, but it is never stored: count "
                "those "
                "of $B$ and of $C$.",
            ),
            Wrong(
                lambda m, n, r: {"break_even": min(m, n)},
                "At this rank the adapter trains more than the matrix has: the factors "
                "are counted apart.",
            ),
        ],
        hint=r"$B$ is $m \times r$ and $C$ is $r \times n$. For the second question "
        r"solve "
        r"$r(m + n) \ge mn$.",
        solution=r"""
$B$ has $<<m>> \cdot <<r>>$ entries and $C$ has $<<r>> \cdot <<n>>$. Together that is
$<<r>> \cdot (<<m>> + <<n>>)$.

$r(m+n) \ge mn$ means $r \ge \dfrac{mn}{m+n}$, half the harmonic mean of $m$ and $n$;
round up. Above that rank a factored form costs more than the matrix itself.
""",
    )
)


def _penrose(A, X):
    AX, XA = A @ X, X @ A
    gaps = (AX @ A - A, XA @ X - X, AX.T - AX, XA.T - XA)
    return np.array([np.linalg.norm(gap) for gap in gaps])


def _penrose_inputs(rng):
    m, n = rng.integers(2, 5, size=2)
    A = rng.normal(size=(m, 1)) @ rng.normal(size=(1, n)) + rng.normal(size=(m, n))
    X = np.linalg.pinv(A) + 0.1 * rng.normal(size=(n, m))
    return {"A": A, "X": X}


bank.add(
    Code(
        id="svd-penrose",
        title="Check a pseudoinverse",
        difficulty=2,
        statement=r"""
Write `residuals(A, X)`, which returns the four Frobenius norms by which $X$ misses the
Penrose conditions for $A$, in their order:
$AXA - A$, $XAX - X$, $(AX)^\top - AX$, $(XA)^\top - XA$. Use no SVD.
""",
        starter="def residuals(A, X):\n    return ...  # your code: four numbers",
        inputs=_penrose_inputs,
        edges=[
            {"A": np.array([[1.0], [1.0]]), "X": np.array([[1.0, 0.0]])},
            {"A": np.array([[1.0, 1.0]]), "X": np.array([[0.5], [0.5]])},
        ],
        reference=_penrose,
        wrong=[
            Wrong(
                lambda A, X: _penrose(A, X)[[0, 1, 3, 2]],
                "The third is about AX, the fourth about XA.",
            ),
            Wrong(
                lambda A, X: _penrose(A, X) ** 2,
                "These are the squares of the norms.",
            ),
            Wrong(
                lambda A, X: np.array(
                    [
                        np.linalg.norm(gap, 2)
                        for gap in (
                            A @ X @ A - A,
                            X @ A @ X - X,
                            (A @ X).T - A @ X,
                            (X @ A).T - X @ A,
                        )
                    ]
                ),
                "This is the spectral norm; np.linalg.norm(M) without a second "
                "argument is the Frobenius norm.",
            ),
        ],
        hint="Form `AX = A @ X` and `XA = X @ A` once; the rest is four lines.",
        solution=r"""
```python
def residuals(A, X):
    AX, XA = A @ X, X @ A
    gaps = AX @ A - A, XA @ X - X, AX.T - AX, XA.T - XA
    return np.array([np.linalg.norm(gap) for gap in gaps])
```

For $A = (1, 1)^\top$ and $X = (1, 0)$ only the third is not zero: $X$ is a left
inverse, but $AX$ projects askew.
""",
    )
)


def _low_rank(rng):
    m, n = (int(size) for size in rng.integers(3, 7, size=2))
    r = int(rng.integers(1, min(m, n) + 1))
    U, V = (np.linalg.qr(rng.normal(size=(size, r)))[0] for size in (m, n))
    return {"A": (U * rng.uniform(0.5, 3.0, size=r)) @ V.T}


def _pinv_every(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt.T @ np.diag(1 / s) @ U.T


def _pinv_small(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt.T @ np.diag(np.where(s > 1e-6, 1 / s, 0.0)) @ U.T


bank.add(
    Code(
        id="svd-pinv-code",
        title="A pseudoinverse for every matrix",
        difficulty=3,
        statement=r"""
Write `my_pinv(A)` with the help of `np.linalg.svd`, but without `np.linalg.pinv`. It
must be right for tall, wide and rank-deficient matrices, for matrices whose entries are
all about $10^{-9}$, and for the zero matrix.
""",
        starter="def my_pinv(A):\n    return ...  # your code",
        inputs=_low_rank,
        edges=[
            {"A": np.array([[1.0, 2.0], [2.0, 4.0]])},
            {"A": np.outer([1.0, 2.0, 3.0], [1.0, -1.0]) / 7},
            {"A": 1e-9 * np.array([[1.0, 2.0], [3.0, 4.0]])},
            {"A": np.zeros((2, 3))},
        ],
        reference=lambda A: np.linalg.pinv(A),
        wrong=[
            Wrong(
                lambda A: np.linalg.inv(A.T @ A) @ A.T,
                "",
            ),
            Wrong(_pinv_every, ""),
            Wrong(_pinv_small, ""),
        ],
        hint=r"Which singular values count as zero? Compare with the largest one, not "
        r"with "
        r"a fixed number; and let a zero matrix pass without a division.",
        solution=r"""
```python
def my_pinv(A):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    keep = s > max(A.shape) * np.finfo(float).eps * s[0]
    return Vt[keep].T / s[keep] @ U[:, keep].T
```

`>` and not `>=`: for the zero matrix nothing is kept, the product of an empty matrix
with an empty matrix is zero, and nothing is divided. A fixed threshold such as
$10^{-6}$ would call a matrix of entries $10^{-9}$ zero. None at all divides by
rounding.
""",
    )
)


def _newton_schulz(A):
    X = A / np.linalg.norm(A)
    for _ in range(100):
        X = 1.5 * X - 0.5 * X @ (X.T @ X)
    return X


def _with_spectrum(rng):
    m, n = (4, 3) if rng.random() < 0.5 else (3, 3)
    U, V = (np.linalg.qr(rng.normal(size=(size, n)))[0] for size in (m, n))
    return {"A": (U * rng.uniform(0.2, 4.0, size=n)) @ V.T}


bank.add(
    Code(
        id="svd-newton-schulz",
        title="A polar factor from products alone",
        difficulty=3,
        statement=r"""
The iteration $X \leftarrow \frac32 X - \frac12 X X^\top X$ uses matrix products only,
which is what a GPU does best; an optimizer named Muon runs a variant of it at each
step. Show on paper what it does to the singular values of $X$ and to its singular
vectors. Then write `polar_factor(A)` for a matrix of full column rank: it returns the
$Q$ of $A = QH$. Use no SVD and no inverse. Mind how you start, and stop when it is
right to $10^{-9}$.
""",
        starter="def polar_factor(A):\n    return ...  # your code",
        inputs=_with_spectrum,
        edges=[
            {"A": np.array([[4.0, 0.0], [3.0, 5.0]])},
            {"A": np.array([[0.0, -10.0], [10.0, 0.0]])},
        ],
        reference=_newton_schulz,
        rule=Close(rtol=1e-7),
        wrong=[
            Wrong(
                lambda A: A / np.linalg.norm(A),
                "This only makes A shorter: its singular values are not yet 1.",
            ),
            Wrong(lambda A: A / np.linalg.norm(A, axis=0), ""),
        ],
        hint=r"Put $X = U S V^\top$ into the iteration: each singular value goes its "
        r"own "
        r"way, $s \leftarrow \frac32 s - \frac12 s^3$. From which $s$ does this tend "
        r"to 1? "
        r"Divide $A$ by a norm first.",
        solution=r"""
With $X = U S V^\top$ we have $X X^\top X = U S^3 V^\top$. So
$\frac32 X - \frac12 X X^\top X = U \left(\frac32 S - \frac12 S^3\right) V^\top$: the
vectors stay, and each singular value moves by $g(s) = \frac32 s - \frac12 s^3$. On
$(0, 1]$, $g(s) - s = \frac12 s (1 - s^2) \ge 0$ and $1 - g(s) = \frac12 (1-s)^2 (2+s)
\ge 0$. So $s$ climbs and never passes $1$; an increasing bounded sequence converges, to
a fixed point of $g$, and the only one in $(0, 1]$ is $1$. The second formula says how
fast near the end: the gap is squared at each step, times at most $\frac32$. All
singular values of $A / \lVert A \rVert_F$ lie in $(0, 1]$, and $X \to U V^\top = Q$.

```python
def polar_factor(A):
    X = A / np.linalg.norm(A)
    for _ in range(100):
        X = 1.5 * X - 0.5 * X @ (X.T @ X)
    return X
```

A small singular value grows by a factor of at most $\frac32$ at each step, so the
number of steps grows with $\log \kappa(A)$.
""",
    )
)

bank.add(
    Witness(
        id="svd-weyl-naive",
        title="Not one by one",
        difficulty=2,
        statement=r"""
Weyl's inequality says $\sigma_{i+j+1}(A+B) \le \sigma_{i+1}(A) + \sigma_{j+1}(B)$. It
is tempting to read it as $\sigma_2(A+B) \le \sigma_2(A) + \sigma_2(B)$. Find two
$2 \times 2$ matrices for which the left side of that is larger than the right side by
at least $\frac12$.
""",
        parts={"A": (2, 2), "B": (2, 2)},
        conditions=[
            Property(
                "σ₂(A+B) − σ₂(A) − σ₂(B) is at least 1/2",
                lambda A, B: (
                    np.linalg.norm(A + B, -2)
                    - np.linalg.norm(A, -2)
                    - np.linalg.norm(B, -2)
                ),
                above=0.5 - 1e-9,
            )
        ],
        example={"A": [[1, 0], [0, 0]], "B": [[0, 0], [0, 1]]},
        wrong=[
            Wrong(
                {"A": [[1, 0], [0, 1]], "B": [[1, 0], [0, 1]]},
                "Here both sides are equal. What if neither matrix has a second "
                "singular value?",
            )
        ],
        hint="Two matrices of rank one. What rank can their sum have?",
        solution=r"""
Take $A = \operatorname{diag}(1, 0)$ and $B = \operatorname{diag}(0, 1)$. Both have
$\sigma_2 = 0$, but $A + B = I$ has $\sigma_2 = 1$. What Weyl's inequality gives is
$\sigma_2(A+B) \le \sigma_1(A) + \sigma_2(B) = 1$ ($i = 0$, $j = 1$). And
$\sigma_3(A+B) \le \sigma_2(A) + \sigma_2(B)$ is true: two matrices of rank one make one
of rank at most two.
""",
    )
)

bank.add(
    Order(
        id="svd-penrose-order",
        title="Only one pseudoinverse",
        difficulty=2,
        statement=r"""
$X$ and $Y$ satisfy the four Penrose conditions for $A$. Put lines together to a proof
that $X = Y$. Two lines are left over.
""",
        lines={
            "start": r"$AX = (AYA)X = (AY)(AX)$, by (P1) for $Y$.",
            "sym": r"Both factors are symmetric by (P3), so "
            r"$(AY)(AX) = (AY)^\top (AX)^\top = (AX\,AY)^\top$.",
            "left": r"$AXAY = AY$ by (P1) for $X$, so $AX = (AY)^\top = AY$.",
            "right": r"In the same way $XA = YA$, with (P4) in place of (P3).",
            "end": r"$X = XAX = XAY = YAY = Y$, by (P2) and both equalities.",
        },
        after={
            "sym": ["start"],
            "left": ["sym"],
            "right": ["left"],
            "end": ["left", "right"],
        },
        distractors=[
            false(
                r"Multiply $AXA = AYA$ by $A^{-1}$ from both sides: $X = Y$.",
                "A need not be square, and need not have an inverse.",
            ),
            false(
                r"$AX = I$ and $AY = I$, so $A(X - Y) = 0$.",
                "AX is a projection; it is I only for full row rank.",
            ),
        ],
        hint=r"First show $AX = AY$, then $XA = YA$, and only then bring (P2) in.",
        solution=r"""
$$AX = AYAX = (AY)^\top (AX)^\top = (AXAY)^\top = (AY)^\top = AY,$$

by (P1) for $Y$, (P3), the rule for the transpose of a product, (P1) for $X$, (P3). The
same with (P4) gives $XA = YA$. Then $X = XAX = XAY = YAY = Y$.
""",
    )
)

bank.add(
    Flaw(
        id="svd-left-inverse-flaw",
        title="Too good to be true",
        difficulty=2,
        statement=r"""
"For every real $m \times n$ matrix, $A^+ A = I$." Which line of this proof is false?
""",
        lines=[
            r"Let $A = U_r \Sigma_r V_r^\top$ be the compact SVD, with $r$ nonzero "
            r"singular values.",
            r"Then $A^+ A = V_r \Sigma_r^{-1} U_r^\top U_r \Sigma_r V_r^\top$.",
            r"The columns of $U_r$ are orthonormal, so $U_r^\top U_r = I$ and "
            r"$A^+ A = V_r V_r^\top$.",
            r"The columns of $V_r$ are orthonormal, so $V_r V_r^\top = I$.",
            r"Hence $A^+ A = I$.",
        ],
        flaw=4,
        because={
            1: "every matrix has a compact SVD.",
            2: "this is the definition of the pseudoinverse, multiplied out.",
            3: "orthonormal columns mean exactly that, and the two Σ cancel.",
            5: "it follows, if the line before it is right.",
        },
        hint=r"What shape has $V_r$? Which of $V_r^\top V_r$ and $V_r V_r^\top$ is a "
        r"table "
        r"of the dot products of columns?",
        solution=r"""
Line 4. Orthonormal columns mean $V_r^\top V_r = I_r$. The other product, $V_r
V_r^\top$, is $n \times n$ of rank $r$: it is the projection on the row space, and $I$
only if $r = n$. So $A^+ A = I$ if and only if $A$ has full column rank.
""",
    )
)

bank.add(
    Proof(
        id="svd-descent-limit",
        title="Where descent ends",
        difficulty=2,
        statement=r"""
Let $0 < \eta < 2/\sigma_1^2$. Prove that $x_{t+1} = x_t - \eta A^\top (A x_t - b)$
converges to $A^+ b + (I - A^+ A)\, x_0$ for every start $x_0$. How fast?
""",
        hint=r"Write $y_t = V^\top x_t$ and $\beta = U^\top b$. Each coordinate goes "
        r"its own "
        r"way.",
        solution=r"""
$A^\top A = V \Sigma^\top \Sigma V^\top$ and $A^\top b = V \Sigma^\top \beta$. So, for
each coordinate of $y_t = V^\top x_t$,

$$y_i^{(t+1)} = (1 - \eta \sigma_i^2)\, y_i^{(t)} + \eta \sigma_i \beta_i .$$

For $\sigma_i = 0$ this says $y_i^{(t+1)} = y_i^{(t)}$: the coordinate keeps its
starting value. For $\sigma_i > 0$, subtract the fixed point $\beta_i / \sigma_i$:

$$y_i^{(t)} - \frac{\beta_i}{\sigma_i}
  = (1 - \eta \sigma_i^2)^t \left( y_i^{(0)} - \frac{\beta_i}{\sigma_i} \right).$$

Since $0 < \eta \sigma_i^2 < 2$, $|1 - \eta \sigma_i^2| < 1$ and this tends to 0. The
limit is $\sum_{i \le r} (\beta_i / \sigma_i) v_i = A^+ b$, plus the part of $x_0$ along
$v_{r+1}, \dots, v_n$, which is $(I - A^+ A) x_0$. The slowest direction shrinks by
$\max(|1 - \eta \sigma_1^2|, |1 - \eta \sigma_r^2|)$ at each step. The best step size
makes the two equal, $\eta = 2/(\sigma_1^2 + \sigma_r^2)$.
""",
        rubric=[
            ("reduces to one coordinate by the SVD", 0.4),
            ("treats zero and nonzero singular values", 0.4),
            ("states the rate", 0.2),
        ],
    )
)

bank.add(
    Proof(
        id="svd-nuclear",
        title="Weight decay on an adapter",
        difficulty=3,
        statement=r"""
An adapter $BC$ is trained with weight decay $\frac12 (\lVert B \rVert_F^2 + \lVert C
\rVert_F^2)$. Prove that this is nuclear-norm regularization in disguise: for every
$M \in \mathbb R^{m \times n}$ and every inner size $k \ge \operatorname{rank} M$,

$$\min_{BC = M} \tfrac12 \left( \lVert B \rVert_F^2 + \lVert C \rVert_F^2 \right)
  = \lVert M \rVert_* .$$
""",
        hint=r"For one inequality, a balanced factorization. For the other, write each "
        r"$\sigma_i$ as $u_i^\top M v_i = (B^\top u_i)^\top (C v_i)$, and use "
        r"$2\,p^\top q \le \lVert p \rVert^2 + \lVert q \rVert^2$.",
        solution=r"""
*Some pair reaches it.* With the compact SVD $M = U_r \Sigma_r V_r^\top$ take
$B = U_r \Sigma_r^{1/2}$ and $C = \Sigma_r^{1/2} V_r^\top$, filled up with zeros if
$k > r$. Then $BC = M$ and $\lVert B \rVert_F^2 = \lVert C \rVert_F^2 = \sum_i
\sigma_i$.

*No pair does better.* Let $BC = M$. Then

$$\lVert M \rVert_* = \sum_{i \le r} u_i^\top M v_i = \sum_{i \le r} (B^\top u_i)^\top
(C v_i)
\le \tfrac12 \sum_{i \le r} \left( \lVert B^\top u_i \rVert^2 + \lVert C v_i \rVert^2
\right).$$

The $u_i$ are orthonormal. Complete them to a basis: the sum of $\lVert B^\top u_i
\rVert^2$ over the whole basis is $\lVert U^\top B \rVert_F^2 = \lVert B \rVert_F^2$, so
over $i \le r$ it is at most that. Likewise for $C$.

The nuclear norm is the sum of the $\sigma_i$, as the $\ell_1$ norm is the sum of the
$|x_i|$, and for the same reason it drives many of them to zero: weight decay on both
factors lowers the rank of their product.
""",
        rubric=[
            ("a balanced factorization reaches the value", 0.4),
            ("the inequality for any factorization", 0.6),
        ],
    )
)


def _tilted_square_is_cheap(rng):
    y, x = np.mgrid[-31.5:32, -31.5:32]
    angle, half = np.radians(rng.uniform(15, 30)), rng.uniform(15, 22)
    across = np.abs(x * np.cos(angle) + y * np.sin(angle)) < half
    along = np.abs(y * np.cos(angle) - x * np.sin(angle)) < half
    s = np.linalg.svd((across & along).astype(float), compute_uv=False)
    return bool(np.linalg.norm(s[8:]) < 0.1 * np.linalg.norm(s))


bank.add(
    Predict(
        id="svd-tilted-square",
        title="Turn the square",
        difficulty=2,
        statement=r"""
A white square with upright sides on a black ground, $64 \times 64$ pixels, is a matrix
of rank 1. Now turn the square by an angle between 15° and 30°. Is the relative
Frobenius error at rank 8 below 10 %? Give the probability that it is. Afterwards try
other shapes: a disk, a cross, a word. Which have a low rank, and what does the rank
know of shape?
""",
        experiment=_tilted_square_is_cheap,
        report="Turning multiplies nothing by an orthogonal matrix: it moves pixels.",
        hint="How many different rows has the upright square? And the turned one?",
        solution=r"""
It is not: some 15 % are left at rank 8. The upright square has two kinds of rows,
zero and one other, so its rank is 1. In the turned square nearly every row is
different, an interval that grows, wanders and shrinks. Sharp slanted edges are what
truncation pays for: singular values then fall slowly, roughly like $1/i$. Turning a
*picture* is not multiplying its *matrix* by a rotation, which would leave the singular
values alone.

```python
y, x = np.mgrid[-31.5:32, -31.5:32]
t = np.radians(20)
c, s = np.cos(t), np.sin(t)
square = (abs(x * c + y * s) < 18) & (abs(y * c - x * s) < 18)
sigma = np.linalg.svd(square.astype(float), compute_uv=False)
print(np.linalg.norm(sigma[8:]) / np.linalg.norm(sigma))
```

A disk is cheaper (about 7 % at rank 8), a cross with upright arms has rank 2. Low rank
means *few different rows*, and that depends on the axes.
""",
    )
)

bank.add(
    Predict(
        id="svd-random-layer",
        title="The norm of a fresh layer",
        difficulty=2,
        statement=r"""
A fresh layer: a $100 \times 100$ matrix of independent standard normal entries. Each of
its rows and columns has a length near $\sqrt{100} = 10$. Is its spectral norm above 15?
Give the probability that it is. Afterwards find by experiment how $\sigma_1$ grows with
the size $n$, and how the smallest singular value behaves.
""",
        experiment=lambda rng: bool(
            np.linalg.norm(rng.normal(size=(100, 100)), 2) > 15
        ),
        report="Measure how the norm grows with n, and divide by the square root of n.",
        hint=r"All $\sigma_i^2$ together make $\lVert A \rVert_F^2 \approx 10\,000$; "
        r"their "
        r"mean is 100. Are they nearly equal? Draw one and look.",
        solution=r"""
It is, practically always: $\sigma_1 \approx 2\sqrt n = 20$, give or take $0.4$, twice
the length of a row. The $\sigma_i$ are far from equal: they spread over all of
$[0, 2\sqrt n]$, and the smallest is of the order $1/\sqrt n$. So a fresh square layer
is badly conditioned, $\kappa$ of the order of $n$. That is a reason for starting from
an orthogonal matrix.

```python
rng = np.random.default_rng(20)
for n in (25, 100, 400):
    s = np.linalg.svd(rng.standard_normal((n, n)), compute_uv=False)
    print(n, s[0] / n**0.5, s[-1] * n**0.5)
```
""",
    )
)
