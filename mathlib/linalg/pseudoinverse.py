"""The pseudoinverse and its kin: equations solved as well as they can be."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import ArrayLike, Real, as_array, as_matrix, as_scalar
from mathlib.linalg._scaling import check_range, scale_to_unit, unscale
from mathlib.linalg.norms import frobenius_norm, rank_of
from mathlib.linalg.qr import orthonormal_complement
from mathlib.linalg.svd import first_signs, svd


def pinv(A: ArrayLike, *, rtol: Real | None = None) -> Float[np.ndarray, "n m"]:
    r"""Return the Moore-Penrose pseudoinverse of `A`.

    ``pinv(A) @ b`` is, among the vectors that make :math:`\|Ax - b\|` least, the
    shortest (Theorem ``thm-pinv-least-squares``).

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix of any rank; may be empty.
    rtol : float, optional
        Singular values up to ``rtol * s[0]`` are taken for zero, as in
        `numerical_rank`; by default :math:`\max(m, n)\, 2^{-52}`.

    Returns
    -------
    ndarray, shape (n, m)
        :math:`A^+ = \sum_{\sigma_i > 0} \sigma_i^{-1} v_i u_i^\top`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, `rtol` is negative, or an entry of the result
        exceeds the largest float.

    Notes
    -----
    :math:`A^+` jumps where the rank changes: a singular value just above ``rtol``
    enters with its huge inverse, one just below with nothing. See
    `regularized_inverse` for a function without jumps.

    Examples
    --------
    >>> pinv([[2.0, 0.0], [0.0, 0.0]])
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    U, s, Vt = _significant(A, rtol)
    with np.errstate(over="ignore", invalid="ignore"):  # reported by check_range
        result = Vt.T @ (U / s).T
    check_range(result, "the pseudoinverse")
    return result


def penrose_residuals(A: ArrayLike, X: ArrayLike) -> Float[np.ndarray, "4"]:
    r"""Return by how much `X` misses each of the four Penrose conditions for `A`.

    All four vanish for one matrix only, the pseudoinverse of `A`
    (Theorem ``thm-penrose``).

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix.
    X : array_like, shape (n, m)
        Candidate for its pseudoinverse.

    Returns
    -------
    ndarray, shape (4,)
        Frobenius norms of :math:`AXA - A`, :math:`XAX - X`,
        :math:`(AX)^\top - AX` and :math:`(XA)^\top - XA`, in this order.

    Raises
    ------
    TypeError
        If `A` or `X` does not hold real numbers.
    ValueError
        If `A` or `X` is not a finite matrix, or `X` does not have the shape of the
        transpose of `A`.

    Examples
    --------
    >>> penrose_residuals([[1.0, 1.0]], [[1.0], [0.0]])
    array([0.        , 0.        , 0.        , 1.41421356])
    """
    A, X = as_matrix(A, "A"), as_matrix(X, "X")
    if X.shape != A.shape[::-1]:
        raise ValueError(
            f"X must have shape {A.shape[::-1]}, that of A.T; got {X.shape}."
        )
    with np.errstate(over="ignore", invalid="ignore"):  # reported by check_range
        AX, XA = A @ X, X @ A
        gaps = (AX @ A - A, XA @ X - X, AX.T - AX, XA.T - XA)
    for gap in gaps:
        check_range(gap, "a residual")
    return np.array([frobenius_norm(gap) for gap in gaps])


def regularized_inverse(A: ArrayLike, lam: Real) -> Float[np.ndarray, "n m"]:
    r"""Return the matrix that solves ridge regression, a smoothed pseudoinverse.

    ``regularized_inverse(A, lam) @ b`` makes :math:`\|Ax - b\|^2 + \lambda \|x\|^2`
    least. It tends to ``pinv(A)`` as `lam` tends to 0.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix of any rank; may be empty.
    lam : float
        The weight :math:`\lambda > 0`, in the units of :math:`\sigma^2`.

    Returns
    -------
    ndarray, shape (n, m)
        :math:`\sum_i \frac{\sigma_i}{\sigma_i^2 + \lambda} v_i u_i^\top
        = (A^\top A + \lambda I)^{-1} A^\top`.

    Raises
    ------
    TypeError
        If `A` or `lam` is not made of real numbers.
    ValueError
        If `A` is not a finite matrix, or `lam` is not positive and finite.

    Examples
    --------
    >>> regularized_inverse([[2.0, 0.0], [0.0, 0.0]], lam=4.0)
    array([[0.25, 0.  ],
           [0.  , 0.  ]])
    """
    lam = as_scalar(lam, "lam", above=0)
    U, s, Vt = svd(A)
    with np.errstate(over="ignore", divide="ignore"):  # s tiny: 1 / inf = 0 is right
        filtered = 1.0 / (s + lam / s)
    return Vt.T @ (U * filtered).T


def project_onto_range(
    A: ArrayLike, b: ArrayLike, *, rtol: Real | None = None
) -> Float[np.ndarray, "m ..."]:
    r"""Return the point of the column space of `A` nearest to `b`.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix whose columns span the space, independent or not.
    b : array_like, shape (m,) or (m, k)
        Vector, or matrix whose columns are projected one by one.
    rtol : float, optional
        Singular values up to ``rtol * s[0]`` are taken for zero, as in
        `numerical_rank`.

    Returns
    -------
    ndarray, shape (m,) or (m, k)
        :math:`A A^+ b = \sum_{\sigma_i > 0} u_i u_i^\top b`.

    Raises
    ------
    TypeError
        If `A` or `b` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or `b` does not have `m` finite rows.

    Examples
    --------
    >>> project_onto_range([[1.0], [1.0]], [4.0, 0.0])
    array([2., 2.])
    """
    A, b = as_matrix(A, "A"), as_array(b, "b")
    if b.ndim not in (1, 2) or b.shape[0] != A.shape[0]:
        raise ValueError(
            f"b must have shape ({A.shape[0]},) or ({A.shape[0]}, k), as A has "
            f"{A.shape[0]} rows; got {b.shape}."
        )
    U, _, _ = _significant(A, rtol)
    b, exponent = scale_to_unit(b)
    return unscale(U @ (U.T @ b), exponent, "the projection")


def null_space(A: ArrayLike, *, rtol: Real | None = None) -> Float[np.ndarray, "n d"]:
    r"""Return an orthonormal basis of the vectors that `A` sends to zero.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix; may be empty.
    rtol : float, optional
        Singular values up to ``rtol * s[0]`` are taken for zero, as in
        `numerical_rank`.

    Returns
    -------
    ndarray, shape (n, d)
        Orthonormal columns, :math:`d = n - \operatorname{rank} A`; in each, the
        first entry that exceeds 1e-8 in absolute value is positive.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or `rtol` is negative.

    Examples
    --------
    >>> null_space([[1.0, 0.0, 0.0]])
    array([[0., 0.],
           [1., 0.],
           [0., 1.]])
    >>> null_space([[2.0, 0.0], [0.0, 3.0]]).shape
    (2, 0)
    """
    basis = orthonormal_complement(_significant(A, rtol)[2].T)
    return basis * first_signs(basis.T)


def _significant(
    A: ArrayLike, rtol: Real | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the singular triples of `A` that count, as in `numerical_rank`."""
    U, s, Vt = svd(A)
    rank = rank_of(s, (U.shape[0], Vt.shape[1]), rtol)
    return U[:, :rank], s[:rank], Vt[:rank]
