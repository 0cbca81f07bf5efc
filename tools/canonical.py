"""Execute chapters and write them in the one form that is committed.

Usage: canonical.py [--check] [NOTEBOOK ...]    (all under notebooks/ if none is named)

A chapter in canonical form has been run once, in order, in a fresh kernel; its exercise
cells are those of the bank; it holds no time stamps, no editor's state and no scripts.
So a diff shows what the author changed and nothing else. A chapter that fails to run is
left as it was. With `--check` nothing is run or written: the exit status says whether
the form, not the results, is canonical (the results are nbval's to compare).
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import sys
import tempfile
import time

import nbclient
import nbformat
from nbclient.exceptions import CellExecutionError

ROOT = pathlib.Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from exercises import render  # noqa: E402
from tools.outputs import without_live_script  # noqa: E402

KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
CELL_METADATA = ("exercise", "mystnb", "tags")
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
SECONDS_PER_CELL = 120


def read(path: pathlib.Path) -> nbformat.NotebookNode:
    """Return the notebook at `path`, in nbformat 4.5."""
    notebook = nbformat.read(path, as_version=4)
    notebook.nbformat_minor = 5
    return notebook


def fill_exercises(notebook: nbformat.NotebookNode) -> None:
    """Write the bank's text into the cells that name an exercise."""
    parts = {
        "statement": render.statement,
        "check": render.check_cell,
        "solution": render.solution,
    }
    for cell in notebook.cells:
        wanted = cell.metadata.get("exercise")
        if wanted:
            cell.source = parts[wanted["part"]](wanted["id"])


def normalize(notebook: nbformat.NotebookNode) -> None:
    """Drop what differs from machine to machine or from editor to editor."""
    notebook.metadata = nbformat.from_dict(KERNEL)
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        if (
            not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell.get("id", ""))
            or cell.id in seen
        ):
            cell["id"] = _free_id(number, seen)
        seen.add(cell.id)
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}
        )
        cell.source = cell.source.rstrip()
        if cell.cell_type == "code":
            cell.outputs = [_normal_output(output) for output in cell.outputs]
    notebook.cells = [cell for cell in notebook.cells if cell.source]


def _free_id(number: int, seen: set[str]) -> str:
    names = (f"cell-{n}" for n in range(number, number + len(seen) + 1))
    return next(name for name in names if name not in seen)


def _normal_output(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if "metadata" in output:
        output.metadata = nbformat.from_dict({})
    html = output.get("data", {}).get("text/html")
    if html:
        output["data"]["text/html"] = without_live_script("".join(html))
    return output


def execute(notebook: nbformat.NotebookNode, folder: pathlib.Path) -> None:
    """Run every cell in a fresh kernel that works in `folder`."""
    client = nbclient.NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()


def write(notebook: nbformat.NotebookNode, path: pathlib.Path) -> None:
    """Write `notebook` to `path` in one step, so that no half-written file is seen."""
    nbformat.validate(notebook)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".ipynb.part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text(notebook))
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        pathlib.Path(name).unlink(missing_ok=True)
        raise


def text(notebook: nbformat.NotebookNode) -> str:
    """Return the file's text: one space of indent, characters as they are."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def is_canonical(path: pathlib.Path) -> bool:
    """Return whether the file at `path` is in canonical form, results aside."""
    notebook = read(path)
    fill_exercises(notebook)
    normalize(notebook)
    return path.read_text(encoding="utf-8") == text(notebook)


def make_canonical(path: pathlib.Path) -> bool:
    """Execute and rewrite the notebook at `path`; return whether it changed."""
    before = path.read_text(encoding="utf-8")
    notebook = read(path)
    fill_exercises(notebook)
    normalize(notebook)
    execute(notebook, path.parent)
    normalize(notebook)
    if text(notebook) == before:
        return False
    write(notebook, path)
    return True


def main() -> int:
    """Run the command line; return 0 if all is well, 1 if a chapter is not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    paths = args.notebooks or chapters()
    failed = False
    for path in paths:
        start = time.perf_counter()
        try:
            if args.check:
                words = "canonical" if is_canonical(path) else "NOT canonical"
                failed |= words != "canonical"
            else:
                words = "rewritten" if make_canonical(path) else "unchanged"
        except CellExecutionError as problem:
            failed, words = True, f"FAILED, left as it was\n{problem}"
        except (OSError, KeyError, ValueError) as problem:
            failed, words = True, f"FAILED, left as it was: {problem}"
        print(f"{path}: {words} ({time.perf_counter() - start:.1f} s)", flush=True)
    if failed and args.check:
        print("Run `make canonical`, look at the diff, and commit it.")
    return int(failed)


def chapters(root: pathlib.Path = ROOT / "notebooks") -> list[pathlib.Path]:
    """Return every chapter's notebook below `root`, sorted."""
    return sorted(
        p for p in root.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts
    )


if __name__ == "__main__":
    sys.exit(main())
