r"""Logarithms and divergence terms that survive zeros, tiny numbers and near ties.

Three things go wrong when formulas of information theory are typed in as they
stand: :math:`0 \log 0` is NaN; a ratio of probabilities overflows or underflows
although its logarithm is an ordinary number; and a divergence of two nearly equal
distributions, a sum of terms of both signs, comes out as a tiny negative number.
The functions here mend the three, once for the whole part.
"""

import numpy as np

__all__ = ["log_or_minus_inf", "relative_entropy", "times_or_zero"]

_NEAR = 0.1
# 1/17, 1/15, ..., 1/3: the series of atanh from its last term that matters.
_ATANH_COEFFICIENTS = [1.0 / (2 * j + 1) for j in range(8, 0, -1)]


def log_or_minus_inf(p: np.ndarray) -> np.ndarray:
    """Return log p, minus infinity where p is 0, without a warning."""
    with np.errstate(divide="ignore"):
        return np.log(p)


def times_or_zero(p: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return p * x, and 0 where p is 0 whatever x is (0 log 0 = 0)."""
    return np.multiply(p, x, out=np.zeros(np.broadcast(p, x).shape), where=p > 0)


def relative_entropy(
    p: np.ndarray, q: np.ndarray, log_ratio: np.ndarray | None = None
) -> float:
    r"""Return the sum of :math:`p \log(p/q) - p + q` over all entries, in nats.

    For two distributions :math:`\sum(q - p) = 0`, so this is their divergence. Each
    term is at least 0 because :math:`\log t \le t - 1`, so that rounding cannot make
    the sum negative. Where p and q are within a factor of about 1.2 of each other
    the difference is not taken at all: with :math:`v = (p - q)/(p + q)` the term is

    .. math:: (p - q)\,v + 2p\,(v^3/3 + v^5/5 + \cdots),

    which loses no digits (Loader's series for the binomial deviance). Elsewhere a
    term is at least 1/60 of the larger of p and q, far above its rounding.

    `log_ratio` is log(p/q) where the caller knows it better than from p and q, for
    instance because q has underflowed to 0.
    """
    if log_ratio is None:
        with np.errstate(invalid="ignore"):
            log_ratio = log_or_minus_inf(p) - log_or_minus_inf(q)
    is_near = (np.abs(p - q) <= _NEAR * (p + q)) & (q > 0)
    is_far = ~is_near
    near = _near_terms(p[is_near], q[is_near]).sum()
    far = times_or_zero(p[is_far], log_ratio[is_far]).sum()
    far += (q[is_far] - p[is_far]).sum()
    return float(near) + max(float(far), 0.0)


def _near_terms(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return the terms by the series, right where p and q are near each other."""
    v = (p - q) / (p + q)
    square, series = v * v, np.zeros_like(v)
    for coefficient in _ATANH_COEFFICIENTS:
        series = (series + coefficient) * square
    return (p - q) * v + 2.0 * p * v * series
