"""Matrices of low rank: the best ones, their factors, and a fast way to near them."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import (
    ArrayLike,
    Generator,
    Integer,
    as_generator,
    as_matrix,
    as_positive_int,
    as_rank,
)
from mathlib.linalg._scaling import scale_to_unit, unscale
from mathlib.linalg.qr import qr
from mathlib.linalg.svd import svd


def truncate_svd(A: ArrayLike, rank: Integer) -> Float[np.ndarray, "m n"]:
    r"""Return the best approximation of `A` by a matrix of rank at most `rank`.

    Keeps the `rank` largest singular values; optimal in the spectral and
    Frobenius norms (Theorem ``thm-eckart-young``).

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix to approximate.
    rank : int
        Number of singular values kept, ``0 <= rank <= min(m, n)``.

    Returns
    -------
    ndarray, shape (m, n)
        :math:`A_r = \sum_{i \le r} \sigma_i u_i v_i^\top`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers, or `rank` is not an integer.
    ValueError
        If `rank` is outside ``[0, min(m, n)]``, or `A` is not a finite matrix.

    Notes
    -----
    If the singular values number `rank` and `rank` + 1 are equal, there are several
    best approximations, and this is one of them. Cost :math:`O(m n \min(m, n))`,
    all of it in the SVD.

    Examples
    --------
    >>> truncate_svd([[3.0, 0.0], [0.0, 1.0]], rank=1)
    array([[3., 0.],
           [0., 0.]])
    """
    A = as_matrix(A, "A")
    rank = as_rank(rank, A.shape)
    U, s, Vt = svd(A)
    return (U[:, :rank] * s[:rank]) @ Vt[:rank]


def low_rank_factors(
    A: ArrayLike, rank: Integer
) -> tuple[Float[np.ndarray, "m k"], Float[np.ndarray, "k n"]]:
    r"""Return two thin factors of the best approximation of rank at most `rank`.

    They hold :math:`k(m + n)` numbers in the place of :math:`mn`; LoRA trains such a
    pair. Each factor takes the square root of the singular values, so that both have
    the same Frobenius norm.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix to approximate.
    rank : int
        Inner size of the product, ``0 <= rank <= min(m, n)``.

    Returns
    -------
    B : ndarray, shape (m, k)
        :math:`U_k \Sigma_k^{1/2}`, where :math:`k` is `rank`.
    C : ndarray, shape (k, n)
        :math:`\Sigma_k^{1/2} V_k^\top`; ``B @ C`` is ``truncate_svd(A, rank)``.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers, or `rank` is not an integer.
    ValueError
        If `rank` is outside ``[0, min(m, n)]``, or `A` is not a finite matrix.

    Examples
    --------
    >>> B, C = low_rank_factors([[4.0, 0.0], [0.0, 1.0]], rank=1)
    >>> B
    array([[2.],
           [0.]])
    >>> C
    array([[2., 0.]])
    """
    A = as_matrix(A, "A")
    rank = as_rank(rank, A.shape)
    U, s, Vt = svd(A)
    root = np.sqrt(s[:rank])
    return U[:, :rank] * root, root[:, None] * Vt[:rank]


def randomized_svd(
    A: ArrayLike,
    rank: Integer,
    *,
    rng: Generator,
    n_oversamples: Integer = 10,
    n_power_iterations: Integer = 2,
) -> tuple[Float[np.ndarray, "m k"], Float[np.ndarray, " k"], Float[np.ndarray, "k n"]]:
    r"""Return nearly the `rank` leading singular triples, from a random sketch.

    `A` is applied to a few random vectors; their images span, with high probability,
    nearly the space of the leading left singular vectors, and the small matrix that
    `A` is there is decomposed by `svd`.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix to decompose.
    rank : int
        Number of triples returned, ``0 <= rank <= min(m, n)``.
    rng : numpy.random.Generator
        Source of the random vectors; the same state gives the same answer.
    n_oversamples : int, default 10
        How many vectors beyond `rank` are drawn, at least 0.
    n_power_iterations : int, default 2
        How often the sketch is multiplied by :math:`A A^\top`, at least 0: each time
        sharpens the decay of the singular values that the sketch sees.

    Returns
    -------
    U : ndarray, shape (m, k)
        Orthonormal columns, where :math:`k` is `rank`.
    s : ndarray, shape (k,)
        Approximate singular values, descending; none exceeds the true one by more
        than rounding.
    Vt : ndarray, shape (k, n)
        Orthonormal rows, with the signs of `svd`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers, `rng` is not a Generator, or one of the
        numbers is not an integer.
    ValueError
        If `rank` is outside ``[0, min(m, n)]``, `n_oversamples` or
        `n_power_iterations` is negative, or `A` is not a finite matrix.

    Notes
    -----
    A QR factorization after each product keeps the small directions from drowning in
    rounding. If ``rank + n_oversamples >= min(m, n)`` the sketch spans the range and
    the answer is exact up to rounding. Cost :math:`O(m n \ell)` for each of the
    ``2 * n_power_iterations + 2`` products, :math:`\ell` = rank + n_oversamples.

    References
    ----------
    :cite:`halko2011finding`, Algorithms 4.4 and 5.1.

    Examples
    --------
    >>> A = np.outer([1.0, 2.0, 2.0], [3.0, 4.0])
    >>> U, s, Vt = randomized_svd(A, rank=1, rng=np.random.default_rng(20))
    >>> np.round(s, 12)
    array([15.])
    """
    A, exponent = scale_to_unit(as_matrix(A, "A"))
    rank, rng = as_rank(rank, A.shape), as_generator(rng)
    extra = as_positive_int(n_oversamples, "n_oversamples", least=0)
    n_power = as_positive_int(n_power_iterations, "n_power_iterations", least=0)
    sketch = rng.standard_normal((A.shape[1], min(rank + extra, *A.shape)))
    Q = qr(A @ sketch)[0]
    for _ in range(n_power):
        Q = qr(A @ qr(A.T @ Q)[0])[0]
    U, s, Vt = svd(Q.T @ A)
    return (Q @ U)[:, :rank], unscale(s[:rank], exponent, "s"), Vt[:rank]
