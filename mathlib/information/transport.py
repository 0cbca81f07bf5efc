"""Wasserstein-1 distance on a line: the area between two distribution functions."""

import numpy as np

from mathlib._validate import (
    ArrayLike,
    as_probabilities,
    as_vector,
    check_same_length,
)

__all__ = ["wasserstein_1d", "wasserstein_1d_weighted"]


def wasserstein_1d(x: ArrayLike, y: ArrayLike) -> float:
    r"""Return the Wasserstein-1 distance of two samples of numbers.

    The least mean distance by which the points of one sample must be moved, in
    shares, to become the other.

    Parameters
    ----------
    x : array_like, shape (m,)
        A sample, in any order.
    y : array_like, shape (n,)
        Another, of the same or of another size.

    Returns
    -------
    float
        :math:`W_1 = \int |F(t) - G(t)| \, dt`, where F and G are the empirical
        distribution functions; in the unit of the points.

    Raises
    ------
    ValueError
        If a sample is empty or not finite, or the points spread over more than the
        largest float.

    Notes
    -----
    Only the first power is offered: it alone is the area between F and G, and it
    alone extends to a distance given by 1-Lipschitz tests. F - G is found from
    whole counts, so that it is exactly 0 where the samples agree. Cost
    :math:`O((m + n) \log(m + n))`.

    Examples
    --------
    >>> wasserstein_1d([0.0, 1.0], [3.0, 2.0])
    2.0
    >>> wasserstein_1d([0.0], [0.0, 1.0])
    0.5
    """
    x = np.sort(as_vector(x, "x", allow_empty=False))
    y = np.sort(as_vector(y, "y", allow_empty=False))
    points = np.sort(np.concatenate([x, y]))
    gaps = _gaps(points, "x and y")
    below_x = np.searchsorted(x, points[:-1], side="right")
    below_y = np.searchsorted(y, points[:-1], side="right")
    apart = np.abs(below_x * y.size - below_y * x.size) / (x.size * y.size)
    return float(gaps @ apart)


def wasserstein_1d_weighted(positions: ArrayLike, p: ArrayLike, q: ArrayLike) -> float:
    r"""Return the Wasserstein-1 distance of two distributions on points of a line.

    Parameters
    ----------
    positions : array_like, shape (n,)
        Where the outcomes lie, in any order; repeated positions are allowed.
    p, q : array_like, shape (n,)
        Probabilities of the positions.

    Returns
    -------
    float
        :math:`W_1 = \sum_k (t_{k+1} - t_k)\, |F(t_k) - G(t_k)|` over the sorted
        positions, where F and G are the distribution functions; in the unit of the
        positions.

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, the lengths differ, or the
        positions are not finite or spread over more than the largest float.

    Notes
    -----
    Two histograms on different points are given on the union of them, with
    probability 0 where one has no point.

    Examples
    --------
    >>> wasserstein_1d_weighted([0.0, 1.0, 5.0], [0.5, 0.5, 0.0], [0.0, 0.5, 0.5])
    2.5
    """
    positions = as_vector(positions, "positions", allow_empty=False)
    p, q = as_probabilities(p, "p"), as_probabilities(q, "q")
    check_same_length(p, q, ("p", "q"))
    check_same_length(positions, p, ("positions", "p"))
    order = np.argsort(positions, kind="stable")
    apart = np.abs(np.cumsum((p - q)[order])[:-1])
    return float(_gaps(positions[order], "positions") @ apart)


def _gaps(points: np.ndarray, name: str) -> np.ndarray:
    """Return the distances of neighbors, all finite, of sorted points."""
    with np.errstate(over="ignore"):
        if not np.isfinite(points[-1] - points[0]):
            raise ValueError(
                f"{name} must not spread over more than the largest float; they run "
                f"from {points[0]:g} to {points[-1]:g}."
            )
    return np.diff(points)
