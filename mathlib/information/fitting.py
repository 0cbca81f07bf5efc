"""One Gaussian fitted to a tabulated density, by either direction of KL."""

from typing import NamedTuple

import numpy as np

from mathlib._validate import ArrayLike, Integer, Real, as_positive_int, as_scalar
from mathlib.information._descent import (
    MASS_TOLERANCE,
    GaussianFit,
    GridDivergence,
    descend,
)
from mathlib.information.grids import (
    as_grid,
    as_table,
    log_sum_exp,
    trapezoid_weights,
)

__all__ = [
    "GaussianFit",
    "GaussianMoments",
    "fit_gaussian_forward",
    "fit_gaussian_reverse",
]


class GaussianMoments(NamedTuple):
    """Mean and standard deviation of a density.

    Attributes
    ----------
    mu : float
        Mean.
    sigma : float
        Standard deviation.
    """

    mu: float
    sigma: float


def fit_gaussian_forward(x: ArrayLike, log_p: ArrayLike) -> GaussianMoments:
    r"""Return the Gaussian q that minimizes KL(p‖q): the one with the moments of p.

    Parameters
    ----------
    x : array_like, shape (n,)
        Grid points, strictly increasing, at least 2.
    log_p : array_like, shape (n,)
        Log-density (natural logarithm) at the points, up to a constant; minus
        infinity where the density is 0.

    Returns
    -------
    GaussianMoments
        ``(mu, sigma)``, :math:`\mu = \int x\,p\,dx` and
        :math:`\sigma^2 = \int (x - \mu)^2 p\,dx`, by the trapezoid rule.

    Raises
    ------
    ValueError
        If the lengths differ, `x` does not increase, `log_p` is NaN or plus
        infinity, or all of p lies on one grid point.

    Examples
    --------
    >>> x = np.linspace(-20.0, 20.0, 401)
    >>> mu, sigma = fit_gaussian_forward(x, -((x - 3.0) ** 2) / 8)
    >>> round(mu, 10), round(sigma, 10)
    (3.0, 2.0)
    """
    x = as_grid(x)
    with np.errstate(under="ignore"):
        mass = np.exp(_log_masses(x, log_p))
    mu = float(mass @ x)
    scale = float(np.abs(x - mu).max())  # so that no square overflows
    sigma = scale * float(np.sqrt(mass @ ((x - mu) / scale) ** 2))
    if np.count_nonzero(mass) < 2 or sigma == 0.0:
        raise ValueError(
            "log_p must spread over at least 2 grid points; all of the density lies "
            f"at x = {mu:g}. Refine the grid."
        )
    return GaussianMoments(mu, sigma)


def fit_gaussian_reverse(
    x: ArrayLike,
    log_p: ArrayLike,
    *,
    mu: Real,
    sigma: Real,
    max_steps: Integer = 1000,
) -> GaussianFit:
    r"""Descend from N(mu, sigma²) to a Gaussian q that minimizes KL(q‖p) locally.

    Which minimizer is reached depends on the start. Two well separated humps have a
    minimizer on each, and often a third, far worse, astride both: a start on one
    hump reaches that hump, a start in the middle may stay there.

    Parameters
    ----------
    x : array_like, shape (n,)
        Grid points, strictly increasing, fine and wide enough for q.
    log_p : array_like, shape (n,)
        Log-density (natural logarithm) at the points, up to a constant; finite,
        since every Gaussian has KL(q‖p) infinite where p has a gap.
    mu, sigma : float
        Mean and standard deviation of the start; ``sigma > 0``.
    max_steps : int
        Most steps taken.

    Returns
    -------
    GaussianFit
        ``mu``, ``sigma``, ``n_steps``, ``converged`` and ``history`` (KL(q‖p) in
        nats). Not converged: out of steps, or held back at the edge of what the
        grid can represent.

    Raises
    ------
    ValueError
        If the lengths differ, `x` does not increase, `log_p` is not finite, `sigma`
        is not positive, or the grid does not hold the start (its integral by the
        trapezoid rule is not 1 within 0.001).

    Notes
    -----
    KL(q‖p) is taken by the trapezoid rule, both sides scaled to mass 1, and its
    gradient in :math:`(\mu, \log \sigma)` is exact. Each step goes against the
    gradient, scaled by the inverse of Fisher's information
    :math:`\operatorname{diag}(1/\sigma^2, 2)` (the natural gradient; near a
    Gaussian minimum this is Newton's step), is at most 1 long in that metric, and
    is halved until the divergence falls enough (Armijo), or, where rounding hides
    the fall, until the slope does.

    References
    ----------
    The natural gradient: {cite}`amari1998`. Slopes in place of values:
    {cite}`hager2005`, their approximate Wolfe conditions.

    Examples
    --------
    >>> x = np.linspace(-20.0, 20.0, 401)
    >>> fit = fit_gaussian_reverse(x, -((x - 3.0) ** 2) / 8, mu=0.0, sigma=1.0)
    >>> round(fit.mu, 6), round(fit.sigma, 6), fit.converged
    (3.0, 2.0, True)
    """
    x = as_grid(x)
    target = _log_masses(x, log_p)
    if not np.isfinite(target).all():
        i = int(np.argmin(np.isfinite(target)))
        raise ValueError(
            f"log_p must be finite for KL(q‖p); log_p[{i}] = -inf at x = {x[i]:g}, "
            "where every Gaussian has density. Drop these points or add a floor."
        )
    start = np.array(
        [
            as_scalar(mu, "mu"),
            np.log(as_scalar(sigma, "sigma", above=0.0)),
        ]
    )
    problem = GridDivergence(x, np.log(trapezoid_weights(x)), target)
    if problem.mass_error(start) > MASS_TOLERANCE:
        raise ValueError(
            f"x must hold the start N({float(mu):g}, {float(sigma):g}²) to "
            f"{MASS_TOLERANCE:g} of its mass; the trapezoid rule is off by "
            f"{problem.mass_error(start):.2g}. Widen or refine the grid, or start "
            "elsewhere."
        )
    return descend(problem, start, as_positive_int(max_steps, "max_steps"))


def _log_masses(x: np.ndarray, log_p: ArrayLike) -> np.ndarray:
    """Return the log of the trapezoid rule's mass at each point, in total 1."""
    log_mass = as_table(log_p, x, "log_p") + np.log(trapezoid_weights(x))
    log_total = log_sum_exp(log_mass)
    if log_total == -np.inf:
        raise ValueError("log_p must be above -inf somewhere; the density is 0.")
    return log_mass - log_total
