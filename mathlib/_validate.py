"""Checks of arguments that every part of `mathlib` shares.

Each ``as_...`` function takes what the caller passed and the name of the argument,
and returns it in the one form that the mathematics is written for (a finite array
of float64, an int, a float), or raises an error that names the argument, the rule,
the value received and what to do. A wrong kind of thing is a `TypeError`, a wrong
value of the right kind a `ValueError`.

Accepted: lists, tuples, arrays of integers or of floats of any width, non-contiguous
views. Refused by name: booleans (nearly always a mask passed by mistake), complex
numbers, strings, objects, masked arrays, NaN and infinities. What is returned may
share memory with what was passed: never write into it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    Integer = int | np.integer
    Real = float | np.floating | np.integer
    String = str
    Generator = np.random.Generator
else:
    # At run time anything may arrive: the checks below explain what is wrong with it
    # in the words of the argument, and a type checker must not speak before them.
    ArrayLike = Integer = Real = String = Generator = Any

_KINDS = {"b": "booleans", "c": "complex numbers", "O": "objects", "S": "bytes"}
_KINDS |= {"U": "strings", "T": "strings", "V": "records", "M": "dates"}
_ADVICE = {
    "b": " A mask? Use {name}.astype(float) if 0 and 1 are meant.",
    "c": " Treat its real and imaginary parts apart, or use numpy.linalg.",
}
_NOUNS = {0: "one number", 1: "a vector, shape (n,)", 2: "a matrix, shape (m, n)"}


def _as_real_array(x: ArrayLike, name: str) -> tuple[np.ndarray, float]:
    """Return `x` as an array of real numbers, and the epsilon of the type it had."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{name} must be an ordinary array; got a masked array. "
            f"Fill it first, for instance with {name}.filled(0)."
        )
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"{name} must be rectangular, with rows of one length; NumPy says: {error}"
        ) from error
    kind = array.dtype.kind
    if kind not in "iuf" and not (array.size == 0 and isinstance(x, list | tuple)):
        what = _KINDS.get(kind, f"dtype {array.dtype}")
        advice = _ADVICE.get(kind, "").format(name=name)
        raise TypeError(f"{name} must hold real numbers; got {what}.{advice}")
    eps = float(np.finfo(array.dtype).eps) if kind == "f" else 0.0
    with np.errstate(over="ignore"):  # a long double may overflow: reported below
        return array.astype(np.float64, copy=False), max(eps, 2.0**-52)


def _check_finite(array: np.ndarray, name: str) -> None:
    bad = ~np.isfinite(array)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        entry = f"{name}[{', '.join(map(str, where))}]" if where else name
        raise ValueError(
            f"{name} must be finite; {entry} = {array[where]}, and "
            f"{np.count_nonzero(bad)} of {array.size} entries are NaN or infinite."
        )


def as_array(
    x: ArrayLike, name: str, *, ndim: int | None = None, allow_empty: bool = True
) -> np.ndarray:
    """Return `x` as a finite float64 array, of `ndim` dimensions if that is given."""
    array, _ = _as_real_array(x, name)
    if ndim is not None and array.ndim != ndim:
        advice = ""
        if (ndim, array.ndim) == (2, 1):
            advice = f" For one column pass {name}[:, None], for one row {name}[None]."
        raise ValueError(
            f"{name} must be {_NOUNS.get(ndim, f'an array of {ndim} dimensions')}; "
            f"got shape {array.shape}.{advice}"
        )
    if array.size == 0 and not allow_empty:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}.")
    _check_finite(array, name)
    return array


def as_vector(x: ArrayLike, name: str, *, allow_empty: bool = True) -> np.ndarray:
    """Return `x` as a finite vector of float64, shape (n,)."""
    return as_array(x, name, ndim=1, allow_empty=allow_empty)


def as_matrix(A: ArrayLike, name: str, *, allow_empty: bool = True) -> np.ndarray:
    """Return `A` as a finite matrix of float64, shape (m, n)."""
    return as_array(A, name, ndim=2, allow_empty=allow_empty)


def as_square_matrix(A: ArrayLike, name: str) -> np.ndarray:
    """Return `A` as a finite, nonempty square matrix of float64, shape (n, n)."""
    A = as_matrix(A, name, allow_empty=False)
    if A.shape[0] != A.shape[1]:
        raise ValueError(f"{name} must be square; got shape {A.shape}.")
    return A


def as_symmetric_matrix(A: ArrayLike, name: str, *, rtol: float = 1e-10) -> np.ndarray:
    """Return `A` symmetrized, if it is symmetric to `rtol` times its largest entry."""
    A = as_square_matrix(A, name)
    gap, scale = float(np.abs(A - A.T).max()), float(np.abs(A).max())
    if gap > rtol * scale:
        raise ValueError(
            f"{name} must be symmetric to {rtol:g} of its largest entry, {scale:g}; "
            f"max |{name} - {name}.T| = {gap:g}. Did you mean ({name} + {name}.T) / 2?"
        )
    return A / 2 + A.T / 2


def _as_distributions(
    x: ArrayLike, name: str, ndim: int, axis: int | None
) -> np.ndarray:
    """Return `x` with each sum over `axis` made exactly 1, if it was nearly 1."""
    p = as_array(x, name, ndim=ndim, allow_empty=False)
    if (p < 0).any():
        where = tuple(int(i) for i in np.argwhere(p < 0)[0])
        raise ValueError(
            f"{name} must be nonnegative; "
            f"{name}[{', '.join(map(str, where))}] = {p[where]:g}."
        )
    _, eps = _as_real_array(x, name)
    tolerance = eps**0.5
    sums = p.sum(axis=axis, keepdims=True)
    worst = float(sums.flat[int(np.abs(sums - 1).argmax())])
    if abs(worst - 1) > tolerance:
        what = f"{name} must sum" if axis is None else f"each row of {name} must sum"
        raise ValueError(
            f"{what} to 1 within {tolerance:.1e}; the sum is {worst:.12g}. "
            "Divide by the sum if these are counts or weights."
        )
    return p / sums


def as_probabilities(p: ArrayLike, name: str) -> np.ndarray:
    """Return `p` as a probability vector, shape (n,), n >= 1.

    Nonnegative, and its sum is 1 within the square root of the machine epsilon of
    the type received (1.5e-8 for float64, 3.5e-4 for float32); what remains of the
    difference is divided out, so that Gibbs' inequality holds for what is returned.
    """
    return _as_distributions(p, name, 1, None)


def as_joint_table(P: ArrayLike, name: str) -> np.ndarray:
    """Return `P` as a table of joint probabilities, shape (m, n), that sums to 1."""
    return _as_distributions(P, name, 2, None)


def as_stochastic_matrix(W: ArrayLike, name: str) -> np.ndarray:
    """Return `W` as a matrix, shape (m, n), whose rows are probability vectors."""
    return _as_distributions(W, name, 2, 1)


def as_log_densities(log_p: ArrayLike, name: str) -> np.ndarray:
    """Return `log_p` as a vector of log-densities: finite, or minus infinity."""
    array, _ = _as_real_array(log_p, name)
    as_array(np.where(array == -np.inf, 0.0, array), name, ndim=1)
    return array


def check_same_length(p: np.ndarray, q: np.ndarray, names: tuple[str, str]) -> None:
    """Raise unless `p` and `q` have the same shape."""
    if p.shape != q.shape:
        raise ValueError(
            f"{names[0]} and {names[1]} must have the same shape; "
            f"got {p.shape} and {q.shape}."
        )


def as_scalar(
    x: Real,
    name: str,
    *,
    least: Real = -np.inf,
    most: Real = np.inf,
    above: Real = -np.inf,
) -> float:
    """Return `x` as a finite float with ``least <= x <= most`` and ``x > above``."""
    value = float(as_array(x, name, ndim=0))
    if not (least <= value <= most and value > above):
        rules = [f"> {above:g}"] if above > -np.inf else []
        rules += [f">= {least:g}"] if least > -np.inf else []
        rules += [f"<= {most:g}"] if most < np.inf else []
        raise ValueError(f"{name} must be {' and '.join(rules)}; got {value:g}.")
    return value


def _as_int(n: Integer, name: str, least: int) -> int:
    if isinstance(n, bool | np.bool_) or not isinstance(n, int | np.integer):
        raise TypeError(
            f"{name} must be an integer >= {least}; got {n!r} of type "
            f"{type(n).__name__}."
        )
    return int(n)


def as_positive_int(n: Integer, name: str, *, least: int = 1) -> int:
    """Return `n` as an int ``>= least``. Floats are refused, even whole ones."""
    n = _as_int(n, name, least)
    if n < least:
        raise ValueError(f"{name} must be an integer >= {least}; got {n}.")
    return n


def as_rank(rank: Integer, shape: tuple[int, ...], name: str = "rank") -> int:
    """Return `rank` as an int between 0 and the smaller side of `shape`."""
    rank, most = _as_int(rank, name, 0), min(shape)
    if not 0 <= rank <= most:
        raise ValueError(
            f"{name} must be in [0, {most}] for a matrix of shape {shape}; got {rank}."
        )
    return rank


def as_choice(x: String, choices: Collection[str], name: str) -> str:
    """Return `x` if it is one of the strings `choices`."""
    if not isinstance(x, str) or x not in choices:
        listed = " or ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} must be {listed}; got {x!r}.")
    return x


def as_generator(rng: Generator, name: str = "rng") -> np.random.Generator:
    """Return `rng` if it is a NumPy random generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name} must be a numpy.random.Generator; got {rng!r} of type "
            f"{type(rng).__name__}. Pass numpy.random.default_rng(20)."
        )
    return rng
