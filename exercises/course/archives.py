"""Reading zip archives that may be hostile.

An entry is read as a stream; its name is only ever looked at, never used as a path. So
``../../x`` and a link have nothing to act on, and what is bounded is memory, disk and
time. What is refused stays in the archive, and is reported.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from exercises.course.found import MAX_ENTRY, Found

MAX_ENTRIES = 50_000
MAX_DIRECTORY = 8 << 20  # bytes of the archive's table of contents
MAX_TOTAL = 4 << 30  # bytes of all entries together
MAX_RATIO = 200  # of an entry above 10 MB; text rarely shrinks to a 20th
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_END = b"PK\5\6"


def is_zip(path: Path) -> bool:
    """Say whether a file is meant to be a zip archive."""
    if path.suffix.lower() == ".ipynb":
        return False
    with open(path, "rb") as file:
        return path.suffix.lower() == ".zip" or file.read(4) in (b"PK\3\4", _END)


def entries(path: Path) -> Iterator[Found]:
    """Find the files of a zip archive.

    An archive that cannot be read as a whole is one `Found` with its `trouble`.
    """
    try:
        with open(path, "rb") as file:
            count = _check_size(file)
            archive = zipfile.ZipFile(file)
            many = len(archive.infolist())
            if many > MAX_ENTRIES:
                raise zipfile.BadZipFile(f"more than {MAX_ENTRIES} entries")
            if count not in (many, 0xFFFF):
                raise zipfile.BadZipFile(f"{many} entries where {count} are announced")
            yield from _Entries(path, archive).all()
    except (zipfile.BadZipFile, OSError) as error:
        yield _whole(path, str(error))
    except UnicodeDecodeError:
        yield _whole(path, "the name of an entry is not UTF-8")
    except (struct.error, ValueError, NotImplementedError, OverflowError) as error:
        yield _whole(path, f"it is no good zip archive ({error})")


def _whole(path: Path, why: str) -> Found:
    why = f"{why}; unzip it yourself if you trust it, and collect the folder"
    opener = functools.partial(open, path, "rb")
    return Found(str(path), (path.name,), open=opener, trouble=why)  # pyright: ignore


def _check_size(file: BinaryIO) -> int:
    """Refuse a table of contents that would fill the memory; return its length."""
    size = file.seek(0, 2)
    start = max(0, size - 65557)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("it is no zip archive, or its end is missing")
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    file.seek(max(0, start + at - 76))  # where a zip64 record says it again
    record = file.read(56)
    if record[:4] == b"PK\6\6":
        length = max(length % 0xFFFFFFFF, struct.unpack("<Q", record[40:48])[0])
    if length > MAX_DIRECTORY:
        raise zipfile.BadZipFile("its table of contents is too long (a zip bomb?)")
    file.seek(0)
    return count


class _Entries:
    def __init__(self, path: Path, archive: zipfile.ZipFile):
        self.path = path
        self.archive = archive
        self.left = MAX_TOTAL
        self.names: Counter[str] = Counter()

    def all(self) -> Iterator[Found]:
        for info in self.archive.infolist():
            name = _name(info)
            if name.endswith("/") and info.file_size == 0:
                continue
            yield self.one(info, name)

    def one(self, info: zipfile.ZipInfo, name: str) -> Found:
        self.names[name] += 1
        again = f" (entry {self.names[name]})" if self.names[name] > 1 else ""
        parts = tuple(part for part in name.split("/") if part)
        origin = f"{self.path}: {name}{again}"
        if why := self.refusal(info):
            return Found(origin, parts, self.path.stem, trouble=why)
        self.left -= info.file_size
        return Found(
            origin,
            parts,
            self.path.stem,
            open=functools.partial(_open, self.archive, info),
            trouble=_unsafe(name),
            modified=_time(info),
        )

    def refusal(self, info: zipfile.ZipInfo) -> str:
        size, packed = info.file_size, info.compress_size
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "a link or a device in the archive; it was not read"
        if info.flag_bits & 0x1:
            return "it is encrypted; unzip it with its password"
        if info.compress_type not in _READABLE:
            return f"packed by method {info.compress_type}; unzip it yourself"
        if size > MAX_ENTRY:
            return f"{size >> 20} MB, more than {MAX_ENTRY >> 20}; it was not unpacked"
        if size > 10 << 20 and size > MAX_RATIO * packed:
            return f"{packed} bytes that unpack to {size >> 20} MB (a zip bomb?)"
        if size > self.left:
            return f"the archive unpacks to more than {MAX_TOTAL >> 30} GB"
        return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as it stands there; some programs write UTF-8 and do not say."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _unsafe(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "its name leads out of the archive"
    if "\\" in name or any(ord(c) < 32 or ord(c) == 127 for c in name):
        return "its name has a backslash or a control character"
    if any(_RESERVED.fullmatch(part) for part in parts):
        return "its name is reserved on Windows"
    if not name.strip("/") or max(len(part.encode()) for part in parts) > 255:
        return "its name is empty or too long"
    return ""


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        return archive.open(info)  # pyright: ignore[reportReturnType]
    except (UnicodeDecodeError, NotImplementedError, RuntimeError) as error:
        raise zipfile.BadZipFile(str(error)) from None


def _time(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
