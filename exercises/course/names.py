r"""What the name of a file tells: whose it is, of which assignment, and when.

Moodle ("Download all submissions") names a student's folder
``Full Name_123456_assignsubmission_file_`` (newer: without the last ``_``), or, without
folders, the file ``Full Name_123456_assignsubmission_file_week1.ipynb``. ``_`` in a
name has become a space; ``Participant`` stands for the name under anonymous marking.
The number is that of the participant in this assignment, not in the site.

Canvas ("Download Submissions"): ``lovelaceada_LATE_123_456_week1-1.ipynb``, which is
"Last, First" in lower case with nothing but letters and digits, ``LATE`` if it is, the
number of the user, that of the upload (a later one is higher), and the student's own
name for the file, to which Canvas adds ``-1`` when a student hands in again. Anonymous:
``LATE_anon_x7Yz2_456_week1.ipynb``.

nbgrader's exchange has folders ``student+assignment+2026-12-01 10:00:00.000000 UTC+``
and 12 random characters.

Neither Moodle nor Canvas writes into the archive when a file was handed in: the times
of the entries are those of the download.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass

FITS, NEUTRAL, OTHER = "fits", "neutral", "other"

_MOODLE = re.compile(
    r"(?P<name>[^_/]*)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_(?P<file>.*))?",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?:(?!LATE_)(?P<name>\w+?)_)?(?P<late>LATE_)?(?P<user>anon_[A-Za-z0-9]+|\d+)_"
    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)",
    re.DOTALL,
)
_EXCHANGE = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+"
    r"(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: \S*?)?)(?:\+[\w=-]{12})?"
)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?)\d*(?: ?(\S+))?")
_AGAIN = re.compile(r"(?:-(\d{1,3})| \((\d{1,3})\))$")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@dataclass(frozen=True)
class Clue:
    """What the place and the name of a file tell.

    Parameters
    ----------
    kind : str
        "moodle", "canvas", "exchange" or "folder".
    names : tuple of str
        Texts that may name the student, the best first.
    number : str
        The LMS's number of the student.
    stem : str
        The student's own name for the file, without its ending.
    assignment : str
        The assignment that the place names, or empty.
    is_late : bool or None
        What Canvas says; None if nobody says.
    version : tuple of int
        Of two files of a student the later has the higher one, where it is known.
    submitted : datetime or None
        The time in the name of a folder of nbgrader's exchange.
    """

    kind: str
    names: tuple[str, ...]
    stem: str
    number: str = ""
    assignment: str = ""
    is_late: bool | None = None
    version: tuple[int, int] = (0, 0)
    submitted: dt.datetime | None = None


def read(parts: tuple[str, ...], assignment: str, is_canvas: bool = False) -> Clue:
    """Read the folders and the name of a file."""
    for part in parts:
        if match := _EXCHANGE.fullmatch(part):
            return _exchange(match, parts)
        if match := _MOODLE.fullmatch(part):
            stem, version = _stem(match["file"] or parts[-1])
            number, name = match["number"] or "", match["name"]
            return Clue("moodle", (name,), stem, number, version=(0, version))
    if is_canvas and (match := _CANVAS.fullmatch(parts[-1])):
        return _canvas(match)
    return _folder(parts, assignment)


def is_canvas(name: str) -> bool:
    """Say whether a file is named as Canvas names them; one alone proves little."""
    return bool(_CANVAS.fullmatch(name))


def _exchange(match: re.Match[str], parts: tuple[str, ...]) -> Clue:
    return Clue(
        "exchange",
        (match["student"],),
        _stem(parts[-1])[0],
        assignment=match["assignment"],
        submitted=timestamp(match["stamp"]),
    )


def _canvas(match: re.Match[str]) -> Clue:
    stem, again = _stem(match["file"] or match["text"])
    return Clue(
        "canvas",
        (match["name"] or "",),
        stem,
        match["user"],
        is_late=bool(match["late"]),
        version=(int((match["upload"] or "0")[:18]), again),
    )


def _folder(parts: tuple[str, ...], assignment: str) -> Clue:
    stem, again = _stem(parts[-1])
    folders = tuple(p for p in parts[:-1] if fold(p) != fold(assignment))
    slot = parts[-2] if len(parts) > 2 else ""
    if slot and fold(slot) == fold(assignment):
        slot = assignment
    elif fit(slot, assignment) != OTHER:
        slot = ""
    return Clue("folder", folders, stem, assignment=slot, version=(0, again))


def _stem(name: str) -> tuple[str, int]:
    """Split ``week1-1.ipynb`` into ``week1-1`` and which time it was handed in."""
    stem = re.sub(r"(?i)\.ipynb(\.\w+)?$|\.\w{1,8}$", "", name)
    match = _AGAIN.search(stem)
    return stem, int(match[1] or match[2]) if match else 0


def timestamp(text: str) -> dt.datetime | None:
    """Read a time as nbgrader writes it; without a zone it is UTC."""
    match = _STAMP.fullmatch(text.strip())
    if not match:
        return None
    try:
        moment = dt.datetime.fromisoformat(match[1])
        zone = match[2] or "UTC"
        if re.fullmatch(r"[+-]\d\d:?\d\d", zone):
            return dt.datetime.fromisoformat(f"{match[1]}{zone}")
        return moment.replace(tzinfo=zoneinfo.ZoneInfo("UTC" if zone == "Z" else zone))
    except (ValueError, OSError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
        return None


def fold(text: str, german: bool = False) -> str:
    """Reduce a name to its letters and digits, in lower case and without accents."""
    text = text.casefold()
    if german:
        text = unicodedata.normalize("NFC", text).translate(_GERMAN)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    return "".join(c for c in text if c.isalnum())


def fit(stem: str, assignment: str) -> str:
    """Say whether a file's name fits an assignment's, or is that of another one.

    >>> fit("Week_01 final", "week1"), fit("week2", "week1"), fit("homework", "week1")
    ('fits', 'other', 'neutral')
    """
    text, name = stem.casefold(), assignment.casefold()
    if re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text):
        return FITS
    match = re.fullmatch(r"([^\W\d_]+)[-_]?0*(\d+)", name)
    if not match:
        return NEUTRAL
    word = re.escape(match[1])
    numbers = re.findall(rf"(?<![^\W\d_]){word}[-_ ]?0*(\d+)", text)
    return FITS if match[2] in numbers else OTHER if numbers else NEUTRAL


def without(stem: str, assignment: str) -> str:
    """Return a file's name without the assignment's."""
    name = re.escape(assignment)
    pattern = rf"(?<![^\W_]){name}(?![^\W_])"
    return re.sub(pattern, "", stem, flags=re.IGNORECASE).strip(" _-+.")
