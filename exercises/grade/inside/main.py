"""The first process of a box: it stays clean, and forks one child for each job.

It holds no student's work at any time: for a job it receives a socket, which only the
child reads. Between two jobs it ends every process of the box (it is process 1 there)
and empties the places that could be written to.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import pkgutil
import resource
import shutil
import signal
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import mathlib
from exercises.grade import channel
from exercises.grade.inside import filter
from exercises.grade.inside.student import Student

PR_SET_DUMPABLE = 4
MIB = 1 << 20
PLACES = ["/tmp", "/dev/shm"]
FONTS = Path("/box/lib/fonts")  # Matplotlib's list, so that it need not be made anew


def main() -> int:
    """Serve jobs until the grader goes away."""
    is_alone = os.getpid() == 1  # the box has its own processes
    control = socket.socket(fileno=os.dup(0))
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)
    is_closed = is_alone and filter.close()
    _import_book()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that a student could send
    channel.send(control, {"ready": True, "reusable": is_closed})
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # a file would be shared by all jobs
        os.dup2(nothing, stream)
    os.close(nothing)
    child = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return 0
        order = json.loads(message)
        if order["do"] == "end":
            _end_all(is_alone, child)
            channel.send(control, {"clean": True})
            continue
        child = os.fork()
        if child == 0:
            control.close()
            _child(descriptors[0], order)
        os.close(descriptors[0])
        channel.send(control, {"child": child})


def _import_book() -> None:
    """Import the book's library once, for all the jobs that will."""
    for part in pkgutil.iter_modules(mathlib.__path__, "mathlib."):
        importlib.import_module(part.name)


def _child(descriptor: int, order: dict) -> None:
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.set_inheritable(descriptor, False)
        os.chdir("/tmp")
        if FONTS.is_dir():
            shutil.copytree(FONTS, "/tmp/fonts", dirs_exist_ok=True)
        _limit(order)
        _serve(socket.socket(fileno=descriptor), order)
        status = 0
    except channel.ChannelError:
        status = 0
    finally:
        os._exit(status)


def _limit(order: dict) -> None:
    memory, seconds = order["memory"] * MIB, int(order["total"]) + 10
    limits = [
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 64 * MIB),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ]
    if order["processes"]:
        limits.append((resource.RLIMIT_NPROC, order["processes"]))
    for name, value in limits:
        hard = resource.getrlimit(name)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(name, (value, value))


def _serve(sock: socket.socket, order: dict) -> None:
    """Answer the grader's requests one by one."""
    student = Student()
    while True:
        request = channel.receive(sock, 64 * MIB)
        try:
            for reply in _replies(student, sock, request, order):
                channel.send(sock, {**reply, "tag": request["tag"]})
            continue
        except MemoryError:
            why = "it needs more memory than it may use"
        except channel.ChannelError:
            raise
        except BaseException as error:  # of our own code, on strange ground
            why = f"{type(error).__name__}: {error}"[:300]
        channel.send(sock, {"failed": why, "tag": request["tag"]})


def _replies(
    student: Student, sock: socket.socket, request: dict, order: dict
) -> Iterator[dict]:
    """Yield the reply to a request; to calls, one for each."""
    match request["do"]:
        case "read":
            data = channel.receive_raw(sock, order["notebook"] * MIB)
            try:
                yield student.read(data, request.get("uses", True))
            except ValueError as error:
                yield {"broken": str(error)[:300]}
        case "run":
            yield student.run(request["cell"], request["forget"])
        case "answer":
            yield student.answer(request["names"], request["function"])
        case "calls":
            yield from map(student.call, request["inputs"])
        case other:
            raise ValueError(f"unknown request {other!r}")


def _end_all(is_alone: bool, child: int) -> None:
    """End every other process, and empty what could be written to."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1 if is_alone else -child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    if is_alone:
        for place in PLACES:
            for entry in os.scandir(place):
                _delete(entry.path)
            os.chmod(place, 0o755)
            os.utime(place, (0, 0))
        _remove_shared()


def _delete(path: str) -> None:
    """Delete a file or a folder; what cannot be deleted ends this process."""
    if stat.S_ISDIR(os.lstat(path).st_mode):
        os.chmod(path, stat.S_IRWXU)
        for entry in os.scandir(path):
            _delete(entry.path)
        os.rmdir(path)
    else:
        os.unlink(path)


def _remove_shared() -> None:
    """Remove what System V's calls keep between processes."""
    libc = ctypes.CDLL(None)
    for kind, remove in (("shm", "shmctl"), ("sem", "semctl"), ("msg", "msgctl")):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
            for id in [int(line.split()[1]) for line in lines]:
                extra = (0, 0) if kind == "sem" else (0,)
                getattr(libc, remove)(id, *extra, 0)
            if len(Path(f"/proc/sysvipc/{kind}").read_text().splitlines()) > 1:
                os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
