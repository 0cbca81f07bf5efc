"""What a box replies, taken as plain values; none of it is trusted."""

from __future__ import annotations

from typing import Any

from exercises.grade.box import BoxError
from exercises.values import Outcome, UnfitError
from exercises.wire import from_json

MAX_NUMBERS = 200_000


def several(reply: Any, n: int) -> list[Outcome]:
    """Return the `n` outcomes of an answer's parts."""
    if type(reply) is not list or len(reply) != n:
        raise BoxError("tampering", "an answer that is none")
    return [decode(outcome) for outcome in reply]


def decode(reply: Any) -> Outcome:
    """Return the outcome that a box's reply stands for, trusting none of it."""
    if type(reply) is not dict:
        raise BoxError("tampering", "an answer that is none")
    value, trouble = None, text_of(reply.get("trouble"))
    missing = reply.get("missing") is True
    if not trouble and not missing:
        try:
            value = from_json(reply.get("value"), MAX_NUMBERS)
        except UnfitError as error:
            trouble = f"your answer has {error}"
        except (ValueError, RecursionError, OverflowError):
            trouble = "your answer cannot be read"
    printed, warned = text_of(reply.get("printed")), text_of(reply.get("warned"))
    return Outcome(value, trouble, missing, printed, warned)


def text_of(x: Any) -> str:
    """Return the beginning of a text, on one line."""
    if type(x) is not str:
        return ""
    return "".join(c if c.isprintable() else " " for c in x[:300])
