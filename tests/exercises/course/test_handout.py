"""The notebooks of an assignment: their form, and that no answer is in a student's."""

import dataclasses
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import lists
import nbclient
import nbformat
import pytest

from exercises import bank, render
from exercises.course import opening
from exercises.course.answers import literal
from exercises.course.assignment import from_source
from exercises.course.handout import (
    digest,
    seed_of,
    student_notebook,
    teacher_notebook,
    text_of,
)
from exercises.kinds import Code, Flaw, Num, Order, Predict, Proof
from exercises.kinds.choices import Lettered
from exercises.values import to_plain

SEEDS = ("book", "assignment", "student")
STUDENT = {"book": "", "assignment": "", "student": "ana"}
every_kind_of_seed = pytest.mark.parametrize("seeds", SEEDS)


def both(seeds: str) -> tuple[dict, dict]:
    week = lists.everything(seeds)
    return student_notebook(week, STUDENT[seeds]), teacher_notebook(week)


def roles(notebook: dict) -> list[tuple[str, str]]:
    found = [cell["metadata"].get("exercise") for cell in notebook["cells"]]
    return [(role["id"], role["part"]) for role in found if role]


def source(notebook: dict, id: str) -> str:
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == id]
    return cell["source"]


# form


@every_kind_of_seed
def test_file_is_what_nbformat_writes(seeds):
    for notebook in both(seeds):
        text = text_of(notebook)
        read = nbformat.reads(text, as_version=4)
        nbformat.validate(read)
        assert nbformat.writes(read) + "\n" == text


@every_kind_of_seed
def test_same_assignment_gives_the_same_bytes(seeds):
    assert list(map(text_of, both(seeds))) == list(map(text_of, both(seeds)))


def test_each_exercise_has_statement_answer_and_check_in_this_order():
    week = lists.everything()
    wanted = []
    for item in week.items:
        parts = ["statement", "answer", "check"]
        if item.own or not item.exercise.is_checked:
            parts.remove("check")
        wanted += [(item.id, part) for part in parts]
    assert roles(student_notebook(week)) == wanted
    assert roles(teacher_notebook(week)) == wanted


def test_marks_of_nbgrader():
    for cell in student_notebook(lists.everything())["cells"]:
        role = cell["metadata"].get("exercise", {"part": "", "id": cell["id"]})
        mark, is_answer = cell["metadata"]["nbgrader"], role["part"] == "answer"
        assert mark["grade"] == mark["solution"] == is_answer
        assert mark["locked"] != is_answer
        assert mark.get("points") == (2 if is_answer else None)
        part = f"-{role['part']}" if role["part"] in ("statement", "check") else ""
        assert mark["grade_id"] == role["id"] + part
        assert cell["metadata"].get("editable", True) == is_answer
        is_text = role["part"] in ("", "statement") or (
            is_answer and not bank.get(role["id"]).is_checked
        )
        if cell["id"] != "setup":
            assert cell["cell_type"] == ("markdown" if is_text else "code")


def test_ids_of_cells_fit_and_are_unique():
    long = dataclasses.replace(bank.get("svd-tail"), id="svd-" + "a" * 70)
    week = lists.everything()
    item = dataclasses.replace(week.items[1], exercise=long, own=True)
    week = dataclasses.replace(week, items=(*week.items, item))
    ids = [cell["id"] for cell in student_notebook(week)["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", id) for id in ids)


def test_points_that_are_no_whole_number():
    week = from_source("week1", "[points]\nsvd-tail = 1.5\n")
    notebook = student_notebook(week)
    cell = next(c for c in notebook["cells"] if c["id"] == "svd-tail")
    assert cell["metadata"]["nbgrader"]["points"] == 1.5
    assert "**1.5 points**" in source(notebook, "svd-tail-statement")


def test_title_says_when_and_how_much():
    title = source(both("book")[0], "title")
    n = len(lists.IDS) + len(lists.OWN_IDS)
    assert title.startswith(
        "# Week 1: all of it\n\n**Due 4 December 2026, 18:00 (UTC+0"
    )
    assert f"(UTC+01:00) · {n} exercises · {2 * n} points**" in title
    assert "Proofs are read by your teacher" in title
    short = source(
        student_notebook(from_source("w", "[points]\nsvd-tail = 1")), "title"
    )
    assert "**No due date · 1 exercise · 1 point**" in short
    assert "Proof" not in short


def test_hints_stand_at_the_end():
    notebook, _ = both("book")
    assert notebook["cells"][-1]["id"] == "hints"
    for exercise in bank.exercises():
        assert exercise.title in notebook["cells"][-1]["source"]


def test_notebook_says_whose_it_is():
    week = lists.everything("student")
    about = student_notebook(week, "ana")["metadata"]["assignment"]
    assert (about["name"], about["student"]) == ("week1", "ana")
    assert about["seed"] == week.seed_for("ana")
    assert "notebook of **ana**" in source(student_notebook(week, "ana"), "title")
    nobody = student_notebook(week)
    assert nobody["metadata"]["assignment"]["seed"] is None
    assert "These are not your numbers" in source(nobody, "title")


# personal numbers


def test_personal_notebooks_differ_and_agree_with_the_seeds():
    week = lists.everything("student")
    made = {who: student_notebook(week, who) for who in ("ana", "bo", "cy")}
    for who, notebook in made.items():
        seed = week.seed_for(who)
        for item in week.items:
            exercise = item.exercise
            if exercise.is_checked and not item.own:
                check = source(notebook, f"{item.id}-check")
                assert check == render.check_call(exercise, seed)
                assert f"seed={seed})" in check
            statement = source(notebook, f"{item.id}-statement")
            assert exercise.text(exercise.statement, seed)[:20] in statement
    for item in week.items:
        if item.exercise.vary or isinstance(item.exercise, Lettered):
            texts = {source(n, f"{item.id}-statement") for n in made.values()}
            assert len(texts) > 1, item.id


def test_seeds_of_an_assignment_are_the_same_for_all():
    week = lists.everything("assignment")
    assert seed_of(week) == week.seed_for("ana")
    assert f"seed={seed_of(week)})" in source(both("assignment")[0], "svd-tail-check")
    assert "seed=" not in source(both("book")[0], "svd-tail-check")


# no answer in a student's notebook


def strings(thing) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield key
            yield from strings(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from strings(value)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def pieces(text: str, shown: str) -> Iterator[str]:
    """Go through lines and sentences that are long enough to be no accident."""
    for piece in re.split(r"(?<=[.:])\s|\n", text):
        if len(squeezed(piece)) > 24 and squeezed(piece) not in squeezed(shown):
            yield piece


def secrets(exercise, seed) -> Iterator[str]:
    shown = exercise.text(exercise.statement, seed) + exercise.text(exercise.hint, seed)
    shown += "".join(render.listed(exercise, seed)) + exercise.starter_code(seed)
    yield from pieces(exercise.text(exercise.solution, seed), shown)
    for usual in getattr(exercise, "wrong", ()):
        yield from pieces(usual.message, shown)
    if isinstance(exercise, Code):
        yield from pieces(inspect.getsource(exercise.reference), shown)
    choices = [*getattr(exercise, "choices", ()), *getattr(exercise, "distractors", ())]
    yield from (choice.why for choice in choices if choice.why)
    if isinstance(exercise, Order):
        yield from (
            f"{quote}{exercise.right_answer(seed)[0]}{quote}" for quote in "'\""
        )
    if isinstance(exercise, Flaw):
        yield from exercise.because.values()
    if isinstance(exercise, Predict):
        yield exercise.report
    if isinstance(exercise, Proof):
        yield from (what for what, _ in exercise.rubric)
    if isinstance(exercise, Num):
        yield from numbers(exercise, seed, shown)


def numbers(exercise, seed, shown) -> Iterator[str]:
    for part in exercise.right_answer(seed):
        for number in re.findall(r"\d+\.\d{4,}", repr(to_plain(part))):
            yield from (f"{float(number):.4g}", f"{float(number):.5g}")


@every_kind_of_seed
def test_no_answer_is_in_the_students_notebook(seeds):
    student, teacher = both(seeds)
    week = lists.everything(seeds)
    seed = seed_of(week, STUDENT[seeds])
    there = squeezed(" \n ".join(strings(student)))
    kept = squeezed(" \n ".join(strings(teacher)).replace("\n# ", "\n"))
    n_kept = 0
    for item in week.items:
        found = list(secrets(item.exercise, seed))
        assert found, item.id
        for secret in found:
            assert squeezed(secret) not in there, (item.id, secret)
            n_kept += squeezed(secret) in kept
    assert n_kept > 300 or seeds == "student"  # the search does find what is there


def test_the_word_solution_is_in_no_cell_of_a_student():
    for cell in both("book")[0]["cells"]:
        assert "SOLUTION" not in cell["source"]


# the teacher's


def test_each_answer_of_the_teacher_is_delimited_and_marked():
    student, teacher = both("book")
    for mine, theirs in zip(teacher["cells"], student["cells"], strict=True):
        part = mine["metadata"].get("exercise", {}).get("part")
        if part != "answer":
            assert mine["source"] == theirs["source"]
            continue
        before, _, rest = mine["source"].partition("### BEGIN SOLUTION\n")
        assert before == theirs["source"]
        assert rest.endswith("\n### END SOLUTION")
        assert "For the teacher only" in rest


def test_a_rubric_gives_points_not_shares():
    week = from_source("week1", "[points]\nsvd-descent-limit = 5\n")
    text = source(teacher_notebook(week), "svd-descent-limit")
    assert "| reduces to one coordinate by the SVD | 2 |" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([[0.1, -2.0]], "[[0.1, -2.0]]"),
        (float("nan"), 'float("nan")'),
        ([1.0, float("-inf")], '[1.0, -float("inf")]'),
        ("inf", "'inf'"),
        (3, "3"),
        (1 + 2j, "(1+2j)"),
        (True, "True"),
    ],
)
def test_values_are_written_as_python(value, text):
    assert literal(to_plain(value)) == text
    assert repr(to_plain(eval(text))) == repr(to_plain(value))


# running them


def executed(notebook: dict, folder: Path) -> list[str]:
    """Run a notebook; return what each check cell answered."""
    read = nbformat.reads(text_of(notebook), as_version=4)
    nbclient.NotebookClient(
        read,
        timeout=120,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    found = []
    for cell in read.cells:
        outputs = cell.get("outputs", [])
        if cell.metadata.get("exercise", {}).get("part") == "check":
            (output,) = outputs
            found.append(output["data"]["text/plain"])
        else:
            assert not [o for o in outputs if o["output_type"] != "execute_result"]
    return found


@pytest.mark.parametrize("seeds", ["book", "assignment"])
def test_the_teachers_notebook_passes_every_check(seeds, tmp_path):
    answers = executed(both(seeds)[1], tmp_path)
    assert len(answers) == sum(bank.get(id).is_checked for id in lists.IDS)
    assert [answer for answer in answers if not answer.startswith("✓")] == []


@pytest.mark.parametrize("seeds", ["book", "student"])
def test_an_untouched_notebook_runs_and_nothing_is_answered(seeds, tmp_path):
    answers = executed(both(seeds)[0], tmp_path)
    assert len(answers) == sum(bank.get(id).is_checked for id in lists.IDS)
    assert all(answer.endswith(": not answered yet") for answer in answers)


# the set-up cell


def run_setup(monkeypatch, without: str = "") -> dict:
    import builtins

    importing = builtins.__import__

    def refuse(name, *args, **kwargs):
        if without and name.split(".")[0] == without:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return importing(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    names: dict = {}
    exec(opening.setup(lists.everything().items), names)
    return names


def test_set_up_imports_what_the_chapters_do(monkeypatch):
    names = run_setup(monkeypatch)
    assert {"np", "check", "linalg", "info"} <= set(names)
    for part, alias in opening.ALIASES.items():
        for path in (lists.ROOT / "notebooks" / part).glob("*.ipynb"):
            line = f"from mathlib import {part} as {alias}"
            assert line in path.read_text("utf-8"), f"{path} has no {line!r}"


def test_set_up_imports_only_what_is_used():
    of_svd = opening.setup(from_source("w", "[points]\nsvd-tail = 1").items)
    assert "import linalg\n" in of_svd
    assert "info" not in of_svd
    own = from_source(
        "w", 'bank = "o.py"\n[points]\nnorms-unit = 1', lists.own_source()
    )
    assert "mathlib" not in opening.setup(own.items)


def test_without_the_book_it_says_what_to_do(monkeypatch, capsys):
    names = run_setup(monkeypatch, without="exercises")
    said = capsys.readouterr().out
    assert "The book's code is missing here (No module named 'exercises')." in said
    assert "pip install" in said
    assert "restart the kernel" in said
    assert "see the first cell" in names["check"]("svd-tail", None, seed=3)


def test_where_a_repository_is_configured_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(opening.book, "requirement", lambda: "git+https://x.org/b@main")
    run_setup(monkeypatch, without="mathlib")
    said = capsys.readouterr().out
    assert "%pip install git+https://x.org/b@main" in said


def test_digest_sees_edits_and_not_runs():
    notebook, _ = both("book")
    before = digest(notebook["cells"])
    again = json.loads(text_of(notebook))["cells"]
    again[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x"]}]
    again[1]["execution_count"] = 3
    again[1]["metadata"]["collapsed"] = True
    assert digest(again) == before
    again[3]["source"] = ["answer = 3"]
    assert digest(again) != before
    again = json.loads(text_of(notebook))["cells"]
    again[3]["metadata"]["nbgrader"]["points"] = 9
    assert digest(again) != before
    assert digest(again[:-1]) != before
