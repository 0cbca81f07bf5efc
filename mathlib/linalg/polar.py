"""The polar form: a rotation times a stretch."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import ArrayLike, as_matrix
from mathlib.linalg.svd import svd


def polar(A: ArrayLike) -> tuple[Float[np.ndarray, "m n"], Float[np.ndarray, "n n"]]:
    r"""Factor `A` into orthonormal columns times a positive semidefinite matrix.

    The matrix form of :math:`z = e^{i\varphi} |z|`; :math:`Q` is the matrix with
    orthonormal columns nearest to `A` in the Frobenius norm (Theorem ``thm-polar``).

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix with ``m >= n``.

    Returns
    -------
    Q : ndarray, shape (m, n)
        :math:`U V^\top`, orthonormal columns.
    H : ndarray, shape (n, n)
        :math:`V \Sigma V^\top = (A^\top A)^{1/2}`, symmetric positive semidefinite,
        :math:`A = QH`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix or has more columns than rows.

    Notes
    -----
    :math:`H` is unique; :math:`Q` is when the columns of `A` are linearly
    independent, otherwise it is one of many.

    Examples
    --------
    >>> Q, H = polar([[0.0, -2.0], [3.0, 0.0]])
    >>> Q
    array([[ 0., -1.],
           [ 1.,  0.]])
    >>> H
    array([[3., 0.],
           [0., 2.]])
    """
    A = as_matrix(A, "A")
    if A.shape[0] < A.shape[1]:
        raise ValueError(
            f"A must have at least as many rows as columns; got shape {A.shape}. "
            "Factor A.T instead, which gives A = H @ Q."
        )
    U, s, Vt = svd(A)
    H = (Vt.T * (s / 2)) @ Vt
    return U @ Vt, H + H.T
