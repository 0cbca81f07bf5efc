"""The command ``exercises report``."""

import datetime as dt
import json

import pytest
from course_samples import HOSTILE, TOML, record

from exercises.cli import CommandError, main
from exercises.commands.report import graded
from exercises.grade.journal import Journal


def journal(course, *entries, tail=""):
    """Write a journal as the grader does."""
    path = course / "grades" / "week1" / "records.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries) + tail)
    return Journal(path.parent)


def entry(made, submitted: str | None = "2026-12-04T17:00:00+01:00", late=None):
    about = {"origin": "a.ipynb", "submitted": submitted, "late_seconds": late}
    return {"record": made.to_dict(), "submission": about}


def test_the_last_line_of_a_student_counts_and_half_a_line_is_ignored(tmp_path):
    old, new = record("ada", (0.0, 0.0, None)), record("ada", answer=HOSTILE)
    kept = journal(
        tmp_path,
        entry(old),
        {"record": record("emmy").to_dict(), "submission": None},
        entry(new, None, 7200.5),
        tail='{"record": {"stud',
    )
    records, submissions = graded(kept)
    assert {one.student: one for one in records} == {"ada": new, "emmy": record("emmy")}
    assert submissions["ada"].late == dt.timedelta(seconds=7200.5)
    assert submissions["ada"].submitted is None
    assert "emmy" not in submissions


def test_a_broken_journal_or_none_is_told(tmp_path):
    kept = journal(tmp_path, {"record": {"student": "ada"}}, entry(record("emmy")))
    with pytest.raises(CommandError, match=r"records\.jsonl: a line is no record"):
        graded(kept)
    kept.path.write_text("nonsense\n")
    with pytest.raises(CommandError, match=r"records\.jsonl, line 1: it is damaged"):
        graded(kept)
    with pytest.raises(CommandError, match="nothing was graded yet: `exercises grade`"):
        graded(Journal(tmp_path / "none"))


def command(*words):
    """Run ``exercises report``; return its exit code."""
    return main(["report", *map(str, words)])


def test_command_writes_all_and_prints_the_summary(course, capsys):
    (course / "week1.toml").write_text(TOML, "utf-8")
    (course / "students.csv").write_text(
        "id,name,email,canvas_id\nada,Ada,ada@example.org,7\nemmy,Emmy,e@example.org,8\n"
    )
    journal(course, entry(record("ada", (2.0, 1.5, 4.0)), late=60))
    toml = course / "week1.toml"
    assert command(toml, "--format", "canvas", "moodle", "--title", "W1 (9)") == 0
    said = capsys.readouterr().out
    assert "1 of 2 students handed in, 1 of them late. 1 final." in said
    assert "Missing: emmy" in said
    assert "summary.html and 4 more files." in said
    canvas = (course / "grades/week1/canvas.csv").read_text("utf-8").splitlines()
    assert canvas[0].endswith("Section,W1 (9)")
    assert canvas[2] == "Ada,7,,,,7.5"
    assert (course / "feedback/ada/week1/week1.html").is_file()


def test_command_tells_in_a_line_what_is_wrong(course, capsys):
    (course / "week1.toml").write_text(TOML, "utf-8")
    assert command(course / "week1.toml") == 2
    said = capsys.readouterr().err
    assert said.startswith("exercises report: ")
    assert "nothing was graded yet" in said
    journal(course, entry(record("ada", (2.0, 1.5, 4.0))))
    assert command(course / "week1.toml", "--format", "canvas") == 2
    assert "`canvas_id`" in capsys.readouterr().err
