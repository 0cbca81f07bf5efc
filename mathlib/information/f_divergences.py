"""Divergences made from a convex function of the ratio of two probabilities."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mathlib._validate import ArrayLike, Real
from mathlib.information.divergences import as_pair

if TYPE_CHECKING:
    Function = Callable[[np.ndarray], np.ndarray]
else:
    Function = Any  # what is not a function is refused below, in words

__all__ = ["f_divergence"]


def f_divergence(
    p: ArrayLike, q: ArrayLike, f: Function, *, slope_at_infinity: Real = np.inf
) -> float:
    r"""Return the f-divergence of `p` from `q` for a convex function `f`.

    Parameters
    ----------
    p, q : array_like, shape (n,)
        Probabilities: nonnegative, summing to 1.
    f : callable
        Convex on :math:`[0, \infty)` with :math:`f(1) = 0`, applied to an array of
        ratios, element by element. At 0 it gives its limit from the right, which
        may be plus infinity: ``lambda t: t * np.log(t)`` must be mended there.
    slope_at_infinity : float
        :math:`\lim_{t \to \infty} f(t)/t`, the cost of a unit of `p` where `q` is
        0: plus infinity for :math:`t \log t`, 0 for :math:`-\log t`, 1/2 for
        :math:`|t - 1|/2`.

    Returns
    -------
    float
        :math:`\sum_{q_i > 0} q_i f(p_i / q_i) + f'(\infty) \sum_{q_i = 0} p_i`, in
        the unit that `f` measures in (nats, where it uses the natural logarithm).

    Raises
    ------
    ValueError
        If `p` or `q` is not a probability vector, their lengths differ, `f` is NaN
        or minus infinity at a ratio, f(1) is not 0, or the sum is negative, which
        no convex `f` allows.
    TypeError
        If `f` is not callable.

    Examples
    --------
    >>> p, q = [0.5, 0.5], [0.75, 0.25]
    >>> f_divergence(p, q, lambda t: abs(t - 1) / 2, slope_at_infinity=0.5)
    0.25
    """
    p, q = as_pair(p, q)
    if np.isnan(slope_at_infinity) or slope_at_infinity == -np.inf:
        raise ValueError(
            f"slope_at_infinity must be a number or inf; got {slope_at_infinity}."
        )
    with np.errstate(over="ignore"):
        ratio = np.divide(p, q, out=np.full_like(q, np.inf), where=q > 0)
    inside = np.isfinite(ratio)
    total = float((q[inside] * _values_at(f, ratio[inside])).sum())
    escaped = float(p[~inside].sum())
    total += escaped * float(slope_at_infinity) if escaped > 0 else 0.0
    if total < -1e-9:
        raise ValueError(
            f"f must be convex, with slope_at_infinity its slope there; the sum is "
            f"{total:g}, and by Jensen's inequality it would be at least 0."
        )
    return max(total, 0.0)


def _values_at(f: Function, ratio: np.ndarray) -> np.ndarray:
    """Return f at the ratios, after f(1) = 0 and the values have been checked."""
    if not callable(f):
        raise TypeError(f"f must be a function of an array; got {f!r}.")
    t = np.append(ratio, 1.0)
    with np.errstate(all="ignore"):  # what goes wrong is reported below, by name
        values = np.asarray(f(t), dtype=np.float64)
    if values.shape != t.shape:
        raise ValueError(
            f"f must act element by element; for {t.shape} it gave {values.shape}."
        )
    bad = np.isnan(values) | (values == -np.inf)
    if bad.any():
        raise ValueError(
            f"f must be a number or inf at every ratio; f({t[bad][0]:g}) = "
            f"{values[bad][0]}. At 0, give the limit of f from the right."
        )
    if abs(values[-1]) > 1e-12:
        raise ValueError(f"f must be 0 at 1; f(1) = {values[-1]:g}.")
    return values[:-1]
