"""Plain values: what an answer becomes before anyone looks at it.

An answer is an object of the reader's making, and such an object can lie (through
``__eq__``, ``__array__``, a subclass, a metaclass). `to_plain` takes it apart by the
exact type of each piece and returns values of our own making: None, bool, int,
float, complex, str, list, dict and `Array`. Everything after that works on copies
that nobody else holds. `exercises.wire` sends them as JSON.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy import array, asarray, complex128, float64, ndarray

MAX_NUMBERS = 1_000_000
MAX_DEPTH = 16
MAX_TEXT = 100_000
MAX_BITS = 1000  # less than the largest float
SMALL = 10_000  # integers whose products are far from the end of 64 bits
EXACT = 1 << 53  # integers that floats tell apart

Plain = Any  # None | bool | int | float | complex | str | Array | list | dict


class UnfitError(ValueError):
    """An object that cannot be an answer; the message says why, to the reader."""


@dataclass(frozen=True)
class Array:
    """A rectangular table of numbers (or of booleans), row by row."""

    shape: tuple[int, ...]
    data: tuple[complex, ...]


@dataclass(frozen=True)
class Outcome:
    """What came out of one call (or of one answer): a plain value, or the trouble.

    `trouble` is empty, or says in one line why there is no value; `printed` and
    `warned` are the beginning of what was written and of what was warned. `called` is
    False if the trouble is seen without any input.
    """

    value: Plain = None
    trouble: str = ""
    missing: bool = False
    printed: str = ""
    warned: str = ""
    called: bool = True


_type_name = type.__dict__["__name__"].__get__
NUMBERS = (bool, int, float, complex)
_SCALARS = tuple(
    kind
    for kind in dict.fromkeys(np.sctypeDict.values())
    if np.dtype(kind).kind in "biufc"
)


def type_name(x: object) -> str:
    """Return the name of the exact type of `x`, whatever its class pretends."""
    return str(_type_name(type(x)))


def a(name: str) -> str:
    """Return a name with its article."""
    return (
        f"an {name}" if name[:1].lower() in "aeio" or name[:2] == "nd" else f"a {name}"
    )


def is_number(x: Plain) -> bool:
    """Say whether a plain value is a number (True and False are none)."""
    kind = type(x)
    return kind is float or kind is int or kind is complex


def to_plain(x: object) -> Plain:
    """Take `x` apart by exact types; raise `UnfitError` on what cannot be an answer."""
    return _plain(x, [MAX_NUMBERS], 0)


def _plain(x: Any, budget: list[int], depth: int) -> Plain:
    kind = type(x)
    spend(budget, 1)
    if depth > MAX_DEPTH:
        raise UnfitError(f"lists nested more than {MAX_DEPTH} deep")
    if x is None or x is ... or kind is bool or kind is float or kind is complex:
        return None if x is ... else x
    if kind is int:
        if x.bit_length() > MAX_BITS:
            raise UnfitError(
                f"an integer of more than {MAX_BITS} bits: give its exponent"
            )
        return x
    if kind is str:
        if len(x) > MAX_TEXT:
            raise UnfitError(f"a text of {len(x)} characters")
        return x
    if kind is ndarray:
        return _plain_array(x, budget)
    if any(kind is scalar for scalar in _SCALARS):
        return _plain_array(asarray(x), budget)
    if kind is Fraction:
        return _plain_fraction(x)
    if kind is dict:
        return _plain_dict(x, budget, depth)
    if kind is list or issubclass(kind, tuple):
        # NumPy returns named tuples; tuple's own iterator ignores what they override.
        step = list.__iter__ if kind is list else tuple.__iter__
        table = _table([_plain(item, budget, depth + 1) for item in step(x)])
        rows = kind is list and all(type(item) is list for item in x)
        return stacked(table) if rows else table
    raise UnfitError(_unfit(x))


def spend(budget: list[int], n: int) -> None:
    """Count `n` more numbers; raise `UnfitError` when there are too many."""
    budget[0] -= n
    if budget[0] < 0:
        raise UnfitError(f"more than {MAX_NUMBERS} numbers")


def _plain_array(x: ndarray, budget: list[int]) -> Plain:
    if x.dtype.kind == "U" and x.ndim < 2:  # letters
        spend(budget, x.size * (1 + x.itemsize // 8))
        return x.tolist()
    if x.dtype.kind not in "biufc":
        raise UnfitError(f"an array of dtype {x.dtype.str!r}, which holds no numbers")
    spend(budget, x.size)
    if x.dtype.kind == "f":
        x = x.astype(float64)
    if x.dtype.kind == "c":
        x = x.astype(complex128)
    if x.ndim == 0:
        return x.item()
    return Array(tuple(x.shape), tuple(x.ravel().tolist()))


def _plain_fraction(x: Fraction) -> float:
    numerator, denominator = x.numerator, x.denominator
    if type(numerator) is not int or type(denominator) is not int:
        raise UnfitError("a fraction of things that are no integers")
    try:
        return numerator / denominator
    except (OverflowError, ZeroDivisionError):
        raise UnfitError("a fraction too large for a float") from None


def _plain_dict(x: dict, budget: list[int], depth: int) -> dict:
    out = {}
    for key, value in dict.items(x):
        if type(key) is not str:
            raise UnfitError(f"a dictionary whose key is {a(type_name(key))}")
        out[key] = _plain(value, budget, depth + 1)
    return out


def _table(items: list) -> Plain:
    """Make nested lists of numbers, if rectangular, an `Array`."""
    if not items:
        return Array((0,), ())
    if all(type(item) in NUMBERS for item in items):
        return Array((len(items),), tuple(items))
    return items


def _unfit(x: object) -> str:
    kind = type(x)
    name = type_name(x)
    for base in (ndarray, *NUMBERS[1:], str, list, dict):
        if issubclass(kind, base):
            plain = "np.ndarray" if base is ndarray else base.__name__
            return f"{a(name)}, which is a subclass of {plain}; give a plain {plain}"
    if callable(x):
        return f"{a(name)}, which is something to call; give the value it returns"
    return f"{a(name)}; give a number, a NumPy array, or a list or tuple of them"


def stacked(x: Plain) -> Plain:
    """Join a list of equally shaped arrays into one array, where that is possible."""
    if type(x) is not list or not x or not all(type(item) is Array for item in x):
        return x
    shape = x[0].shape
    if any(item.shape != shape for item in x):
        return x
    return Array((len(x), *shape), tuple(v for item in x for v in item.data))


def unstacked(x: Plain) -> Plain:
    """Split an array along its first axis into a list of arrays or numbers."""
    if type(x) is not Array:
        return x
    n, rest = x.shape[0], x.shape[1:]
    if not rest:
        return list(x.data)
    size = math.prod(rest)
    return [Array(rest, x.data[i * size : (i + 1) * size]) for i in range(n)]


def thaw(x: Plain) -> Any:
    """Turn a plain value back into what mathematics is done with: NumPy arrays."""
    if type(x) is Array:
        return array(x.data, dtype=None if x.data else float).reshape(x.shape)
    if type(x) is list:
        return [thaw(item) for item in x]
    if type(x) is dict:
        return {key: thaw(value) for key, value in x.items()}
    return x


def thaw_exactly(x: Plain) -> Any:
    """Thaw what a student gave; products of large integers shall not wrap around."""
    if type(x) is Array and any(type(v) is int and abs(v) > SMALL for v in x.data):
        return thaw(Array(x.shape, tuple(v * 1.0 for v in x.data)))
    if type(x) is int and abs(x) > EXACT:
        return float(x)
    if type(x) is list:
        return [thaw_exactly(item) for item in x]
    if type(x) is dict:
        return {key: thaw_exactly(value) for key, value in x.items()}
    return thaw(x)


def same(a: Plain, b: Plain) -> bool:
    """Say whether two plain values are equal to the last bit (NaN equals NaN)."""
    if type(a) is not type(b):
        return False
    if type(a) is Array:
        return a.shape == b.shape and all(map(same, a.data, b.data))
    if type(a) is list:
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b or (a != a and b != b)
