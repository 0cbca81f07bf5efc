r"""The formulas of the bank as MathML, so that a page needs no script.

This reads the TeX that exercises are written in, not all of TeX: letters, numbers,
symbols, ``^`` and ``_``, fractions, roots, accents, fonts, matrices and cases. What it
does not know it refuses, and the caller shows the source instead.

>>> to_mathml(r"\sigma_1^2")
'<math><msubsup><mi>σ</mi><mn>1</mn><mn>2</mn></msubsup></math>'
"""

from __future__ import annotations

import re

from exercises.report.safe import escape
from exercises.report.tex_signs import (
    ACCENTS,
    BARS,
    FENCES,
    LETTERS,
    LIMITS,
    NAMES,
    SIGNS,
    SPACES,
    letter_in,
)

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


class UnknownTexError(ValueError):
    """TeX that is not read here."""


def to_mathml(source: str, display: bool = False) -> str:
    """Return a formula as a ``<math>`` element.

    Raises
    ------
    UnknownTexError
        If the formula uses what is not known here.
    """
    reader = _Reader(source)
    body = reader.row(())
    if reader.at < len(reader.tokens):
        raise UnknownTexError(reader.tokens[reader.at])
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{body}</math>"


def _tag(name: str, *parts: str) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"


class _Reader:
    """Goes through the tokens of one formula."""

    def __init__(self, source: str):
        self.tokens = _TOKEN.findall(source)
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        if not token:
            raise UnknownTexError("the formula ends too early")
        self.at += 1
        return token

    def row(self, ends: tuple[str, ...]) -> str:
        """Read until one of `ends`, which is left to the caller."""
        parts: list[str] = []
        while (token := self.peek()) and token not in ends:
            parts.append(self.scripted())
        if ends and not token:
            raise UnknownTexError(f"no {' or '.join(ends)}")
        return "".join(parts)

    def scripted(self) -> str:
        """Read an atom with what hangs on it."""
        head = self.tokens[self.at]
        base = "<mrow></mrow>" if head in "_^" else self.atom()
        low = high = ""
        while (token := self.peek()) and token in "_^'":
            self.at += 1
            if token == "'":
                high += "<mo>′</mo>"
            elif token == "_" and not low:
                low = self.argument()
            elif token == "^" and not high:
                high = self.argument()
            else:
                raise UnknownTexError(f"two {token}")
        under = re.sub(r"<[^>]*>", "", base) in LIMITS
        if low and high:
            return _tag("munderover" if under else "msubsup", base, low, high)
        if low:
            return _tag("munder" if under else "msub", base, low)
        return _tag("msup", base, high) if high else base

    def argument(self) -> str:
        """Read one letter, digit or group, as one element."""
        token = self.peek()
        if token[:1].isdigit() and len(token) > 1:
            self.tokens[self.at : self.at + 1] = token  # TeX takes one digit
        return self.atom()

    def group(self) -> str:
        """Read what stands in braces, or one character, as text."""
        if (first := self.next()) != "{":
            return first
        start, depth = self.at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.next(), 0)
        return "".join(self.tokens[start : self.at - 1])

    def atom(self) -> str:
        """Read the smallest thing that may carry a script."""
        self.depth += 1
        if self.depth > 40:
            raise UnknownTexError("too deep")
        token = self.next()
        found = self.command(token) if token[0] == "\\" else self.character(token)
        self.depth -= 1
        return found

    def character(self, token: str) -> str:
        if token == "{":
            body = self.row(("}",))
            self.at += 1
            return _tag("mrow", body)
        if token in "}&":
            raise UnknownTexError(token)
        if token[0].isdigit():
            return _tag("mn", token)
        if token.isalpha():
            return _tag("mi", escape(token))
        return _tag("mo", {"-": "−", "*": "∗"}.get(token, escape(token)))

    def command(self, token: str) -> str:
        name = token[1:]
        if token in SPACES:
            return f'<mspace width="{SPACES[token]}"></mspace>'
        if token == "\\!":
            return ""
        if name in LETTERS:
            upright = ' mathvariant="normal"' if name[0].isupper() else ""
            return f"<mi{upright}>{LETTERS[name]}</mi>"
        if (sign := SIGNS.get(token) or SIGNS.get(name)) is not None:
            return _tag("mo", escape(sign))
        if name in NAMES:
            return _tag("mi", name)
        return self.structure(name)

    def structure(self, name: str) -> str:
        if name in ("frac", "tfrac", "dfrac"):
            return _tag("mfrac", self.argument(), self.argument())
        if name == "sqrt":
            return _tag("msqrt", self.argument())
        if name in ACCENTS:
            sign = _tag("mo", ACCENTS[name])
            return f'<mover accent="true">{self.argument()}{sign}</mover>'
        if name in ("text", "mathrm", "operatorname", "textrm", "textit"):
            text = self.group()
            return _tag("mtext" if name[0] == "t" else "mi", escape(text))
        if name in ("mathbf", "mathbb", "mathcal"):
            text = "".join(letter_in(char, name) for char in self.group())
            return _tag("mi", escape(text))
        if name == "left":
            return self.fenced()
        if name in BARS:
            return self.argument()
        if name == "begin":
            return self.table(self.group())
        raise UnknownTexError("\\" + name)

    def fenced(self) -> str:
        left = self.delimiter()
        body = self.row(("\\right",))
        self.at += 1
        return _tag("mrow", left, body, self.delimiter())

    def delimiter(self) -> str:
        token = self.next()
        return (
            ""
            if token == "."
            else _tag("mo", escape(SIGNS.get(token, SIGNS.get(token[1:], token))))
        )

    def table(self, name: str) -> str:
        if name not in FENCES:
            raise UnknownTexError(name)
        lines: list[list[str]] = [[]]
        while (end := self.peek()) != "\\end":
            lines[-1].append(_tag("mtd", self.row(("&", "\\\\", "\\end"))))
            end = self.peek()
            self.at += end != "\\end"
            if end == "\\\\":
                lines.append([])
        self.at += 1
        if self.group() != name:
            raise UnknownTexError(f"no end of {name}")
        body = _tag("mtable", *(_tag("mtr", *line) for line in lines if line))
        left, right = (_tag("mo", sign) if sign != " " else "" for sign in FENCES[name])
        return _tag("mrow", left, body, right)
