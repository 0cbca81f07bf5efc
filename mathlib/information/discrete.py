"""Entropy and cross-entropy of probability vectors."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import (
    ArrayLike,
    String,
    as_array,
    as_probabilities,
    check_same_length,
)
from mathlib.information._terms import log_or_minus_inf, times_or_zero
from mathlib.information._units import nats_per_unit

__all__ = ["binary_entropy", "cross_entropy", "entropy"]


def entropy(p: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the entropy of the probability vector `p`.

    The mean of the surprise :math:`\log(1/p_i)`: how many nats (or bits) an outcome
    carries on average. With :math:`0 \log 0 = 0`.

    Parameters
    ----------
    p : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`H(p) = -\sum_i p_i \log p_i`, between 0 and :math:`\log n`.

    Raises
    ------
    ValueError
        If `p` is not a probability vector, or `unit` is another word.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25], unit="bits")
    1.5
    >>> entropy([1.0, 0.0])
    0.0
    """
    size = nats_per_unit(unit)
    p = as_probabilities(p, "p")
    return float(times_or_zero(p, 0.0 - log_or_minus_inf(p)).sum()) / size


def binary_entropy(
    p: ArrayLike, *, unit: String = "nats"
) -> float | Float[np.ndarray, "..."]:
    r"""Return the entropy of a coin that shows heads with probability `p`.

    Parameters
    ----------
    p : array_like, any shape
        Probabilities of heads, each between 0 and 1.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float or ndarray of the shape of `p`
        :math:`h(p) = -p \log p - (1 - p) \log(1 - p)`, element by element; a float
        for a single number, as NumPy's functions do.

    Raises
    ------
    ValueError
        If an entry of `p` is outside [0, 1], or `unit` is another word.

    Examples
    --------
    >>> binary_entropy(0.5, unit="bits")
    1.0
    >>> binary_entropy([0.0, 0.5, 1.0], unit="bits")
    array([0., 1., 0.])
    """
    size = nats_per_unit(unit)
    p = as_array(p, "p")
    if ((p < 0) | (p > 1)).any():
        bad = float(p[(p < 0) | (p > 1)].flat[0])
        raise ValueError(f"p must be between 0 and 1; it holds {bad:g}.")
    flat = p.reshape(-1)
    with np.errstate(divide="ignore"):
        heads = times_or_zero(flat, 0.0 - np.log(flat))
        tails = times_or_zero(1.0 - flat, 0.0 - np.log1p(-flat))
    values = (heads + tails) / size
    return float(values[0]) if p.ndim == 0 else values.reshape(p.shape)


def cross_entropy(p: ArrayLike, q: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the cross-entropy of `q` under `p`, plus infinity if q = 0 < p.

    The mean surprise of someone who believes `q` while outcomes follow `p`. It is
    not the divergence: :math:`H(p, q) = H(p) + D(p \| q)`, and the two are equal
    only where :math:`H(p) = 0`, as for the one-hot labels of a classifier.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: what happens, and what is believed.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`H(p, q) = -\sum_i p_i \log q_i`, at least :math:`H(p)`.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, their lengths differ, or `unit`
        is another word.

    Examples
    --------
    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], unit="bits")  # doctest: +ELLIPSIS
    1.2075...
    >>> cross_entropy([0.5, 0.5], [1.0, 0.0])
    inf
    """
    size = nats_per_unit(unit)
    p, q = as_probabilities(p, "p"), as_probabilities(q, "q")
    check_same_length(p, q, ("p", "q"))
    return float(times_or_zero(p, 0.0 - log_or_minus_inf(q)).sum()) / size
