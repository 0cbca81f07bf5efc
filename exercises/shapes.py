"""The form of an answer: whether it has the type and the shape that is asked for."""

from __future__ import annotations

from exercises.text import show
from exercises.values import (
    Array,
    Plain,
    is_number,
    stacked,
    type_name,
    unstacked,
)


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
        return first_part(structure(g, w) for g, w in pairs)
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


def _has_bool(x: Array) -> bool:
    return any(type(v) is bool for v in x.data)


def _kind(x: Plain) -> str:
    if type(x) is Array:
        return f"an array of shape {x.shape}"
    if type(x) is list:
        return f"{len(x)} results"
    return "None" if x is None else f"the {type_name(x)} {show(x, 60)}"


def first_part(troubles) -> str | None:
    """Return the first trouble with the number of its result."""
    for i, trouble in enumerate(troubles):
        if trouble:
            return f"result {i + 1}: {trouble}"
    return None
