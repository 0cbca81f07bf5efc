"""Plain values as a reader sees them in a message."""

from __future__ import annotations

from exercises.values import Array, Plain, unstacked

MAX_SHOWN = 160


def show(x: Plain, limit: int = MAX_SHOWN) -> str:
    """Write a plain value for a reader: four digits, and short."""
    text = _show(x)
    if len(text) <= limit:
        return text
    if type(x) is Array:
        return f"an array of shape {x.shape}"
    return text[: limit - 1] + "…"


def _show(x: Plain) -> str:
    if type(x) is float:
        return f"{x:.4g}"
    if type(x) is complex:
        return f"{x.real:.4g}{x.imag:+.4g}j"
    if type(x) is Array:
        if len(x.data) > 60:
            return " " * 1000
        if len(x.shape) == 1 or not x.data:
            return "[" + ", ".join(map(_show, x.data)) + "]"
        return "[" + ", ".join(map(_show, unstacked(x))) + "]"
    if type(x) is list:
        return "(" + ", ".join(map(show, x)) + ")"
    if type(x) is dict:
        return "{" + ", ".join(f"{k}: {_show(v)}" for k, v in x.items()) + "}"
    return repr(x)


def describe(inputs: dict[str, Plain]) -> str:
    """Show the arguments of a call; if some are shortened, say where they are."""
    shown = ", ".join(f"`{name} = {show(value)}`" for name, value in inputs.items())
    if any(len(_show(value)) > MAX_SHOWN for value in inputs.values()):
        shown += " (the inputs are in `_.inputs`)"
    return shown
