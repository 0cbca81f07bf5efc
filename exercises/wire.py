"""Plain values as JSON, which is how a grader outside of a sandbox receives them."""

from __future__ import annotations

import math
from typing import Any

from exercises.values import (
    MAX_DEPTH,
    MAX_NUMBERS,
    NUMBERS,
    Array,
    Plain,
    UnfitError,
    spend,
    to_plain,
)


def to_json(x: Plain) -> Any:
    """Encode a plain value in what JSON knows."""
    if type(x) is float and not math.isfinite(x):
        return {"float": repr(x)}
    if type(x) is complex:
        return {"complex": [to_json(x.real), to_json(x.imag)]}
    if type(x) is Array:
        return {"shape": list(x.shape), "data": [to_json(v) for v in x.data]}
    if type(x) is list:
        return [to_json(item) for item in x]
    if type(x) is dict:
        return {"dict": [[key, to_json(value)] for key, value in x.items()]}
    return x


def from_json(x: Any, limit: int = MAX_NUMBERS) -> Plain:
    """Decode what `to_json` wrote, trusting none of it; at most `limit` numbers."""
    return _decode(x, [limit], 0)


def _decode(x: Any, budget: list[int], depth: int) -> Plain:
    spend(budget, 1)
    if depth > MAX_DEPTH:
        raise UnfitError(f"lists nested more than {MAX_DEPTH} deep")
    if type(x) is list:
        return [_decode(item, budget, depth + 1) for item in x]
    if type(x) is not dict:
        return to_plain(x)
    match x:
        case {"float": str(text)} if text in ("nan", "inf", "-inf"):
            return float(text)
        case {"complex": [re, im]}:
            re, im = _decode(re, budget, depth + 1), _decode(im, budget, depth + 1)
            if type(re) is float and type(im) is float:
                return complex(re, im)
        case {"shape": list(shape), "data": list(data)}:
            values = [_decode(v, budget, depth + 1) for v in data]
            sizes = len(shape) <= MAX_DEPTH and all(
                type(n) is int and 0 <= n <= MAX_NUMBERS for n in shape
            )
            numbers = all(type(v) in NUMBERS for v in values)
            if shape and sizes and numbers and math.prod(shape) == len(values):
                return Array(tuple(shape), tuple(values))
        case {"dict": list(pairs)}:
            if all(type(p) is list and len(p) == 2 for p in pairs) and all(
                type(p[0]) is str for p in pairs
            ):
                return {p[0]: _decode(p[1], budget, depth + 1) for p in pairs}
    raise UnfitError("JSON that stands for no value")
