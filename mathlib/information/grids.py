"""Densities given by their logarithms on the points of a grid."""

import numpy as np

from mathlib._validate import (
    ArrayLike,
    String,
    as_log_densities,
    as_vector,
    check_same_length,
)
from mathlib.information._terms import relative_entropy
from mathlib.information._units import nats_per_unit

__all__ = ["as_grid", "as_table", "grid_kl", "log_sum_exp", "trapezoid_weights"]

_MASS_TOLERANCE = 1e-2


def grid_kl(
    log_p: ArrayLike, log_q: ArrayLike, x: ArrayLike, *, unit: String = "nats"
) -> float:
    r"""Return the divergence of two densities tabulated on a grid.

    Parameters
    ----------
    log_p, log_q : array_like, shape (n,)
        Log-densities (natural logarithm) at the points `x`; minus infinity where
        the density is 0.
    x : array_like, shape (n,)
        Grid points, strictly increasing, at least 2, not necessarily equidistant.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`\int p \log(p/q) \, dx` by the trapezoid rule; plus infinity if q is
        0 at a grid point where p is not.

    Raises
    ------
    ValueError
        If the lengths differ, `x` does not increase, a log-density is NaN or plus
        infinity, the integral of p or of q over the grid is not 1 within 0.01, or
        `unit` is another word.

    Notes
    -----
    What the integrals still differ from 1 is divided out, so that the result is the
    divergence of two distributions and at least 0. The rule's error falls faster
    than any power of the spacing for smooth densities that fade before the ends of
    the grid, and like the spacing where a density jumps.

    Examples
    --------
    >>> x = np.linspace(-10.0, 10.0, 201)
    >>> log_p = -(x**2) / 2 - np.log(2 * np.pi) / 2
    >>> log_q = -((x - 1) ** 2) / 2 - np.log(2 * np.pi) / 2
    >>> round(grid_kl(log_p, log_q, x), 10)
    0.5
    """
    size = nats_per_unit(unit)
    x = as_grid(x)
    log_p, log_q = as_table(log_p, x, "log_p"), as_table(log_q, x, "log_q")
    log_w = np.log(trapezoid_weights(x))
    log_p = _normalized(log_p + log_w, "log_p")
    log_q = _normalized(log_q + log_w, "log_q")
    with np.errstate(invalid="ignore", under="ignore"):
        p, q, log_ratio = np.exp(log_p), np.exp(log_q), log_p - log_q
        return relative_entropy(p, q, log_ratio) / size


def as_grid(x: ArrayLike) -> np.ndarray:
    """Return `x` as a strictly increasing vector of at least 2 points."""
    x = as_vector(x, "x")
    if x.size < 2:
        raise ValueError(f"x must hold at least 2 grid points; got {x.size}.")
    rises = x[1:] > x[:-1]
    if not rises.all():
        i = int(np.argmin(rises))
        raise ValueError(
            f"x must be strictly increasing; x[{i}] = {x[i]:g} and "
            f"x[{i + 1}] = {x[i + 1]:g}."
        )
    return x


def as_table(log_p: ArrayLike, x: np.ndarray, name: str) -> np.ndarray:
    """Return `log_p` as a vector of log-densities, one for each point of `x`."""
    table = as_log_densities(log_p, name)
    check_same_length(table, x, (name, "x"))
    return table


def trapezoid_weights(x: np.ndarray) -> np.ndarray:
    """Return w such that the trapezoid rule for the values f on `x` is w @ f."""
    half = np.diff(x / 2)  # halved first, so that no difference overflows
    return np.append(half, 0.0) + np.append(0.0, half)


def log_sum_exp(a: np.ndarray) -> float:
    """Return log(sum(exp(a))) without overflow; minus infinity if all entries are."""
    top = float(a.max())
    if top == -np.inf:
        return top
    with np.errstate(under="ignore"):
        return top + float(np.log(np.exp(a - top).sum()))


def _normalized(log_mass: np.ndarray, name: str) -> np.ndarray:
    """Return the log-masses less the log of their sum, which must be near 0."""
    log_total = log_sum_exp(log_mass)
    total = float(np.exp(min(log_total, 700.0)))
    if abs(total - 1.0) > _MASS_TOLERANCE:
        raise ValueError(
            f"{name} must be the log of a density on x, with integral 1 within "
            f"{_MASS_TOLERANCE:g}; the integral is {total:g}. Widen or refine the "
            "grid, or subtract the log of the integral."
        )
    return log_mass - log_total
