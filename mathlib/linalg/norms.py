"""Norms, rank and condition number: what the singular values say."""

import numpy as np

from mathlib._validate import ArrayLike, Real, as_matrix, as_scalar
from mathlib.linalg._scaling import scale_to_unit, unscale
from mathlib.linalg.svd import singular_values


def spectral_norm(A: ArrayLike) -> float:
    r"""Return the largest factor by which `A` lengthens a vector.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix; an empty one has norm 0.

    Returns
    -------
    float
        :math:`\|A\|_2 = \max_{\|x\| = 1} \|Ax\| = \sigma_1`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or the norm exceeds the largest float.

    Examples
    --------
    >>> spectral_norm([[3.0, 0.0], [0.0, -4.0]])
    4.0
    """
    return float(singular_values(A).max(initial=0.0))


def frobenius_norm(A: ArrayLike) -> float:
    r"""Return the length of `A` as a vector of all its entries.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix; an empty one has norm 0.

    Returns
    -------
    float
        :math:`\|A\|_F = \sqrt{\sum_{ij} a_{ij}^2} = \sqrt{\sum_i \sigma_i^2}`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or the norm exceeds the largest float.

    Notes
    -----
    Computed from the entries, not from the singular values: cost :math:`O(mn)`.

    Examples
    --------
    >>> frobenius_norm([[3.0, 0.0], [0.0, -4.0]])
    5.0
    """
    A, exponent = scale_to_unit(as_matrix(A, "A"))
    norm = np.sqrt(np.sum(A * A, keepdims=True))
    return float(unscale(norm, exponent, "the norm").item())


def nuclear_norm(A: ArrayLike) -> float:
    r"""Return the sum of the singular values of `A`.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix; an empty one has norm 0.

    Returns
    -------
    float
        :math:`\|A\|_* = \sum_i \sigma_i`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or the norm exceeds the largest float.

    Examples
    --------
    >>> nuclear_norm([[3.0, 0.0], [0.0, -4.0]])
    7.0
    """
    A, exponent = scale_to_unit(as_matrix(A, "A"))
    norm = singular_values(A).sum(keepdims=True)
    return float(unscale(norm, exponent, "the norm").item())


def numerical_rank(A: ArrayLike, *, rtol: Real | None = None) -> int:
    r"""Return the number of singular values of `A` that stand out from rounding.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix; an empty one has rank 0.
    rtol : float, optional
        A singular value counts if it exceeds ``rtol * s[0]``, ``0 <= rtol``. By
        default :math:`\max(m, n)\, \varepsilon` with
        :math:`\varepsilon = 2^{-52}`, the spacing of floats after 1.

    Returns
    -------
    int
        :math:`\#\{i : \sigma_i > \mathrm{rtol} \cdot \sigma_1\}`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or `rtol` is negative.

    Notes
    -----
    The default is the size of the errors that rounding the entries of `A` may make
    in a singular value. Data that are less exact need a larger `rtol`.

    Examples
    --------
    >>> numerical_rank([[1.0, 2.0], [2.0, 4.0]])
    1
    >>> numerical_rank([[1.0, 0.0], [0.0, 1e-6]], rtol=1e-3)
    1
    """
    A, _ = scale_to_unit(as_matrix(A, "A"))
    return rank_of(singular_values(A), A.shape, rtol)


def condition_number(A: ArrayLike) -> float:
    r"""Return the ratio of the largest to the smallest singular value of `A`.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix, not empty.

    Returns
    -------
    float
        :math:`\kappa(A) = \sigma_1 / \sigma_k`, :math:`k = \min(m, n)`; infinite if
        :math:`\sigma_k = 0`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix or is empty.

    Notes
    -----
    A singular matrix often gives about 1e16 rather than infinity: rounding makes its
    smallest singular value tiny instead of zero. Above :math:`1 / (\max(m, n)\,
    \varepsilon)` the number says no more than that.

    Examples
    --------
    >>> condition_number([[3.0, 0.0], [0.0, 0.5]])
    6.0
    >>> condition_number([[1.0, 0.0], [0.0, 0.0]])
    inf
    """
    A, _ = scale_to_unit(as_matrix(A, "A", allow_empty=False))
    s = singular_values(A)
    return float(s[0] / s[-1]) if s[-1] > 0 else np.inf


def rank_of(s: np.ndarray, shape: tuple[int, ...], rtol: Real | None) -> int:
    """Return how many of the singular values `s` count, as in `numerical_rank`."""
    if rtol is None:
        rtol = max(shape) * float(np.finfo(float).eps)
    rtol = as_scalar(rtol, "rtol", least=0)
    return int(np.count_nonzero(s > rtol * s.max(initial=0.0)))
