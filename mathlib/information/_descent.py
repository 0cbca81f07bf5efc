"""Descent of KL(q‖p) over the Gaussians q, for a density p tabulated on a grid."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from mathlib.information._terms import relative_entropy
from mathlib.information.grids import log_sum_exp

__all__ = ["MASS_TOLERANCE", "GaussianFit", "GridDivergence", "descend"]

_GRADIENT_TOLERANCE = 1e-9
MASS_TOLERANCE = 1e-3
_MAX_HALVINGS = 40
_ROUNDING = 1e-14


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


@dataclass(frozen=True)
class GridDivergence:
    """KL(q‖p) on a grid as a function of theta = (mu, log sigma)."""

    x: np.ndarray
    log_w: np.ndarray
    target: np.ndarray

    def log_q(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the standardized points and the log-masses, not scaled to 1."""
        with np.errstate(over="ignore"):  # then the mass is 0 there
            u = (self.x - theta[0]) / np.exp(theta[1])
            return u, self.log_w - u**2 / 2 - theta[1] - np.log(2 * np.pi) / 2

    def mass_error(self, theta: np.ndarray) -> float:
        """Return by how much the trapezoid rule's mass of q differs from 1."""
        log_total = log_sum_exp(self.log_q(theta)[1])
        return abs(float(np.expm1(min(log_total, 700.0))))

    def value_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """Return KL(q‖p) and its gradient; infinity where the grid misses q."""
        if self.mass_error(theta) > MASS_TOLERANCE:
            return np.inf, np.zeros(2)
        u, log_q = self.log_q(theta)
        log_q = log_q - log_sum_exp(log_q)
        with np.errstate(under="ignore"):
            q, p = np.exp(log_q), np.exp(self.target)
            ratio = log_q - self.target
            value = relative_entropy(q, p, ratio)
            centered = q * (ratio - q @ ratio)
            scores = np.stack([u / np.exp(theta[1]), u**2])
            return value, scores @ centered


def descend(problem: GridDivergence, theta: np.ndarray, max_steps: int) -> GaussianFit:
    """Return the end of the natural-gradient descent from `theta`."""
    value, gradient = problem.value_and_gradient(theta)
    history = [value]
    while True:
        step = -gradient * np.array([np.exp(2 * theta[1]), 0.5])
        slope = float(-gradient @ step)  # the squared length in Fisher's metric
        converged = slope <= _GRADIENT_TOLERANCE**2
        if converged or len(history) > max_steps:
            break
        accepted = _backtrack(problem, theta, step, value, slope)
        if accepted is None:
            break
        theta, value, gradient = accepted
        history.append(value)
    mu, sigma = float(theta[0]), float(np.exp(theta[1]))
    return GaussianFit(mu, sigma, len(history) - 1, converged, np.array(history))


def _backtrack(
    problem: GridDivergence,
    theta: np.ndarray,
    step: np.ndarray,
    value: float,
    slope: float,
) -> tuple[np.ndarray, float, np.ndarray] | None:
    """Return the first point, value and gradient along the step that are enough."""
    t = min(1.0, slope**-0.5)
    for _ in range(_MAX_HALVINGS):
        new = theta + t * step
        new_value, gradient = problem.value_and_gradient(new)
        new_slope = float(gradient @ step)
        if _is_enough(new_value - value, new_slope, t, slope, value):
            return new, new_value, gradient
        t /= 2
    return None


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
