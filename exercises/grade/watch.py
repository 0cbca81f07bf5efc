"""Watching the processes of a box from outside: time and memory."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from exercises.course.assignment import Limits

_TICKS = os.sysconf("SC_CLK_TCK")
_OWN = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)  # files excluded
MIB = 1 << 20
IDLE = 3.0  # a step that computes nothing may take so many times its seconds


class Exceeded(Exception):  # noqa: N818
    """A limit was passed: `what` is "time-out" or "memory"."""

    def __init__(self, what: str, detail: str):
        super().__init__(detail)
        self.what, self.detail = what, detail


class Watch:
    """Looks at one step of a job now and then; `tick` raises `Exceeded`.

    What counts is the processors' time, which a busy machine does not lengthen; a step
    that sleeps ends as well, after `IDLE` times as long.
    """

    def __init__(self, pid: int, limits: Limits, seconds: float):
        self.pid, self.limits = pid, limits
        self.seconds = seconds or limits.seconds
        self.start = time.monotonic()
        self.used: float | None = None
        self.last = self.start

    def tick(self) -> None:
        """Look, at most ten times a second."""
        now = time.monotonic()
        if now - self.last < 0.1:
            return
        self.last = now
        used, memory = usage(self.pid)
        if self.used is None:
            self.used = used - min(now - self.start, 0.2)
        waited = now - self.start
        if used - self.used > self.seconds or waited > IDLE * self.seconds:
            raise Exceeded("time-out", f"more than {self.seconds:g} s")
        if memory > 1.5 * self.limits.memory * MIB:
            raise Exceeded("memory", f"more than {1.5 * self.limits.memory:g} MiB")


def usage(pid: int) -> tuple[float, float]:
    """Return the processor time (s) and the memory (bytes) of a tree of processes."""
    seconds = memory = 0.0
    waiting, seen = [pid], set()
    while waiting:
        pid = waiting.pop()
        if pid in seen:
            continue
        seen.add(pid)
        folder = Path("/proc", str(pid))
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            status = (folder / "status").read_text()
            for task in (folder / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue  # it has just ended
        seconds += sum(map(int, fields[11:15])) / _TICKS
        memory += 1024 * sum(map(int, _OWN.findall(status)))
    return seconds, memory
