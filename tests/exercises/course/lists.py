"""Assignments for the tests: all of the bank, and a teacher's own exercises."""

import re
from pathlib import Path

from exercises import bank
from exercises.course.assignment import Assignment, from_source

ROOT = Path(__file__).resolve().parents[3]
IDS = [exercise.id for exercise in bank.exercises()]


def own_source() -> str:
    """Return the examples of CONTRIBUTING, as a teacher's own file."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = page.partition("\n## One exercise of each kind\n")[2]
    fences = re.findall(r"^(```+)python\n(.*?)^\1$", section, re.MULTILINE | re.DOTALL)
    return "\n".join(code for _, code in fences)


OWN_IDS = re.findall(r'id="([\w-]+)"', own_source())


def text(seeds: str = "book", ids=IDS, bank_file: str = "") -> str:
    """Return the text of an assignment's file."""
    lines = ['title = "Week 1: all of it"', "due = 2026-12-04T18:00:00+01:00"]
    lines += [f'seeds = "{seeds}"', *([f'bank = "{bank_file}"'] if bank_file else [])]
    return "\n".join([*lines, "[points]", *(f"{id} = 2" for id in ids), ""])


def everything(seeds: str = "book") -> Assignment:
    """Return an assignment of all exercises, own ones too."""
    ids = [*IDS, *OWN_IDS]
    return from_source("week1", text(seeds, ids, "own.py"), own_source())
