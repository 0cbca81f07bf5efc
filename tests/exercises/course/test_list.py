"""`exercises list`, and the command line itself."""

import os
import subprocess
import sys

import lists
import pytest

from exercises import bank, cli
from exercises.commands.list import table

ALL = list(bank.exercises())


def said(capsys, *words: str, code: int = 0) -> str:
    assert cli.main(["list", *words]) == code
    out = capsys.readouterr()
    return out.err if code else out.out


def ids(text: str) -> list[str]:
    known = {e.id for e in ALL} | set(lists.OWN_IDS)
    return [
        line.split()[0]
        for line in text.splitlines()
        if line[:2] == "  " and line.split()[0] in known
    ]


def test_it_lists_the_bank_by_part_and_chapter(capsys):
    text = said(capsys)
    assert ids(text) == [exercise.id for exercise in ALL]
    assert text.startswith("linalg · svd\n  id ")
    assert "\ninformation · divergence\n" in text
    points = sum(exercise.points for exercise in ALL)
    assert text.endswith(f"\n{len(ALL)} exercises, {points} points\n")


def test_a_row_says_kind_difficulty_points_and_whether_it_is_personal(capsys):
    rows = {line.split()[0]: line.split() for line in said(capsys).splitlines() if line}
    assert rows["svd-pinv-ones"][1:5] == ["num", "1", "1", "yes"]
    assert rows["svd-newton-schulz"][1:5] == ["code", "3", "3", "-"]
    assert rows["svd-penrose-order"][1:5] == ["order", "2", "2", "yes"]
    assert " ".join(rows["svd-tail"][5:]) == "The price of rank k"


def test_no_line_is_longer_than_a_terminal_and_nothing_is_decorated(capsys):
    text = said(capsys)
    assert max(map(len, text.splitlines())) <= 100
    assert "\033" not in text
    assert "\033[1mlinalg · svd\033[0m" in list(table({"linalg": ALL[:2]}, True))


@pytest.mark.parametrize(
    ("words", "keep"),
    [
        (["--part", "information"], lambda e: bank.part_of(e.id) == "information"),
        (["--chapter", "svd"], lambda e: e.chapter == "svd"),
        (["--kind", "proof"], lambda e: e.kind == "proof"),
        (["--difficulty", "3"], lambda e: e.difficulty == 3),
        (
            ["--kind", "num", "--chapter", "svd", "--difficulty", "1"],
            lambda e: (e.kind, e.chapter, e.difficulty) == ("num", "svd", 1),
        ),
        (["--search", "PSEUDOINVERSE", "ones"], lambda e: e.id == "svd-pinv-ones"),
    ],
)
def test_it_chooses(capsys, words, keep):
    wanted = [exercise.id for exercise in ALL if keep(exercise)]
    assert wanted
    assert ids(said(capsys, *words)) == wanted


def test_nothing_found_is_said(capsys):
    assert said(capsys, "--search", "zzz") == (
        "No exercise is like that; leave out an option.\n"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--chapter", "svdd"], "there is no chapter 'svdd'; did you mean svd?"),
        (["--kind", "xyz"], "there is no kind 'xyz'; there are num, code, sym"),
        (["--part", "Linalg"], "there is no part 'Linalg'; did you mean linalg?"),
        (
            ["--full", "svd-tial"],
            "There is no exercise 'svd-tial'. Did you mean svd",
        ),
        (["--own", "no.py"], "no.py: there is no such file"),
    ],
)
def test_mistakes_are_told_in_a_line(capsys, words, why):
    text = said(capsys, *words, code=2)
    assert text.startswith("exercises list: ")
    assert why in text
    assert text.count("\n") == 1


def test_full_shows_all_of_an_exercise(capsys):
    text = said(capsys, "--full", "svd-descent-limit")
    exercise = bank.get("svd-descent-limit")
    for part in (exercise.statement, exercise.hint, exercise.solution):
        assert part.strip() in text
    assert "RUBRIC\n- 40 %: reduces to one coordinate by the SVD" in text
    assert "(c)" in said(capsys, "--full", "svd-four-cases")
    assert text.startswith(
        "Where descent ends · prove ★★\n\nsvd-descent-limit · linalg ·"
    )


def test_full_with_a_seed_shows_personal_numbers(capsys):
    book = said(capsys, "--full", "svd-pinv-ones")
    other = said(capsys, "--full", "svd-pinv-ones", "--seed", "4")
    exercise = bank.get("svd-pinv-ones")
    assert exercise.text(exercise.solution, 4).strip() in other
    assert "ANSWER\n[[0.25 0.25]\n [0.25 0.25]]" in book
    assert "[[0.03 0.09]" in other


def test_every_exercise_can_be_shown(capsys):
    for exercise in ALL:
        text = said(capsys, "--full", exercise.id)
        assert "HINT\n" in text
        assert "SOLUTION\n" in text


def test_own_exercises_are_listed_too(capsys, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(lists.own_source())
    text = said(capsys, "--own", str(path))
    assert "\nown · norms\n" in text
    assert ids(text) == [*(e.id for e in ALL), *lists.OWN_IDS]
    assert ids(said(capsys, "--own", str(path), "--part", "own")) == lists.OWN_IDS
    assert "SOLUTION" in said(capsys, "--own", str(path), "--full", "norms-flaw")
    path.write_text("1/0\n")
    assert "own.py, line 1: ZeroDivisionError" in (
        said(capsys, "--own", str(path), code=2)
    )


# the command line


def process(*words: str, **more) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "exercises", *words]
    return subprocess.run(command, capture_output=True, cwd=lists.ROOT, **more)


def test_a_terminal_without_stars_gets_marks_in_their_place():
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = process("list", "--full", "svd-tail", env=env)
    assert done.returncode == 0, done.stderr
    assert b"svd-tail" in done.stdout


def test_a_pipe_that_closes_early_is_no_error():
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "exercises", "list"]
    done = subprocess.run(
        command, stdout=write, stderr=subprocess.PIPE, text=True, cwd=lists.ROOT
    )
    os.close(write)
    assert done.stderr == ""
    assert done.returncode == 0


def test_commands_for_students_and_lists_load_nothing_heavy():
    code = (
        "import sys; from exercises import cli; cli.main(['list', '--kind', 'sym']); "
        "print(*{m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=lists.ROOT
    )
    loaded = set(done.stdout.split())
    heavy = {"nbgrader", "nbformat", "distributed", "matplotlib", "IPython", "sympy"}
    assert "numpy" in loaded, done.stderr
    assert not loaded & heavy


def test_commands_come_in_the_order_of_a_course():
    names = cli.names()
    assert names[:2] == ["list", "assign"]
    assert set(names) <= {"list", "assign", "collect", "grade", "report"}
