"""The same batch on a Dask cluster that somebody else has started.

A task is one submission; what it needs travels with it. A worker that dies loses
nothing: Dask gives its tasks to another one, and the records have one writer, here.
On each worker's machine this package and bubblewrap must be installed.
"""

from __future__ import annotations

import functools
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from exercises.course.assignment import Limits
from exercises.grade import grader, sandbox
from exercises.grade.box import Boxes
from exercises.grade.record import Record

PATIENCE = 20.0  # seconds for the scheduler to answer
AHEAD = 4  # submissions sent ahead for each of the cluster's threads
_local = threading.local()


class ClusterError(Exception):
    """A cluster that cannot be used; the message says why."""


def graded(
    jobs: Iterable[grader.Job], limits: Limits, warm: bool, address: str
) -> Iterator[Record]:
    """Yield a record for each job, as the cluster does them.

    Raises
    ------
    ClusterError
        If there is no scheduler at the address, or no worker, or tasks fail there.
    """
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "`distributed` is not installed: pip install 'mathematics-of-deep-learning"
            "[teach]'"
        ) from None
    try:
        client: Any = distributed.Client(
            address, timeout=PATIENCE, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(f"no Dask scheduler at {address}: {error}") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(f"the cluster at {address} has no workers")
        yield from _done(client, distributed, iter(jobs), limits, warm, threads)


def _done(
    client: Any,
    distributed: Any,
    jobs: Iterator[grader.Job],
    limits: Limits,
    warm: bool,
    threads: int,
) -> Iterator[Record]:
    running = distributed.as_completed(with_results=False, loop=client.loop)
    count = 0
    for job in jobs:
        running.add(client.submit(grade_there, job, limits, warm, pure=False))
        count += 1
        if count >= AHEAD * threads:
            break
    while count:
        future = next(running)
        try:
            record = future.result()
        except Exception as error:
            raise ClusterError(f"a task failed on the cluster: {error}") from None
        count -= 1
        yield record
        if (job := next(jobs, None)) is not None:
            running.add(client.submit(grade_there, job, limits, warm, pure=False))
            count += 1


def grade_there(job: grader.Job, limits: Limits, warm: bool) -> Record:
    """Grade a submission on a worker, in a box of the thread's own."""
    key = (limits, warm)
    if getattr(_local, "key", None) != key:
        sandbox.require()
        _local.key, _local.boxes = key, Boxes(limits, warm, staged=_staged())
    return grader.grade(job, _local.boxes)


@functools.cache
def _staged() -> Path:
    """Return what boxes may import, written once for this process."""
    folder = tempfile.TemporaryDirectory(prefix="boxes-")
    _kept.append(folder)  # removed when the process ends
    return sandbox.stage(Path(folder.name))


_kept: list[tempfile.TemporaryDirectory] = []
