"""Many submissions: workers, progress, and going on where it stopped.

The records do not depend on the order, on the number of workers, or on whether boxes
are new or warm: the inputs are drawn from the assignment's secret alone, and time is
counted as the processor's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from exercises.course.assignment import Assignment, Limits
from exercises.course.submission import Submission
from exercises.grade import cluster, grader, sandbox, workers
from exercises.grade.journal import Journal
from exercises.grade.record import Record

TRIES = 3
Progress = Callable[[int, int], None]


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
        graded = _graded(jobs, assignment.limits, way)
        with contextlib.closing(graded):  # no worker outlives the lock
            for done, record in enumerate(graded, start=1):
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


def _graded(jobs: Iterable[grader.Job], limits: Limits, way: Way) -> Generator[Record]:
    """Yield a record for each job, as they are done."""
    if way.scheduler:
        yield from cluster.graded(jobs, limits, way.warm, way.scheduler)
        return
    waiting = iter(jobs)
    with tempfile.TemporaryDirectory(prefix="boxes-") as folder:
        staged = _stage(Path(folder))
        arguments = (limits, way.warm, way.hidden, way.safe, staged)
        suspects: list[grader.Job] = []
        while True:
            with workers.pool(way.n_workers, arguments) as pool:
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
        with workers.pool(1, arguments) as pool, contextlib.suppress(BrokenProcessPool):
            return pool.submit(workers.grade, job).result()
    return workers.failed(job, "the grader's own process ended on it, several times")


def _work(
    pool: ProcessPoolExecutor,
    waiting: Iterator[grader.Job],
    suspects: list[grader.Job],
    n_workers: int,
) -> Iterator[Record]:
    """Yield records; if the pool breaks, leave in `suspects` what was under way."""
    running: dict[Future, grader.Job] = {}
    try:
        while True:
            while len(running) < 2 * n_workers and (job := next(waiting, None)):
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
    future = pool.submit(workers.grade, job)
    del running[not_yet]
    running[future] = job


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
