"""Calling a reader's function: whatever it does, what comes back is an `Outcome`.

What it printed is kept apart, what it warned of is noted, and global settings (error
handling, print options, random states, recursion limit, tracing, streams) are put back.
Every exception ends the call, `SystemExit` and `KeyboardInterrupt` too.

Nothing here stops a function that never ends: no way of doing that works in every
place where Python runs (a browser has neither signals nor threads). The reader
interrupts the kernel, and the verdict then says so; a grader limits its box.
"""

from __future__ import annotations

import builtins
import io
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy import get_printoptions, geterr, set_printoptions, seterr

from exercises.guard import restore_builtins
from exercises.values import (
    MAX_TEXT,
    Outcome,
    Plain,
    UnfitError,
    same,
    thaw,
    to_plain,
    type_name,
)

_get_random, _set_random = np.random.get_state, np.random.set_state


class _Capture(io.TextIOBase):
    """Keeps the beginning of what is written."""

    def __init__(self):
        self.text = ""
        self.changed: list[str] = []

    def write(self, text):
        """Keep `text` while there is room."""
        if type(text) is str and len(self.text) < MAX_TEXT:
            self.text += text[:MAX_TEXT]
        return len(text) if type(text) is str else 0

    def writable(self):
        """Say that it can be written to."""
        return True


@contextmanager
def contained() -> Iterator[_Capture]:
    """Catch what is printed, and put back every global setting afterwards."""
    capture = _Capture()
    streams = sys.stdout, sys.stderr
    state = geterr(), get_printoptions(), _get_random(), random.getstate()
    limits = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
    sys.stdout = sys.stderr = capture  # type: ignore[assignment]
    try:
        yield capture
    finally:
        capture.changed = restore_builtins()
        sys.settrace(limits[1])
        sys.setprofile(limits[2])
        sys.setrecursionlimit(limits[0])
        sys.stdout, sys.stderr = streams
        seterr(**state[0])
        set_printoptions(**state[1])
        _set_random(state[2])
        random.setstate(state[3])


def call(function: Callable[..., Any], inputs: dict[str, Plain]) -> Outcome:
    """Call `function` on fresh copies of `inputs`; never raises."""
    arguments = {name: thaw(value) for name, value in inputs.items()}
    with contained() as capture, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        result, error = None, None
        try:
            result = function(*arguments.values())
        except BaseException as raised:
            error = raised
        sys.settrace(None)
        sys.setprofile(None)
        tampered = restore_builtins()  # before anything is done with the result
        if error is None:
            value, trouble = _plain(result, "your function returned ")
        else:
            value, trouble = None, _one_line(error)
        missing = result is ... or isinstance(error, NotImplementedError)
        if not trouble and (name := _changed(arguments, inputs)):
            trouble = f"your function changed its argument `{name}`: work on a copy"
        notes = [_text(w.message) for w in warned[:3]]
    if tampered := tampered + capture.changed:
        missing, trouble = False, f"your function changed {tampered[0]}"
    printed = capture.text if type(capture.text) is str else ""
    return Outcome(value, trouble, missing, printed[:200], "; ".join(notes))


def _plain(x: object, lead: str) -> tuple[Plain, str]:
    """Return the plain value of `x` and '', or None and the trouble."""
    try:
        return to_plain(_text(x) if is_sympy(x) else x), ""
    except UnfitError as error:
        return None, lead + _text(error)
    except BaseException as error:
        return None, _one_line(error)


def take(answer: object) -> Outcome:
    """Turn an answer that is a value, not a function, into an `Outcome`."""
    if answer is None or answer is ... or _empty(answer):
        return Outcome(missing=True)
    if type(answer) is set and all(type(item) is str for item in answer):
        answer = sorted(answer)  # letters
    with contained(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value, trouble = _plain(answer, "this is ")
    return Outcome(value, trouble)


def is_sympy(x: object) -> bool:
    """Say whether `x` comes from SymPy (it is then read by the text it prints)."""
    module = type.__dict__["__module__"].__get__(type(x))
    return type(module) is str and module.split(".")[0] == "sympy"


def _empty(x: object) -> bool:
    kind = type(x)
    return any(kind is empty and not x for empty in (str, list, tuple, dict, set))


def _changed(arguments: dict[str, Any], inputs: dict[str, Plain]) -> str:
    for name, value in inputs.items():
        try:
            if not same(to_plain(arguments[name]), to_plain(thaw(value))):
                return name
        except UnfitError:
            return name
    return ""


def _one_line(error: BaseException) -> str:
    """Describe an exception; its own methods are not trusted to work."""
    if type(error) is KeyboardInterrupt:
        return "it was interrupted before it ended (a loop without end?)"
    if isinstance(error, (SystemExit, GeneratorExit)):
        return f"your function tried to leave Python ({type_name(error)})"
    text = " ".join(_text(error).split())
    name = type_name(error)
    return f"it raised {name}: {text[:200]}" if text else f"it raised {name}"


def _text(x: object) -> str:
    try:
        text = builtins.str(x)
    except BaseException:
        return ""
    return text if type(text) is str else ""
