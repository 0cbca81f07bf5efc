"""Exercises of the part *Information theory*."""

from fractions import Fraction

import numpy as np

from exercises.bank import Bank
from exercises.compare import Property
from exercises.kinds import Code, Flaw, Mcq, Num, Order, Predict, Proof, Witness
from exercises.model import Wrong, false, true

bank = Bank("information")


def _kl(p, q) -> float:
    """Return D(p||q) in bits; plus infinity where q is 0 and p is not."""
    p, q = np.asarray(p, float), np.asarray(q, float)
    kept = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[kept] * np.log2(p[kept] / q[kept])))


def _kl_loud(P, Q):
    return np.where(P > 0, P * np.log2(P / Q), 0.0).sum(axis=1)


def _kl_rows(P, Q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return _kl_loud(P, Q)


def _entropy(p) -> float:
    """Return H(p) in nats."""
    p = np.asarray(p, float)
    p = p[p > 0]
    return float(-np.sum(p * np.log(p)))


# divergence


def _ways(a, b, c, exchanged=False, factor=1.0):
    P, U = (float(a), float(b), float(c)), (1 / 3, 1 / 3, 1 / 3)
    both = factor * _kl(P, U), factor * _kl(U, P)
    D_PU, D_UP = both[::-1] if exchanged else both
    return {"D_PU": D_PU, "D_UP": D_UP, "D_ten": 10 * D_PU}


def _eighths(rng):
    shares = [(1, 1, 6), (1, 2, 5), (1, 3, 4)][rng.integers(3)]
    a, b, c = (Fraction(int(share), 8) for share in rng.permutation(shares))
    return {"a": a, "b": b, "c": c}


bank.add(
    Num(
        id="divergence-both-ways",
        title="Both ways, and ten times",
        difficulty=1,
        numbers={"a": Fraction(1, 2), "b": Fraction(1, 4), "c": Fraction(1, 4)},
        vary=_eighths,
        statement=r"""
Cover the page. Let $P = (<<a>>, <<b>>, <<c>>)$ and let $U$ be uniform on three
outcomes. Compute, in bits, `D_PU` $= D(P\|U)$, `D_UP` $= D(U\|P)$, and `D_ten`, the
divergence $D(P^{10}\|U^{10})$ of ten independent draws.
""",
        answer=_ways,
        rtol=2e-3,
        wrong=[
            Wrong(
                lambda a, b, c: _ways(a, b, c, exchanged=True),
                "This is the divergence the other way round: the first argument is "
                "the one that weighs the logarithms.",
            ),
            Wrong(
                lambda a, b, c: _ways(a, b, c, factor=np.log(2)),
                "This is in nats; bits are asked for.",
            ),
            Wrong(
                lambda a, b, c: {"D_ten": _ways(a, b, c)["D_PU"]},
                "Ten draws are more evidence than one: the chain rule adds.",
            ),
        ],
        hint=r"$D(P\|U) = \log_2 3 - H(P)$, because $U$ is uniform.",
        solution=r"""
$H(P) = <<-a*log2(a)-b*log2(b)-c*log2(c):.4f>>$ bits, so $D(P\|U) = \log_2 3 - H(P) =
<<log2(3)+a*log2(a)+b*log2(b)+c*log2(c):.4f>>$ bits. The other way each outcome weighs
one third:

$$D(U\|P) = -\log_2 3 - \tfrac13 \log_2 (<<a>> \cdot <<b>> \cdot <<c>>)
          = <<-log2(3)-log2(a*b*c)/3:.4f>> \text{ bits}.$$

By the chain rule ({prf:ref}`thm-chain`) ten independent draws have ten times the
divergence of one, $<<10*(log2(3)+a*log2(a)+b*log2(b)+c*log2(c)):.4f>>$ bits.
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
                "$H(Q)$",
                "$Q$ is what we vary: a least value over all $Q$ cannot still contain "
                "$Q$.",
            ),
            false(
                "there is none",
                "Gibbs' inequality gives a lower bound, and $Q = P$ attains it.",
            ),
        ],
        hint=r"Write $H(P, Q)$ as a sum in which only one term depends on $Q$.",
        solution=r"""
$H(P, Q) = H(P) + D(P\|Q)$, and by Gibbs' inequality $D(P\|Q) \ge 0$ with equality
for $Q = P$ alone. So the least value is $H(P)$.
""",
    )
)


def _no_share(c, epsilon):
    return _entropy([1 - epsilon] + [epsilon / (c - 1)] * (c - 1))


def _smooth(c, epsilon):
    return _entropy([1 - epsilon + epsilon / c] + [epsilon / c] * (c - 1))


bank.add(
    Num(
        id="divergence-smoothing-floor",
        title="A loss that cannot fall",
        difficulty=1,
        numbers={"c": 1000, "epsilon": 0.1},
        vary=lambda rng: {
            "c": int(rng.integers(20, 2001)),
            "epsilon": int(rng.integers(2, 31)) / 100,
        },
        statement=r"""
A classifier of $c = <<c>>$ classes is trained with label smoothing: the target is
$\frac{\varepsilon}{c}$ on each class and $1 - \varepsilon$ more on the label, with
$\varepsilon = <<epsilon>>$. What is the least mean cross-entropy that any network can
reach, in nats?
""",
        answer=_smooth,
        rtol=1e-4,
        wrong=[
            Wrong(
                lambda c, epsilon: _smooth(c, epsilon) / np.log(2),
                "This is in bits; nats are asked for.",
            ),
            Wrong(_no_share, "In the statement the label also gets $\\varepsilon/c$."),
            Wrong(0.0, "The floor is the entropy of the target, which is not one-hot."),
        ],
        hint="Cross-entropy is entropy plus divergence: which part of the loss does "
        "not depend on the network?",
        solution=r"""
The least value of $H(P, Q)$ over $Q$ is $H(P)$, here with one entry
$a = 1 - \varepsilon + \varepsilon/c$ and $c - 1$ entries $\varepsilon/c$:

$$H = a \ln\frac1a + (c-1)\,\frac{\varepsilon}{c}\,\ln\frac{c}{\varepsilon}.$$

For $c = <<c>>$ and $\varepsilon = <<epsilon>>$: $a = <<1-epsilon+epsilon/c:.5f>>$, and

$$H = <<-(1-epsilon+epsilon/c)*ln(1-epsilon+epsilon/c):.5f>>
    + <<(c-1)*epsilon/c:.5f>> \cdot <<ln(c/epsilon):.5f>>
    = <<((c-1)*epsilon/c*ln(c/epsilon)
         -(1-epsilon+epsilon/c)*ln(1-epsilon+epsilon/c)):.5f>>
    \text{ nats}.$$

A loss far from zero, and nothing wrong with the network.
""",
    )
)

bank.add(
    Code(
        id="divergence-kl-code",
        title="Zeros done right, row by row",
        difficulty=1,
        statement=r"""
Each row of the matrices `P` and `Q` is a distribution, zeros allowed. Write `kl(P, Q)`:
the vector of the divergences of the rows, $D(P_i\|Q_i)$ in bits, all at once. It holds
`inf` where that is right, never `nan`, and the function warns of nothing.
""",
        starter="def kl(P, Q):\n    return ...  # your code: a number for each row",
        inputs=lambda rng: {
            "P": np.insert(rng.dirichlet(np.ones(4), size=3), 2, 0.0, axis=1),
            "Q": rng.dirichlet(np.ones(5), size=3),
        },
        edges=[
            {
                "P": np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]),
                "Q": np.array([[0.25, 0.75, 0.0], [1.0, 0.0, 0.0], [0.5, 0.0, 0.5]]),
            },
            {"P": np.array([[1.0, 0.0]]), "Q": np.array([[0.5, 0.5]])},
        ],
        reference=_kl_rows,
        quiet=True,
        wrong=[
            Wrong(
                lambda P, Q: _kl_rows(Q, P), "You have the slots the other way round."
            ),
            Wrong(
                lambda P, Q: _kl_rows(P, Q) * np.log(2),
                "This is in nats; bits are asked for.",
            ),
            Wrong(
                lambda P, Q: np.sum(P * np.log2((P + 1e-12) / (Q + 1e-12)), axis=1),
                "A small epsilon hides an infinite divergence. Leave out the terms "
                "with p = 0, and let p > 0 = q be infinite.",
            ),
            Wrong(
                lambda P, Q: np.sum(
                    np.where((P > 0) & (Q > 0), P, 0)
                    * np.log2(np.where(P > 0, P, 1) / np.where(Q > 0, Q, 1)),
                    axis=1,
                ),
                "You left out the terms with q = 0 as well; with p > 0 they are "
                "infinite.",
            ),
            Wrong(
                _kl_loud,
                "The terms that `np.where` throws away are computed all the same: let "
                "`np.errstate` silence them.",
            ),
        ],
        hint="Rows lose different entries, so nothing can be cut out. Put 0 in place "
        "of the terms with `P == 0`: `np.where` chooses, entry by entry.",
        solution=r"""
```python
def kl(P, Q):
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = P * np.log2(P / Q)
    return np.where(P > 0, terms, 0).sum(axis=1)
```

Terms with $p = 0$ count 0, also where $q = 0$: there the formula gives NaN, which
`np.where` replaces. A single $q = 0 < p$ makes a row infinite: the belief excludes what
happens. `np.errstate` silences the warnings of the terms that are thrown away.
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

bank.add(
    Flaw(
        id="divergence-entropy-is-constant",
        title="A proof too short",
        difficulty=2,
        statement=r"""
"For fixed $P$, the $Q$ that minimizes the cross-entropy $H(Q, P)$ is $Q = P$." Which
line of the argument is the first false one?
""",
        lines=[
            r"$H(Q, P) = H(Q) + D(Q\|P)$.",
            r"$D(Q\|P) \ge 0$, with equality exactly for $Q = P$.",
            r"$H(Q)$ is an entropy, so it does not depend on the belief, over which "
            r"we minimize.",
            r"So $H(Q, P)$ is least where $D(Q\|P)$ is least, which is $Q = P$.",
        ],
        flaw=3,
        because={
            1: "it is the theorem that splits a loss, with the letters exchanged.",
            2: "it is Gibbs' inequality.",
            4: "it would follow, if line 3 held.",
        },
        hint="Over which of the two letters do we minimize, and in which slot is it?",
        solution=r"""
Line 3. In $H(Q, P)$ the variable $Q$ stands in the *first* slot, whose entropy is
$H(Q)$: it is not constant at all. In fact $H(Q, P) = \sum_i q_i \log\frac1{p_i}$ is
linear in $Q$ and is least when all mass sits on the most probable outcome of $P$.
For $P = (\tfrac12,\tfrac14,\tfrac14)$ that gives 1 bit, while $Q = P$ gives $1.5$.
""",
    )
)

bank.add(
    Order(
        id="divergence-chi-square",
        title="Bounded by chi-square",
        difficulty=2,
        statement=r"""
All $q_i > 0$, and $\chi^2(P\|Q) = \sum_i (p_i - q_i)^2/q_i$. Put the lines of a
proof of $D(P\|Q) \le \chi^2(P\|Q)$ (in nats) in order. Some lines do not belong.
""",
        lines={
            "lemma": r"For every $x > 0$, $\;\ln x \le x - 1$.",
            "use": r"So for $p_i > 0$: $\;p_i \ln\frac{p_i}{q_i} \le "
            r"p_i\bigl(\frac{p_i}{q_i} - 1\bigr)$.",
            "sum": r"Summed over all $i$: "
            r"$\;D(P\|Q) \le \sum_i \frac{p_i^2}{q_i} - 1$.",
            "square": r"And "
            r"$\;\frac{p_i^2}{q_i} = \frac{(p_i-q_i)^2}{q_i} + 2p_i - q_i$.",
            "add": r"Since $\sum_i (2p_i - q_i) = 1$, "
            r"the right side is $\chi^2(P\|Q)$.",
        },
        after={"use": ["lemma"], "sum": ["use"], "add": ["sum", "square"]},
        distractors=[
            false(
                r"Since $\ln$ is convex, Jensen gives "
                r"$D(P\|Q) \le \ln\sum_i p_i\frac{q_i}{p_i} = 0$.",
                "the logarithm is concave, and the conclusion is absurd.",
            ),
            false(
                r"By Pinsker, $D(P\|Q) \ge 2\,\mathrm{TV}^2$.",
                "it is true, but it bounds the divergence from below.",
            ),
        ],
        hint="Which inequality bounds a logarithm from above?",
        solution=r"""
The tangent first, at $x = p_i/q_i$; then multiply by $p_i$ and sum; then the algebra
$p^2 = (p-q)^2 + 2pq - q^2$, divided by $q$ and summed. (The line with the square can
stand anywhere before the last.) A sharper result by Jensen, which says that
$\mathrm E_P \ln\frac pq \le \ln \mathrm E_P \frac pq$, is
$D \le \ln(1 + \chi^2)$.
""",
    )
)


def _mutual(P):
    P = np.asarray(P, float)
    return _kl(P.ravel(), np.outer(P.sum(axis=1), P.sum(axis=0)).ravel())


def _table(rng):
    P = rng.dirichlet(np.ones(12)).reshape(3, 4)
    P[0, 1] = 0.0
    return {"P": P / P.sum()}


bank.add(
    Code(
        id="divergence-mutual-table",
        title="Information in a table",
        difficulty=2,
        statement=r"""
Write `mutual_information(P)`: the mutual information in bits of a joint distribution
given as a table whose entries sum to 1, with zeros allowed.
""",
        starter="def mutual_information(P):\n    return ...  # your code",
        inputs=_table,
        edges=[
            {"P": np.array([[0.5, 0.0], [0.25, 0.25]])},
            {"P": np.eye(4) / 4},
            {"P": np.outer([0.3, 0.7], [0.2, 0.8])},
            {"P": np.array([[0.5, 0.5], [0.0, 0.0]])},
        ],
        reference=_mutual,
        wrong=[
            Wrong(
                lambda P: _mutual(P) * np.log(2),
                "This is in nats; bits are asked for.",
            ),
            Wrong(
                lambda P: _entropy(P.ravel()) / np.log(2),
                "This is the joint entropy. Compare the table with the product of its "
                "marginals.",
            ),
            Wrong(
                lambda P: -_mutual(P),
                "The sign is wrong: mutual information is never negative.",
            ),
        ],
        hint="`np.outer` of the two marginals is the table of independent variables.",
        solution=r"""
```python
def mutual_information(P):
    product = np.outer(P.sum(axis=1), P.sum(axis=0))
    seen = P > 0
    return np.sum(P[seen] * np.log2(P[seen] / product[seen]))
```

Where $P(x,y) > 0$ both marginals are positive, so no denominator vanishes. Three
checks: the detector's table gives $0.3113$ bits, $\frac14 I$ gives $\log_2 4 = 2$ bits,
a product gives 0.
""",
    )
)


def _merged(a, b, c, x, y, z, factor=1.0):
    a, b, c, x, y, z = (float(value) for value in (a, b, c, x, y, z))
    return {
        "before": factor * _kl([a, b, c], [x, y, z]),
        "last_two": factor * _kl([a, b + c], [x, y + z]),
        "first_two": factor * _kl([a + b, c], [x + y, z]),
    }


def _equal_ratios(rng):
    b, c = (int(share) for share in rng.permutation([1, 2, 3])[:2])
    a = b + c
    t = Fraction(int(rng.choice([2, 6])), 8)
    P = {"a": Fraction(1, 2), "b": Fraction(b, 2 * a), "c": Fraction(c, 2 * a)}
    return P | {"x": 1 - t, "y": t * Fraction(b, a), "z": t * Fraction(c, a)}


bank.add(
    Num(
        id="divergence-merge",
        title="Two ways to merge",
        difficulty=1,
        numbers={
            "a": Fraction(1, 2),
            "b": Fraction(1, 3),
            "c": Fraction(1, 6),
            "x": Fraction(1, 4),
            "y": Fraction(1, 2),
            "z": Fraction(1, 4),
        },
        vary=_equal_ratios,
        statement=r"""
Let $P = (<<a>>, <<b>>, <<c>>)$ and $Q = (<<x>>, <<y>>, <<z>>)$. Compute $D(P\|Q)$ in
bits: `before`, and after the `last_two` outcomes, or the `first_two`, have been merged
into one. Say first which merger costs nothing.
""",
        answer=_merged,
        rtol=2e-3,
        wrong=[
            Wrong(
                lambda **numbers: _merged(**numbers, factor=np.log(2)),
                "This is in nats; bits are asked for.",
            ),
            Wrong(
                lambda **numbers: {"first_two": _merged(**numbers)["before"]},
                "The ratios $p_i/q_i$ of these two differ: something is lost.",
            ),
            Wrong(
                {"last_two": 0.0},
                "A merger that loses nothing leaves the divergence as it was.",
            ),
        ],
        hint="Merging adds probabilities. Which ratios $p_i/q_i$ are equal?",
        solution=r"""
Before:

$$D(P\|Q) = (<<a>>) \log_2 \frac{<<a>>}{<<x>>} + (<<b>>) \log_2 \frac{<<b>>}{<<y>>}
+ (<<c>>) \log_2 \frac{<<c>>}{<<z>>}
= <<a*log2(a/x)+b*log2(b/y)+c*log2(c/z):.4f>> \text{ bits}.$$

The last two outcomes have the same ratio $p_i/q_i = <<b/y:.4g>>$: which of them
occurred tells nothing about $P$ or $Q$, and after merging them the divergence is still
$<<a*log2(a/x)+b*log2(b/y)+c*log2(c/z):.4f>>$ bits. The first two have the ratios
$<<a/x:.4g>>$ and $<<b/y:.4g>>$. Merging them leaves
$<<(a+b)*log2((a+b)/(x+y))+c*log2(c/z):.4f>>$ bits.
""",
    )
)


def _softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def _naive_softmax(z):
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(z) / np.exp(z).sum()


bank.add(
    Code(
        id="divergence-softmax-gradient",
        title="What a classifier is told",
        difficulty=1,
        statement=r"""
A network gives scores $z$, its belief is $q = \operatorname{softmax}(z)$, and the
target is $p$. Work out once more, without the page, the gradient of $H(p, q)$ in nats
with respect to $z$, and write
`gradient(z, p)`. Scores may be as large as $\pm 1000$.
""",
        starter="def gradient(z, p):\n    return ...  # your code",
        inputs=lambda rng: {
            "z": 2 * rng.normal(size=4),
            "p": rng.dirichlet(np.ones(4)),
        },
        edges=[
            {"z": np.zeros(3), "p": np.array([1.0, 0.0, 0.0])},
            {"z": np.array([1000.0, -1000.0]), "p": np.array([0.25, 0.75])},
        ],
        reference=lambda z, p: _softmax(z) - p,
        wrong=[
            Wrong(
                lambda z, p: p - _softmax(z),
                "This is the direction in which the loss falls.",
            ),
            Wrong(
                lambda z, p: _naive_softmax(z) - p,
                "An exponential overflows. Subtract the largest score first.",
            ),
            Wrong(
                lambda z, p: -p / np.maximum(_softmax(z), 1e-300),
                "This is the gradient with respect to $q$, not yet to $z$.",
            ),
        ],
        hint=r"$\ln q_i = z_i - \ln\sum_j e^{z_j}$, and $\sum_i p_i = 1$.",
        solution=r"""
$H(p, q) = -\sum_i p_i z_i + \ln \sum_j e^{z_j}$, because $\sum_i p_i = 1$. The
derivative of the last term with respect to $z_i$ is $e^{z_i}/\sum_j e^{z_j} = q_i$. So
the gradient is $q - p$: what was believed minus what is.

```python
def gradient(z, p):
    e = np.exp(z - z.max())
    return e / e.sum() - p
```
""",
    )
)


def _vae(mu, log_var, s):
    ratio = log_var - 2 * np.log(s)
    return float(np.sum((mu / s) ** 2 + np.exp(ratio) - 1 - ratio) / 2)


bank.add(
    Code(
        id="divergence-vae-penalty",
        title="The autoencoder's penalty",
        difficulty=1,
        statement=r"""
An encoder returns a mean $\mu \in \mathbb R^d$ and the logarithms of the variances,
$\ln \sigma_j^2$; the prior is wider than usual. Write `penalty(mu, log_var, s)`: the
divergence
$D\bigl(\mathcal N(\mu, \operatorname{diag}\sigma^2)\,\|\,\mathcal N(0, s^2 I)\bigr)$
in nats.
""",
        starter="def penalty(mu, log_var, s):\n    return ...  # your code",
        inputs=lambda rng: {
            "mu": rng.normal(size=4),
            "log_var": rng.normal(size=4),
            "s": float(rng.uniform(1.5, 4.0)),
        },
        edges=[
            {"mu": np.zeros(3), "log_var": np.zeros(3), "s": 1.0},
            {"mu": np.zeros(3), "log_var": np.full(3, np.log(4.0)), "s": 2.0},
        ],
        reference=_vae,
        wrong=[
            Wrong(
                lambda mu, log_var, s: _vae(mu, 2 * log_var, s),
                "The network gives the logarithm of the variance, not of $\\sigma$.",
            ),
            Wrong(
                lambda mu, log_var, s: float(
                    np.sum((s**2 + mu**2) / np.exp(log_var) - 1 + log_var) / 2
                    - len(mu) * np.log(s)
                ),
                "This is the divergence the other way round.",
            ),
            Wrong(
                lambda mu, log_var, s: _vae(mu, log_var, s) / len(mu),
                "Independent coordinates add up; you took their mean.",
            ),
            Wrong(
                lambda mu, log_var, s: _vae(mu, log_var, 1.0),
                "This is right for the prior of width 1.",
            ),
        ],
        hint=r"Put $\Sigma_1 = s^2 I$, $\mu_1 = 0$ into the formula for two Gaussians.",
        solution=r"""
In {prf:ref}`thm-gaussians`, $\Sigma_1 = s^2 I$ gives
$\operatorname{tr}(\Sigma_1^{-1}\Sigma_0) = \sum_j \sigma_j^2/s^2$ and
$\ln\frac{\det\Sigma_1}{\det\Sigma_0} = -\sum_j \ln\frac{\sigma_j^2}{s^2}$, so

$$D = \tfrac12 \sum_j \Bigl(\frac{\mu_j^2 + \sigma_j^2}{s^2} - 1
    - \ln\frac{\sigma_j^2}{s^2}\Bigr).$$

```python
def penalty(mu, log_var, s):
    ratio = log_var - 2 * np.log(s)
    return np.sum((mu / s) ** 2 + np.exp(ratio) - 1 - ratio) / 2
```

It is zero for $\mu = 0$, $\sigma_j = s$, where the encoder says what the prior says.
""",
    )
)


def _bits_needed(c, error):
    left_over = _entropy([error, 1 - error]) / np.log(2) + error * np.log2(c - 1)
    return float(np.log2(c) - left_over)


bank.add(
    Num(
        id="divergence-fano",
        title="How much must features know?",
        difficulty=2,
        numbers={"c": 100, "error": 0.05},
        vary=lambda rng: {
            "c": int(rng.integers(20, 200)),
            "error": float(rng.choice([0.02, 0.1, 0.2])),
        },
        statement=r"""
A classifier is wrong on a share <<error>> of the images of $c = <<c>>$ equally frequent
classes. At least how many bits of information about the class are in its features?
""",
        answer=_bits_needed,
        rtol=2e-3,
        wrong=[
            Wrong(
                lambda c, error: np.log2(c) - _bits_needed(c, error),
                "This is the bound on $H(X|Y)$, what the features leave open.",
            ),
            Wrong(
                lambda c, error: _bits_needed(c, error) * np.log(2),
                "This is in nats; bits are asked for.",
            ),
            Wrong(
                lambda c, error: (1 - error) * np.log2(c),
                "You counted only the right answers. Fano also charges $h_2(p_e)$, for "
                "not knowing *which* answers are wrong.",
            ),
            Wrong(
                lambda c, error: np.log2(c),
                "This would be needed to be right always.",
            ),
        ],
        hint=r"$I(X;Y) = H(X) - H(X|Y)$, and Fano bounds $H(X|Y)$ from above.",
        solution=r"""
By {prf:ref}`thm-fano`, $H(X|Y) \le h_2(p_e) + p_e \log_2(c-1)$, so

$$I(X;Y) = \log_2 c - H(X|Y) \ge \log_2 c - h_2(p_e) - p_e\log_2(c-1).$$

For $c = <<c>>$ and $p_e = <<error>>$: $<<log2(c):.4f>>
- <<-error*log2(error)-(1-error)*log2(1-error):.4f>> - <<error*log2(c-1):.4f>>
= <<log2(c)+error*log2(error)+(1-error)*log2(1-error)-error*log2(c-1):.3f>>$ bits, of
the $<<log2(c):.3f>>$ that there are.
""",
    )
)


def _info_nce(S):
    top = S.max(axis=1, keepdims=True)
    lse = top[:, 0] + np.log(np.exp(S - top).sum(axis=1))
    return float(np.mean(lse - np.diag(S)))


bank.add(
    Code(
        id="divergence-infonce-code",
        title="InfoNCE that does not overflow",
        difficulty=2,
        statement=r"""
Write `info_nce(S)`: the loss in nats of a square matrix of scores, row $i$ scoring
its own partner on the diagonal. Scores may be as large as $\pm 1000$.
""",
        starter="def info_nce(S):\n    return ...  # your code",
        inputs=lambda rng: {"S": 3 * rng.normal(size=(5, 5))},
        edges=[
            {"S": np.zeros((8, 8))},
            {"S": 1000 * np.eye(3)},
            {"S": np.array([[-1000.0, 1000.0], [0.0, -1000.0]])},
        ],
        reference=_info_nce,
        wrong=[
            Wrong(
                lambda S: _info_nce(S.T),
                "You normalized over the columns. Each row is one choice.",
            ),
            Wrong(
                lambda S: _info_nce(S) * len(S),
                "The loss is the mean over the rows; you took the sum.",
            ),
            Wrong(
                lambda S: _info_nce(S) / np.log(2),
                "This is in bits; nats are asked for.",
            ),
        ],
        hint=r"$\ln\sum_j e^{s_j} = m + \ln\sum_j e^{s_j - m}$ for every $m$.",
        solution=r"""
With $m_i$ the largest score of row $i$ no exponential exceeds 1:

```python
def info_nce(S):
    top = S.max(axis=1)
    log_sum = top + np.log(np.exp(S - top[:, None]).sum(axis=1))
    return np.mean(log_sum - np.diag(S))
```

Equal scores give $\ln b$, so a bound of 0 nats on the information; a perfect, sure
score gives loss 0 and the most a batch can certify, $\ln b$.
""",
    )
)


def _w1(x, y):
    x, y = np.sort(x), np.sort(y)
    t = np.sort(np.concatenate([x, y]))
    F = np.searchsorted(x, t[:-1], side="right") / len(x)
    G = np.searchsorted(y, t[:-1], side="right") / len(y)
    return float(np.sum(np.abs(F - G) * np.diff(t)))


def _w1_matched(x, y):
    n = min(len(x), len(y))
    return float(np.mean(np.abs(np.sort(x)[:n] - np.sort(y)[:n])))


bank.add(
    Code(
        id="divergence-wasserstein",
        title="Samples of different sizes",
        difficulty=2,
        statement=r"""
Write `w1(x, y)`: the distance $W_1$ of the empirical distributions of two samples
that may have different sizes.
""",
        starter="def w1(x, y):\n    return ...  # your code",
        inputs=lambda rng: {
            "x": rng.normal(size=int(rng.integers(3, 8))),
            "y": rng.normal(1.0, 2.0, size=int(rng.integers(9, 12))),
        },
        edges=[
            {"x": np.array([0.0]), "y": np.array([-1.0, 1.0])},
            {"x": np.array([0.0, 0.0, 1.0, 2.0]), "y": np.array([0.0, 1.0, 2.0])},
        ],
        reference=_w1,
        wrong=[
            Wrong(
                _w1_matched,
                "You matched sorted points one by one, which needs samples of the "
                "same size. Integrate the difference of the distribution functions.",
            ),
            Wrong(
                lambda x, y: float(abs(np.mean(x) - np.mean(y))),
                "The means may agree while the mass must still travel.",
            ),
        ],
        hint="$W_1$ is the area between the two distribution functions. Between "
        "neighboring points of the merged sample both are constant; "
        "`np.searchsorted` counts.",
        solution=r"""
```python
def w1(x, y):
    x, y = np.sort(x), np.sort(y)
    t = np.sort(np.concatenate([x, y]))
    F = np.searchsorted(x, t[:-1], side="right") / len(x)
    G = np.searchsorted(y, t[:-1], side="right") / len(y)
    return np.sum(np.abs(F - G) * np.diff(t))
```

Our pair on the positions 0, 1, 2, as the samples $(0,0,1,2)$ and $(0,1,2)$, gives
$\frac14$.
""",
    )
)

bank.add(
    Proof(
        id="divergence-js-coin",
        title="Which of the two?",
        difficulty=2,
        statement=r"""
Toss a fair coin $B$. If it shows heads draw $X$ from $P$, else from $Q$. Prove that
$\mathrm{JS}(P,Q) = I(B;X)$, and read {prf:ref}`thm-js` off it: why at most one bit?
""",
        hint=r"What is the distribution of $X$, and which table is $P_B \times P_X$?",
        solution=r"""
$X$ has the distribution $M = \frac12(P+Q)$. The joint distribution gives $(b, x)$ the
probability $\frac12 P(x)$ or $\frac12 Q(x)$, the product of the marginals
$\frac12 M(x)$; so

$$I(B;X) = \sum_x \tfrac12 P(x)\log\frac{P(x)}{M(x)}
+ \sum_x \tfrac12 Q(x)\log\frac{Q(x)}{M(x)}
= \mathrm{JS}(P,Q).$$

Hence $\mathrm{JS} \ge 0$, and $\mathrm{JS} = H(B) - H(B|X) \le H(B) = 1$ bit, with
equality exactly if $X$ betrays the coin, that is if no outcome is possible under both.
Exchanging heads and tails exchanges $P$ and $Q$: it is symmetric. It is 0 exactly if
$X$ does not depend on $B$, that is $P = Q$.
This is the game of the first adversarial networks: the discriminator guesses $B$.
""",
        rubric=[
            ("the distribution of X is M", 0.25),
            ("the joint and the product are compared term by term", 0.5),
            ("at most H(B), which is one bit", 0.25),
        ],
    )
)

bank.add(
    Proof(
        id="divergence-pythagoras",
        title="Pythagoras for Gaussians",
        difficulty=2,
        statement=r"""
Let $p$ be a density on $\mathbb R^d$ with mean $m$, invertible covariance $S$ and
finite $h(p)$, and let $g = \mathcal N(m, S)$. Prove that for every Gaussian $q$

$$D(p\|q) = D(p\|g) + D(g\|q),$$

and conclude that forward KL matches moments in every dimension.
""",
        hint=r"$\ln q(x)$ is a quadratic polynomial. What does its mean depend on?",
        solution=r"""
For $q = \mathcal N(\mu, \Sigma)$, $\ln q$ is a polynomial of degree 2 in the
coordinates of $x$. Its mean depends on the first and second moments alone, and $p$
and $g$ have the same ones: $\mathrm E_p \ln q = \mathrm E_g \ln q$ for every Gaussian
$q$, so for $g$ itself too. All terms are finite: $h(p)$ by assumption, the others as
means of quadratics. Therefore

$$D(p\|q) - D(p\|g) = \mathrm E_p[\ln g - \ln q] = \mathrm E_g[\ln g - \ln q]
= D(g\|q).$$

The first term on the right of the claim does not contain $q$; the second is least,
zero, exactly for $q = g$, by Gibbs' inequality.
""",
        rubric=[
            ("the mean of ln q depends on two moments only", 0.4),
            ("the same for ln g", 0.2),
            ("the difference, and Gibbs' inequality", 0.4),
        ],
    )
)

bank.add(
    Num(
        id="divergence-when-it-chooses",
        title="When does the reverse fit choose?",
        label="explore",
        difficulty=3,
        statement=r"""
Two equal humps of width 1 move apart:
$p = \frac12\mathcal N(-a, 1) + \frac12\mathcal N(a, 1)$. While $a$ is small the
Gaussian that minimizes $D(q\|p)$ is centered at 0; from some $a^*$ on it sits on one
hump. Find $a^*$ by experiment, with `info.fit_gaussian_reverse` from several starts.
""",
        answer=2.800,  # by bisection; checked in tests/exercises
        rtol=5e-3,
        wrong=[
            Wrong(
                1.0,
                "At $a = 1$ the density stops having a single top, but one Gaussian "
                "over both humps is still the best reverse fit.",
            ),
            Wrong(5.6, "This is the distance of the humps; $a$ is half of it."),
            Wrong(
                2.42,
                "Here a valley appears on the hump, but it is not yet the lower one.",
            ),
        ],
        hint=r"""
For each $a$ compare the final divergence of two descents: one from $\mu = 0$,
$\sigma = \sqrt{1 + a^2}$, one from $\mu = a$, $\sigma = 1$. Bisect on the sign of the
difference.
""",
        solution=r"""
```python
def gap(a):
    x = np.linspace(-16, 16, 1601)
    log_p = np.logaddexp(log_normal(x, -a, 1), log_normal(x, a, 1)) - np.log(2)
    fit = info.fit_gaussian_reverse
    middle = fit(x, log_p, mu=0, sigma=np.sqrt(1 + a**2))
    side = fit(x, log_p, mu=a, sigma=1)
    return middle.history[-1] - side.history[-1]

low, high = 2.5, 3.0
while high - low > 1e-3:
    a = (low + high) / 2
    low, high = (a, high) if gap(a) < 0 else (low, a)
```

$a^* = 2.80$: the humps stand $5.6$ widths apart before choosing pays. There the best
Gaussian *jumps* from $0$ to near $\pm a$; both are local minima near $a^*$ (the outer
one from $a \approx 2.42$ on). "Reverse KL seeks a mode" holds for well separated modes
only.
""",
    )
)


def _misses_more(rng):
    x = rng.standard_normal(1000)
    log_ratio = np.log(3) - x**2 / 2 + x**2 / 18  # ln p(x) - ln q(x)
    truth = np.log(3) + 1 / 18 - 1 / 2
    plain = np.mean(log_ratio)
    positive = np.mean(np.exp(-log_ratio) - 1 + log_ratio)
    return bool(abs(positive - truth) > abs(plain - truth))


bank.add(
    Predict(
        id="divergence-steady",
        title="The steady estimator meets a wide belief",
        difficulty=2,
        statement=r"""
Both estimators of $D(p\|q)$, the plain mean of $\ln\frac pq$ and the mean of the
nonnegative $r - 1 - \ln r$ with $r = q/p$, are right on average. Take
$p = \mathcal N(0,1)$, $q = \mathcal N(0, 3^2)$ and one run of 1000 samples of $p$. With
what probability does the *nonnegative* one miss the true value by more?
""",
        experiment=_misses_more,
        report=(
            "Now repeat it with a loop over many seeds, and look at the histogram of "
            "both errors."
        ),
        hint=r"""
The two differ by the mean of $r - 1$. Which samples carry the mean of $r$, and how
often does $p$ draw them?
""",
        solution=r"""
Nearly 1. The mean of $r$ under $p$ is 1, but its variance is infinite:
$\mathrm E_p r^2 = \int q^2/p$, and $q^2/p$ grows like $e^{x^2/2 - x^2/9}$. More than a
quarter of that mean comes from $|x| > 3.3$, where a thousand samples of $p$ have on
average one point. So the nonnegative estimate is typically low by $0.2$ nats (and,
rarely, high by far more), while the plain one has the standard error
$\frac49\sqrt2/\sqrt{1000} = 0.02$. Right on average is no promise for one run.
""",
    )
)
