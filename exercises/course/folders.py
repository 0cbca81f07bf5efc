"""Walking through folders that other people can write to.

Links are not followed, and nothing is opened that could hang or is no plain file. Each
folder is opened once and its files are opened relative to it, so that a folder which is
replaced by a link in the meantime leads nowhere.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from exercises.course.found import MAX_FILE, Found

MAX_DEPTH = 12
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_FOLDER = _SAFE | getattr(os, "O_DIRECTORY", 0)
_RELATIVE = os.open in os.supports_dir_fd and os.listdir in os.supports_fd
_KINDS = (
    (stat.S_ISLNK, "a link; it was not followed"),
    (stat.S_ISFIFO, "a named pipe; it was not opened"),
    (stat.S_ISSOCK, "a socket; it was not opened"),
    (stat.S_ISCHR, "a device; it was not opened"),
    (stat.S_ISBLK, "a device; it was not opened"),
)


def walk(top: Path, skip: Path | None = None) -> Iterator[Found]:
    """Find the files below `top` in the order of their names, but not below `skip`."""
    try:
        there = os.stat(skip) if skip else None
    except OSError:
        there = None
    avoid = (there.st_dev, there.st_ino) if there else None
    yield from _Walk(top, avoid).folder(str(top), (), None)


def single(path: Path) -> Found:
    """Return one file that was named by the teacher."""
    return _file(str(path), (path.name,), path.parent.name, path, None)


class _Walk:
    def __init__(self, top: Path, avoid: tuple[int, int] | None):
        self.top = top
        self.root = top.resolve().name
        self.avoid = avoid

    def folder(self, name: str, parts: tuple[str, ...], above) -> Iterator[Found]:
        origin = os.path.join(self.top, *parts)
        flags = _FOLDER if parts else _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)
        if len(parts) > MAX_DEPTH:
            why = f"folders within folders, more than {MAX_DEPTH}; not looked into"
            yield Found(origin, parts, self.root, trouble=why)
            return
        try:
            here = _enter(name, above, flags)
        except OSError as error:
            why = f"a folder that cannot be opened: {error.strerror}"
            yield Found(origin, parts, self.root, trouble=why)
            return
        try:
            for name in sorted(os.listdir(here)):
                yield from self.entry(name, (*parts, name), here)
        finally:
            if isinstance(here, int):
                os.close(here)

    def entry(self, name: str, parts: tuple[str, ...], folder) -> Iterator[Found]:
        origin = os.path.join(self.top, *parts)
        path, at = _at(name, folder)
        try:
            status = os.stat(path, follow_symlinks=False, **at)
        except OSError as error:
            yield Found(origin, parts, self.root, trouble=f"{error.strerror}")
            return
        if (status.st_dev, status.st_ino) == self.avoid:
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self.folder(name, parts, folder)
        else:
            yield _file(origin, parts, self.root, name, folder)


def _at(name, folder):
    """Say how to name a file in a folder that is open, or given by its path."""
    if isinstance(folder, int):
        return name, {"dir_fd": folder}
    return (os.path.join(folder, name) if folder is not None else name), {}


def _enter(name, above, flags: int):
    path, at = _at(name, above)
    return os.open(path, os.O_RDONLY | flags, **at) if _RELATIVE else path


def _file(origin: str, parts: tuple[str, ...], root: str, name, folder) -> Found:
    path, at = _at(name, folder)
    try:
        status = os.stat(path, follow_symlinks=folder is None, **at)
    except OSError as error:
        return Found(origin, parts, root, trouble=f"it cannot be read: {error}")
    for is_kind, why in _KINDS:
        if is_kind(status.st_mode):
            return Found(origin, parts, root, trouble=why)
    if status.st_size > MAX_FILE:
        why = f"{status.st_size >> 20} MB, more than {MAX_FILE >> 20}; not copied"
        return Found(origin, parts, root, trouble=why)
    return Found(
        origin,
        parts,
        root,
        open=functools.partial(_open, name, folder),
        modified=_time(status.st_mtime),
        owner=_owner(status.st_uid),
        links=status.st_nlink,
    )


def _open(name, folder) -> BinaryIO:
    """Open a plain file, and notice if it has become something else."""
    path, at = _at(name, folder)
    flags = _SAFE if folder is not None else _SAFE & ~getattr(os, "O_NOFOLLOW", 0)
    number = os.open(path, os.O_RDONLY | _BINARY | flags, **at)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError("it is no plain file any more")
    return os.fdopen(number, "rb")


def _time(seconds: float) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


@functools.cache
def _owner(number: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return ""
