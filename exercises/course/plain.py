"""The texts of the bank in plain Markdown.

The book's texts are MyST. An assignment is read in JupyterLab, VS Code and Colab, of
which the last two know Markdown and formulas alone: a role would show as its source.
"""

from __future__ import annotations

import re

from exercises import render
from exercises.model import Exercise

_FENCED = re.compile(r"(^```+.*?^```+[ \t]*$)", re.MULTILINE | re.DOTALL)
_ROLE = re.compile(r"\{([a-zA-Z:_-]+)\}(`+)(.+?)\2", re.DOTALL)
_TITLED = re.compile(r"(.+?)\s*<[^<>]+>", re.DOTALL)
_NUMBER = re.compile(r"\s*(?:%s|\{number\}|\{name\})")
_BOX = re.compile(
    r"^[ \t]*:{3,}[ \t]*\{[\w:-]+\}[ \t]*(.*)$\n?"  # :::{note} Title
    r"(?:[ \t]*:[\w-]+:.*\n?)*",  # :label: x
    re.MULTILINE,
)
_LABELED = ("ref", "numref", "eq", "cite")
_REFERENCES = {
    "thm": "the theorem",
    "def": "the definition",
    "eq": "the equation",
    "fig": "the figure",
    "alg": "the algorithm",
    "ch": "the chapter",
    "sec": "the section",
    "ex": "the exercise",
}


def plain(text: str) -> str:
    """Return a text of MyST in plain Markdown; formulas and code stay as they are."""
    pieces = _FENCED.split(text)
    pieces[::2] = [_prose(piece) for piece in pieces[::2]]
    pieces[1::2] = [_code(piece) for piece in pieces[1::2]]
    return "".join(pieces).strip()


def _prose(text: str) -> str:
    text = _ROLE.sub(_said, text)
    text = re.sub(r"^\([\w-]+\)=[ \t]*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"(\$\$)[ \t]*\([\w-]+\)[ \t]*$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^%.*\n?", "", text, flags=re.MULTILINE)
    text = _BOX.sub(_boxed, text)
    return re.sub(r"^[ \t]*:{3,}[ \t]*$\n?", "", text, flags=re.MULTILINE)


def _boxed(match: re.Match) -> str:
    title = match[1].strip()
    return f"**{title}**\n\n" if title else ""


def _code(fence: str) -> str:
    """Return a fence that names its language alone, with no directive or options."""
    fence = re.sub(r"^(```+)\{[\w:-]+\}[ \t]*", r"\1", fence)
    head, _, body = fence.partition("\n")
    return head + "\n" + re.sub(r"\A(?::[\w-]+:.*\n)+\n?", "", body)


def _said(match: re.Match) -> str:
    """Return the text that stands for a role."""
    role, content = match[1], match[3].strip()
    if role == "math":
        return f"${content}$"
    if titled := _TITLED.fullmatch(content):
        return _NUMBER.sub("", titled[1]).strip()
    if ":" in role or role in _LABELED:
        return _reference(content)
    return content if role in ("term", "abbr") else f"`{content}`"


def _reference(label: str) -> str:
    """Return words for a label such as ``thm-eckart-young``."""
    kind, _, name = label.partition("-")
    if kind in _REFERENCES and name:
        return f"{_REFERENCES[kind]} “{name.replace('-', ' ')}” of the book"
    return f"[{label}]"


def statement(exercise: Exercise, seed: int | None = None) -> str:
    """Return what is asked, with the choices and the form of the answer."""
    texts = [exercise.text(exercise.statement, seed), *render.listed(exercise, seed)]
    if form := exercise.form_of_answer():
        texts.append(f"*{form}*")
    return "\n\n".join(map(plain, texts))
