"""`exercises assign`: folders, rosters, and files that are never lost."""

import json
import os
from pathlib import Path

import lists
import pytest

from exercises import cli
from exercises.course import files, nbgrader_settings
from exercises.course.assignment import load
from exercises.course.handout import student_notebook, text_of

FEW = ["svd-pinv-ones", "svd-tail", "svd-descent-limit"]


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "week1.toml").write_text(lists.text(ids=FEW))
    return folder


def assign(course: Path, *more: str, code: int = 0) -> None:
    assert cli.main(["assign", str(course / "week1.toml"), *more]) == code


def tree(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def personal(course: Path) -> None:
    (course / "week1.toml").write_text(lists.text("student", FEW))
    (course / "students.csv").write_text("id,name\nana,Ana\nbo,Bo\n")


def test_it_writes_the_folders_of_nbgrader(course, capsys):
    assign(course)
    assert list(tree(course)) == [
        "nbgrader_config.py",
        "release/week1/week1.ipynb",
        "source/week1/week1.ipynb",
        "week1.toml",
    ]
    said = capsys.readouterr().out
    first = "Week 1: all of it: 3 exercises, 6 points, 2026-12-04 18:00+01:00\n"
    assert said.startswith(first)
    assert f"  new          {course / 'release/week1/week1.ipynb'}\n" in said
    text = (course / "release/week1/week1.ipynb").read_text("utf-8")
    assert text == text_of(student_notebook(load(course / "week1.toml")))


def test_again_it_changes_nothing(course, capsys):
    assign(course)
    before = tree(course)
    assign(course)
    assert tree(course) == before
    assert capsys.readouterr().out.count("as it was") == 2


def test_after_an_edit_of_the_list_it_writes_again(course, capsys):
    assign(course)
    (course / "week1.toml").write_text(lists.text(ids=FEW[:2]))
    assign(course)
    assert capsys.readouterr().out.count("changed  ") == 2
    assert b"svd-descent-limit" not in tree(course)["release/week1/week1.ipynb"]


def test_another_folder_may_be_named(course, tmp_path):
    assign(course, "--out", str(tmp_path / "other"))
    assert list(tree(course)) == ["week1.toml"]
    assert "release/week1/week1.ipynb" in tree(tmp_path / "other")


# files edited by hand


@pytest.mark.parametrize("step", ["release", "source"])
def test_what_was_edited_by_hand_is_kept(course, step, capsys):
    assign(course)
    path = course / step / "week1" / "week1.ipynb"
    path.write_text(path.read_text("utf-8").replace("Compute", "Find"), "utf-8")
    (course / "week1.toml").write_text(lists.text(ids=FEW[:2]))
    before = tree(course)
    capsys.readouterr()
    assign(course, code=2)
    assert tree(course) == before
    said = capsys.readouterr().err
    assert said.startswith(f"exercises assign: {path} was edited by hand since")
    assert "Nothing was written" in said
    assert "--force" in said
    assign(course, "--force")
    assert "overwritten" in capsys.readouterr().out
    assert b"Find" not in path.read_bytes()


def test_running_and_saving_is_no_edit(course):
    assign(course)
    path = course / "release/week1/week1.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][1]["execution_count"] = 1
    notebook["metadata"]["language_info"]["version"] = "3.12"
    path.write_text(json.dumps(notebook), "utf-8")
    (course / "week1.toml").write_text(lists.text(ids=FEW[:2]))
    assign(course)
    assert b"svd-descent-limit" not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "no json",
        '{"cells": [], "metadata": {}}',
        "\xff",
        '{"cells": 3}',
    ],
)
def test_a_file_of_another_origin_is_kept(course, content):
    path = course / "source/week1/week1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(content, "latin-1")
    assign(course, code=2)
    assert path.read_text("latin-1") == content
    assert not (course / "release").exists()


def test_a_disk_that_is_full_loses_nothing(course, monkeypatch, capsys):
    assign(course)
    (course / "week1.toml").write_text(lists.text(ids=FEW[:2]))
    before = tree(course)
    writing = Path.write_text

    def fail(self, text, *args, **kwargs):
        writing(self, text[:100], *args, **kwargs)
        if self.parent.parent.name == "release":
            raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", fail)
    assign(course, code=2)
    monkeypatch.undo()
    assert tree(course) == before
    assert "No space left on device" in capsys.readouterr().err


def test_a_folder_in_the_way_is_told(course, capsys):
    (course / "release").write_text("a file")
    assign(course, code=2)
    assert "release" in capsys.readouterr().err
    assert list(tree(course)) == ["release", "week1.toml"]


# mistakes


def test_mistakes_in_the_list_write_nothing(course, capsys):
    (course / "week1.toml").write_text("[points]\nsvd-tial = 1\n")
    assign(course, code=2)
    said = capsys.readouterr().err
    assert said.startswith(f"exercises assign: {course / 'week1.toml'}, line 2: ")
    assert "Did you mean svd-tail" in said
    assert list(tree(course)) == ["week1.toml"]


def test_own_exercises_are_proved_first(course, capsys):
    text = lists.own_source().replace("np.hypot(a, 4)", "a + 4")
    (course / "own.py").write_text(text)
    (course / "week1.toml").write_text('bank = "own.py"\n[points]\nnorms-length = 1\n')
    assign(course, code=2)
    said = capsys.readouterr().err
    assert "your exercise norms-length: the mistake (7,) is accepted" in said
    assert not (course / "release").exists()


# personal notebooks


def test_each_student_of_the_roster_gets_a_notebook(course, capsys):
    personal(course)
    assign(course)
    written = tree(course)
    assert [name for name in written if name.endswith(".ipynb")] == [
        "personal/week1/ana/week1.ipynb",
        "personal/week1/bo/week1.ipynb",
        "source/week1/week1.ipynb",
    ]
    week = load(course / "week1.toml")
    for who in ("ana", "bo"):
        text = written[f"personal/week1/{who}/week1.ipynb"].decode()
        assert f"seed={week.seed_for(who)})" in text
        assert f"notebook of **{who}**" in text
    assert b"notebook of their own" in written["release/week1/personal.md"]
    assert "seed" not in capsys.readouterr().err


def test_without_a_roster_it_says_what_is_missing(course, capsys):
    (course / "week1.toml").write_text(lists.text("student", FEW))
    assign(course, code=2)
    said = capsys.readouterr().err
    assert 'has seeds = "student", but no student is known: put students.csv' in said
    assert not (course / "source").exists()


def test_a_roster_may_lie_elsewhere_and_is_checked(course, tmp_path, capsys):
    personal(course)
    (tmp_path / "two.csv").write_text("id\ncy\ncy\n")
    assign(course, "--students", str(tmp_path / "two.csv"), code=2)
    assert "two.csv, line 3: cy stands twice" in capsys.readouterr().err
    (tmp_path / "two.csv").write_text("id\ncy\n")
    assign(course, "--students", str(tmp_path / "two.csv"))
    assert "personal/week1/cy/week1.ipynb" in tree(course)
    assert "personal/week1/ana/week1.ipynb" not in tree(course)


def test_many_students_are_told_in_a_line(course, capsys):
    personal(course)
    ids = [f"s{n}" for n in range(30)]
    (course / "students.csv").write_text("\n".join(["id", *ids]))
    assign(course)
    said = capsys.readouterr().out
    where = course / "personal/week1"
    assert f"  30 notebooks in {where}: 30 new\n" in said
    assert len(said.splitlines()) == 4


def test_one_edited_personal_notebook_stops_all(course):
    personal(course)
    assign(course)
    path = course / "personal/week1/bo/week1.ipynb"
    path.write_text(path.read_text("utf-8").replace("Compute", "Find"), "utf-8")
    (course / "week1.toml").write_text(lists.text("student", FEW[:2]))
    before = tree(course)
    assign(course, code=2)
    assert tree(course) == before


def test_what_is_left_from_before_is_named(course, capsys):
    assign(course)
    personal(course)
    capsys.readouterr()
    assign(course)
    left = f"Not of this assignment any more: {course / 'release/week1/week1.ipynb'}"
    assert left in capsys.readouterr().out
    (course / "students.csv").write_text("id\nana\n")
    assign(course)
    assert f"any more: {course / 'personal/week1/bo/week1.ipynb'}" in (
        capsys.readouterr().out
    )
    (course / "week1.toml").write_text(lists.text(ids=FEW))
    assign(course)
    assert "any more: " + str(course / "personal/week1/ana") in capsys.readouterr().out
    assert "release/week1/personal.md" not in tree(course)


# nbgrader's settings


def test_settings_are_written_once(course, capsys):
    assign(course)
    path = course / "nbgrader_config.py"
    assert 'c.CourseDirectory.course_id = "course"' in path.read_text()
    assert "exchange" not in path.read_text().lower()
    path.write_text("c = get_config()\n")
    capsys.readouterr()
    assign(course)
    assert path.read_text() == "c = get_config()\n"
    said = capsys.readouterr().out
    assert f"To use `nbgrader generate_assignment`, add to {path}:" in said
    for line in nbgrader_settings.STUBS:
        assert line in said


def test_name_of_a_course_is_one_nbgrader_takes(tmp_path):
    text = nbgrader_settings.settings(tmp_path / "Deep learning (2026)!")
    assert 'course_id = "Deep-learning-2026"' in text
    assert 'course_id = "course"' in nbgrader_settings.settings(tmp_path / "深度")
    compile(text, "nbgrader_config.py", "exec")


def test_files_are_readable_by_others(course):
    before = os.umask(0o022)
    try:
        assign(course)
    finally:
        os.umask(before)
    mode = (course / "release/week1/week1.ipynb").stat().st_mode
    assert mode & 0o044 == 0o044


@pytest.mark.parametrize(
    "text",
    [
        '{"cells": [], "metadata": {"assignment": 3}}',
        '{"cells": [3], "metadata": {"assignment": {}}}',
        '{"cells": [], "metadata": {"assignment": {"digest": null}}}',
    ],
)
def test_a_notebook_of_odd_form_is_not_ours(text):
    assert not files.is_untouched(text)
