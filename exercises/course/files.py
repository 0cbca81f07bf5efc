"""Writing the notebooks: all or none, and never over what was edited by hand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from exercises.course.handout import Notebook, digest, text_of


class FileProblemError(ValueError):
    """Files that cannot be written; the message says which and what to do."""


def write(notebooks: dict[Path, Notebook], force: bool = False) -> dict[Path, str]:
    """Write notebooks; say of each whether it is new, changed or as it was.

    With `force` also over those that were edited by hand.

    Raises
    ------
    FileProblemError
        If a file was edited since it was written, is none of ours, or cannot be
        written. Nothing is written then.
    """
    texts = {path: text_of(notebook) for path, notebook in notebooks.items()}
    states = {path: _state(path, text) for path, text in texts.items()}
    if edited := [path for path, state in states.items() if state == "edited"]:
        if not force:
            raise FileProblemError(_told(edited))
        states |= dict.fromkeys(edited, "overwritten")
    replace({path: texts[path] for path in texts if states[path] != "as it was"})
    return states


def _told(edited: list[Path]) -> str:
    shown = ", ".join(map(str, edited[:3]))
    more = f" and {len(edited) - 3} more" if len(edited) > 3 else ""
    verb = "was" if len(edited) == 1 else "were"
    return (
        f"{shown}{more} {verb} edited by hand since `exercises assign` wrote it, or is "
        "not its work. Nothing was written. Move it away, or give --force to lose it."
    )


def _state(path: Path, text: str) -> str:
    """Say what writing `text` to `path` would be."""
    try:
        before = path.read_text("utf-8")
    except FileNotFoundError:
        return "new"
    except (OSError, UnicodeDecodeError):
        return "edited"
    if before == text:
        return "as it was"
    return "changed" if is_untouched(before) else "edited"


def is_untouched(text: str) -> bool:
    """Say whether a notebook is as it was written, or as nbgrader released it."""
    try:
        notebook = json.loads(text)
        about = notebook["metadata"]["assignment"]
        known = (about.get("digest"), about.get("release"))
        return digest(notebook["cells"]) in known
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def replace(texts: dict[Path, str]) -> None:
    """Write all texts beside their places, then put them there."""
    parts = {path: path.with_name(f".{path.name}.part") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path].write_text(text, "utf-8", newline="\n")
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise FileProblemError(f"cannot write {error.filename}: {error}") from None
    finally:
        _remove(parts.values())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
