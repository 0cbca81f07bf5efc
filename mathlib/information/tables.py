"""Tables of joint probabilities, and channels between alphabets."""

import numpy as np
from jaxtyping import Float

from mathlib._validate import (
    ArrayLike,
    String,
    as_joint_table,
    as_probabilities,
    as_stochastic_matrix,
)
from mathlib.information._terms import (
    log_or_minus_inf,
    relative_entropy,
    times_or_zero,
)
from mathlib.information._units import nats_per_unit

__all__ = [
    "conditional_entropy",
    "joint_entropy",
    "marginals",
    "mutual_information",
    "push_through_channel",
]


def marginals(
    P: ArrayLike,
) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, " n"]]:
    r"""Return the two marginal distributions of the table `P`.

    Parameters
    ----------
    P : array_like, shape (m, n)
        Joint probabilities of X (the row, axis 0) and Y (the column, axis 1).

    Returns
    -------
    row : ndarray, shape (m,)
        Distribution of X, :math:`\sum_y P(x, y)`.
    column : ndarray, shape (n,)
        Distribution of Y, :math:`\sum_x P(x, y)`.

    Raises
    ------
    ValueError
        If `P` is not a table of nonnegative numbers that sum to 1.

    Examples
    --------
    >>> row, column = marginals([[0.5, 0.25], [0.0, 0.25]])
    >>> row, column
    (array([0.75, 0.25]), array([0.5, 0.5]))
    """
    P = as_joint_table(P, "P")
    return P.sum(axis=1), P.sum(axis=0)


def joint_entropy(P: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the entropy of the pair (X, Y) with the joint table `P`.

    Parameters
    ----------
    P : array_like, shape (m, n)
        Joint probabilities of X (the row, axis 0) and Y (the column, axis 1).
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`H(X, Y) = -\sum_{x, y} P(x, y) \log P(x, y)`.

    Raises
    ------
    ValueError
        If `P` is not a table of nonnegative numbers that sum to 1, or `unit` is
        another word.

    Examples
    --------
    >>> joint_entropy([[0.25, 0.25], [0.25, 0.25]], unit="bits")
    2.0
    """
    size = nats_per_unit(unit)
    P = as_joint_table(P, "P")
    return float(times_or_zero(P, 0.0 - log_or_minus_inf(P)).sum()) / size


def conditional_entropy(P: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return H(Y|X): what the column still tells once the row is known.

    For H(X|Y), pass the transpose of `P`.

    Parameters
    ----------
    P : array_like, shape (m, n)
        Joint probabilities of X (the row, axis 0) and Y (the column, axis 1).
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`H(Y \mid X) = -\sum_{x, y} P(x, y) \log P(y \mid x)`, which is
        :math:`H(X, Y) - H(X)`, between 0 and :math:`H(Y)`.

    Raises
    ------
    ValueError
        If `P` is not a table of nonnegative numbers that sum to 1, or `unit` is
        another word.

    Examples
    --------
    >>> conditional_entropy([[0.25, 0.25], [0.0, 0.5]], unit="bits")
    0.5
    """
    size = nats_per_unit(unit)
    P = as_joint_table(P, "P")
    row = P.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        surprise = np.maximum(log_or_minus_inf(row) - log_or_minus_inf(P), 0.0)
    return float(times_or_zero(P, surprise).sum()) / size


def mutual_information(P: ArrayLike, *, unit: String = "nats") -> float:
    r"""Return the mutual information of X and Y with the joint table `P`.

    The divergence of the table from the product of its marginals: 0 only if X and
    Y are independent.

    Parameters
    ----------
    P : array_like, shape (m, n)
        Joint probabilities of X (the row, axis 0) and Y (the column, axis 1).
    unit : {"nats", "bits"}
        Unit of the result.

    Returns
    -------
    float
        :math:`I(X; Y) = \sum_{x, y} P(x, y) \log \frac{P(x, y)}{P(x) P(y)}`, which
        is :math:`H(Y) - H(Y \mid X)`, at least 0.

    Raises
    ------
    ValueError
        If `P` is not a table of nonnegative numbers that sum to 1, or `unit` is
        another word.

    Notes
    -----
    The ratio is taken between logarithms, so that a product of two marginals of
    1e-200 is not mistaken for 0.

    Examples
    --------
    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]], unit="bits")
    1.0
    >>> mutual_information([[0.25, 0.25], [0.25, 0.25]])
    0.0
    """
    size = nats_per_unit(unit)
    P = as_joint_table(P, "P")
    row, column = P.sum(axis=1, keepdims=True), P.sum(axis=0, keepdims=True)
    log_product = log_or_minus_inf(row) + log_or_minus_inf(column)
    with np.errstate(invalid="ignore"):
        log_ratio = log_or_minus_inf(P) - log_product
    return relative_entropy(P, row * column, log_ratio) / size


def push_through_channel(p: ArrayLike, W: ArrayLike) -> Float[np.ndarray, " n"]:
    r"""Return the distribution of a channel's output when its input follows `p`.

    Parameters
    ----------
    p : array_like, shape (m,)
        Probabilities of the inputs.
    W : array_like, shape (m, n)
        Row x holds the probabilities of the outputs for the input x: nonnegative,
        each row summing to 1.

    Returns
    -------
    ndarray, shape (n,)
        :math:`W^\top p`, a probability vector.

    Raises
    ------
    ValueError
        If `p` is not a probability vector, a row of `W` is not one, or `W` has not
        as many rows as `p` has entries.

    Examples
    --------
    >>> push_through_channel([0.5, 0.5], [[0.75, 0.25], [0.25, 0.75]])
    array([0.5, 0.5])
    """
    p, W = as_probabilities(p, "p"), as_stochastic_matrix(W, "W")
    if W.shape[0] != p.size:
        raise ValueError(
            f"W must have a row for each of the {p.size} entries of p; "
            f"got shape {W.shape}."
        )
    output = p @ W
    return output / output.sum()
