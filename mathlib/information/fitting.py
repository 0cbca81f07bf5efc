"""One Gaussian fitted to a tabulated density, by either direction of KL."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from mathlib._validate import ArrayLike, Integer, Real, as_positive_int, as_scalar
from mathlib.information._terms import relative_entropy
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

_GRADIENT_TOLERANCE = 1e-9
_MASS_TOLERANCE = 1e-3
_MAX_HALVINGS = 40
_ROUNDING = 1e-14


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


@dataclass(frozen=True)
class GaussianFit:
    """Result of `fit_gaussian_reverse`.

    Attributes
    ----------
    mu : float
        Mean of the fitted Gaussian.
    sigma : float
        Its standard deviation.
    n_steps : int
        Steps taken.
    converged : bool
        Whether the gradient vanished, to 1e-9 in the metric of Fisher's information.
    history : ndarray, shape (n_steps + 1,)
        KL(q‖p) in nats at the start and after each step, never rising by more than
        rounding.
    """

    mu: float
    sigma: float
    n_steps: int
    converged: bool
    history: Float[np.ndarray, " steps"]


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
    sigma = float(np.sqrt(mass @ (x - mu) ** 2))
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
    is halved until the divergence falls enough (Armijo).

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
    problem = _Problem(x, np.log(trapezoid_weights(x)), target)
    if problem.mass_error(start) > _MASS_TOLERANCE:
        raise ValueError(
            f"x must hold the start N({float(mu):g}, {float(sigma):g}²) to "
            f"{_MASS_TOLERANCE:g} of its mass; the trapezoid rule is off by "
            f"{problem.mass_error(start):.2g}. Widen or refine the grid, or start "
            "elsewhere."
        )
    return _descend(problem, start, as_positive_int(max_steps, "max_steps"))


def _log_masses(x: np.ndarray, log_p: ArrayLike) -> np.ndarray:
    """Return the log of the trapezoid rule's mass at each point, in total 1."""
    log_mass = as_table(log_p, x, "log_p") + np.log(trapezoid_weights(x))
    log_total = log_sum_exp(log_mass)
    if log_total == -np.inf:
        raise ValueError("log_p must be above -inf somewhere; the density is 0.")
    return log_mass - log_total


@dataclass(frozen=True)
class _Problem:
    """KL(q‖p) on a grid as a function of theta = (mu, log sigma)."""

    x: np.ndarray
    log_w: np.ndarray
    target: np.ndarray

    def log_q(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the standardized points and the log-masses, not scaled to 1."""
        u = (self.x - theta[0]) / np.exp(theta[1])
        return u, self.log_w - u**2 / 2 - theta[1] - np.log(2 * np.pi) / 2

    def mass_error(self, theta: np.ndarray) -> float:
        """Return by how much the trapezoid rule's mass of q differs from 1."""
        return abs(float(np.expm1(log_sum_exp(self.log_q(theta)[1]))))

    def value_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """Return KL(q‖p) and its gradient; infinity where the grid misses q."""
        u, log_q = self.log_q(theta)
        log_total = log_sum_exp(log_q)
        if abs(np.expm1(log_total)) > _MASS_TOLERANCE:
            return np.inf, np.zeros(2)
        log_q = log_q - log_total
        with np.errstate(under="ignore"):
            q, p = np.exp(log_q), np.exp(self.target)
            ratio = log_q - self.target
            value = relative_entropy(q, p, ratio)
            centered = q * (ratio - q @ ratio)
            scores = np.stack([u / np.exp(theta[1]), u**2])
            return value, scores @ centered


def _descend(problem: _Problem, theta: np.ndarray, max_steps: int) -> GaussianFit:
    """Return the end of the natural-gradient descent from `theta`."""
    value, gradient = problem.value_and_gradient(theta)
    history, converged = [value], False
    while True:
        inverse_information = np.array([np.exp(2 * theta[1]), 0.5])
        step = -inverse_information * gradient
        slope = float(-gradient @ step)  # the squared length in Fisher's metric
        converged = slope <= _GRADIENT_TOLERANCE**2
        if converged or len(history) > max_steps:
            break
        t = min(1.0, slope**-0.5)
        for _ in range(_MAX_HALVINGS):
            new_value, new_gradient = problem.value_and_gradient(theta + t * step)
            if _is_enough(
                new_value - value, float(new_gradient @ step), t, slope, value
            ):
                break
            t /= 2
        else:
            break
        theta, value, gradient = theta + t * step, new_value, new_gradient
        history.append(value)
    return GaussianFit(
        float(theta[0]),
        float(np.exp(theta[1])),
        len(history) - 1,
        converged,
        np.array(history),
    )


def _is_enough(
    rise: float, new_slope: float, t: float, slope: float, value: float
) -> bool:
    """Return whether a step of length t descends enough (Armijo, with 1/10).

    Near the minimum, where rounding hides the fall of the value, the slopes at both
    ends of the step tell instead (Hager and Zhang's approximate condition).
    """
    if abs(rise) > _ROUNDING * (1.0 + value):
        return rise <= -0.1 * t * slope
    return new_slope <= 0.8 * slope
