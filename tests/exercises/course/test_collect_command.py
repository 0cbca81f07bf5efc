"""The command ``exercises collect``."""

import argparse

import pytest
from handed_in import exchange, lay, notebook

from exercises import cli
from exercises.commands import collect
from exercises.course.assignment import AssignmentError
from exercises.course.keep import CollectError
from exercises.course.roster import RosterError

TOML = "due = 2026-12-04T18:00:00Z\n[points]\nsvd-tail = 3\n"
ROSTER = "id,name\nada,Ada Lovelace\nbob,Bob Ray\n"


def command(*arguments) -> int:
    parser = argparse.ArgumentParser()
    collect.add_arguments(parser)
    return collect.run(parser.parse_args([str(a) for a in arguments]))


@pytest.fixture
def course(tmp_path):
    return lay(tmp_path / "course", {"week1.toml": TOML, "students.csv": ROSTER})


def test_late_work_is_told_and_all_is_well(course, tmp_path, capsys):
    files = exchange("ada", "2026-12-05 20:30:00.000000 UTC", "x")
    assert command(course / "week1.toml", lay(tmp_path / "in", files)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "week1: 1 notebook taken, 1 of them late; 0 superseded, 0 files set aside",
        "Late: ada, 1 d 2 h 30 min late",
        "Nothing from (1): bob",
    ]
    assert (course / "submitted/ada/week1/week1.ipynb").exists()


def test_what_needs_a_decision_is_exit_code_one(course, tmp_path, capsys):
    source = lay(tmp_path / "in", {"eve.ipynb": notebook(), "ada.ipynb": b""})
    into = tmp_path / "elsewhere"
    assert command(course / "week1.toml", source, "--into", into) == 1
    out = capsys.readouterr().out
    assert "To decide (2):" in out
    assert f"  unknown student: {source}/eve.ipynb: nobody is known as 'eve'" in out
    assert f"  broken: {source}/ada.ipynb: the file is empty" in out
    assert (into / "ada/week1/week1.ipynb").exists()
    assert not (course / "submitted").exists()


def test_without_a_list_of_students_the_command_says_so(course, tmp_path, capsys):
    (course / "students.csv").unlink()
    source = lay(tmp_path / "in", {"eve.ipynb": notebook()})
    assert command(course / "week1.toml", source) == 0
    assert "There is no list of students" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["week1.toml", "nowhere"], CollectError, "nowhere: there is no such file"),
        (["week2.toml", "."], AssignmentError, r"week2\.toml: there is no such"),
        (
            ["week1.toml", ".", "--students", "no.csv"],
            RosterError,
            r"no\.csv: there is no such file",
        ),
    ],
)
def test_errors_of_the_users_are_named(course, monkeypatch, arguments, error, message):
    monkeypatch.chdir(course)
    with pytest.raises(error, match=message):
        command(*arguments)


def test_an_error_is_a_line_and_exit_code_two(course, capsys):
    assert cli.main(["collect", str(course / "week1.toml"), "no\nwhere"]) == 2
    assert capsys.readouterr().err == (
        "exercises collect: no\\nwhere: there is no such file or folder\n"
    )


def test_minor_problems_of_one_kind_are_told_short(course, tmp_path, capsys):
    files = {f"ada/figures/{n}.png": str(n) for n in range(40)}
    source = lay(tmp_path / "in", {**files, "ada/week1.ipynb": notebook()})
    assert command(course / "week1.toml", source) == 0
    out = capsys.readouterr().out
    assert "To know (40):" in out
    assert "not a notebook: 28 more" in out
    assert len(out.splitlines()) == 17
