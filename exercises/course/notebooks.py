"""A first look into a notebook that may be broken or hostile.

What costs memory is counted before anything is parsed, so that a look takes at most
some seconds and some hundred megabytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_READ = 50 << 20  # bytes; a larger notebook is not looked into
MAX_VALUES = 3_000_000  # commas, brackets and braces in it


@dataclass(frozen=True)
class Look:
    """What a notebook says of itself; all of it can be made up.

    `broken` says why it cannot be read, or is empty; `assignment` and `student` come
    from its metadata, `exercises` are the ids in its cells.
    """

    broken: str = ""
    assignment: str = ""
    student: str = ""
    exercises: frozenset[str] = frozenset()
    kernel: str = ""


def look(path: Path) -> Look:
    """Look into a notebook; this raises nothing, whatever the file holds."""
    try:
        return _read(_parse(path))
    except _BrokenError as error:
        return Look(broken=str(error))
    except OSError as error:
        return Look(broken=f"it cannot be read ({error.strerror})")


class _BrokenError(Exception):
    pass


def _parse(path: Path) -> Any:
    size = path.stat().st_size
    if size == 0:
        raise _BrokenError("the file is empty")
    if size > MAX_READ:
        raise _BrokenError(f"{size >> 20} MB; more than {MAX_READ >> 20} are not read")
    data = path.read_bytes()
    if sum(data.count(mark) for mark in b",[{") > MAX_VALUES:
        raise _BrokenError(f"more than {MAX_VALUES} values")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _BrokenError(f"it is not UTF-8 (byte {error.start})") from None
    if not text.strip("\0 \t\r\n"):
        raise _BrokenError("the file is blank")
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text) - 1 or error.msg.startswith("Unterminated")
        what = "it ends too early" if is_cut else "it is not JSON"
        raise _BrokenError(f"{what} (line {error.lineno}: {error.msg})") from None
    except RecursionError:
        raise _BrokenError("lists within lists, too deep to be read") from None
    except ValueError as error:
        raise _BrokenError(f"a number that cannot be read ({error})") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise _BrokenError("a key stands twice in it")
    return table


def _read(notebook: Any) -> Look:
    if type(notebook) is not dict:
        raise _BrokenError("it is JSON, but no notebook")
    version = notebook.get("nbformat")
    if type(version) is int and version < 4:
        raise _BrokenError(f"an old notebook (format {version}); save it in Jupyter")
    cells = notebook.get("cells")
    if type(cells) is not list or not all(map(_is_cell, cells)):
        raise _BrokenError("it has no cells, or cells that are none")
    if version != 4:
        raise _BrokenError(f"its format is {str(version)[:20]!r}, not 4")
    about = _dict(_dict(notebook.get("metadata")).get("assignment"))
    metadata = (_dict(cell.get("metadata")) for cell in cells)
    ids = (_dict(each.get("exercise")).get("id") for each in metadata)
    return Look(
        assignment=_text(about.get("name")),
        student=_text(about.get("student")),
        exercises=frozenset(filter(None, map(_text, ids))),
        kernel=_other_kernel(_dict(notebook.get("metadata"))),
    )


def _is_cell(cell: Any) -> bool:
    if type(cell) is not dict or type(cell.get("cell_type")) is not str:
        return False
    source = cell.get("source")
    lines = source if type(source) is list else [source]
    return all(type(line) is str for line in lines)


def _other_kernel(metadata: dict[str, Any]) -> str:
    kernel = _dict(metadata.get("kernelspec"))
    language = _dict(metadata.get("language_info")).get("name")
    name = _text(kernel.get("language") or language) or _text(kernel.get("name"))
    return "" if not name or name.casefold().startswith(("python", "ipython")) else name


def _dict(x: Any) -> dict[str, Any]:
    return x if type(x) is dict else {}


def _text(x: Any) -> str:
    return x[:200] if type(x) is str else ""
