"""Exercises of the part *Information theory*."""

import numpy as np

from exercises.bank import Bank
from exercises.compare import Property
from exercises.model import Mcq, Num, Witness, Wrong, false, true

bank = Bank("information")


def _kl(p, q) -> float:
    """Return D(p||q) in bits, for q without zeros."""
    p, q = np.asarray(p, float), np.asarray(q, float)
    kept = p > 0
    return float(np.sum(p[kept] * np.log2(p[kept] / q[kept])))


# divergence

_P, _Q = (1 / 2, 1 / 4, 1 / 4), (1 / 3, 1 / 3, 1 / 3)

bank.add(
    Num(
        id="divergence-both-ways",
        title="Both ways",
        difficulty=1,
        statement=r"""
Let $P = (\tfrac12, \tfrac14, \tfrac14)$ and $Q$ be uniform on three outcomes.
Compute `D_PQ` $= D(P\|Q)$ and `D_QP` $= D(Q\|P)$ in bits.
""",
        answer={"D_PQ": _kl(_P, _Q), "D_QP": _kl(_Q, _P)},
        rtol=2e-3,
        wrong=[
            Wrong(
                {"D_PQ": _kl(_Q, _P), "D_QP": _kl(_P, _Q)},
                "This is the divergence the other way round: the first argument is "
                "the one that weighs the logarithms.",
            ),
            Wrong(
                {
                    "D_PQ": _kl(_P, _Q) * np.log(2),
                    "D_QP": _kl(_Q, _P) * np.log(2),
                },
                "This is in nats; bits are asked for.",
            ),
        ],
        hint=r"$D(P\|Q) = \log_2 3 - H(P)$, because $Q$ is uniform.",
        solution=r"""
$H(P) = \tfrac12 \cdot 1 + 2 \cdot \tfrac14 \cdot 2 = \tfrac32$ bits, so

$$D(P\|Q) = \log_2 3 - \tfrac32 \approx 0.0850 \text{ bits}.$$

The other way, each outcome weighs one third:

$$D(Q\|P) = \tfrac13\left(\log_2 \tfrac23 + 2 \log_2 \tfrac43\right)
          = \tfrac13\left(5 - 3 \log_2 3\right)
          = \tfrac53 - \log_2 3 \approx 0.0817 \text{ bits}.$$

The two are close and not equal: the divergence is no distance.
""",
    )
)

bank.add(
    Mcq(
        id="divergence-least-cross-entropy",
        title="The least cross-entropy",
        difficulty=1,
        statement=r"""
For a fixed $P$, what is the least value of the cross-entropy $H(P, Q)$ over all $Q$?
""",
        choices=[
            false("$0$", "that is the least value of $D(P\\|Q) = H(P, Q) - H(P)$."),
            true("$H(P)$"),
            false(
                "$H(Q)$", "take $P$ certain: then $H(P, Q)$ can be 0 for any $H(Q)$."
            ),
            false("there is none", "Gibbs' inequality bounds it from below."),
        ],
        hint=r"Write $H(P, Q)$ as a sum in which only one term depends on $Q$.",
        solution=r"""
$H(P, Q) = H(P) + D(P\|Q)$, and by Gibbs' inequality $D(P\|Q) \ge 0$ with equality
for $Q = P$ alone. So the least value is $H(P)$.
""",
    )
)


def _sums_to_one(p) -> float:
    return float(np.sum(p) - 1)


bank.add(
    Witness(
        id="divergence-asymmetric",
        title="Near one way, far the other",
        difficulty=2,
        statement=r"""
Find two distributions `P` and `Q` on the same outcomes, all probabilities positive,
with $D(P\|Q) < 0.1$ bits and $D(Q\|P) > 3$ bits.
""",
        parts={"P": ("n",), "Q": ("n",)},
        conditions=[
            Property(
                "All probabilities of P are positive", lambda P, Q: bool(min(P) > 0)
            ),
            Property(
                "All probabilities of Q are positive", lambda P, Q: bool(min(Q) > 0)
            ),
            Property("P sums to 1", lambda P, Q: _sums_to_one(P)),
            Property("Q sums to 1", lambda P, Q: _sums_to_one(Q)),
            Property("D(P‖Q) < 0.1 bits", lambda P, Q: _kl(P, Q), below=0.1),
            Property("D(Q‖P) > 3 bits", lambda P, Q: _kl(Q, P), above=3.0),
        ],
        example={
            "P": [1 - 1e-60, 1e-60],
            "Q": [0.94, 0.06],
        },
        wrong=[
            Wrong(
                {"P": [0.94, 0.06], "Q": [1 - 1e-60, 1e-60]},
                "You have them the other way round.",
            ),
            Wrong({"P": [1.0, 0.0], "Q": [0.94, 0.06]}, ""),
        ],
        hint=r"""
$D(Q\|P)$ is large where $Q$ has some mass and $P$ has almost none. How small must
that probability be?
""",
        solution=r"""
Take two outcomes, $Q = (0.94, 0.06)$ and $P = (1 - \varepsilon, \varepsilon)$. As
$\varepsilon \to 0$,

$$D(P\|Q) \to -\log_2 0.94 \approx 0.089, \qquad
D(Q\|P) \approx -H(Q) + 0.06 \log_2 \tfrac1\varepsilon.$$

With $\varepsilon = 10^{-60}$ the second is
$0.06 \cdot 199.3 - 0.327 \approx 11.6$ bits. The event that $P$ takes for impossible
happens in six of a hundred samples of $Q$.
""",
    )
)
