"""Exercises of the part *Linear algebra*."""

import numpy as np

from exercises.bank import Bank
from exercises.compare import Close, Property
from exercises.kinds import Code, Flaw, Multi, Num, Order, Predict, Proof, Witness
from exercises.model import Wrong, false, true

bank = Bank("linalg")


# svd


def _pinv_of_outer(p, q, r, s):
    return np.outer([r, s], [p, q]) / ((p * p + q * q) * (r * r + s * s))


bank.add(
    Num(
        id="svd-pinv-ones",
        title="The pseudoinverse of ones",
        difficulty=1,
        numbers={"p": 1, "q": 1, "r": 1, "s": 1},
        vary=lambda rng: {name: int(rng.integers(1, 5)) for name in "pqrs"},
        statement=r"""
Compute $A^+$ for

$$A = \begin{bmatrix} <<p*r>> & <<p*s>> \\ <<q*r>> & <<q*s>> \end{bmatrix}.$$
""",
        answer=_pinv_of_outer,
        wrong=[
            Wrong(
                lambda p, q, r, s: 1 / np.outer([p, q], [r, s]),
                "You inverted each entry. Does $A A^+ A = A$ hold?",
            ),
            Wrong(
                lambda p, q, r, s: _pinv_of_outer(p, q, r, s) * (r * r + s * s),
                "Is the vector that you took a unit vector, on both sides?",
            ),
        ],
        hint=r"$A$ has rank one. Write it as $\sigma\, u v^\top$ with unit vectors.",
        solution=r"""
$A = x y^\top$ with $x = (<<p>>, <<q>>)$ and $y = (<<r>>, <<s>>)$. Made unit vectors,
$u = x/\lVert x \rVert$ and $v = y/\lVert y \rVert$, they give $A = \sigma\, u v^\top$
with $\sigma = \lVert x \rVert \lVert y \rVert$. The pseudoinverse turns around the
arrow and inverts the singular value:

$$A^+ = \frac1\sigma\, v u^\top
      = \frac{y x^\top}{\lVert x \rVert^2 \lVert y \rVert^2}
      = \frac{1}{<<(p*p+q*q)*(r*r+s*s)>>}
        \begin{bmatrix} <<p*r>> & <<q*r>> \\ <<p*s>> & <<q*s>> \end{bmatrix}
      = \begin{bmatrix} <<p*r/((p*p+q*q)*(r*r+s*s)):.5g>>
      & <<q*r/((p*p+q*q)*(r*r+s*s)):.5g>> \\ <<p*s/((p*p+q*q)*(r*r+s*s)):.5g>>
      & <<q*s/((p*p+q*q)*(r*r+s*s)):.5g>> \end{bmatrix}.$$

Check: $A A^+ A = A$, because $y^\top y$ and $x^\top x$ cancel.
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
values; do not form the nearest matrix. (On your honor: `check` does not look.)
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
            Wrong(
                lambda A, k: _tail(A, k) ** 2,
                "This is the square of the distance.",
            ),
            Wrong(
                lambda A, k: float(np.append(np.linalg.svd(A)[1], 0)[k]),
                "This is the distance in the spectral norm.",
            ),
            Wrong(
                lambda A, k: _tail(A, k + 1),
                "You dropped one value too few: count from 1 on paper, from 0 in "
                "Python.",
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


def _small_integers(**matrices) -> bool:
    entries = np.concatenate([np.ravel(matrix) for matrix in matrices.values()])
    return bool(np.all(entries == np.round(entries)) and np.abs(entries).max() <= 9)


bank.add(
    Witness(
        id="svd-pinv-product",
        title="No reversal for pseudoinverses",
        difficulty=2,
        statement=r"""
For invertible matrices $(AB)^{-1} = B^{-1} A^{-1}$. Find two $2 \times 2$ matrices of
integers from $-9$ to $9$ for which $(AB)^+$ and $B^+ A^+$ differ by at least $0.1$ in
the Frobenius norm.
""",
        parts={"A": (2, 2), "B": (2, 2)},
        conditions=[
            Property("All entries are integers from −9 to 9", _small_integers),
            Property(
                "The distance of (AB)⁺ and B⁺A⁺ is at least 0.1",
                lambda A, B: np.linalg.norm(
                    np.linalg.pinv(A @ B) - np.linalg.pinv(B) @ np.linalg.pinv(A)
                ),
                above=0.1 - 1e-9,
            ),
        ],
        example={"A": [[1, 1], [0, 0]], "B": [[1, 0], [0, 2]]},
        wrong=[
            Wrong(
                {"A": [[1, 2], [3, 4]], "B": [[2, 0], [1, 1]]},
                "Both matrices are invertible, and then the rule holds.",
            ),
            Wrong(
                {"A": [[1, 0], [0, 2]], "B": [[1, 1], [0, 0]]},
                "Right idea; now let the other of the two come first.",
            ),
        ],
        hint="One of the two must be singular. Try one of rank one, and a stretch. "
        "The order matters.",
        solution=r"""
Take $A = \begin{bmatrix} 1 & 1 \\ 0 & 0 \end{bmatrix}$ and
$B = \operatorname{diag}(1, 2)$. Then $AB = e_1 (1, 2)$ and $A = e_1 (1, 1)$ have rank
one, and $(u v^\top)^+ = v u^\top / (\|u\|^2 \|v\|^2)$ gives

$$(AB)^+ = \tfrac15 \begin{bmatrix} 1 & 0 \\ 2 & 0 \end{bmatrix}, \qquad
B^+ A^+ = \tfrac12 \begin{bmatrix} 1 & 0 \\ \tfrac12 & 0 \end{bmatrix}.$$

They are $\sqrt{0.3^2 + 0.15^2} = 0.335$ apart.

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
        starter="answer = ...  # [larger, smaller]",
        answer=lambda a, b: np.sqrt(2) * np.array([a, b]),
        wrong=[
            Wrong(
                lambda a, b: 2.0 * np.array([a * a, b * b]),
                "These are the eigenvalues of $A^\\top A$: take their square roots.",
            ),
            Wrong(
                lambda a, b: np.array([float(a), float(b)]),
                "These are the factors in front of the rows. How long is the vector "
                "$(1,1)$?",
            ),
            Wrong(
                lambda a, b: np.sqrt(2) * np.array([b, a]), "The largest comes first."
            ),
        ],
        hint=r"Are the two rows perpendicular? Then they show $v_1$ and $v_2$.",
        solution=r"""
The rows $<<a>>\,(1, 1)$ and $<<b>>\,(-1, 1)$ are perpendicular. Made unit vectors, they
are $v_1 = (1,1)/\sqrt2$ and $v_2 = (-1,1)/\sqrt2$, and

$$A = e_1\,(<<a>>\sqrt2)\,v_1^\top + e_2\,(<<b>>\sqrt2)\,v_2^\top$$

is the outer-product form with $U = I$. So
$\sigma_1 = <<a>>\sqrt2 = <<a*sqrt(2):.4f>>$ and
$\sigma_2 = <<b>>\sqrt2 = <<b*sqrt(2):.4f>>$. Check: $\sigma_1^2 + \sigma_2^2 =
<<2*a*a+2*b*b>>$ is the sum of the squares of the entries, and $\sigma_1 \sigma_2 =
<<2*a*b>> = \det A$.
""",
    )
)


def _length(*values) -> float:
    return float(np.sqrt(np.sum(np.square(values))))


def _six_values(rng):
    triples = [(8, 4, 1), (6, 3, 2), (4, 4, 2), (6, 6, 3), (7, 4, 4), (9, 6, 2)]
    p, q, r = triples[rng.integers(len(triples))]
    z = p + 1 if p + 1 != _length(p, q, r) else p + 2
    y = z + int(rng.integers(1, 4))
    return {"x": y + int(rng.integers(1, 9)), "y": y, "z": z, "p": p, "q": q, "r": r}


bank.add(
    Num(
        id="svd-two-errors",
        title="One truncation, two errors",
        difficulty=1,
        numbers={"x": 9, "y": 8, "z": 5, "p": 4, "q": 4, "r": 2},
        vary=_six_values,
        statement=r"""
A matrix has the singular values $<<x>>, <<y>>, <<z>>, <<p>>, <<q>>, <<r>>$. How far is
the nearest matrix of rank at most $3$, in the spectral norm and in the Frobenius norm?
""",
        answer=lambda p, q, r, **kept: {
            "spectral": float(p),
            "frobenius": _length(p, q, r),
        },
        wrong=[
            Wrong(
                lambda z, p, q, r, **rest: {
                    "spectral": float(z),
                    "frobenius": _length(z, p, q, r),
                },
                "Rank 3 keeps three singular values; you dropped the third as well.",
            ),
            Wrong(
                lambda p, q, r, **kept: {
                    "spectral": _length(p, q, r),
                    "frobenius": float(p),
                },
                "You have the two norms exchanged.",
            ),
            Wrong(
                lambda p, q, r, **kept: {"spectral": float(p + q + r)},
                "You added. The spectral norm of what is left is its largest value.",
            ),
            Wrong(
                lambda p, q, r, **kept: {"frobenius": float(p + q + r)},
                "You added the singular values. The Frobenius norm adds their squares.",
            ),
            Wrong(
                lambda p, q, r, **kept: {"frobenius": _length(p, q, r) ** 2},
                "This is the square: the norm is its square root.",
            ),
        ],
        hint="Eckart-Young: write down the singular values of what is dropped.",
        solution=r"""
$A - A_3$ has the singular values $<<p>>, <<q>>, <<r>>$. The spectral norm is the
largest, $<<p>>$. The Frobenius norm is $\sqrt{<<p*p>> + <<q*q>> + <<r*r>>} =
<<sqrt(p*p+q*q+r*r):.0f>>$. By Eckart-Young no other matrix of rank at
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
*$b - Ax^+$ perpendicular to the columns.* True: $Ax^+$ is the orthogonal projection of
$b$ on the range.

*One solution, so $A^+ = A^{-1}$.* False:
$\begin{bmatrix} 1 \\ 1 \end{bmatrix} x = \begin{bmatrix} 2 \\ 2 \end{bmatrix}$ has
the one solution $x = 2$, but a $2 \times 1$ matrix has no inverse.

*$x^+$ the shortest solution.* True: the solutions are then the minimizers, and $x^+$ is
the shortest of those.

*No solution, so one minimizer.* False: the minimizers are $x^+ + z$ with
$z \in \ker A$. For a rank-deficient $A$ there are infinitely many, solution or not.
This is the fourth case.

*$x^+$ perpendicular to the null space.* True:
$x^+ = \sum_{i \le r} (u_i^\top b / \sigma_i)\, v_i$ has no part along
$v_{r+1}, \dots, v_n$.

*$m < n$, so $AA^+ = I$.* False: for
$\begin{bmatrix} 1 & 1 & 1 \\ 1 & 1 & 1 \end{bmatrix}$, $AA^+$ has rank one.
""",
    )
)


def _layer(rng):
    while True:
        m, n = 256 * int(rng.integers(2, 17)), 256 * int(rng.integers(17, 40))
        if m * n % (m + n):
            r = int(2 ** rng.integers(1, 6))
            return {"m": m, "n": n, "r": r, "break_even": m * n // (m + n) + 1}


bank.add(
    Num(
        id="svd-adapter-count",
        title="What an adapter stores",
        difficulty=1,
        numbers={"m": 4096, "n": 11008, "r": 8, "break_even": 2986},
        vary=_layer,
        statement=r"""
A layer has <<m>> outputs and <<n>> inputs. How many numbers does a LoRA adapter of rank
<<r>> train? And what is the smallest rank at which it would train at least as many as
the full matrix has?
""",
        answer=lambda m, n, r, break_even: {
            "trained": r * (m + n),
            "break_even": break_even,
        },
        rtol=0,
        wrong=[
            Wrong(
                lambda m, n, r, break_even: {"trained": r * m * n},
                "The product $BC$ has $mn$ entries, but it is never stored: count "
                "those of $B$ and of $C$.",
            ),
            Wrong(lambda m, r, **rest: {"trained": r * m}, "Count $C$ too."),
            Wrong(
                lambda m, n, **rest: {"break_even": m * n // (m + n)},
                "At this rank it still trains fewer numbers. Round the other way.",
            ),
            Wrong(
                lambda m, n, r, break_even: {"break_even": min(m, n)},
                "At this rank the adapter trains more than the matrix has: the factors "
                "are counted apart.",
            ),
        ],
        hint=r"$B$ is $m \times r$ and $C$ is $r \times n$. For the second question "
        r"solve $r(m + n) \ge mn$.",
        solution=r"""
$B$ has $<<m>> \cdot <<r>>$ entries and $C$ has $<<r>> \cdot <<n>>$. Together that is
$<<r>> \cdot (<<m>> + <<n>>) = <<r*(m+n)>>$.

$r(m+n) \ge mn$ means $r \ge mn/(m+n) = <<m*n/(m+n):.2f>>$, half the harmonic mean of
$m$ and $n$. Round up: $<<break_even>>$. From that rank on a factored form stores at
least as much as the matrix.
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
        difficulty=1,
        statement=r"""
Write `residuals(A, X)`, which returns the four Frobenius norms by which $X$ misses the
Penrose conditions for $A$, in their order:
$AXA - A$, $XAX - X$, $(AX)^\top - AX$, $(XA)^\top - XA$. Use no SVD.
""",
        forbidden=("svd", "pinv"),
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

For $A = (1, 1)^\top$ and $X = (1, 0)$ only the third is not zero, it is $\sqrt2$: $X$
is a left inverse, but $AX$ projects askew.
""",
    )
)


def _tikhonov(s, t, u, v, lam):
    values, plus = np.array([s, t], float), np.array([u, v], float)
    filters = values**2 / (values**2 + lam)
    return {"x_plus": plus, "filters": filters, "x_lambda": filters * plus}


bank.add(
    Num(
        id="svd-tikhonov",
        title="A gentle inverse by hand",
        difficulty=1,
        numbers={"s": 3, "t": 1, "u": 2, "v": 2, "lam": 1},
        vary=lambda rng: {
            "s": int(rng.integers(3, 7)),
            "t": int(rng.integers(1, 3)),
            "u": int(rng.integers(1, 6)),
            "v": int(rng.integers(1, 6)),
            "lam": int(rng.integers(1, 5)),
        },
        statement=r"""
For $A = \operatorname{diag}(<<s>>, <<t>>)$ and $b = (<<s*u>>, <<t*v>>)$ find `x_plus`
$= A^+ b$, the two `filters` by which Tikhonov's method with $\lambda = <<lam>>$
multiplies its entries, and `x_lambda`, the minimizer of
$\lVert Ax - b \rVert^2 + \lambda \lVert x \rVert^2$.
""",
        answer=_tikhonov,
        wrong=[
            Wrong(
                lambda s, t, u, v, lam: {
                    "filters": np.array([s / (s + lam), t / (t + lam)]),
                    "x_lambda": np.array([s * u / (s + lam), t * v / (t + lam)]),
                },
                "In the filter the singular values are squared.",
            ),
            Wrong(
                lambda s, t, lam, **rest: {
                    "filters": np.array([lam / (s * s + lam), lam / (t * t + lam)])
                },
                "This is the share that each direction loses.",
            ),
            Wrong(
                lambda s, t, u, v, lam: {
                    "x_lambda": np.array([s * u / (s * s + lam), t * v / (t * t + lam)])
                },
                "You divided $b$ by $\\sigma^2 + \\lambda$: the inverse is "
                "$\\sigma/(\\sigma^2 + \\lambda)$.",
            ),
        ],
        hint=r"The two coordinates do not mix. For one of them minimize "
        r"$(\sigma x - b)^2 + \lambda x^2$.",
        solution=r"""
$A^+ b = (<<u>>, <<v>>)$. In one coordinate the derivative of $(\sigma x - b)^2 +
\lambda x^2$ is zero for $x = \sigma b/(\sigma^2 + \lambda)$, which is the filter
$\sigma^2/(\sigma^2 + \lambda)$ times $b/\sigma$. The filters are
$<<s*s/(s*s+lam):.4f>>$ and $<<t*t/(t*t+lam):.4f>>$, so
$x_\lambda = (<<u*s*s/(s*s+lam):.4f>>, <<v*t*t/(t*t+lam):.4f>>)$. The direction that $A$
stretches less gives up more.
""",
    )
)


def _pinv_of(A, keep):
    """Return the pseudoinverse of A that inverts the singular values `keep` accepts."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = keep(s)
    return Vt[kept].T / s[kept] @ U[:, kept].T


def _miss_of_fixed(A, **rest) -> float:
    truth = np.linalg.inv(A)
    miss = np.linalg.norm(_pinv_of(A, lambda s: s > 1e-10) - truth)
    return float(miss / np.linalg.norm(truth))


_RANK_TWO = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

bank.add(
    Witness(
        id="svd-pinv-code",
        title="Two thresholds, both wrong",
        difficulty=2,
        statement=r"""
Two programs compute $A^+$ as `Vt[keep].T / s[keep] @ U[:, keep].T` from
`np.linalg.svd`. They differ from the chapter's in what they keep:

```python
keep = s > 1e-10  # the first
keep = s > 0  # the second
```

Find a $2 \times 2$ matrix `A` with $\sigma_2 > \sigma_1/1000$, so that nobody can doubt
its rank, for which the first is off by more than half of $\lVert A^{-1} \rVert_F$. And
find a $3 \times 3$ matrix `B` of integers from $-9$ to $9$ for which the second returns
a matrix of norm above $10^6$. (In truth $\lVert B^+ \rVert_F < 2000$ for all of these.)
""",
        parts={"A": (2, 2), "B": (3, 3)},
        conditions=[
            Property(
                "σ₂(A) > σ₁(A)/1000",
                lambda A, B: np.linalg.norm(A, -2) * 1000 > np.linalg.norm(A, 2),
            ),
            Property(
                "The relative error of the first on A is above 1/2",
                _miss_of_fixed,
                above=0.5,
            ),
            Property(
                "B has integer entries from −9 to 9",
                lambda A, B: _small_integers(B=B),
            ),
            Property(
                "The norm of what the second returns for B is above 10⁶",
                lambda A, B: np.linalg.norm(_pinv_of(B, lambda s: s > 0)),
                above=1e6,
            ),
        ],
        example={"A": [[1e-12, 2e-12], [3e-12, 4e-12]], "B": _RANK_TWO},
        wrong=[
            Wrong(
                {"A": [[1.0, 0.0], [0.0, 1e-12]], "B": _RANK_TWO},
                "Whether this matrix has rank one or two can be argued. The first "
                "program has a plainer weakness.",
            ),
            Wrong(
                {"A": [[1.0, 2.0], [3.0, 4.0]], "B": _RANK_TWO},
                "A fixed threshold does not know the scale of $A$. Change it.",
            ),
            Wrong(
                {
                    "A": [[1e-12, 2e-12], [3e-12, 4e-12]],
                    "B": [[2, 0, 0], [0, 3, 0], [0, 0, 4]],
                },
                "This one is invertible: all is kept, as it should be. Which singular "
                "values should *not* be kept, and what does a computer make of them?",
            ),
        ],
        hint=r"What happens to a threshold when $A$ is multiplied by $10^{-12}$? And "
        r"what does `np.linalg.svd` return for a singular value that is zero on paper?",
        solution=r"""
$A = 10^{-12} \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$: both singular values are
below $10^{-10}$, nothing is kept, and the first returns 0, an error of 100 %. A fixed
threshold does not know the scale of $A$.

$B = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}$ has rank two:
the middle row is the mean of the others. On a computer $\sigma_3$ is not zero but
rounding, about $10^{-16}$, and the second divides by it.

```python
A = 1e-12 * np.array([[1, 2], [3, 4]])
B = np.arange(1, 10).reshape(3, 3)
print(np.linalg.svd(A)[1], np.linalg.svd(B)[1])
```

So compare with the largest one, as the chapter does:
`keep = s > max(A.shape) * np.finfo(float).eps * s[0]`. With `>` and not `>=` even the
zero matrix passes: nothing is kept and nothing is divided.
""",
    )
)


def _newton_schulz(A):
    X = A / np.linalg.norm(A)
    while np.linalg.norm(X.T @ X - np.eye(X.shape[1])) > 1e-9:
        X = 1.5 * X - 0.5 * X @ (X.T @ X)
    return X


def _newton_schulz_short(A):
    X = A / np.linalg.norm(A)
    for _ in range(20):
        X = 1.5 * X - 0.5 * X @ (X.T @ X)
    return X


_ILL = np.array([[3, -4], [4, 3]]) / 5 @ np.diag([1, 1e-4])
_ILL = _ILL @ np.array([[1, 1], [1, -1]]) / np.sqrt(2)


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
            {"A": _ILL},
        ],
        reference=_newton_schulz,
        rule=Close(rtol=1e-8),
        forbidden=("svd", "inv", "pinv", "solve", "lstsq", "eig", "eigh", "polar"),
        wrong=[
            Wrong(
                lambda A: A / np.linalg.norm(A),
                "This only makes A shorter: its singular values are not yet 1.",
            ),
            Wrong(
                lambda A: A / np.linalg.norm(A, axis=0),
                "The columns have length 1, but are not perpendicular.",
            ),
            Wrong(
                lambda A: np.linalg.qr(A)[0],
                "This is the $Q$ of $A = QR$. Here the second factor is symmetric, not "
                "triangular.",
            ),
            Wrong(
                _newton_schulz_short,
                "A small singular value needs more steps. Stop when $X^\\top X$ is "
                "near $I$, not after a fixed number.",
            ),
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
    while np.linalg.norm(X.T @ X - np.eye(X.shape[1])) > 1e-9:
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
        title="The pseudoinverse of the normal matrix",
        difficulty=2,
        statement=r"""
$(AB)^+$ is not $B^+ A^+$ in general. Yet $(A^\top A)^+ = A^+ (A^+)^\top$ holds for
every real $A$. Put lines together to a proof. Two lines are left over.
""",
        lines={
            "let": r"Let $X = A^+$, $G = A^\top A$ and $Y = X X^\top$. By (P3) and "
            r"(P4) for $X$, $AX = X^\top A^\top$ and $XA = A^\top X^\top$.",
            "left": r"$GY = A^\top (AX) X^\top = A^\top X^\top A^\top X^\top = "
            r"(XA)(XA) = XA$, by (P2) for $X$.",
            "right": r"$YG = X (X^\top A^\top) A = X (AX) A = XA$, by (P2) for $X$.",
            "sym": r"So $GY$ and $YG$ are both the symmetric matrix $XA$: (P3) and "
            r"(P4) hold for $Y$ and $G$.",
            "first": r"$GYG = G(YG) = A^\top (A X A) = A^\top A = G$: this is (P1).",
            "second": r"$YGY = (YG)Y = (XAX) X^\top = X X^\top = Y$: this is (P2).",
            "end": r"Only one matrix satisfies the four conditions for $G$, so "
            r"$Y = G^+$.",
        },
        after={
            "left": ["let"],
            "right": ["let"],
            "sym": ["left", "right"],
            "first": ["right"],
            "second": ["right"],
            "end": ["sym", "first", "second"],
        },
        distractors=[
            false(
                r"A pseudoinverse turns products around, so "
                r"$(A^\top A)^+ = A^+ (A^\top)^+$.",
                "this is what is to be proved; for other products it fails.",
            ),
            false(
                r"$A^\top A$ is positive definite, so $G^+ = G^{-1}$.",
                "it is positive semidefinite; its inverse exists for full column rank "
                "only.",
            ),
        ],
        hint=r"Which products do (P3) and (P4) speak of? Compute $GY$ and $YG$ first.",
        solution=r"""
With $X = A^+$, $G = A^\top A$, $Y = X X^\top$ both products are the projection on the
row space:

$$GY = A^\top (AX) X^\top = (A^\top X^\top)(A^\top X^\top) = XAXA = XA, \qquad
  YG = X (X^\top A^\top) A = XAXA = XA.$$

It is symmetric, which is (P3) and (P4). Then $GYG = G\,XA = A^\top A X A = G$ and
$YGY = XA\,X X^\top = Y$ are (P1) and (P2). The two products and the last two conditions
may come in either order. The SVD says the same in a line: $G = V \Sigma^\top \Sigma
V^\top$ has the singular values $\sigma_i^2$.
""",
    )
)

bank.add(
    Flaw(
        id="svd-left-inverse-flaw",
        title="Too good to be true",
        difficulty=2,
        statement=r"""
"For every real $m \times n$ matrix, $A^+ A = I$." Which line is the first false one?
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
Let $A \ne 0$ and $0 < \eta < 2/\sigma_1^2$. Prove that
$x_{t+1} = x_t - \eta A^\top (A x_t - b)$ converges to
$A^+ b + (I - A^+ A)\, x_0$ for every start $x_0$. How fast?
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
On a black ground of $64 \times 64$ pixels stands a white square, about 30 to 44 pixels
wide, with upright sides: a matrix of rank 1. Now turn the square by an angle between
15° and 30°. Is the relative
Frobenius error at rank 8 below 10 %? Give the probability that it is. Afterwards try
other shapes: a disk, a cross, a word. Which have a low rank, and what does the rank
know of shape?
""",
        experiment=_tilted_square_is_cheap,
        report="To turn a picture moves its pixels; its matrix is not multiplied by a "
        "rotation.",
        hint="How many different rows has the upright square? And the turned one?",
        solution=r"""
It is not: some 12 to 18 % are left at rank 8. The upright square has two kinds of rows,
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

A disk of radius 20 is cheaper (7 %), a cross with upright arms has rank 2. Low rank
means *few different rows*, and that depends on the axes.
""",
    )
)


def _is_long(rng) -> bool:
    A = rng.normal(size=(100, 100))
    x = rng.normal(size=100)
    for _ in range(50):  # the power method: |A x| for unit x bounds the norm from below
        x = A.T @ (A @ (x / np.linalg.norm(x)))
    return bool(np.linalg.norm(A @ x) > 15 * np.linalg.norm(x))


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
        experiment=_is_long,
        report="Measure how the norm grows with n, and divide by the square root of n.",
        hint=r"All $\sigma_i^2$ together make $\lVert A \rVert_F^2 \approx 10\,000$; "
        r"their "
        r"mean is 100. Are they nearly equal? Draw one and look.",
        solution=r"""
It is, practically always: $\sigma_1 \approx 2\sqrt n = 20$ (on average $19.6$, give or
take $0.4$), twice the length of a row. The $\sigma_i$ are far from equal: they spread
over all of $[0, 2\sqrt n]$, and the smallest is of the order $1/\sqrt n$. So a fresh
square layer is badly conditioned, $\kappa$ of the order of $n$. That is a reason for
starting from an orthogonal matrix.

```python
rng = np.random.default_rng(20)
for n in (25, 100, 400):
    s = np.linalg.svd(rng.standard_normal((n, n)), compute_uv=False)
    print(n, s[0] / n**0.5, s[-1] * n**0.5)
```
""",
    )
)
