"""The processes that grade: how they begin, what bounds them, one submission in one.

Each holds its own boxes. What a student sent is judged here, by our own code; so these
processes have limits too, and one that dies is replaced.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import util

from exercises.grade import grader, sandbox
from exercises.grade.box import Boxes
from exercises.grade.record import Event, Mark, Record

MEMORY = 6 << 30  # bytes of address space: the judges' side stays bounded too
PR_SET_PDEATHSIG = 1
_boxes: Boxes | None = None


def pool(workers: int, arguments: tuple) -> ProcessPoolExecutor:
    """Return a pool of workers, each with `Boxes` made of the arguments."""
    context = multiprocessing.get_context(_start_method())
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=arguments
    )


def _start_method() -> str:
    """Return how workers begin: as copies of this process, if a copy is safe.

    A new process would import everything anew, which takes longer than forty
    submissions in a warm box. A copy of one that has threads may wait for ever.
    """
    is_alone = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_alone else "spawn"


def _begin(*arguments) -> None:
    global _boxes
    _end_with_parent()
    _boxes = Boxes(*arguments)
    util.Finalize(None, _boxes.close, exitpriority=10)
    _bound_memory()


def _end_with_parent() -> None:
    """Let the kernel end this process when the one that started it is killed."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _bound_memory() -> None:
    """Bound the memory of this process, which judges what a student sent."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        value = MEMORY if hard < 0 else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (value, hard))


def grade(job: grader.Job) -> Record:
    """Grade one submission; raise `SandboxError` if this machine cannot."""
    assert _boxes is not None, "the pool's initializer makes them"
    try:
        return grader.grade(job, _boxes)
    except sandbox.SandboxError:
        raise
    except OSError as error:  # of this machine, not of the student's making
        raise sandbox.SandboxError(f"this machine failed: {error}") from None
    except Exception as error:  # one submission never ends the batch
        return failed(job, f"the grader itself failed ({type(error).__name__})")


def failed(job: grader.Job, why: str) -> Record:
    """Return the record of a submission that could not be graded."""
    notebook, asked = job.digests()
    marks = tuple(
        Mark(i.id, i.exercise.title, i.exercise.kind, i.points, 0.0, "unanswered", why)
        for i in job.assignment().items
    )
    event = Event("crash", "grader", why)
    return Record(job.student, notebook, asked, marks, (event,), why)
