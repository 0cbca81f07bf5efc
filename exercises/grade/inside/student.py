"""Running a student's cells and calling a student's functions, in the box.

Everything here happens in the student's own process: what it says is the student's
word, and it is judged outside.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import linecache
import os
import signal
import sys
import types
import warnings
from typing import Any

from exercises import run
from exercises.grade.inside import notebook
from exercises.values import MAX_TEXT, Outcome
from exercises.wire import from_json, to_json

MAX_MESSAGE = 300
CROWD = 8  # processes: more are left over from a cell that forks without end


class Student:
    """The session of one student: a namespace, and the cells that are run in it."""

    def __init__(self):
        self.cells: list[dict[str, Any]] = []
        self.module = types.ModuleType("__main__")
        self.names = self.module.__dict__
        self.function: Any = None
        self.pid = os.getpid()

    def read(self, data: bytes, with_uses: bool) -> dict[str, Any]:
        """Take the notebook; return its cells."""
        found = notebook.read(data, with_uses)
        self.cells = found["cells"]
        sys.modules["__main__"] = self.module
        self.names["__builtins__"] = builtins
        self.names["display"] = lambda *things, **options: None
        return found

    def run(self, index: int | None, forget: list[str]) -> dict[str, Any]:
        """Run a cell (or none) after forgetting names of an earlier answer."""
        for name in forget:
            self.names.pop(name, None)
        if index is None:
            return {"error": ""}
        source = notebook.plain(self.cells[index]["source"])
        name = f"<cell {index + 1}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        error = ""
        with _quiet() as printed:
            try:
                exec(compile(source, name, "exec"), self.names)
            except BaseException as raised:
                error = _line(raised)
        self._end_copies()
        return {"error": error, "printed": _start(printed)}

    def _end_copies(self) -> None:
        """End this process if it is a copy, made by a fork; end a crowd of them."""
        if os.getpid() != self.pid:
            os._exit(0)
        if os.getppid() == 1 and sum(x.isdigit() for x in os.listdir("/proc")) > CROWD:
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL)

    def answer(self, names: list[str], function: str) -> dict[str, Any]:
        """Take an answer: its values, or that it is a function to be called."""
        things = [self.names.get(name) for name in names]
        first = things[0]
        if function == "no" or first is None or first is ... or run.is_sympy(first):
            return {"outcomes": [_encode(run.take(thing)) for thing in things]}
        if callable(first):
            self.function = first
            return {"function": True}
        if function == "yes":
            return {"outcomes": [_encode(run.take(None))], "not_callable": True}
        return {"outcomes": [_encode(run.take(thing)) for thing in things]}

    def call(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Call the answer on inputs."""
        plain = {name: from_json(value) for name, value in inputs.items()}
        outcome = run.call(self.function, plain)
        self._end_copies()
        return _encode(outcome)


def _encode(outcome: Outcome) -> dict[str, Any]:
    return {
        "value": to_json(outcome.value),
        "trouble": outcome.trouble[:MAX_MESSAGE],
        "missing": outcome.missing,
        "printed": outcome.printed[:MAX_MESSAGE],
        "warned": outcome.warned[:MAX_MESSAGE],
    }


@contextlib.contextmanager
def _quiet():
    """Keep what is printed away from everything, and only its beginning."""
    kept = _Beginning()
    streams = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = kept
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield kept
        finally:
            sys.stdout, sys.stderr = streams


class _Beginning(io.TextIOBase):
    text = ""

    def write(self, text):
        if type(text) is str and len(self.text) < MAX_TEXT:
            self.text += text[:MAX_TEXT]
        return len(text) if type(text) is str else 0

    def writable(self):
        return True


def _start(printed: _Beginning) -> str:
    text = printed.text
    return text[:MAX_MESSAGE] if type(text) is str else ""


def _line(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
        name = type(error).__name__
        line = f"{name}: {text}" if text else f"{name}"
        return line[:MAX_MESSAGE] if type(line) is str else "an error"
    except BaseException:
        return "an error that cannot be shown"
