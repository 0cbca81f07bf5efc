"""Entropy, divergence and transport distance of Gaussians, by factorizations.

The factorizations are LAPACK's, through `numpy.linalg`: those of `mathlib.linalg`
are written to be read, and the chapter on Gaussians needs none of their detail.
"""

import numpy as np

from mathlib._validate import ArrayLike, String, as_array, as_symmetric_matrix
from mathlib.information._terms import relative_entropy
from mathlib.information._units import nats_per_unit

__all__ = ["gaussian_entropy", "gaussian_kl", "gaussian_wasserstein"]


def gaussian_entropy(Sigma: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the differential entropy of a Gaussian with covariance `Sigma`.

    Negative where the Gaussian is narrow: a density may exceed 1.

    Parameters
    ----------
    Sigma : array_like, shape (d, d), or float
        Covariance, symmetric and positive definite; a single number is the
        variance (not the standard deviation) in one dimension.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`\tfrac12 \log \det(2 \pi e \Sigma)`.

    Raises
    ------
    ValueError
        If `Sigma` is not symmetric and positive definite, or `unit` is another
        word.

    Examples
    --------
    >>> round(gaussian_entropy(1.0), 4)
    1.4189
    """
    size = nats_per_unit(unit)
    L = _cholesky(_as_covariance(Sigma, "Sigma"), "Sigma")
    half_log_det = float(np.log(np.diag(L)).sum())
    return (half_log_det + 0.5 * len(L) * float(np.log(2 * np.pi * np.e))) / size


def gaussian_kl(
    mu0: ArrayLike,
    Sigma0: ArrayLike,
    mu1: ArrayLike,
    Sigma1: ArrayLike,
    *,
    unit: String = "nats",
) -> float:
    r"""Return the divergence of one Gaussian from another.

    Parameters
    ----------
    mu0, mu1 : array_like, shape (d,), or float
        Means.
    Sigma0, Sigma1 : array_like, shape (d, d), or float
        Covariances, symmetric and positive definite; single numbers are the
        variances (not the standard deviations) in one dimension.
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`D(\mathcal N(\mu_0, \Sigma_0) \| \mathcal N(\mu_1, \Sigma_1))
        = \tfrac12 \bigl(\operatorname{tr} \Sigma_1^{-1} \Sigma_0 - d
        + (\mu_1 - \mu_0)^\top \Sigma_1^{-1} (\mu_1 - \mu_0)
        + \log \tfrac{\det \Sigma_1}{\det \Sigma_0}\bigr)`.

    Raises
    ------
    ValueError
        If a covariance is not symmetric and positive definite, the dimensions
        differ, or `unit` is another word.

    Notes
    -----
    With :math:`\Sigma_i = L_i L_i^\top` (Cholesky), the matrix
    :math:`M = L_1^{-1} L_0` is lower triangular, and the formula becomes a sum of
    terms that are each at least 0, which rounding cannot make negative:

    .. math:: \tfrac12 \Bigl(\sum_i (M_{ii}^2 - 1 - \log M_{ii}^2)
        + \sum_{i > j} M_{ij}^2 + \|L_1^{-1} (\mu_1 - \mu_0)\|^2\Bigr).

    Cost :math:`O(d^3)`. A value above the largest float is plus infinity.

    Examples
    --------
    >>> gaussian_kl(0.0, 1.0, 3.0, 1.0)
    4.5
    >>> round(gaussian_kl([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]],
    ...                   [1.0, 0.0], [[2.0, 0.0], [0.0, 2.0]]), 4)
    0.4431
    """
    size = nats_per_unit(unit)
    mu0, Sigma0, mu1, Sigma1 = _as_two_gaussians(mu0, Sigma0, mu1, Sigma1)
    L0, L1 = _cholesky(Sigma0, "Sigma0"), _cholesky(Sigma1, "Sigma1")
    with np.errstate(over="ignore"):
        M = _solve_lower(L1, np.column_stack([L0, mu1 - mu0]))
        diagonal, shift = np.diag(M), M[:, -1]
        rest = (np.tril(M[:, :-1], -1) ** 2).sum() + (shift**2).sum()
        ratios = diagonal**2
        if not np.isfinite(ratios).all():
            return float("inf")
        ones, log_ratios = np.ones_like(ratios), -2.0 * np.log(diagonal)
        shapes = relative_entropy(ones, ratios, log_ratios)
        return 0.5 * (shapes + float(rest)) / size


def gaussian_wasserstein(
    mu0: ArrayLike, Sigma0: ArrayLike, mu1: ArrayLike, Sigma1: ArrayLike
) -> float:
    r"""Return the Wasserstein-2 distance of two Gaussians.

    Finite for singular covariances too, point masses included, where the
    divergence is infinite.

    Parameters
    ----------
    mu0, mu1 : array_like, shape (d,), or float
        Means.
    Sigma0, Sigma1 : array_like, shape (d, d), or float
        Covariances, symmetric and positive semidefinite; single numbers are the
        variances (not the standard deviations) in one dimension.

    Returns
    -------
    float
        :math:`W_2`, the square root of :math:`\|\mu_0 - \mu_1\|^2
        + \operatorname{tr}\bigl(\Sigma_0 + \Sigma_1
        - 2 (\Sigma_0^{1/2} \Sigma_1 \Sigma_0^{1/2})^{1/2}\bigr)`, in the unit of
        the variable.

    Raises
    ------
    ValueError
        If a covariance is not symmetric and positive semidefinite, or the
        dimensions differ.

    Notes
    -----
    The trace (Bures' squared distance) is the least :math:`\|A_0 - A_1 R\|_F^2`
    over orthogonal R, where :math:`\Sigma_i = A_i A_i^\top`; the least R is the
    polar factor of :math:`A_1^\top A_0`. This difference of matrices keeps digits
    that the difference of traces loses: the distance of a Gaussian from itself
    comes out near 1e-15 instead of near 1e-8. Cost :math:`O(d^3)`.

    References
    ----------
    {cite}`bhatia2019`, equation (1) for the metric.

    Examples
    --------
    >>> gaussian_wasserstein(0.0, 1.0, 3.0, 25.0)
    5.0
    """
    mu0, Sigma0, mu1, Sigma1 = _as_two_gaussians(mu0, Sigma0, mu1, Sigma1)
    A0, A1 = _square_root(Sigma0, "Sigma0"), _square_root(Sigma1, "Sigma1")
    U, _, Vt = np.linalg.svd(A1.T @ A0)
    shapes = float(np.linalg.norm(A0 - A1 @ (U @ Vt)))
    return float(np.hypot(np.linalg.norm(mu0 - mu1), shapes))


def _as_covariance(Sigma: ArrayLike, name: str) -> np.ndarray:
    Sigma = as_array(Sigma, name)
    return as_symmetric_matrix(Sigma[None, None] if Sigma.ndim == 0 else Sigma, name)


def _as_mean(mu: ArrayLike, d: int, name: str) -> np.ndarray:
    mu = as_array(mu, name)
    mean = mu[None] if mu.ndim == 0 else mu
    if mean.shape != (d,):
        raise ValueError(
            f"{name} must have shape ({d},), as the covariances are {d} x {d}; "
            f"got shape {mu.shape}."
        )
    return mean


def _as_two_gaussians(
    mu0: ArrayLike, Sigma0: ArrayLike, mu1: ArrayLike, Sigma1: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    Sigma0, Sigma1 = _as_covariance(Sigma0, "Sigma0"), _as_covariance(Sigma1, "Sigma1")
    if Sigma0.shape != Sigma1.shape:
        raise ValueError(
            "Sigma0 and Sigma1 must have the same shape; "
            f"got {Sigma0.shape} and {Sigma1.shape}."
        )
    d = len(Sigma0)
    return _as_mean(mu0, d, "mu0"), Sigma0, _as_mean(mu1, d, "mu1"), Sigma1


def _cholesky(Sigma: np.ndarray, name: str) -> np.ndarray:
    try:
        return np.linalg.cholesky(Sigma)
    except np.linalg.LinAlgError as error:
        least = float(np.linalg.eigvalsh(Sigma)[0])
        raise ValueError(
            f"{name} must be positive definite; its least eigenvalue is {least:.3g}, "
            "up to rounding. A covariance from too few samples is singular."
        ) from error


def _square_root(Sigma: np.ndarray, name: str) -> np.ndarray:
    """Return a matrix A with A A^T = Sigma."""
    w, V = np.linalg.eigh(Sigma)
    if w[0] < -1e-10 * abs(w[-1]):
        raise ValueError(
            f"{name} must be positive semidefinite; its least eigenvalue is {w[0]:.3g}."
        )
    return V * np.sqrt(np.maximum(w, 0.0))


def _solve_lower(L: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return the solution X of L X = B for a lower triangular L, row by row."""
    X = np.array(B)
    for i in range(len(L)):
        X[i] = (B[i] - L[i, :i] @ X[:i]) / L[i, i]
    return X
