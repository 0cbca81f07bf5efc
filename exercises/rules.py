"""Rules by which an answer `got` agrees with the value `want`, in pure Python.

`Close`, or, where the mathematics leaves something free, `UpToSign`, `UpToScale`,
`SameSpan`. Their `explain` returns None when the two agree, and else a sentence that
says what differs, never what was expected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from exercises.shapes import align, first_part, structure
from exercises.text import show
from exercises.values import Array, Plain, is_number, unstacked


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

    def is_near_miss(self, got: Plain, want: Plain) -> bool:
        """Say whether `got` would do if 1 %, or 20 times less care, were enough."""
        wider = Close(rtol=min(20 * self.rtol, 0.01), entrywise=self.entrywise)
        return wider.rtol > self.rtol and not wider.explain(got, want)

    def _differ(self, got: Plain, want: Plain) -> str | None:
        if type(want) is list:
            pairs = zip(got, want, strict=True)
            return first_part(self.explain(g, w) for g, w in pairs)
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
            shown = _digits(got, want)
            if got == -math.inf and want == math.inf:
                return "it is minus infinity; look at the sign"
            return _bad_number(got) or f"{shown} is not the right value"
        return None if got == want else f"{show(got)} is not right"

    def _array(self, got: Array, want: Array) -> str | None:
        sizes = [size(w) for w in want.data if size(w) < math.inf]
        scale = max(sizes, default=0.0)
        off = []
        for i, (g, w) in enumerate(zip(got.data, want.data, strict=True)):
            own = size(w) if self.entrywise else scale
            if not _near(g, w, self.atol + self.rtol * own):
                off.append(i)
        if not off:
            return None
        where, value = _index(off[0], want.shape), got.data[off[0]]
        shown = _digits(value, want.data[off[0]])
        if bad := _bad_number(value):
            return f"entry {where} is wrong: {bad}"
        return (
            f"{len(off)} of {len(want.data)} entries are wrong; "
            f"the first is {where}, where you have {shown}"
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


def _digits(got: complex, want: complex) -> str:
    """Show a number, with seven digits where four could look right."""
    near = _near(got, want, 0.01 * size(want)) and type(got) is not complex
    return f"{got:.7g}" if near else show(got)


def _index(i: int, shape: tuple[int, ...]) -> str:
    out = []
    for n in reversed(shape):
        i, r = divmod(i, n)
        out.append(str(r))
    return "[" + ", ".join(reversed(out)) + "]"


def transpose(x: Array) -> Array:
    """Return the transpose of a matrix."""
    m, n = x.shape
    return Array((n, m), tuple(x.data[i * n + j] for j in range(n) for i in range(m)))


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
