"""From samples: the empirical distribution, and a divergence with its error."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from mathlib._validate import (
    ArrayLike,
    Integer,
    String,
    as_log_densities,
    as_positive_int,
    as_vector,
    check_same_length,
)
from mathlib.information._units import nats_per_unit

__all__ = ["Estimate", "empirical_distribution", "kl_monte_carlo"]


@dataclass(frozen=True)
class Estimate:
    """A number estimated from samples, with its standard error.

    Attributes
    ----------
    value : float
        The estimate.
    standard_error : float
        Its estimated standard deviation, in the unit of `value`.
    n_samples : int
        How many samples it rests on.
    """

    value: float
    standard_error: float
    n_samples: int


def empirical_distribution(
    labels: ArrayLike, n_categories: Integer
) -> Float[np.ndarray, " n_categories"]:
    r"""Return the share of each category among the labels.

    Parameters
    ----------
    labels : array_like of int, shape (n_samples,)
        Categories, each in ``0, 1, ..., n_categories - 1``; at least one.
    n_categories : int
        How many categories there are, seen or not.

    Returns
    -------
    ndarray, shape (n_categories,)
        The frequencies :math:`n_i / n`.

    Raises
    ------
    ValueError
        If there are no labels, or one is outside the categories.
    TypeError
        If the labels are not integers.

    Examples
    --------
    >>> empirical_distribution([0, 2, 2, 2], 4)
    array([0.25, 0.  , 0.75, 0.  ])
    """
    n_categories = as_positive_int(n_categories, "n_categories")
    numbers = as_vector(labels, "labels", allow_empty=False)
    if np.asarray(labels).dtype.kind == "f":
        raise TypeError(
            "labels must be integers; got floats. Use labels.astype(int) if they "
            "are whole numbers."
        )
    bad = (numbers < 0) | (numbers >= n_categories)
    if bad.any():
        i = int(np.argmax(bad))
        raise ValueError(
            f"labels must be in [0, {n_categories - 1}], as n_categories = "
            f"{n_categories}; labels[{i}] = {numbers[i]:g}."
        )
    counts = np.bincount(numbers.astype(np.intp), minlength=n_categories)
    return counts / numbers.size


def kl_monte_carlo(
    log_p: ArrayLike, log_q: ArrayLike, *, unit: String = "nats"
) -> Estimate:
    r"""Estimate the divergence of p from q from samples drawn from p.

    Parameters
    ----------
    log_p : array_like, shape (n_samples,)
        Log-densities (natural logarithm) under p of samples drawn from p; finite.
    log_q : array_like, shape (n_samples,)
        Log-densities of the same samples under q; minus infinity is allowed.
    unit : {"nats", "bits"}
        Unit of the estimate and of its standard error.

    Returns
    -------
    Estimate
        The mean of :math:`\log p(x_i) - \log q(x_i)`, its standard error, and the
        number of samples. Both are plus infinity if q is 0 at one of the samples.

    Raises
    ------
    ValueError
        If the lengths differ, there are fewer than 2 samples, `log_p` is not
        finite, `log_q` is NaN or plus infinity, or `unit` is another word.

    Notes
    -----
    Unbiased, so it may fall below 0, by chance, where the divergence is small. The
    standard error shrinks like :math:`1/\sqrt{n}`, and says nothing of regions that
    the samples never reached.

    Examples
    --------
    >>> kl_monte_carlo([-1.0, -1.0], [-1.5, -2.5])
    Estimate(value=1.0, standard_error=0.5, n_samples=2)
    """
    size = nats_per_unit(unit)
    log_p = as_vector(log_p, "log_p")
    log_q = as_log_densities(log_q, "log_q")
    check_same_length(log_p, log_q, ("log_p", "log_q"))
    n_samples = log_p.size
    if n_samples < 2:
        raise ValueError(
            f"log_p must hold at least 2 samples for a standard error; got {n_samples}."
        )
    with np.errstate(over="ignore"):
        ratio = (log_p - log_q) / size
    if not np.isfinite(ratio).all():
        return Estimate(float("inf"), float("inf"), n_samples)
    standard_error = float(ratio.std(ddof=1)) / float(np.sqrt(n_samples))
    return Estimate(float(ratio.mean()), standard_error, n_samples)
