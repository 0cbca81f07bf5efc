"""What a reader answers with: the HTML of an exercise's fields, choices and lines.

It is all there when the page arrives, so that nothing jumps when the script takes hold.
A control is marked ``needs-script``; a list of choices reads as a list without it. The
script is ``book/_assets/exercises/element.js``.
"""

import json
from html import escape

LEGENDS = {
    "num": "Your answer",
    "mcq": "Choose one",
    "multi": "Choose all that are true",
    "order": "Put lines in order",
    "flaw": "Choose a line",
    "predict": "Your prediction",
}
BUTTONS = {"predict": "Commit and run"}
INPUTS = {"mcq": "radio", "multi": "checkbox", "flaw": "radio"}
TYPED = 'type="text" autocapitalize="off" spellcheck="false" enterkeyhint="go"'
LARGEST_GRID = 12
ARROWS = {
    "up": ("Move line ({}) up", "M12 19V5m-6 6 6-6 6 6"),
    "down": ("Move line ({}) down", "M12 5v14m-6-6 6 6 6-6"),
    "out": ("Take line ({}) out", "M6.5 6.5 17.5 17.5M17.5 6.5 6.5 17.5"),
    "add": ("Add line ({})", "M12 5v14M5 12h14"),
}
GRIP = "M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01"


def opening(id: str, data: dict) -> str:
    """Return what stands before the fields or the list."""
    held = escape(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<book-exercise data-id="{id}" data-exercise="{held}">'
        '<form method="dialog" autocomplete="off"><fieldset disabled>'
        f'<legend class="unseen">{LEGENDS[data["kind"]]}</legend>'
    )


def closing(kind: str) -> str:
    """Return what stands after them: the button, the mark, the verdict."""
    return (
        '<div class="act needs-script">'
        f'<button type="submit">{BUTTONS.get(kind, "Check")}</button>'
        '<span class="kept"></span></div></fieldset></form>'
        '<div class="verdict needs-script" role="status"></div></book-exercise>'
    )


def fields(data: dict) -> str:
    """Return a field for each number, or a grid for a small vector or matrix."""
    rows = [field(part, len(data["parts"])) for part in data["parts"]]
    return f'<div class="fields needs-script">{"".join(rows)}</div>'


def field(part: dict, n_parts: int) -> str:
    """Return the control of one part, with its name."""
    label = f"<code>{part['name']}</code> =" if n_parts > 1 else "Answer"
    want = part["want"]
    shape = want.get("shape", []) if isinstance(want, dict) else []
    if not shape:
        return f"<label>{label} <input {TYPED}></label>"
    if len(shape) > 2 or len(want["data"]) > LARGEST_GRID:
        what = "[1, 2; 3, 4]" if len(shape) == 2 else "[1, 2, 3]"
        return (
            f"<label>{label} <textarea {TYPED.partition(' ')[2]} rows="
            f'"3" placeholder="{what}"></textarea></label>'
        )
    return grid(part["name"] if n_parts > 1 else "answer", label, shape)


def grid(name: str, label: str, shape: list[int]) -> str:
    """Return a field for each entry of a vector (a row) or a matrix."""
    rows, columns = shape if len(shape) == 2 else (1, shape[0])
    cells = "".join(
        f'<input {TYPED} aria-label="{name}, {place(i, j, shape)}">'
        for i in range(rows)
        for j in range(columns)
    )
    return (
        f'<div class="named"><span>{label}</span>'
        f'<div class="grid" style="--columns: {columns}">{cells}</div></div>'
    )


def place(i: int, j: int, shape: list[int]) -> str:
    """Name an entry as a verdict does."""
    return f"entry [{j}]" if len(shape) == 1 else f"entry [{i}, {j}]"


def chance() -> str:
    """Return the controls for a probability: a slider, and a field beside it."""
    return (
        '<div class="chance needs-script"><label>Probability '
        f'<input {TYPED} placeholder="0 to 1"></label>'
        '<input type="range" min="0" max="100" value="50" '
        'aria-label="Probability in percent"></div>'
    )


def choice(kind: str, value: str) -> str:
    """Return what stands before the text of a choice; ``</label>`` stands after it."""
    return (
        f'<label><input class="needs-script" type="{INPUTS[kind]}" name="answer" '
        f'value="{value}">'
    )


def before_lines() -> str:
    """Return the place of the reader's proof, above the lines to choose from."""
    return (
        '<p class="unseen" role="log" aria-label="What moved"></p>'
        '<p class="over needs-script" aria-hidden="true">Your proof</p>'
        '<ol class="proof needs-script" aria-label="Your proof"></ol>'
        '<p class="over needs-script" aria-hidden="true">Lines to choose from</p>'
    )


def grip() -> str:
    """Return the place by which a line is dragged."""
    return f'<span class="grip needs-script">{drawing(GRIP)}</span>'


def moves(letter: str) -> str:
    """Return the buttons that move a line."""
    buttons = "".join(
        f'<button type="button" data-move="{name}" aria-label="{text.format(letter)}">'
        f"{drawing(path)}</button>"
        for name, (text, path) in ARROWS.items()
    )
    return f'<span class="moves needs-script">{buttons}</span>'


def drawing(path: str) -> str:
    """Return a line icon."""
    return (
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/>'
        "</svg>"
    )


def progress(n: int) -> str:
    """Return the line that counts what is done on a page."""
    exercises = "exercise that answers" if n == 1 else f"{n} exercises that answer"
    return (
        '<p class="exercise-progress needs-script"><span>Done: <strong>0</strong> of '
        f"the {exercises} in this page. Nothing is sent; what you do is kept in this "
        'browser only.</span> <button type="button" disabled>Erase it</button></p>'
    )
