"""Keeping what was handed in: byte-exact copies, written whole or not at all.

Under the folder that is given (``submitted``), for the assignment ``week1``::

    ada/week1/week1.ipynb                  what counts, in nbgrader's layout
    ada/week1/timestamp.txt                when it was handed in, if that is known
    _week1/superseded/ada/0a1b2c3d4e5f/    an earlier notebook of the same student
    _week1/set-aside/...-0a1b2c3d4e5f.pdf  whatever is nobody's notebook
    _week1/collected.json                  what is known of these files

No student's id begins with ``_``. A file is written under a temporary name, brought to
the disk, and only then named.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from exercises.course.found import MAX_FILE, Found
from exercises.course.roster import is_student_id

CHUNK = 1 << 20
MAX_LEDGER = 64 << 20


class CollectError(Exception):
    """Work cannot be collected; the message says why and what to do."""


class UnreadableError(Exception):
    """A file that was found cannot be read; the message says why."""


@dataclass(frozen=True)
class Copy:
    """A copy of ours: where it is for now, and the SHA-256 of its bytes."""

    path: Path
    digest: str


class Store:
    """The folder in which the work of an assignment is kept."""

    def __init__(self, into: Path, assignment: str):
        self.into = into
        self.assignment = assignment
        self.room = into / f"_{assignment}"
        self.incoming = self.room

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Make room for copies, and clear it away whatever happens."""
        with self._explained():
            self.room.mkdir(parents=True, exist_ok=True)
            for old in self.room.glob(".incoming-*"):
                shutil.rmtree(old, ignore_errors=True)
            self.incoming = Path(tempfile.mkdtemp(prefix=".incoming-", dir=self.room))
        try:
            with self._explained():
                yield
        finally:
            shutil.rmtree(self.incoming, ignore_errors=True)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                why += "; make room and run the same command again"
            raise CollectError(
                f"{self.into}: {why}. No half-written file was left there"
            ) from None

    def stage(self, found: Found) -> Copy:
        """Copy a file that was found; its reader may fail, and that is told apart."""
        number, name = tempfile.mkstemp(dir=self.incoming)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(number, "wb") as out:
            for chunk in _chunks(found):
                size += len(chunk)
                if size > MAX_FILE:
                    out.close()
                    os.unlink(name)
                    raise UnreadableError(f"it grew beyond {MAX_FILE >> 20} MB")
                digest.update(chunk)
                _write(out, chunk)
        return Copy(Path(name), digest.hexdigest())

    def place(self, copy: Path, target: Path) -> bool:
        """Put a copy under its final name; say whether that changed anything."""
        if target.exists() and not target.is_symlink() and _same(copy, target):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mktemp(dir=self.incoming))
        try:
            os.link(copy, fresh)
        except OSError:
            with open(copy, "rb") as source, open(fresh, "wb") as out:
                while chunk := source.read(CHUNK):
                    _write(out, chunk)
        os.chmod(fresh, 0o644)
        with open(fresh, "r+b") as out:
            os.fsync(out.fileno())
        os.replace(fresh, target)
        return True

    def write(self, target: Path, text: str) -> None:
        """Write a small file of ours."""
        fresh = Path(tempfile.mktemp(dir=self.incoming))
        with open(fresh, "wb") as out:
            _write(out, text.encode())
        self.place(fresh, target)

    def home(self, student: str) -> Path:
        """Return the folder of the notebook that counts."""
        if not is_student_id(student):
            raise CollectError(f"{student!r} is no good id of a student")
        return self.into / student / self.assignment

    def taken(self) -> Iterator[tuple[str, Path]]:
        """Find the notebooks that count so far."""
        for path in sorted(self.into.glob(f"*/{self.assignment}/*.ipynb")):
            student = path.parent.parent.name
            if is_student_id(student) and path.stem == self.assignment:
                yield student, path

    def supersede(self, student: str, digest: str, files: dict[str, Path]) -> Path:
        """Keep an earlier notebook and what belongs to it."""
        folder = self.room / "superseded" / student / digest[:12]
        for name, path in files.items():
            self.place(path, folder / name)
        return folder

    def set_aside(self, parts: tuple[str, ...], copy: Copy) -> Path:
        """Keep a file that is nobody's notebook."""
        stem, dot, ending = "__".join(parts).rpartition(".")
        if not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
            stem, dot, ending = "__".join(parts), "", ""
        safe = re.sub(r"[^A-Za-z0-9@+_-]+", "_", stem).strip("_-")[:100] or "file"
        path = self.room / "set-aside" / f"{safe}-{copy.digest[:12]}{dot}{ending}"
        self.place(copy.path, path)
        return path

    def ledger(self) -> dict[str, Any]:
        """Return what earlier runs wrote down."""
        path = self.room / "collected.json"
        try:
            if path.stat().st_size < MAX_LEDGER:
                data = json.loads(path.read_text("utf-8"))
                if type(data) is dict and type(data.get("files")) is dict:
                    return data
        except FileNotFoundError:
            return {"runs": 0, "files": {}}
        except (OSError, ValueError, RecursionError):
            pass
        raise CollectError(f"{path}: it cannot be read; delete it and run again")


def _chunks(found: Found) -> Iterator[bytes]:
    assert found.open is not None
    try:
        with found.open() as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableError(f"it is damaged in the archive ({error})") from None
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None


def _write(out: BinaryIO, chunk: bytes) -> None:
    out.write(chunk)


def _same(a: Path, b: Path) -> bool:
    if os.stat(a).st_size != os.stat(b).st_size:
        return False
    with open(a, "rb") as first, open(b, "rb") as second:
        while chunk := first.read(CHUNK):
            if chunk != second.read(CHUNK):
                return False
    return True


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
