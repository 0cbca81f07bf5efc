"""Exercises of a teacher's own, that are not in the book's bank."""

from __future__ import annotations

import hashlib
import linecache
import sys
import traceback
from types import ModuleType

from exercises import bank
from exercises.model import Exercise

_loaded: dict[str, dict[str, Exercise]] = {}


class OwnError(ValueError):
    """A teacher's file that cannot be used; `line` is where, or 0."""

    def __init__(self, why: str, line: int = 0):
        super().__init__(why)
        self.line = line

    def told(self, name: str) -> str:
        """Return the message, with the file's name and the line."""
        return f"{name}, line {self.line}: {self}" if self.line else f"{name}: {self}"


def load_own(source: str) -> dict[str, Exercise]:
    """Run a teacher's file that adds exercises; return them by their ids.

    It is written like a part of the bank: ``bank = Bank("own")``, ``bank.add(...)``.
    It is the teacher's and is trusted. The same text is run once in a process.

    Raises
    ------
    OwnError
        If the file fails, adds nothing, or an id is taken.
    """
    digest = hashlib.sha256(source.encode()).hexdigest()
    if digest not in _loaded:
        _loaded[digest] = _run(source, f"own_exercises_{digest[:12]}")
    with bank.apart() as found:
        found.update(_loaded[digest])
    return dict(_loaded[digest])


def _run(source: str, name: str) -> dict[str, Exercise]:
    module = ModuleType(name)
    file = f"<{name}>"
    sys.modules[name] = module  # where a dataclass of the file looks for its names
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = (len(source), None, lines, file)  # for tracebacks
    try:
        with bank.apart() as found:
            exec(compile(source.removeprefix("\ufeff"), file, "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        text = " ".join(str(error).split()) if str(error) else "no message"
        if not isinstance(error, ValueError) or isinstance(error, SyntaxError):
            text = f"{type(error).__name__}: {text}"
        raise OwnError(text, _line(error, file)) from None
    if not found:
        raise OwnError('it adds no exercise: bank = Bank("own"), then bank.add(...)')
    return found


def _line(error: BaseException, file: str) -> int:
    """Return the line of `file` in which an error arose, or 0."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 0 for f in reversed(frames) if f.filename == file), 0)
