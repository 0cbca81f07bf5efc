"""Exercise cells of the chapters are what the bank says."""

import json
from pathlib import Path

import pytest

from exercises import bank, render

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))


def differences(notebook: dict, name: str) -> list[str]:
    """Return a line for each exercise cell that is not as the bank has it."""
    found = []
    for number, cell in enumerate(notebook["cells"]):
        wanted = cell["metadata"].get("exercise")
        if wanted is None:
            continue
        where = f"{name}, cell {number} ({wanted['id']}, {wanted['part']})"
        try:
            texts = render.cells(wanted["id"])
        except KeyError as error:
            found.append(f"{where}: {error.args[0]}")
            continue
        if wanted["part"] not in texts:
            found.append(f"{where}: this kind of exercise has no such part")
            continue
        kind = "code" if wanted["part"] == "check" else "markdown"
        if cell["cell_type"] != kind:
            found.append(f"{where}: it must be a {kind} cell")
        if "".join(cell["source"]) != texts[wanted["part"]].rstrip():
            found.append(f"{where}: differs from exercises/bank; run `make canonical`")
    return found


def missing(notebook: dict, name: str) -> list[str]:
    """Return a line for each part of an exercise that the chapter leaves out."""
    cells = [cell["metadata"].get("exercise") for cell in notebook["cells"]]
    shown = [(wanted["id"], wanted["part"]) for wanted in cells if wanted]
    chapter = Path(name).stem
    ids = [exercise.id for exercise in bank.exercises() if exercise.chapter == chapter]
    found = [f"{name}: {id} is in the bank but not in the chapter" for id in ids]
    found = [line for line, id in zip(found, ids, strict=True) if id not in dict(shown)]
    for id in dict(shown):
        parts = [part for other, part in shown if other == id]
        wanted = [
            p for p in ("statement", "check", "solution") if p in render.cells(id)
        ]
        if parts != wanted:
            found.append(f"{name}: {id} has the cells {parts}, not {wanted}")
    return found


def read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_exercise_cells_equal_the_bank(path):
    lines = differences(read(path), str(path.relative_to(ROOT)))
    assert lines == [], "\n".join(lines)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_shows_each_of_its_exercises_whole(path):
    lines = missing(read(path), str(path.relative_to(ROOT)))
    assert lines == [], "\n".join(lines)


def cell(id: str, part: str, source: str, kind: str = "markdown") -> dict:
    metadata = {"exercise": {"id": id, "part": part}}
    return {"cell_type": kind, "metadata": metadata, "source": source}


def test_a_changed_cell_is_named():
    id = "svd-pinv-ones"
    good = render.cells(id)
    cells = [cell(id, part, good[part]) for part in ("statement", "solution")]
    cells.append(cell(id, "check", good["check"], "code"))
    assert differences({"cells": cells}, "x.ipynb") == []
    cells[1]["source"] += " "
    cells[2]["cell_type"] = "markdown"
    assert differences({"cells": cells}, "x.ipynb") == [
        f"x.ipynb, cell 1 ({id}, solution): differs from exercises/bank; "
        "run `make canonical`",
        f"x.ipynb, cell 2 ({id}, check): it must be a code cell",
    ]
    unknown = {"cells": [cell("svd-none", "statement", "")]}
    assert "There is no exercise 'svd-none'" in differences(unknown, "x.ipynb")[0]


def test_a_missing_part_is_named():
    cells = [cell("svd-tail", "statement", ""), cell("svd-tail", "check", "", "code")]
    lines = missing({"cells": cells}, "notebooks/linalg/svd.ipynb")
    assert any("svd-pinv-ones is in the bank but not in" in line for line in lines)
    assert any(
        "svd-tail has the cells ['statement', 'check']" in line for line in lines
    )
