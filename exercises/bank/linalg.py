"""Exercises of the part *Linear algebra*."""

import numpy as np

from exercises.bank import Bank
from exercises.compare import Property
from exercises.model import Code, Num, Witness, Wrong

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

$$A = <<a>> \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}.$$
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
$\sigma = 2 \cdot <<a>>$. The pseudoinverse turns around the arrow and inverts the
singular value:

$$A^+ = \frac1\sigma\, v u^\top
      = \frac{1}{2 \cdot <<a>>} \cdot
        \frac12 \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}
      = \frac{1}{4 \cdot <<a>>} \begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}.$$

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
