"""Reading a notebook in the box, before any of its code runs."""

from __future__ import annotations

import ast
import json
import re
from types import CodeType
from typing import Any

MAX_CELLS = 2_000
MAX_SOURCE = 200_000
MAX_TOTAL = 3_000_000
_CHECKED = re.compile(r"""\bcheck\(\s*["']([\w-]{1,100})["']""")
_MAGIC = re.compile(r"^(\s*+)([%!?].*|.*\?)$")


def read(data: bytes, with_uses: bool = True) -> dict[str, Any]:
    """Return the cells of a notebook, in what the grader needs of them.

    The names that a cell uses are found only if asked for: it takes time.

    Raises
    ------
    ValueError
        If it is no notebook; the message says why.
    """
    text, notes = _decode(data)
    try:
        book = json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is nested too deep") from None
    except ValueError as error:
        raise ValueError(f"it is no JSON: {error}") from None
    cells = _cells(book)
    if len(cells) > MAX_CELLS:
        raise ValueError(f"it has {len(cells)} cells, more than {MAX_CELLS}")
    language = _language(book)
    if language and language != "python":
        notes.append(f"its kernel is for {language[:40]}, not Python")
    found = [_cell(cell, with_uses) for cell in cells if isinstance(cell, dict)]
    if sum(len(cell["source"]) for cell in found) > MAX_TOTAL:
        raise ValueError(f"its cells hold more than {MAX_TOTAL} characters")
    return {"cells": found, "notes": notes}


def _decode(data: bytes) -> tuple[str, list[str]]:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        note = "it is not UTF-8; what could not be read is replaced"
        return data.decode(encoding, "replace"), [note]


def _cells(book: Any) -> list:
    if not isinstance(book, dict):
        raise ValueError("it is JSON, but no notebook")
    cells = book.get("cells")
    if cells is None:  # the form before 2015
        sheets = book.get("worksheets")
        first = sheets[0] if isinstance(sheets, list) and sheets else {}
        cells = first.get("cells") if isinstance(first, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it is JSON, but a notebook without cells")
    return cells


def _language(book: dict) -> str:
    metadata = book.get("metadata")
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(key) if isinstance(metadata, dict) else None
        value = part.get(name) if isinstance(part, dict) else None
        if isinstance(value, str):
            return value.lower()
    return ""


def _cell(cell: dict, with_uses: bool) -> dict[str, Any]:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    is_long = len(source) > MAX_SOURCE
    source = "" if is_long else source.encode("utf-8", "replace").decode()
    is_code = cell.get("cell_type") == "code"
    id, part = _role(cell.get("metadata"))
    return {
        "id": id,
        "part": part,
        "is_code": is_code,
        "is_long": is_long,
        "source": source,
        "checks": _CHECKED.findall(source)[:20] if is_code else [],
        "uses": _uses(source) if is_code and with_uses else {},
    }


def _role(metadata: Any) -> tuple[str, str]:
    """Return the exercise that a cell belongs to and which part of it this is."""
    if not isinstance(metadata, dict):
        return "", ""
    own = metadata.get("exercise")
    if isinstance(own, dict) and isinstance(own.get("id"), str):
        return own["id"][:100], str(own.get("part"))[:20]
    other = metadata.get("nbgrader")
    if isinstance(other, dict) and isinstance(other.get("grade_id"), str):
        id = other["grade_id"][:110]
        for part in ("check", "statement"):
            if id.endswith(f"-{part}"):
                return id.removesuffix(f"-{part}"), part
        return id, "answer"
    return "", ""


def plain(source: str) -> str:
    """Return the source without IPython's lines, such as ``%matplotlib inline``."""
    try:
        ast.parse(source)
        return source
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = source.split("\n")
        if lines and lines[0].startswith("%%"):
            return ""
        return "\n".join(_MAGIC.sub(r"\1pass", line) for line in lines)


def _uses(source: str) -> dict[str, list[str]]:
    """Return, for each name that a cell binds, the names that stand behind it.

    Only compiles: nothing runs. It serves exercises that forbid a function.
    """
    try:
        text = plain(source)
        tree, code = ast.parse(text), compile(text, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    inner = {c.co_name: c for c in code.co_consts if type(c) is CodeType}
    found: dict[str, set[str]] = {}
    for node in tree.body:
        for name, used in _bound(node, inner):
            found.setdefault(name, set()).update(used)
    return {name: sorted(used)[:500] for name, used in list(found.items())[:500]}


def _bound(node: ast.stmt, inner: dict[str, CodeType]):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        code = inner.get(node.name)
        yield node.name, {node.name, *(_names(code) if code else ())}
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            bound = (alias.asname or alias.name).split(".")[0]
            yield bound, {*alias.name.split(".")}
    else:
        used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        used |= {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id, used


def _names(code: CodeType):
    yield from code.co_names
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _names(constant)
        elif type(constant) is str and constant.isidentifier():
            yield constant  # getattr(np.linalg, "svd")
