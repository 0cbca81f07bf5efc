"""The QR factorization by Householder reflections, and what is built on it."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import ArrayLike, as_matrix
from mathlib.linalg._scaling import unscale

_BLOCK = 32  # columns reduced before the rest of the matrix is brought up to date


def qr(A: ArrayLike) -> tuple[Float[np.ndarray, "m k"], Float[np.ndarray, "k n"]]:
    r"""Factor `A` into orthonormal columns times an upper triangular matrix.

    Each Householder reflection :math:`I - \tau v v^\top` makes one column zero
    below the diagonal; :math:`Q` is their product, thin: :math:`k = \min(m, n)`.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix to factor, of any rank; may be empty.

    Returns
    -------
    Q : ndarray, shape (m, k)
        Orthonormal columns, :math:`Q^\top Q = I`.
    R : ndarray, shape (k, n)
        Upper triangular with a nonnegative diagonal, :math:`A = QR`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or an entry of `R` exceeds the largest float.

    Notes
    -----
    With the nonnegative diagonal the factors are unique when the columns of `A` are
    linearly independent. Cost :math:`4 m n^2 - \tfrac{4}{3} n^3` for
    :math:`m \ge n`, nearly all in matrix products: the reflections are gathered in
    blocks :math:`I - V T V^\top`. Columns are scaled by powers of two, which changes
    no digit, so that their squares neither overflow nor vanish. Each column of
    :math:`A - QR` is of the order of rounding in that column.

    Examples
    --------
    >>> Q, R = qr([[3.0, 1.0], [4.0, 3.0]])
    >>> Q
    array([[ 0.6, -0.8],
           [ 0.8,  0.6]])
    >>> R
    array([[5., 3.],
           [0., 1.]])
    """
    A = as_matrix(A, "A")
    k = min(A.shape)
    exponents = np.frexp(np.abs(A).max(axis=0, initial=0.0))[1]
    R = np.ldexp(A, -exponents)
    V, tau = _reduce(R)
    Q = _apply_reflections(V, tau, np.eye(A.shape[0], k))
    signs = np.where(np.diagonal(R) < 0, -1.0, 1.0)
    R = np.triu(R[:k]) * signs[:, None] + 0.0  # adding 0.0 turns -0.0 into 0.0
    return Q * signs + 0.0, unscale(R, exponents, "R")


def pivoted_qr(A: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `Q`, `R`, `order` with ``A[:, order] = Q @ R`` for an (m, n) `A`, m >= n.

    Each step takes the column with the largest remaining norm, so the rows of `R`
    fall in size as the singular values do. Any sign on the diagonal.
    """
    R, (m, n) = A.copy(), A.shape
    V, tau, order = np.zeros((m, n)), np.zeros(n), np.arange(n)
    for j in range(n):
        rest = R[j:, j:]
        pivot = j + int(np.einsum("ij,ij->j", rest, rest).argmax())
        R[:, [j, pivot]] = R[:, [pivot, j]]
        order[[j, pivot]] = order[[pivot, j]]
        V[j:, j], tau[j] = _reflect(R[j:, j:])
    return _apply_reflections(V, tau, np.eye(m, n)), np.triu(R[:n]), order


def orthonormal_complement(Q: np.ndarray) -> np.ndarray:
    """Return orthonormal columns, (m, m - k), orthogonal to the k columns of `Q`.

    The columns of `Q` must be orthonormal themselves.
    """
    m, k = Q.shape
    V, tau = _reduce(Q.copy())
    return _apply_reflections(V, tau, np.eye(m, m - k, -k))


def _reduce(A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make `A` upper triangular in place; return the reflections that did it."""
    k = min(A.shape)
    V, tau = np.zeros((A.shape[0], k)), np.zeros(k)
    for start in range(0, k, _BLOCK):
        stop = min(start + _BLOCK, k)
        for j in range(start, stop):
            V[j:, j], tau[j] = _reflect(A[j:, j:stop])
        W, rest = V[start:, start:stop], A[start:, stop:]
        rest -= W @ (_block_factor(W, tau[start:stop]).T @ (W.T @ rest))
    return V, tau


def _reflect(A: np.ndarray) -> tuple[np.ndarray, float]:
    """Reflect `A` in place so that its first column is zero below its first entry."""
    size = np.abs(A[:, 0]).max()
    if size == 0.0:
        return A[:, 0].copy(), 0.0
    v = A[:, 0] / size  # what is left of a column may be tiny: its squares vanish
    norm = float(np.sqrt(v @ v))
    head = v[0] + np.copysign(norm, v[0])  # the sign that does not cancel
    tau = float(abs(head) / norm)
    v /= head
    v[0] = 1.0
    A -= np.outer(tau * v, v @ A)
    return v, tau


def _block_factor(V: np.ndarray, tau: np.ndarray) -> np.ndarray:
    """Return upper triangular T: the product of the reflections is I - V T V'."""
    T, gram = np.diag(tau), V.T @ V
    for i in range(1, tau.size):
        T[:i, i] = -tau[i] * (T[:i, :i] @ gram[:i, i])
    return T


def _apply_reflections(V: np.ndarray, tau: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Return the product of all reflections, first to last, times `X`."""
    X, k = X.copy(), tau.size
    for start in reversed(range(0, k, _BLOCK)):
        stop = min(start + _BLOCK, k)
        W, rest = V[start:, start:stop], X[start:]
        rest -= W @ (_block_factor(W, tau[start:stop]) @ (W.T @ rest))
    return X
