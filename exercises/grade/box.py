"""A box seen from outside: start it, ask it, stop it."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from exercises.course.assignment import Limits
from exercises.grade import channel, sandbox, watch

MIB = 1 << 20
NOTEBOOK = 256  # MiB: the largest notebook that is read at all
PATIENCE = 30.0  # seconds for a box to start
TICK = 0.1
TRIES = 3


class BoxError(Exception):
    """Something was contained: `what` it was (as in `record.Event`), and details."""

    def __init__(self, what: str, detail: str = ""):
        super().__init__(f"{what}: {detail}" if detail else what)
        self.what, self.detail = what, detail


class Box:
    """One box: a clean first process, and a child of it for each job.

    With ``safe=False`` it is an ordinary process without walls.
    """

    def __init__(
        self,
        staged: Path,
        limits: Limits,
        hidden: Iterable[Path] = (),
        safe: bool = True,
    ):
        self.limits, self.safe = limits, safe
        self.sock: socket.socket | None = None
        self.is_reusable = False
        ours, theirs = socket.socketpair()
        self.control = ours
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        if safe:
            command, env = sandbox.command(staged, list(hidden)), None
        else:
            command = [sys.executable, "-m", "exercises.grade.inside.main"]
            env = sandbox.environment() | {"PYTHONPATH": str(staged / "lib")}
        with theirs:
            self.process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=self.errors,
                stderr=self.errors,
                env=env,
                cwd="/",
            )
        self._say_hello()

    def _say_hello(self) -> None:
        self.control.settimeout(PATIENCE)
        try:
            hello = channel.receive(self.control, 65536)
            self.is_reusable = hello["reusable"]
        except channel.ChannelError as error:
            self.errors.seek(0)
            said = self.errors.read(2000).decode(errors="replace").strip()
            self.close()
            why = said.splitlines()[-1] if said else str(error)
            raise sandbox.SandboxError(sandbox.BROKEN.format(why=why)) from None

    def begin(self) -> None:
        """Start a job: a fresh child, with a socket of its own."""
        self.sock, theirs = socket.socketpair()
        self.sock.settimeout(TICK)
        order = {
            "do": "job",
            "memory": self.limits.memory,
            "total": self.limits.total,
            "processes": sandbox.process_limit(self.limits) if self.safe else 0,
            "notebook": NOTEBOOK,
        }
        with theirs:
            try:
                data = [json.dumps(order).encode()]
                socket.send_fds(self.control, data, [theirs.fileno()])
                channel.receive(self.control, 65536)
            except (OSError, channel.ChannelError) as error:
                raise BoxError("crash", f"no new job: {error}") from None

    def ask(
        self, request: dict[str, Any], raw: bytes | None = None, seconds: float = 0.0
    ) -> dict[str, Any]:
        """Send a request; return the reply, or raise what was contained."""
        tag = self._send(request, raw)
        limit = NOTEBOOK if raw is not None else self.limits.output
        return self._receive(tag, limit, seconds)

    def ask_each(self, request: dict[str, Any], n: int) -> Iterator[dict[str, Any]]:
        """Send a request that has `n` replies; each has the time of a step."""
        tag = self._send(request)
        for _ in range(n):
            yield self._receive(tag, self.limits.output)

    def _send(self, request: dict[str, Any], raw: bytes | None = None) -> str:
        assert self.sock is not None, "begin() first"
        tag = secrets.token_hex(8)
        self.sock.settimeout(PATIENCE)
        try:
            channel.send(self.sock, {**request, "tag": tag})
            if raw is not None:
                channel.send_raw(self.sock, raw)
        except channel.ChannelError as error:
            raise BoxError("crash", str(error)) from None
        self.sock.settimeout(TICK)
        return tag

    def _receive(self, tag: str, limit: int, seconds: float = 0.0) -> dict[str, Any]:
        assert self.sock is not None, "begin() first"
        guard = watch.Watch(self.process.pid, self.limits, seconds)
        try:
            reply = channel.receive(self.sock, limit * MIB, guard.tick)
        except watch.Exceeded as error:
            raise BoxError(error.what, error.detail) from None
        except channel.TooLargeError:
            raise BoxError("output", f"more than {self.limits.output} MiB") from None
        except channel.ChannelError as error:
            raise BoxError("crash", str(error)) from None
        if type(reply) is not dict or reply.get("tag") != tag:
            raise BoxError("tampering", "a message that the grader had not asked for")
        if type(reply.get("failed")) is str:
            raise BoxError("crash", reply["failed"][:300])
        return reply

    def end(self) -> bool:
        """End the job with all its processes; say whether the box is clean again."""
        if self.sock is not None:
            self.sock.close()
            self.sock = None
        try:
            self.control.sendall(json.dumps({"do": "end"}).encode())
            reply = channel.receive(self.control, 65536)
        except (OSError, channel.ChannelError):
            return False
        return reply == {"clean": True}

    def close(self) -> None:
        """Stop the box with everything in it."""
        if not self.safe and self.process.poll() is None:
            self.end()
        if self.sock is not None:
            self.sock.close()
            self.sock = None
        self.control.close()
        self.process.kill()  # the box dies with it
        self.process.wait()
        self.errors.close()


class Boxes:
    """Gives out a box for each job: a new one, or, if `warm`, a used clean one."""

    def __init__(
        self,
        limits: Limits,
        warm: bool = False,
        hidden: Iterable[Path] = (),
        safe: bool = True,
        staged: Path | None = None,
    ):
        self.limits, self.warm, self.safe = limits, warm and safe, safe
        self.hidden = [Path(path).resolve() for path in hidden]
        self.folder = None
        if staged is None:
            self.folder = tempfile.TemporaryDirectory(prefix="boxes-")
            staged = sandbox.stage(Path(self.folder.name))
        self.staged = staged
        self.kept: Box | None = None
        self.is_same_student = False

    def take(self) -> Box:
        """Return a box with a job begun."""
        for _ in range(TRIES):
            box, self.kept = self.kept, None
            if box is None:
                box = Box(self.staged, self.limits, self.hidden, self.safe)
            try:
                box.begin()
                return box
            except BoxError as error:
                why = str(error)
                box.close()
        raise sandbox.SandboxError(sandbox.BROKEN.format(why=why))

    @contextlib.contextmanager
    def of_one_student(self) -> Iterator[None]:
        """Let one submission have its box again; a new one is for the next."""
        self.is_same_student = True
        try:
            yield
        finally:
            self.is_same_student = False
            if not self.warm:
                self._drop_kept()

    def give_back(self, box: Box) -> None:
        """End a box's job; keep the box only if it may serve again and is clean."""
        may_stay = self.safe and (self.warm or self.is_same_student)
        if may_stay and box.is_reusable and box.end():
            self.kept = box
        else:
            box.close()

    def close(self) -> None:
        """Stop what is kept, and remove the files."""
        self._drop_kept()
        if self.folder is not None:
            self.folder.cleanup()

    def _drop_kept(self) -> None:
        if self.kept is not None:
            self.kept.close()
            self.kept = None

    def __enter__(self) -> Boxes:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
