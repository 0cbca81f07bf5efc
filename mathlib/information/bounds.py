"""What information says about error: Fano's bound and the InfoNCE loss."""

import math

import numpy as np

from mathlib._validate import (
    ArrayLike,
    Integer,
    Real,
    String,
    as_positive_int,
    as_scalar,
    as_square_matrix,
)
from mathlib.information._units import nats_per_unit

__all__ = ["fano_lower_bound", "info_nce"]


def fano_lower_bound(
    conditional_entropy: Real, n_classes: Integer, *, unit: String = "nats"
) -> float:
    r"""Return the least error probability that Fano's inequality allows.

    Whoever guesses a class Y from an observation X is wrong with a probability e
    that satisfies :math:`h(e) + e \log(n - 1) \ge H(Y \mid X)` (Theorem
    ``thm-fano``). The left side grows with e on :math:`[0, 1 - 1/n]`, from 0 to
    :math:`\log n`, so that the inequality can be solved for e.

    Parameters
    ----------
    conditional_entropy : float
        :math:`H(Y \mid X)`, between 0 and :math:`\log n`.
    n_classes : int
        Number n of classes, at least 2.
    unit : {"nats", "bits"}
        Unit of `conditional_entropy`.

    Returns
    -------
    float
        The least e, between 0 and :math:`1 - 1/n`: a probability, without a unit.

    Raises
    ------
    ValueError
        If `conditional_entropy` is negative or exceeds the log of `n_classes`,
        `n_classes` is below 2, or `unit` is another word.

    Notes
    -----
    Found by bisection down to neighboring floats; the lower one is returned, so
    that the bound stays a bound. Textbooks often give the weaker
    :math:`e \ge (H(Y \mid X) - \log 2) / \log n`, which comes from
    :math:`h(e) \le \log 2` and :math:`n - 1 < n`, and which says nothing for
    :math:`H(Y \mid X) \le \log 2` (and hence nothing at all for two classes).

    Examples
    --------
    >>> round(fano_lower_bound(1.0, 4, unit="bits"), 4)
    0.1893
    >>> fano_lower_bound(2.0, 4, unit="bits")
    0.75
    """
    size = nats_per_unit(unit)
    n_classes = as_positive_int(n_classes, "n_classes", least=2)
    most = math.log(n_classes)
    needed = as_scalar(conditional_entropy, "conditional_entropy", least=0.0) * size
    if needed > most * (1.0 + 1e-12):
        raise ValueError(
            f"conditional_entropy must be at most the log of n_classes, "
            f"{most / size:g} {unit}; got {needed / size:g}."
        )
    low, high = 0.0, 1.0 - 1.0 / n_classes
    if needed >= most:
        return high
    while low < (middle := 0.5 * (low + high)) < high:
        if _fano_side(middle, n_classes) <= needed:
            low = middle
        else:
            high = middle
    return low


def _fano_side(e: float, n_classes: int) -> float:
    """Return h(e) + e log(n - 1), in nats."""
    entropy = -e * math.log(e) - (1.0 - e) * math.log1p(-e)
    return entropy + e * math.log(n_classes - 1)


def info_nce(scores: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the InfoNCE loss of a batch of pairs.

    Row i scores its own partner (on the diagonal) against the partners of the
    other rows: the mean cross-entropy of picking the right one by a softmax.

    Parameters
    ----------
    scores : array_like, shape (b, b)
        Scores of query i with key j, already divided by the temperature; the
        positive pairs stand on the diagonal.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`L = \frac1b \sum_i \bigl(\log \sum_j e^{s_{ij}} - s_{ii}\bigr)`, at
        least 0; :math:`\log b` if all scores are equal. In the mean over batches
        the mutual information is at least :math:`\log b - L`.

    Raises
    ------
    ValueError
        If `scores` is not a square matrix of finite numbers, or `unit` is another
        word.

    Notes
    -----
    With m the greatest score of a row, the row gives
    :math:`(m - s_{ii}) + \log(1 + \sum_{j \ne \arg\max} e^{s_{ij} - m})`: two
    terms, both at least 0, that neither overflow nor lose a small loss to rounding.

    Examples
    --------
    >>> info_nce([[0.0, 0.0], [0.0, 0.0]], unit="bits")
    1.0
    """
    size = nats_per_unit(unit)
    scores = as_square_matrix(scores, "scores")
    rows = np.arange(len(scores))
    best = scores.argmax(axis=1)
    top = scores[rows, best]
    with np.errstate(over="ignore", under="ignore"):
        weights = np.exp(scores - top[:, None])
        weights[rows, best] = 0.0
        losses = (top - scores.diagonal()) + np.log1p(weights.sum(axis=1))
        return float(losses.mean()) / size
