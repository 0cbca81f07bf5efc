"""The singular value decomposition by one-sided Jacobi rotations after QR."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import ArrayLike, as_matrix
from mathlib.linalg._scaling import scale_to_unit, unscale
from mathlib.linalg.qr import orthonormal_complement, pivoted_qr, qr

_EPS = float(np.finfo(float).eps)
_NEGLIGIBLE = 2.0**-500  # of the largest entry: the square is still a normal number
_MAX_SWEEPS = 60  # six to ten suffice in practice


def svd(
    A: ArrayLike,
) -> tuple[Float[np.ndarray, "m k"], Float[np.ndarray, " k"], Float[np.ndarray, "k n"]]:
    r"""Return the thin singular value decomposition of `A`.

    QR factorizations with and without pivoting reduce `A` to a triangle; Jacobi
    rotations then make its rows orthogonal (Theorem ``thm-svd``).

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix to decompose, of any rank; may be empty.

    Returns
    -------
    U : ndarray, shape (m, k)
        Orthonormal columns :math:`u_i`, :math:`k = \min(m, n)`.
    s : ndarray, shape (k,)
        Singular values, :math:`\sigma_1 \ge \dots \ge \sigma_k \ge 0`.
    Vt : ndarray, shape (k, n)
        Orthonormal rows :math:`v_i^\top`; the first entry of each that exceeds 1e-8
        in absolute value is positive.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or :math:`\sigma_1` exceeds the largest float.

    Notes
    -----
    The factors satisfy :math:`A = \sum_i \sigma_i u_i v_i^\top`, also for vanishing
    :math:`\sigma_i`, where the bases are completed. The rule for the sign leaves
    nothing open when the singular values are distinct and not zero. Every
    :math:`\sigma_i` is right to a small multiple of :math:`\varepsilon \sigma_1`;
    if `A` is a well-conditioned matrix with its columns (its rows, if m < n) rescaled,
    however wildly, each is right to one of :math:`\varepsilon \sigma_i` (**stated**).
    Below :math:`2^{-500} \sigma_1` they are returned as 0. Cost
    :math:`O(m n k)` for QR and about :math:`9 k^3` for each of some 8 sweeps.

    References
    ----------
    One-sided Jacobi: :cite:`demmel1992jacobi`; on the rows of a pivoted triangle:
    :cite:`drmac2008new`; the order of the pairs: :cite:`luk1989proof`.

    Examples
    --------
    >>> U, s, Vt = svd([[0.0, 2.0], [-3.0, 0.0]])
    >>> s
    array([3., 2.])
    >>> Vt
    array([[1., 0.],
           [0., 1.]])
    >>> (U * s) @ Vt
    array([[ 0.,  2.],
           [-3.,  0.]])
    """
    A, exponent = scale_to_unit(as_matrix(A, "A"))
    if A.shape[0] >= A.shape[1]:
        U, s, Vt = _svd_tall(A)
    else:
        V, s, Ut = _svd_tall(A.T)
        U, Vt = Ut.T, V.T
    signs = first_signs(Vt)
    # Adding 0.0 turns -0.0 into 0.0.
    return U * signs + 0.0, unscale(s, exponent, "s"), Vt * signs[:, None] + 0.0


def singular_values(A: ArrayLike) -> Float[np.ndarray, " k"]:
    r"""Return the singular values of `A`, the largest first.

    Parameters
    ----------
    A : array_like, shape (m, n)
        Matrix, may be empty.

    Returns
    -------
    ndarray, shape (k,)
        :math:`\sigma_1 \ge \dots \ge \sigma_k \ge 0`, :math:`k = \min(m, n)`.

    Raises
    ------
    TypeError
        If `A` does not hold real numbers.
    ValueError
        If `A` is not a finite matrix, or :math:`\sigma_1` exceeds the largest float.

    Examples
    --------
    >>> singular_values([[3.0, 4.0], [0.0, 0.0]])
    array([5., 0.])
    """
    return svd(A)[1]


def first_signs(V: np.ndarray) -> np.ndarray:
    """Return 1 or -1 for each row: the sign of its first entry that is not tiny."""
    if V.shape[1] == 0:
        return np.ones(V.shape[0])
    first = (np.abs(V) > 1e-8).argmax(axis=1)
    return np.where(V[np.arange(V.shape[0]), first] < 0, -1.0, 1.0)


def _svd_tall(A: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Decompose an (m, n) matrix with m >= n and entries of at most 1."""
    Q, R = qr(A)
    P, R, order = pivoted_qr(R)
    J, W = _orthogonalize_rows(np.where(np.abs(R) < _NEGLIGIBLE, 0.0, R))
    s = np.linalg.norm(W, axis=1)
    descending = np.argsort(-s, kind="stable")
    s, J, W = s[descending], J[descending], W[descending]
    rank = int(np.count_nonzero(s > _NEGLIGIBLE))
    s[rank:] = 0.0
    Vt = np.empty_like(W)
    Vt[:rank, order] = W[:rank] / s[:rank, None]
    Vt[rank:] = orthonormal_complement(Vt[:rank].T).T
    return Q @ (P @ J.T), s, Vt


def _orthogonalize_rows(R: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an orthogonal J and J @ R, whose rows are orthogonal to rounding."""
    n = R.shape[0]
    tolerance = _EPS * max(4.0, np.sqrt(n))
    rows = np.hstack([R, np.eye(n)])
    meetings = _meetings(rows)
    for _ in range(_MAX_SWEEPS):
        if _largest_cosine(rows[:, :n]) <= 2.0 * tolerance:  # rounded another way
            return rows[:, n:], rows[:, :n]
        for x, y in meetings:
            _rotate(x, y, n, tolerance)
    raise RuntimeError(  # not seen; better loud than wrong
        f"svd did not converge in {_MAX_SWEEPS} sweeps on a triangle of shape "
        f"{R.shape}; the largest cosine left is {_largest_cosine(rows[:, :n]):.1e}."
    )


def _meetings(rows: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return pairs of views of `rows`, in which each two rows face each other once.

    In round t = 0, ..., n - 1 row i faces row j where i + j = t modulo n, i < j. No
    row is in a round twice, so that all its pairs can rotate at once.
    """
    n, meetings = rows.shape[0], []
    for t in range(n):
        middle = (t + n + 1) // 2
        meetings += [
            (rows[: (t + 1) // 2], rows[t // 2 + 1 : t + 1][::-1]),
            (rows[t + 1 : middle], rows[(t + n) // 2 + 1 :][::-1]),
        ]
    return [(x, y) for x, y in meetings if x.size > 0]


def _largest_cosine(W: np.ndarray) -> float:
    """Return the largest |cosine| between two different rows of `W` that are not 0."""
    norms = np.linalg.norm(W, axis=1, keepdims=True)
    unit = W / np.where(norms > _NEGLIGIBLE, norms, np.inf)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, 0.0)
    return float(np.abs(cosines).max(initial=0.0))


def _rotate(x: np.ndarray, y: np.ndarray, n: int, tolerance: float) -> None:
    """Rotate each row of `x` against that of `y`, in place, to orthogonality.

    Only the first n entries of each row have to become orthogonal; the others record
    the rotations.
    """
    a, b, c = (
        np.einsum("ij,ij->i", p[:, :n], q[:, :n]) for p, q in ((x, x), (y, y), (x, y))
    )
    turn = np.abs(c) > tolerance * np.sqrt(a) * np.sqrt(b)
    if not turn.any():
        return
    cot = (b - a) / np.where(turn, 2.0 * c, 1.0)  # of twice the angle
    tan = turn * np.where(cot < 0, -1.0, 1.0) / (np.abs(cot) + np.hypot(1.0, cot))
    cos = 1.0 / np.hypot(1.0, tan)[:, None]
    sin = tan[:, None] * cos
    x_old = x.copy()
    x *= cos
    x -= sin * y
    y *= cos
    y += sin * x_old
