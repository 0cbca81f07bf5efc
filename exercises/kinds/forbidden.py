"""What an exercise forbids: functions, by their names in the code of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any

import numpy as np

_NUMPY_FUNCTION = type(np.linalg.svd)


def forbidden_name(answer: Any, forbidden: Sequence[str]) -> str:
    """Return the first of the names that `answer` is, uses, or calls; '' if none.

    Functions of the reader that `answer` calls by name are looked through as well. It
    is a reminder, not a wall.
    """
    seen: set[int] = set()
    waiting = [answer]
    while forbidden and waiting:
        thing = waiting.pop()
        if type(thing) is not FunctionType and type(thing) is not _NUMPY_FUNCTION:
            continue
        if thing.__name__ in forbidden:
            return thing.__name__
        if type(thing) is not FunctionType or id(thing) in seen:
            continue
        seen.add(id(thing))
        for name in _names(thing.__code__):
            if name in forbidden:
                return name
            other = thing.__globals__.get(name)
            if type(other) is _NUMPY_FUNCTION or _same_file(other, thing):
                waiting.append(other)
    return ""


def _same_file(other: Any, function: FunctionType) -> bool:
    return type(other) is FunctionType and other.__globals__ is function.__globals__


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _names(constant)
