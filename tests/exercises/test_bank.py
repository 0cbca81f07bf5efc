"""Every exercise of the bank: right answers pass, usual mistakes fail with help."""

import ast
import math
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import mathlib.information
import mathlib.linalg
from exercises import bank, check, render
from exercises.check import outcomes_of
from exercises.compare import Close
from exercises.kinds import Code, Num
from exercises.model import UNANSWERED, Exercise, Task
from exercises.prove import faults
from exercises.values import Array, Plain, to_plain

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = list(bank.exercises())
SEEDS = range(200)
every_exercise = pytest.mark.parametrize(
    "exercise", EXERCISES, ids=[exercise.id for exercise in EXERCISES]
)


def judge(exercise: Exercise, task: Task, answer: tuple):
    return exercise.judge(task, outcomes_of(exercise, task.calls, answer))


def namespace() -> dict:
    """What a chapter's set-up cell has imported."""
    return {
        "check": check,
        "np": np,
        "linalg": mathlib.linalg,
        "information": mathlib.information,
    }


@every_exercise
def test_right_answer_passes_and_mistakes_fail_on_200_seeds(exercise):
    assert list(faults(exercise)) == []


def entries(x: Plain) -> list[float]:
    return [float(v.real) for v in x.data] if type(x) is Array else [x]


@every_exercise
def test_solution_of_a_number_ends_with_it(exercise):
    if not isinstance(exercise, Num):
        pytest.skip("no number")
    rule = Close(rtol=exercise.rtol, atol=exercise.atol)
    for seed in (None, 1, 2, 3):
        text = re.sub(
            r"```.*?```", "", exercise.text(exercise.solution, seed), flags=re.S
        )
        found = [float(t) for t in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]
        for part in exercise.task(seed).expected:
            for want in entries(part):
                stated = any(rule.explain(number, want) is None for number in found)
                assert stated, f"seed {seed}: {want} is not in the solution"


@every_exercise
def test_messages_do_not_give_the_answer_away(exercise):
    if not isinstance(exercise, Num):
        pytest.skip("no number to give away")
    for seed in (None, 1, 2):
        task = exercise.task(seed)
        expected = [v for v in task.expected if type(v) in (int, float)]
        for answer, _ in exercise.wrong_answers(seed):
            message = judge(exercise, task, answer).message
            own = [v for v in map(to_plain, answer) if type(v) in (int, float)]
            for number in map(float, re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", message)):
                if any(math.isclose(number, v, rel_tol=1e-3) for v in own):
                    continue
                assert not any(
                    math.isclose(number, v, rel_tol=exercise.rtol) for v in expected
                ), message


@every_exercise
def test_empty_answers_are_not_answered_yet(exercise):
    for empty in ((), (None,), (...,), ("",), ([],)):
        n = len(exercise.right_answer()) if empty and exercise.is_checked else 1
        verdict = check(exercise.id, *empty * n)
        asks_function = isinstance(exercise, Code) and empty in (("",), ([],))
        assert not verdict.passed
        assert verdict.status == UNANSWERED or asks_function


@every_exercise
def test_untouched_check_cell_runs_and_is_not_answered_yet(exercise):
    if not exercise.is_checked:
        assert "check" not in render.cells(exercise.id)
        return
    for seed in (None, 7):
        *body, last = ast.parse(render.check_cell(exercise.id, seed)).body
        assert isinstance(last, ast.Expr)
        names = namespace()
        exec(compile(ast.Module(body, []), "<starter>", "exec"), names)
        verdict = eval(compile(ast.Expression(last.value), "<check>", "eval"), names)
        assert verdict.status == UNANSWERED, verdict


@every_exercise
def test_code_in_the_solution_passes(exercise):
    if not isinstance(exercise, Code):
        pytest.skip("no function")
    names = namespace()
    for code in re.findall(r"```python\n(.*?)```", exercise.solution, re.DOTALL):
        exec(compile(code, "<solution>", "exec"), names)
    assert exercise.name in names, f"the solution does not define {exercise.name}"
    verdict = check(exercise.id, names[exercise.name])
    assert verdict.passed, verdict


@every_exercise
def test_texts_are_well_formed(exercise):
    for seed in (None, 1, 2):
        texts = [
            exercise.text(text, seed)
            for text in (exercise.statement, exercise.hint, exercise.solution)
        ]
        for text in texts:
            assert text
            assert text.count("```") % 2 == 0, "a fence is not closed"
            prose = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
            assert prose.replace(r"\$", "").count("$") % 2 == 0, (
                f"odd number of $: {text}"
            )
            for formula in re.findall(r"\$\$?(.*?)\$", prose, re.DOTALL):
                bare = formula.replace(r"\{", "").replace(r"\}", "")
                assert bare.count("{") == bare.count("}"), f"braces in {formula}"
            assert ":::" not in text, "the box is made by exercises.render"
            assert "<<" not in text, "a <<name>> is not filled"
            assert "](#" not in text, "write {prf:ref}, {ref} or {eq}"
            assert not re.search(r"[\x00-\x08\x0b-\x1f]", text), "write a raw string"


@every_exercise
def test_personal_numbers_vary_by_seed(exercise):
    if exercise.vary is None:
        assert exercise.numbers_for(1) == exercise.numbers_for(None)
        return
    drawn = [exercise.numbers_for(seed) for seed in SEEDS]
    assert all(numbers.keys() == exercise.numbers.keys() for numbers in drawn)
    assert len({str(numbers) for numbers in drawn}) > 4
    assert len({render.statement(exercise.id, seed) for seed in SEEDS}) > 4
    assert str(drawn[3]) == str(exercise.numbers_for(3))


def test_ids_belong_to_chapters_of_their_part():
    parts = tomllib.loads((ROOT / "book/contents.toml").read_text("utf-8"))["part"]
    chapters = {p["name"]: [c["slug"] for c in p["chapters"]] for p in parts}
    for part in bank.parts():
        for exercise in bank.load(part):
            assert exercise.chapter in chapters[part], exercise.id


def test_check_cells_are_formatted(tmp_path):
    checked = [exercise.id for exercise in EXERCISES if exercise.is_checked]
    for id in checked:
        (tmp_path / f"{id}.py").write_text(render.check_cell(id) + "\n", "utf-8")
    ruff = [sys.executable, "-m", "ruff", "format", "--diff", "--line-length=88"]
    done = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
