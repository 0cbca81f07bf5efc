"""A page that stands alone: its style inside, no script, nothing fetched."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from functools import cache
from importlib import resources

from exercises.report.safe import escape, number, plain
from exercises.report.tex import UnknownTexError, to_mathml

_PARTS = re.compile(r"`([^`]*)`|\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_MAX_PROSE = 6000


@cache
def _style() -> str:
    return resources.files("exercises.report").joinpath("page.css").read_text("utf-8")


@cache
def _policy() -> str:
    """Return the rule that lets nothing but this style sheet act on the page."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    )


def page(title: str, body: str, kind: str = "") -> str:
    """Return a whole page; `body` is HTML, `title` is text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_style()}</style>\n</head>\n"
        f'<body class="{kind}">\n<main>\n{body}\n</main>\n</body>\n</html>\n'
    )


def prose(text: str) -> str:
    """Return a text with `code` and $formulas$ as HTML; all else is escaped."""
    text = plain(text)
    if len(text) > _MAX_PROSE:
        text = text[:_MAX_PROSE] + " …"
    parts, end = [], 0
    for match in _PARTS.finditer(text):
        parts += [escape(text[end : match.start()]), _part(match)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _part(match: re.Match) -> str:
    code, display, inline = match.groups()
    if code is not None:
        return f"<code>{escape(code)}</code>"
    try:
        return to_mathml(display or inline, display=display is not None)
    except UnknownTexError:
        return f"<code>{escape(display or inline)}</code>"


def paragraphs(text: str) -> str:
    """Return a text as paragraphs: an empty line ends one."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "".join(f"<p>{prose(block)}</p>" for block in blocks)


def points(earned: float | None, of: float) -> str:
    """Write "2 of 3 points"; of what waits, "of 3 points, to be marked"."""
    unit = "point" if of == 1 else "points"
    if earned is None:
        return f"to be marked, {number(of)} {unit}"
    return f"{number(earned)} of {number(of)} {unit}"


def moment(when: dt.datetime) -> str:
    """Write a date and a time of day, with the zone where it is known."""
    zone = when.strftime("%z")
    zone = f" (UTC{zone[:3]}:{zone[3:5]})" if zone else ""
    return when.strftime("%Y-%m-%d %H:%M") + zone


def duration(late: dt.timedelta) -> str:
    """Write a duration in its two largest units.

    >>> duration(dt.timedelta(hours=26, minutes=5))
    '1 day 2 hours'
    """
    minutes = max(1, round(late.total_seconds() / 60))
    sizes = {"day": minutes // 1440, "hour": minutes // 60 % 24, "minute": minutes % 60}
    parts = [f"{n} {unit}{'s' * (n != 1)}" for unit, n in sizes.items() if n]
    return " ".join(parts[:2])
