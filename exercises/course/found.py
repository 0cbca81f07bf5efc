"""Files as they are found in a folder or in an archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

MAX_FILE = 1 << 30  # a larger file is not copied
MAX_ENTRY = 200 << 20  # of an archive, where a few bytes can stand for many


@dataclass(frozen=True)
class Found:
    """A file of a source.

    Parameters
    ----------
    origin : str
        Its name for a person; not yet safe to print.
    parts : tuple of str
        The folders in which it lies, from the source on, and its own name.
    root : str
        The name of the source itself.
    open : callable or None
        Opens it for reading, while the source is being walked; None if it must not be.
    trouble : str
        Why it is not trusted, or empty.
    modified : datetime or None
        When it was last changed, as its folder or archive says.
    owner : str
        The login name of its owner, if known.
    links : int
        How many names the file has on its disk.
    """

    origin: str
    parts: tuple[str, ...]
    root: str = ""
    open: Callable[[], BinaryIO] | None = None
    trouble: str = ""
    modified: dt.datetime | None = None
    owner: str = ""
    links: int = 1
