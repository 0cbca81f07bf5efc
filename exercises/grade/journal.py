"""The records of a batch, kept so that it can be stopped at any moment.

One line of JSON for each graded submission, written through to the disk before the
next is begun; of several lines of a student the last one counts. An incomplete last
line (the machine went down while it was written) is dropped.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from exercises.course.submission import Submission
from exercises.grade.record import Record, from_dict

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


_held: list[IO[bytes]] = []  # the locks of this process


def _let_go() -> None:
    """Close a forked process's copies: they would hold what its parent gives back."""
    while _held:
        _held.pop().close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


class JournalError(Exception):
    """Records that cannot be read or written; the message says what to do."""


class Journal:
    """The file ``records.jsonl`` of one assignment, with its one writer."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder / "records.jsonl"

    def read(self) -> dict[str, Record]:
        """Return the last record of each student."""
        return {line["record"]["student"]: _record(line) for line in self._lines()}

    def submissions(self) -> dict[str, Submission]:
        """Return what is known of the submission of each student's last record."""
        return {
            line["record"]["student"]: _submission(line)
            for line in self._lines()
            if line.get("submission")
        }

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise JournalError(f"{self.path}: {error.strerror}") from None
        for number, line in enumerate(data.split(b"\n")[:-1], start=1):
            try:
                yield json.loads(line)
            except ValueError:
                raise JournalError(
                    f"{self.path}, line {number}: it is damaged. Move the file away to"
                    " grade everything again, or remove that line."
                ) from None

    def append(self, record: Record, submission: Submission) -> None:
        """Add a record, on the disk when this returns."""
        line = {"record": record.to_dict(), "submission": _described(submission)}
        data = json.dumps(line, allow_nan=False).encode() + b"\n"
        try:
            with open(self.path, "ab") as file:
                start = file.tell()
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    with contextlib.suppress(OSError):
                        os.truncate(self.path, start)
                    raise
        except OSError as error:
            raise JournalError(
                f"{self.path}: {error.strerror}. What was graded before is kept; mend"
                " this and give the same command again."
            ) from None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Journal]:
        """Be the one writer; drop a last line that was never completed."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = open(self.folder / "lock", "wb")  # noqa: SIM115
        except OSError as error:
            raise JournalError(f"{self.folder}: {error.strerror}") from None
        with lock:
            if fcntl is not None:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    raise JournalError(
                        f"{self.folder} is being written by another `exercises grade`;"
                        " wait until it ends, or stop it."
                    ) from None
            _held.append(lock)
            try:
                if self.path.exists():
                    data = self.path.read_bytes()
                    os.truncate(self.path, data.rfind(b"\n") + 1)
                yield self
            finally:
                _held.remove(lock)

    def secret(self) -> str:
        """Return what hidden inputs are drawn from; made once for an assignment."""
        path = self.folder / "secret"
        if not path.exists():
            made = path.with_suffix(".new")
            try:
                made.write_text(secrets.token_hex(16), "ascii")
                made.chmod(0o600)
                made.replace(path)
            except OSError as error:
                raise JournalError(f"{path}: {error.strerror}") from None
        text = path.read_text("ascii").strip()
        if not text:
            raise JournalError(f"{path} is empty; remove it to have a new one made.")
        return text


def _record(line: dict[str, Any]) -> Record:
    return from_dict(line["record"])


def _described(submission: Submission) -> dict[str, Any]:
    late, when = submission.late, submission.submitted
    return {
        "origin": submission.origin,
        "submitted": when.isoformat() if isinstance(when, dt.datetime) else None,
        "late_seconds": late.total_seconds() if late is not None else None,
    }


def _submission(line: dict[str, Any]) -> Submission:
    about = line["submission"]
    when, late = about["submitted"], about["late_seconds"]
    return Submission(
        line["record"]["student"],
        Path(about["origin"]),
        about["origin"],
        None if when is None else dt.datetime.fromisoformat(when),
        None if late is None else dt.timedelta(seconds=late),
    )
