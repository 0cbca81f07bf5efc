"""How far one probability vector is from another: Kullback-Leibler and its kin."""

import numpy as np

from mathlib._validate import (
    ArrayLike,
    String,
    as_probabilities,
    check_same_length,
)
from mathlib.information._terms import relative_entropy
from mathlib.information._units import UNITS, nats_per_unit

__all__ = [
    "as_pair",
    "chi_square_divergence",
    "hellinger_distance",
    "js_divergence",
    "kl_divergence",
    "total_variation",
]


def as_pair(p: ArrayLike, q: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return `p` and `q` as two probability vectors of one length."""
    p, q = as_probabilities(p, "p"), as_probabilities(q, "q")
    check_same_length(p, q, ("p", "q"))
    return p, q


def kl_divergence(p: ArrayLike, q: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the Kullback-Leibler divergence of `p` from `q`.

    Also called relative entropy. Nonnegative, 0 only if `p` equals `q` (Theorem
    ``thm-gibbs``), not symmetric, and plus infinity if `q` is 0 where `p` is not.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`D(p \| q) = \sum_i p_i \log(p_i / q_i)`.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, their lengths differ, or `unit`
        is another word.

    Notes
    -----
    Computed as :math:`\sum_i (p_i \log(p_i / q_i) - p_i + q_i)`, whose terms are
    each at least 0: rounding cannot make the result negative. Where `p` and `q`
    nearly agree a term is summed as a series, and keeps its digits.

    References
    ----------
    {cite}`loader2000` for the series (there for the binomial deviance).

    Examples
    --------
    >>> p, q = [1 / 2, 1 / 4, 1 / 4], [1 / 3, 1 / 3, 1 / 3]
    >>> round(kl_divergence(p, q, unit="bits"), 4)
    0.085
    >>> round(kl_divergence(q, p, unit="bits"), 4)
    0.0817
    """
    size = nats_per_unit(unit)
    p, q = as_pair(p, q)
    return relative_entropy(p, q) / size


def js_divergence(p: ArrayLike, q: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the Jensen-Shannon divergence of `p` and `q`.

    The mean divergence of the two from their midpoint :math:`m = (p + q)/2`:
    symmetric, always finite, at most one bit. Its square root is a distance.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`\tfrac12 D(p \| m) + \tfrac12 D(q \| m)`, between 0 and
        :math:`\log 2`. Some authors and `scipy.spatial.distance.jensenshannon`
        give its square root.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, their lengths differ, or `unit`
        is another word.

    Examples
    --------
    >>> js_divergence([1.0, 0.0], [0.0, 1.0], unit="bits")
    1.0
    """
    size = nats_per_unit(unit)
    p, q = as_pair(p, q)
    twice_m = p + q  # not halved, so that the least numbers do not underflow
    total = relative_entropy(2.0 * p, twice_m) + relative_entropy(2.0 * q, twice_m)
    return min(total / 4.0, UNITS["bits"]) / size


def total_variation(p: ArrayLike, q: ArrayLike) -> float:
    r"""Return the total variation distance of `p` and `q`.

    The greatest difference in probability that the two give to one event.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.

    Returns
    -------
    float
        :math:`\tfrac12 \sum_i |p_i - q_i|`, between 0 and 1: a probability, without
        a unit.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, or their lengths differ.

    Examples
    --------
    >>> total_variation([0.5, 0.5], [0.75, 0.25])
    0.25
    """
    p, q = as_pair(p, q)
    return min(0.5 * float(np.abs(p - q).sum()), 1.0)


def hellinger_distance(p: ArrayLike, q: ArrayLike) -> float:
    r"""Return the Hellinger distance of `p` and `q`.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.

    Returns
    -------
    float
        :math:`\bigl(\tfrac12 \sum_i (\sqrt{p_i} - \sqrt{q_i})^2\bigr)^{1/2}`,
        between 0 and 1, without a unit. Some authors leave out the factor
        :math:`\tfrac12`, or the square root.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, or their lengths differ.

    Examples
    --------
    >>> hellinger_distance([1.0, 0.0], [0.0, 1.0])
    1.0
    """
    p, q = as_pair(p, q)
    total = np.sqrt(p) + np.sqrt(q)
    # sqrt(p) - sqrt(q), by a form that loses no digits where p is near q
    gap = np.divide(p - q, total, out=np.zeros_like(total), where=total > 0)
    return min(float(np.linalg.norm(gap)) / float(np.sqrt(2.0)), 1.0)


def chi_square_divergence(p: ArrayLike, q: ArrayLike) -> float:
    r"""Return the chi-square divergence of `p` from `q` (Pearson's).

    An upper bound on the divergence in nats:
    :math:`D(p \| q) \le \log(1 + \chi^2(p \| q))`. Plus infinity if `q` is 0 where
    `p` is not.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.

    Returns
    -------
    float
        :math:`\chi^2(p \| q) = \sum_i (p_i - q_i)^2 / q_i`, without a unit. Plus
        infinity also where the sum exceeds the largest float.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, or their lengths differ.

    Examples
    --------
    >>> chi_square_divergence([0.5, 0.5], [0.25, 0.75])  # doctest: +ELLIPSIS
    0.333...
    """
    p, q = as_pair(p, q)
    if (p[q == 0] > 0).any():
        return float("inf")
    gap = np.abs(p - q)
    with np.errstate(over="ignore"):
        ratio = np.divide(gap, q, out=np.zeros_like(q), where=q > 0)
        return float((gap * ratio).sum())
