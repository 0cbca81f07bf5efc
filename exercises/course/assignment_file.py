"""The TOML file of an assignment: its values, and the line of what is wrong."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_HOW_TO_DATE = "write 2026-12-04T18:00:00+01:00, or 2026-12-04 for the end of that day"
_KINDS = {str: 'a text in quotes, such as "Week 1"', dict: "a table"}


class AssignmentError(ValueError):
    """An assignment file that cannot be used; the message names file and line."""


def read_text(path: Path) -> str:
    """Return the text of a file, without the mark that some editors put first.

    Raises
    ------
    AssignmentError
        If it is missing, a folder, or no UTF-8 text.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise AssignmentError(
            f"{path}: it is not UTF-8 text; save it as UTF-8"
        ) from None
    except IsADirectoryError:
        raise AssignmentError(f"{path}: this is a folder{_beside(path)}") from None
    except FileNotFoundError:
        known = _beside(path.parent) if path.parent.is_dir() else ""
        raise AssignmentError(f"{path}: there is no such file{known}") from None
    except (OSError, ValueError) as error:
        raise AssignmentError(f"{path}: it cannot be read ({error})") from None


def _beside(folder: Path) -> str:
    names = sorted(path.name for path in folder.glob("*.toml"))
    return f"; it holds {', '.join(names[:8])}" if names else ""


def line_of(text: str, *keys: str) -> int:
    """Return the line in which the value under `keys` begins, or 0.

    The file is read again line by line until the value appears, so that quotes, dotted
    keys, comments and texts of several lines are understood as TOML does.
    """
    lines, start = text.splitlines(), 1
    for number in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue
        for key in keys:
            data = data.get(key) if isinstance(data, dict) else None
        if data is not None:
            return start
        start = number + 1
    return 0


class AssignmentFile:
    """The values of one file; what is wrong is told with file and line."""

    def __init__(self, path: str, text: str):
        self.path = path
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.data = self._parse()

    def fail(self, why: str, *keys: str) -> NoReturn:
        """Raise an error that names the line of the value under `keys`."""
        self._fail_at(line_of(self.text, *keys) if keys else 0, why)

    def _fail_at(self, line: int, why: str) -> NoReturn:
        place = f"{self.path}, line {line}" if line else self.path
        raise AssignmentError(f"{place}: {why}") from None

    def _parse(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _PLACE.search(str(error))
            lines = self.text.splitlines()
            number = int(found[1]) if found and found[1] else len(lines)
            why = _PLACE.sub("", str(error)).strip()
        line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        self._fail_at(number, self._explained(why, line, number))

    def _explained(self, why: str, line: str, number: int) -> str:
        """Say what a teacher did who wrote `line`, rather than what TOML expects."""
        key, _, value = (part.strip() for part in line.partition("="))
        if line.startswith("[") or re.search("overwrite|twice|redefine|mutate", why):
            return self._repeated(why, line, number)
        if key == "due":
            return f"{value or 'nothing'} is no date ({_HOW_TO_DATE})"
        if "Illegal character" in why:
            return f"a quote is not closed: {line!r}"
        if found := re.search("Duplicate inline table key (.*)", why):
            return f"{found[1]} stands twice; write it once"
        if ":" in line and "=" not in line:
            return f"write `=`, not `:`, in {line!r}"
        if "Invalid value" in why and re.match("[A-Za-z]", value):
            return f"a text stands in quotes: {key} = {value!r}".replace("'", '"')
        return f"{why}: {line!r}" if line else why

    def _repeated(self, why: str, line: str, number: int) -> str:
        """Name what stands twice, and where it stood first."""
        try:
            keys = tuple(tomllib.loads(line))
        except tomllib.TOMLDecodeError:
            return f"{why}: {line!r}"
        before = "\n".join(self.text.splitlines()[: number - 1])
        table = re.findall(r"^\s*\[\s*([\w-]+)\s*\]", before, re.MULTILINE)
        under = () if line.startswith("[") or not table else (table[-1],)
        first = line_of(before, *under, *keys)
        name = f"[{keys[0]}]" if line.startswith("[") else keys[0]
        once = "give its points once" if under == ("points",) else "write it once"
        return f"{name} stands twice (first in line {first}); {once}"

    def only(self, known: Iterable[str], *under: str) -> None:
        """Refuse keys that are not known, suggesting one that is."""
        table = self.data
        for key in under:
            table = table.get(key, {})
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
                advice = f"did you mean {near[0]}?" if near else "known are "
                advice = advice if near else advice + ", ".join(known)
                what = f"[{key}]" if isinstance(table[key], dict) else repr(key)
                self.fail(f"unknown {what}; {advice}", *under, key)

    def value(self, key: str, kind: type, default: Any) -> Any:
        """Return a value of the type `kind`."""
        value = self.data.get(key, default)
        if type(value) is not kind:
            self.fail(f"{key} must be {_KINDS[kind]}, not {shown(value)}", key)
        return value

    def title(self, default: str) -> str:
        """Return the title, in one line."""
        title = " ".join(self.value("title", str, default).split())
        if not title:
            self.fail("the title is empty; leave it out, or write one", "title")
        return title

    def choice(self, key: str, among: tuple[str, ...]) -> str:
        """Return one of the texts in `among`, the first if none is given."""
        value = self.value(key, str, among[0])
        if value not in among:
            said = ", ".join(f'"{one}"' for one in among)
            self.fail(f"{key} must be one of {said}, not {shown(value)}", key)
        return value

    def due(self) -> dt.datetime | None:
        """Return the due date, with a zone: this machine's if the file names none."""
        value = self.data.get("due")
        if value is None:
            return None
        if isinstance(value, str):
            self.fail(f"write the date without quotes ({_HOW_TO_DATE})", "due")
        if type(value) is dt.date:
            value = dt.datetime.combine(value, dt.time(23, 59, 59))
        if not isinstance(value, dt.datetime):
            self.fail(f"{shown(value)} is no date ({_HOW_TO_DATE})", "due")
        try:
            value.astimezone(dt.UTC)  # the ends of the calendar overflow
            return value.astimezone() if value.tzinfo is None else value
        except (OverflowError, OSError, ValueError):
            self.fail(f"{value} is out of range ({_HOW_TO_DATE})", "due")


def shown(value: Any) -> str:
    """Return a value as TOML writes it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}"'
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "a table" if isinstance(value, dict) else repr(value)[:60]
