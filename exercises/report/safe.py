"""Text of strangers, made fit for a page, a file or a table.

What a student wrote is data: it is escaped for the place where it stands. Characters
that have no shape of their own but act on those around them (controls, marks that turn
the direction of text, halves of a pair) are shown by their number.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

# Controls except tab and newline; marks of direction and other characters without a
# shape (but not the joiners that names need); separators of lines; halves of a pair.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class ReportError(Exception):
    """A report that cannot be written; the message says why and what to do."""


def plain(text: str) -> str:
    """Return the text with acting characters shown as ``<U+202E>``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ACTING.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def line(text: str, limit: int = 0) -> str:
    """Return the text on one line, cut after `limit` characters if that is above 0."""
    text = " ".join(plain(text).split())
    return text if not limit or len(text) <= limit else text[: limit - 1] + "…"


def escape(text: str) -> str:
    """Return the text for HTML, in an element or in a quoted attribute."""
    return html.escape(plain(text), quote=True)


def shorten(text: str, lines: int = 60, width: int = 400) -> tuple[str, str]:
    """Return the beginning of a text, and a sentence on what was left out or ''."""
    text = plain(text)
    every = text.split("\n")
    kept = [row if len(row) <= width else row[:width] + "…" for row in every[:lines]]
    if kept == every:
        return text, ""
    return "\n".join(kept), (
        f"Shortened: {len(every):,} lines, {len(text):,} characters in all."
    )


def cell(text: str) -> str:
    """Return the text for a cell of a table that a spreadsheet may open.

    A value that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = plain(text)
    acts = text.lstrip(" ").startswith(_FORMULA) and text.strip() != "-"
    return "'" + text if acts else text


def number(value: float | None) -> str:
    """Return a number with a decimal point in every locale, or '' for None."""
    return "" if value is None else f"{round(value, 4):.10g}"


def write(path: Path, content: str | bytes) -> Path:
    """Write a file all at once: there is the earlier version or the new one.

    Raises
    ------
    ReportError
        If it cannot be written; the earlier version is still there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_file() and path.read_bytes() == data:
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(
            f"{path} cannot be written ({error.strerror or error}); an earlier version "
            "of it is unchanged. Make room or give yourself the right to write there, "
            "then run `exercises report` again."
        ) from None
    return path
