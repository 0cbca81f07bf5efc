"""The rules of form that every chapter keeps, each with what to do when it is broken.

Results are nbval's to compare, references the site build's to resolve; here stands what
neither of them would notice: a notebook that was never run passes nbval, and a figure
without a description looks right to everyone who can see it.
"""

from __future__ import annotations

import pathlib
import re
import symtable
from collections.abc import Iterator

import nbformat

TAGS = {
    "hide-cell",
    "hide-input",
    "remove-cell",
    "raises-exception",
    "nbval-ignore-output",
}
LABELS = ("ch-", "sec-", "def-", "thm-", "eq-", "fig-", "alg-", "ex-", "sol-")
FILLER = re.compile(
    r"\b(simply|clearly|obviously|it can be shown|it is easy to see|trivially)\b", re.I
)
MACRO = re.compile(r"\\(?:newcommand|renewcommand|def|DeclareMathOperator)\b|\\tag\b")
LABEL = re.compile(
    r"^\((?P<target>[^)\s]+)\)=\s*$|^\s*:(?:label|name):\s*(?P<option>\S+)", re.M
)
DISPLAY_LABEL = re.compile(r"\$\$\s*\(([^)\s]+)\)\s*$|\\label\{([^}]+)\}", re.M)
IMPORT = re.compile(r"^\s*(?:import|from)\s+(\w+)", re.M)
MAY_IMPORT = {"exercises", "mathlib", "matplotlib", "numpy", "scipy", "sympy"}
MAY_IMPORT |= {"functools", "itertools", "math"}
FORBIDDEN = re.compile(r"sys\.path|np\.random\.seed|!pip|%pip|urllib|requests\.", re.M)


def problems(path: pathlib.Path) -> Iterator[str]:
    """Yield, in words, each rule that the chapter at `path` breaks, and where."""
    notebook = nbformat.read(path, as_version=4)
    cells = notebook.cells
    yield from _opening(path, cells)
    for number, cell in enumerate(cells):
        where = f"{path}, cell {number} ({cell.get('id', 'no id')})"
        rules = _prose if cell.cell_type == "markdown" else _code
        for words in rules(cell):
            yield f"{where}: {words}"
    yield from _order(path, cells)
    yield from _reading(path, cells)
    yield from _names(path, cells)


def _opening(path, cells):
    label = f"(ch-{path.stem.replace('_', '-')})="
    first = cells[0].source if cells else ""
    if not first.startswith(label + "\n# "):
        yield f"{path}: the first cell must begin with {label} and the title, `# …`"
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    for phrase in (
        "You will be able to",
        "You need",
        "## Pitfalls",
        "## In a network",
        "## What we proved",
        "## Exercises",
        "## Sources",
    ):
        if phrase not in text:
            yield f"{path}: has no “{phrase.lstrip('# ')}” (compare the template)"


def _order(path, cells):
    code = [c for c in cells if c.cell_type == "code"]
    counts = [c.execution_count for c in code]
    if counts != list(range(1, len(code) + 1)):
        yield (
            f"{path}: not run once, in order, from a fresh kernel (execution counts "
            f"{counts[:6]}…). Run `make canonical`."
        )


def _reading(path, cells):
    """Check that each section says who needs it, and that the core comes first."""
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    marks = re.findall(r"^## (.+)\n+(.*)", text.split("\n## Pitfalls")[0], re.M)
    second = None
    for title, mark in marks:
        if mark.startswith("*Second reading"):
            second = second or title
        elif not mark.startswith("*Core"):
            yield f"{path}: “{title}” is marked neither *Core.* nor *Second reading.*"
        elif second:
            yield f"{path}: the core section “{title}” stands after “{second}”"


def _names(path, cells):
    """Check that what is seen runs without the cells that are not seen."""
    seen: set[str] = set()
    hidden: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        where = f"{path}, cell {number} ({cell.get('id', 'no id')})"
        tags = cell.metadata.get("tags", [])
        try:
            assigned, used = _globals(cell.source)
        except SyntaxError as problem:
            yield f"{where}: {problem.msg}, line {problem.lineno}"
            continue
        if "remove-cell" in tags:
            if not cell.source.startswith("# Claim"):
                yield f"{where}: a claim cell begins with a comment, `# Claims: …`"
            if "rng" in used:
                yield f"{where}: a claim cell draws from a generator of its own"
            for name in sorted(n for n in assigned if not n.startswith("_")):
                yield f"{where}: a claim cell's names begin with _, not so {name}"
        elif "hide-input" in tags:
            hidden |= assigned - seen
        else:
            for name in sorted(used & hidden - seen - assigned):
                yield f"{where}: uses {name}, which only a folded figure cell defines"
            seen |= assigned


def _globals(source: str) -> tuple[set[str], set[str]]:
    """Return the global names that a cell assigns, and those that it uses."""
    table = symtable.symtable(source, "cell", "exec")
    symbols = table.get_symbols()
    assigned = {
        s.get_name()
        for s in symbols
        if s.is_assigned() or s.is_imported() or s.is_namespace()
    }
    used = {s.get_name() for s in symbols if s.is_referenced()}
    inner = list(table.get_children())
    while inner:
        scope = inner.pop()
        inner += scope.get_children()
        used |= {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return assigned, used


def _prose(cell):
    source = re.sub(r"^(`{3,}).*?^\1\s*$", "", cell.source, flags=re.M | re.S)
    for match in FILLER.finditer(source):
        yield f"says “{match[0]}”; say why instead, or nothing"
    for match in MACRO.finditer(cell.source):
        yield f"uses {match[0]}: no TeX macros and no typed numbers; label the equation"
    for match in [*LABEL.finditer(cell.source), *DISPLAY_LABEL.finditer(cell.source)]:
        name = next(group for group in match.groups() if group)
        if not name.startswith(LABELS) or name != name.lower():
            yield f"label “{name}” must be lower case and begin with one of {LABELS}"


def _code(cell):
    tags = set(cell.metadata.get("tags", []))
    for tag in sorted(tags - TAGS):
        yield f"unknown tag “{tag}”; allowed are {sorted(TAGS)}"
    if "nbval-ignore-output" in tags and "#" not in cell.source:
        yield "its output is ignored: a comment must say why"
    if FORBIDDEN.search(cell.source):
        yield "a chapter does not download, install, change sys.path or seed globally"
    for name in sorted(set(IMPORT.findall(cell.source)) - MAY_IMPORT):
        yield f"imports {name}; a chapter may import {sorted(MAY_IMPORT)}"
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            yield f"its stored output is an error: {output.ename}: {output.evalue}"
        if output.get("name") == "stderr":
            yield f"its stored output holds stderr: {output.text.strip()[:80]!r}"
    yield from _figure(cell)


def _figure(cell):
    data = [output.get("data", {}) for output in cell.outputs]
    drawn = [d for d in data if any(kind.startswith("image/") for kind in d)]
    moving = [d for d in data if "<fig-" in "".join(d.get("text/html", ""))]
    if not drawn and not moving:
        return
    book = cell.metadata.get("mystnb", {})
    figure, image = book.get("figure", {}), book.get("image", {})
    if not figure.get("name", "").startswith("fig-"):
        yield "a figure needs a name, `fig-…`, in its metadata mystnb.figure.name"
    if not figure.get("caption", "").strip():
        yield "a figure needs a caption, in its metadata mystnb.figure.caption"
    if drawn and len(image.get("alt", "")) < 20:
        yield "a figure needs alt text (what is seen, what it shows): mystnb.image.alt"
    if "hide-input" not in cell.metadata.get("tags", []):
        yield "tag a figure's cell hide-input: how it is drawn is not the point"
    for d in drawn:
        if "image/svg+xml" not in d:
            yield "a figure must be SVG, else nothing compares it: plotting.use_style()"
