"""Many submissions: workers, progress, and going on where it stopped.

The records do not depend on the order, on the number of workers, or on whether boxes
are new or warm: the inputs are drawn from the assignment's secret alone, and time is
counted as the processor's.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path

from exercises.course.assignment import Assignment, Limits
from exercises.course.submission import Submission
from exercises.grade import cluster, grader, sandbox
from exercises.grade.box import Boxes
from exercises.grade.journal import Journal
from exercises.grade.record import Event, Mark, Record

TRIES = 3
WORKER_MEMORY = 6 << 30  # bytes of address space: the judges' side stays bounded too
Progress = Callable[[int, int], None]
_boxes: Boxes | None = None


@dataclass(frozen=True)
class Way:
    """How a batch is run: `workers` at a time, `warm` boxes or new ones, `safe` or not.

    Folders in `hidden` are never seen in a box. With a `scheduler`, the address of a
    Dask cluster, the work is done there.
    """

    workers: int = 0
    warm: bool = False
    safe: bool = True
    hidden: tuple[Path, ...] = ()
    scheduler: str = ""

    @property
    def n_workers(self) -> int:
        """The number of workers: by default one a processor."""
        if self.workers:
            return self.workers
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def run(
    assignment: Assignment,
    submissions: Sequence[Submission],
    journal: Journal,
    way: Way,
    progress: Progress | None = None,
    again: bool = False,
) -> dict[str, Record]:
    """Grade what is not graded yet; return all records of these students.

    Raises
    ------
    SandboxError, JournalError
        If no box can be made, or nothing can be written.
    """
    if way.safe and not way.scheduler:
        sandbox.require()
    with journal.writing():
        secret = journal.secret()
        known = {} if again else journal.read()
        waiting = [s for s in submissions if not _is_done(assignment, s, secret, known)]
        by_student = {submission.student: submission for submission in waiting}
        jobs = (_job(assignment, submission, secret) for submission in waiting)
        for done, record in enumerate(_graded(jobs, assignment.limits, way), start=1):
            journal.append(record, by_student[record.student])
            if progress is not None:
                progress(done, len(waiting))
        records = journal.read()
    students = {submission.student for submission in submissions}
    return {who: records[who] for who in sorted(students) if who in records}


def _is_done(
    assignment: Assignment, submission: Submission, secret: str, known: dict
) -> bool:
    record = known.get(submission.student)
    if record is None:
        return False
    with open(submission.path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    empty = grader.Job(tuple(assignment.source().items()), secret, "", b"")
    return (record.digest, record.assignment) == (digest, empty.digests()[1])


def _job(assignment: Assignment, submission: Submission, secret: str) -> grader.Job:
    source = tuple(assignment.source().items())
    return grader.Job(source, secret, submission.student, submission.path.read_bytes())


def _graded(jobs: Iterable[grader.Job], limits: Limits, way: Way) -> Iterator[Record]:
    """Yield a record for each job, as they are done."""
    if way.scheduler:
        yield from cluster.graded(jobs, limits, way.warm, way.scheduler)
        return
    waiting = iter(jobs)
    with tempfile.TemporaryDirectory(prefix="boxes-") as folder:
        staged = _stage(Path(folder))
        arguments = (limits, way, staged)
        suspects: list[grader.Job] = []
        while True:
            with _pool(way.n_workers, arguments) as pool:
                yield from _work(pool, waiting, suspects, way.n_workers)
            if not suspects:
                return
            while suspects:
                yield _alone(suspects.pop(), arguments)


def _stage(folder: Path) -> Path:
    try:
        return sandbox.stage(folder)
    except OSError as error:
        why = f"no files for a box can be written: {error}"
        raise sandbox.SandboxError(why) from None


def _alone(job: grader.Job, arguments: tuple) -> Record:
    """Grade what was under way when a worker died, so that nobody else is harmed."""
    for _ in range(TRIES):
        with _pool(1, arguments) as pool, contextlib.suppress(BrokenProcessPool):
            return pool.submit(_grade, job).result()
    return _failed(job, "the grader's own process ended on it, several times")


def _pool(workers: int, arguments: tuple) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=arguments
    )


def _work(
    pool: ProcessPoolExecutor,
    waiting: Iterator[grader.Job],
    suspects: list[grader.Job],
    workers: int,
) -> Iterator[Record]:
    """Yield records; if the pool breaks, leave in `suspects` what was under way."""
    running: dict[Future, grader.Job] = {}
    try:
        while True:
            while len(running) < 2 * workers and (job := next(waiting, None)):
                _submit(pool, job, running)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                record = future.result()
                del running[future]
                yield record
    except BrokenProcessPool:
        suspects += running.values()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _submit(pool: ProcessPoolExecutor, job: grader.Job, running: dict) -> None:
    not_yet: Future = Future()
    running[not_yet] = job  # noted first: a pool that is broken refuses it
    future = pool.submit(_grade, job)
    del running[not_yet]
    running[future] = job


def _start_worker(limits: Limits, way: Way, staged: Path) -> None:
    global _boxes
    _boxes = Boxes(limits, way.warm, way.hidden, way.safe, staged)
    util.Finalize(None, _boxes.close, exitpriority=10)
    bound_memory()


def bound_memory() -> None:
    """Bound the memory of this process, which judges what a student sent."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        value = WORKER_MEMORY if hard < 0 else min(WORKER_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (value, hard))


def _grade(job: grader.Job) -> Record:
    assert _boxes is not None, "the pool's initializer makes them"
    try:
        return grader.grade(job, _boxes)
    except sandbox.SandboxError:
        raise
    except OSError as error:  # of this machine, not of the student's making
        raise sandbox.SandboxError(f"this machine failed: {error}") from None
    except Exception as error:  # one submission never ends the batch
        return _failed(job, f"the grader itself failed ({type(error).__name__})")


def _failed(job: grader.Job, why: str) -> Record:
    """Return the record of a submission that could not be graded."""
    notebook, asked = job.digests()
    marks = tuple(
        Mark(i.id, i.exercise.title, i.exercise.kind, i.points, 0.0, "unanswered", why)
        for i in job.assignment().items
    )
    event = Event("crash", "grader", why)
    return Record(job.student, notebook, asked, marks, (event,), why)


class Meter:
    """Shows how far a batch is, and how long it will still take."""

    def __init__(self, stream=None, clock: Callable[[], float] = time.monotonic):
        self.stream, self.clock = stream or sys.stderr, clock
        self.start = clock()

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are graded."""
        passed = self.clock() - self.start
        left = passed / done * (total - done)
        rate = 60 * done / passed if passed else 0.0
        text = f"{done} of {total} graded, {_clock(left)} left ({rate:.0f} a minute)"
        if self.stream.isatty():
            end = "\n" if done == total else ""
            print(f"\r{text:60}", end=end, file=self.stream, flush=True)
        elif done == total or done % max(1, total // 20) == 0:
            print(text, file=self.stream, flush=True)


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02d}"
