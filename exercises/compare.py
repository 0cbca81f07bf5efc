"""Comparing plain values, in pure Python.

A rule decides whether an answer `got` agrees with the value `want`: `Close`, or, where
the mathematics leaves something free, `UpToSign`, `UpToScale`, `SameSpan`. Its
`explain` returns None when they agree, and else a sentence that says what differs,
never what was expected. A `Property` decides without any reference value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exercises.values import (
    Array,
    Plain,
    is_number,
    show,
    stacked,
    type_name,
    unstacked,
)


@dataclass(frozen=True, kw_only=True)
class Close:
    """Equal up to ``atol + rtol * max |want|`` in every entry.

    With ``entrywise=True`` each entry is measured against its own size.
    """

    rtol: float = 1e-6
    atol: float = 1e-9
    entrywise: bool = False

    def explain(self, got: Plain, want: Plain) -> str | None:
        """Return None if `got` agrees with `want`, else what differs."""
        return structure(got, want) or self._differ(align(got, want), want)

    def _differ(self, got: Plain, want: Plain) -> str | None:
        if type(want) is list:
            pairs = zip(got, want, strict=True)
            return _first_part(self.explain(g, w) for g, w in pairs)
        if type(want) is dict:
            for key, value in want.items():
                if trouble := self.explain(got[key], value):
                    return f"`{key}`: {trouble}"
            return None
        if type(want) is Array:
            return self._array(got, want)
        if is_number(want):
            if _near(got, want, self.atol + self.rtol * size(want)):
                return None
            return _bad_number(got) or f"{show(got)} is not the right value"
        return None if got == want else f"{show(got)} is not right"

    def _array(self, got: Array, want: Array) -> str | None:
        scale = max((size(w) for w in want.data), default=0.0)
        off = []
        for i, (g, w) in enumerate(zip(got.data, want.data, strict=True)):
            own = size(w) if self.entrywise else scale
            if not _near(g, w, self.atol + self.rtol * own):
                off.append(i)
        if not off:
            return None
        where, value = _index(off[0], want.shape), got.data[off[0]]
        if bad := _bad_number(value):
            return f"entry {where} is wrong: {bad}"
        return (
            f"{len(off)} of {len(want.data)} entries are wrong; "
            f"the first is {where}, where you have {show(value)}"
        )


@dataclass(frozen=True, kw_only=True)
class UpToSign:
    """Vectors equal up to sign; the columns of a matrix each up to its own sign.

    With ``rows=True`` the rows of a matrix instead of its columns.
    """

    rtol: float = 1e-6
    atol: float = 1e-8
    rows: bool = False

    def explain(self, got: Plain, want: Plain) -> str | None:
        """Return None if `got` agrees with `want`, else what differs."""
        if trouble := structure(got, want):
            return trouble
        close = Close(rtol=self.rtol, atol=self.atol)
        lines = _line_up(got, want, self.rows)
        for j, (g, w) in enumerate(lines):
            if any(_bad_number(v) for v in g.data):
                return close.explain(g, w)
            minus = Array(w.shape, tuple(-v for v in w.data))
            if close.explain(g, w) and close.explain(g, minus):
                return f"{_line(want, j, self.rows)} is wrong, even up to sign"
        return None


@dataclass(frozen=True, kw_only=True)
class UpToScale:
    """Vectors on the same line through 0 (columns of a matrix, each on its own)."""

    rtol: float = 1e-6
    rows: bool = False

    def explain(self, got: Plain, want: Plain) -> str | None:
        """Return None if `got` agrees with `want`, else what differs."""
        if trouble := structure(got, want):
            return trouble
        lines = _line_up(got, want, self.rows)
        for j, (g, w) in enumerate(lines):
            name = _line(want, j, self.rows)
            for value in g.data:
                if bad := _bad_number(value):
                    return f"{name} is wrong: {bad}"
            if length(g.data) == 0 and length(w.data) > 0:
                return f"{name} is the zero vector, which has no direction"
            rest = _residual(g.data, [_unit(w.data)])
            if length(rest) > self.rtol * length(g.data):
                return f"{name} points in a wrong direction"
        return None


@dataclass(frozen=True, kw_only=True)
class SameSpan:
    """Columns that span the same subspace; orthonormal ones where `orthonormal`."""

    rtol: float = 1e-6
    orthonormal: bool = False

    def explain(self, got: Plain, want: Plain) -> str | None:
        """Return None if `got` agrees with `want`, else what differs."""
        if trouble := structure(got, want):
            return trouble
        columns = [v.data for v in vectors(align(got, want), rows=False)]
        basis = _orthonormalize([v.data for v in vectors(want, rows=False)], self.rtol)
        own: list[tuple] = []
        for j, g in enumerate(columns):
            for value in g:
                if bad := _bad_number(value):
                    return f"column {j} is wrong: {bad}"
            norm = length(g)
            if length(_residual(g, basis)) > self.rtol * norm:
                return f"column {j} does not lie in the subspace"
            rest = _residual(g, own)
            if norm == 0 or length(rest) <= self.rtol * norm:
                return f"column {j} depends on the columns before it"
            if self.orthonormal and abs(length(rest) - 1) > self.rtol:
                return f"column {j} is not a unit vector orthogonal to those before it"
            if self.orthonormal and abs(norm - 1) > self.rtol:
                return f"column {j} has length {norm:.4g}, not 1"
            own.append(_unit(rest))
        return None


Rule = Close | UpToSign | UpToScale | SameSpan


@dataclass(frozen=True)
class Property:
    """A condition that an answer must meet, with the number that decides it.

    `measure` returns a bool, or a number: its size must be at most `within`, or, if
    they are given, it must be below `below` and above `above` (strictly).
    """

    name: str
    measure: Callable[..., Any]
    within: float = 1e-8
    below: float | None = None
    above: float | None = None

    def explain(self, *args: Any, **kwargs: Any) -> str | None:
        """Return None if the condition holds, else that it fails, with its number."""
        try:
            found = self.measure(*args, **kwargs)
            is_bool = type(found).__name__.startswith("bool")  # NumPy's too
            value = bool(found) if is_bool else float(found)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            return f"{self.name}: cannot be computed ({error})"
        if isinstance(value, bool):
            return None if value else f"{self.name}: this does not hold"
        if self._holds(value):
            return None
        if self.below is None and self.above is None:
            return f"{self.name}: this fails by {abs(value):.4g}"
        return f"{self.name}: this fails, the number is {value:.6g}"

    def _holds(self, value: float) -> bool:
        if self.below is None and self.above is None:
            return abs(value) <= self.within
        low = -math.inf if self.above is None else self.above
        high = math.inf if self.below is None else self.below
        return (low < value or low == -math.inf) and (value < high or high == math.inf)


def structure(got: Plain, want: Plain) -> str | None:
    """Return None if `got` has the type and shape of `want`, else what is wrong."""
    got = align(got, want)
    if got is None and want is not None:
        return "there is no value (None): is a `return` missing?"
    if type(want) is Array:
        if type(got) is not Array:
            return f"an array of shape {want.shape} is asked for, not {_kind(got)}"
        if got.shape != want.shape:
            return f"the shape is {got.shape}, but {want.shape} is asked for"
        if _has_bool(got) and not _has_bool(want):
            return "numbers are asked for, not True and False"
        return None
    if type(want) is list:
        if type(got) is not list or len(got) != len(want):
            return f"{len(want)} results are asked for, not {_kind(got)}"
        pairs = zip(got, want, strict=True)
        return _first_part(structure(g, w) for g, w in pairs)
    if type(want) is dict:
        if type(got) is not dict:
            return f"a dictionary is asked for, not {_kind(got)}"
        for key in want:
            if key not in got:
                return f"the key {key!r} is missing"
        return None
    if is_number(want) and not is_number(got):
        return f"a number is asked for, not {_kind(got)}"
    if type(want) in (bool, str) and type(got) is not type(want):
        return f"a {type_name(want)} is asked for, not {_kind(got)}"
    return None


def align(got: Plain, want: Plain) -> Plain:
    """Let a list of arrays be an array, or the other way round, as `want` has it."""
    if type(want) is Array and type(got) is list:
        got = _stack_all(got)
        return got
    if type(want) is list and type(got) is Array:
        return unstacked(got)
    if is_number(want) and type(got) is Array and got.shape == (1,):
        return got  # [x] is not x: say so
    return got


def _stack_all(x: Plain) -> Plain:
    if type(x) is list:
        return stacked([_stack_all(item) for item in x])
    return x


def diagnose(got: Plain, want: Plain, rule: Close) -> str:
    """Name a usual slip that would explain the difference, or return ''."""
    if structure(got, want) is None:
        got = align(got, want)
        for factor, text in _SLIPS:
            if not rule.explain(scaled(got, factor), want):
                return text
    if type(got) is Array and type(want) is Array and len(got.shape) == 2:
        turned = transpose(got)
        if turned.shape == want.shape and not rule.explain(turned, want):
            return "It is the transpose of what is asked for."
    return ""


_SLIPS = (
    (-1.0, "Look at the sign."),
    (math.log(2), "Look at the unit: nats or bits?"),
    (1 / math.log(2), "Look at the unit: nats or bits?"),
    (0.01, "Look at the unit: is this a percentage?"),
)


def scaled(x: Plain, factor: float) -> Plain:
    """Return a number or an array times `factor`."""
    if type(x) is Array:
        return Array(x.shape, tuple(scaled(v, factor) for v in x.data))
    try:
        return x * factor if is_number(x) else x
    except OverflowError:
        return math.inf


def transpose(x: Array) -> Array:
    """Return the transpose of a matrix."""
    m, n = x.shape
    return Array((n, m), tuple(x.data[i * n + j] for j in range(n) for i in range(m)))


def size(x: complex) -> float:
    """Return the absolute value, infinite where it is too large for a float."""
    try:
        return float(abs(x))
    except OverflowError:
        return math.inf


def _near(got: complex, want: complex, tolerance: float) -> bool:
    try:
        if got == want or (got != got and want != want):
            return True
        return size(want) < math.inf and abs(got - want) <= tolerance
    except OverflowError:
        return False


def _bad_number(x: complex) -> str:
    if x != x:
        return "it is NaN, not a number"
    return "it is infinite" if size(x) == math.inf else ""


def _has_bool(x: Array) -> bool:
    return any(type(v) is bool for v in x.data)


def _kind(x: Plain) -> str:
    if type(x) is Array:
        return f"an array of shape {x.shape}"
    if type(x) is list:
        return f"{len(x)} results"
    return "None" if x is None else f"the {type_name(x)} {show(x, 60)}"


def _index(i: int, shape: tuple[int, ...]) -> str:
    out = []
    for n in reversed(shape):
        i, r = divmod(i, n)
        out.append(str(r))
    return "[" + ", ".join(reversed(out)) + "]"


def _first_part(troubles) -> str | None:
    for i, trouble in enumerate(troubles):
        if trouble:
            return f"result {i + 1}: {trouble}"
    return None


def _line(x: Plain, j: int, rows: bool) -> str:
    if type(x) is Array and len(x.shape) == 2:
        return f"{'row' if rows else 'column'} {j}"
    return "the vector"


def vectors(x: Array, rows: bool) -> list[Array]:
    """Return a vector as it is, a matrix as the list of its columns (or rows)."""
    if len(x.shape) == 1:
        return [x]
    return unstacked(x if rows else transpose(x))


def _line_up(got: Plain, want: Array, rows: bool) -> list[tuple[Array, Array]]:
    lines = vectors(align(got, want), rows), vectors(want, rows)
    return list(zip(*lines, strict=True))


def length(v) -> float:
    """Return the Euclidean length."""
    return math.hypot(*(size(x) for x in v))


def _unit(v) -> tuple:
    norm = length(v) or 1.0
    return tuple(x / norm for x in v)


def _residual(v, basis) -> tuple:
    for _ in range(2):  # twice is enough to be orthogonal to rounding
        for q in basis:
            dot = sum(b.conjugate() * a for a, b in zip(v, q, strict=True))
            v = tuple(a - dot * b for a, b in zip(v, q, strict=True))
    return tuple(v)


def _orthonormalize(columns, rtol: float) -> list[tuple]:
    basis: list[tuple] = []
    for v in columns:
        rest = _residual(v, basis)
        if length(rest) > rtol * length(v):
            basis.append(_unit(rest))
    return basis
