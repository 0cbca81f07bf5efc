"""The grade book: the program's scores go in, a teacher's are never touched."""

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from course_samples import DUE, HOSTILE, PROOF, TOML, Reader, record

from exercises.course import assignment as assignments
from exercises.course.roster import Student
from exercises.course.submission import Submission
from exercises.report import ReportError, gradebook, marking, write

ONES = "svd-pinv-ones"


def contents(course):
    """Return every line of every table of the grade book."""
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        names = [n for (n,) in book.execute("select name from sqlite_master")]
        tables = [n for n in names if not n.startswith("sqlite_")]
        return {
            name: sorted(map(repr, book.execute(f"select * from {name}")))
            for name in tables
        }


def grades(course):
    """Return auto score, manual score and whether it waits, by student and exercise."""
    query = """
        select s.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
        from grade g join base_cell c on c.id = g.cell_id
        join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment s on s.id = n.assignment_id"""
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        return {(row[0], row[1]): row[2:] for row in book.execute(query)}


def opened(course) -> Any:
    """Return the grade book as nbgrader sees it."""
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{course}/gradebook.db")


def mark_by_hand(course, student, points, comment="", exercise=PROOF):
    """Do in the grade book what formgrader does."""
    with opened(course) as book:
        grade = book.find_grade(exercise, "week1", "week1", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment(exercise, "week1", "week1", student).manual_comment = comment
        book.db.commit()


@pytest.fixture
def course(course, assignment, records, submissions, roster):
    """Return the folder of a course with one batch of grades."""
    write(course, assignment, records, submissions, [], roster)
    return course


def test_scores_students_and_dates_are_in_the_grade_book(course, assignment):
    found = grades(course)
    assert found["emmy", "divergence-both-ways"] == (1.5, None, 0)
    assert found["ada", PROOF] == (None, None, 1)
    assert found["emmy", PROOF] == (0.0, None, 0)
    with opened(course) as book:
        utc = dt.UTC
        assert book.find_assignment("week1").max_score == 8.5
        due = book.find_assignment("week1").duedate
        assert due == DUE.astimezone(utc).replace(tzinfo=None)
        assert {s.id for s in book.students} == {"ada", "mal", "emmy", "sofia"}
        assert book.find_student("ada").last_name == "Lovelace"
        assert book.find_student("ada").lms_user_id == "101"
        emmy = book.find_submission("week1", "emmy")
        assert emmy.total_seconds_late == 26 * 3600
        assert emmy.score == 3.5
        cells = book.find_notebook("week1", "week1").grade_cells
        kinds = {cell.name: (cell.max_score, cell.cell_type) for cell in cells}
        assert kinds[PROOF] == (5.0, "markdown")
        assert kinds[ONES] == (2.0, "code")


def test_writing_twice_changes_nothing(
    course, assignment, records, submissions, roster
):
    mark_by_hand(course, "ada", 4.0, "fine")
    before = contents(course)
    files = {p: p.stat().st_mtime_ns for p in course.rglob("*.ipynb")}
    write(course, assignment, records, submissions, None, roster)
    assert contents(course) == before
    assert files == {p: p.stat().st_mtime_ns for p in course.rglob("*.ipynb")}


def test_grading_again_changes_the_programs_scores_only(
    course, assignment, records, submissions, roster
):
    mark_by_hand(course, "ada", 4.0, "fine")
    mark_by_hand(course, "ada", 1.0, "half", ONES)
    again = [record("ada", (0.0, 1.5, None)), *records[1:]]
    write(course, assignment, again, submissions, None, roster)
    found = grades(course)
    assert found["ada", ONES] == (0.0, 1.0, 0)
    assert found["ada", "divergence-both-ways"] == (1.5, None, 0)
    assert found["ada", PROOF] == (None, 4.0, 0)
    hands = gradebook.read(course, assignment)
    assert hands["ada", PROOF].comment == "fine"
    assert (course / "grades/week1/grades.csv").read_text().count("ada,") == 1


def test_a_changed_proof_keeps_its_points_and_waits_for_another_look(
    course, assignment, records, submissions, roster
):
    mark_by_hand(course, "ada", 4.0)
    again = [record("ada", answer="something else"), *records[1:]]
    for _ in range(2):
        write(course, assignment, again, submissions, None, roster)
        assert grades(course)["ada", PROOF] == (None, 4.0, 1)
        table = (course / "grades/week1/grades.csv").read_text()
        assert "ada,Ada Lovelace,ada@example.org,to be marked" in table
    mark_by_hand(course, "ada", 4.5)
    write(course, assignment, again, submissions, None, roster)
    assert grades(course)["ada", PROOF] == (None, 4.5, 0)


def test_an_exercise_that_is_added_later_is_added_to_old_submissions(
    course, records, submissions, roster
):
    more = assignments.from_source("week1", TOML + "svd-tail = 3\n")
    write(course, more, records, submissions, None, roster)
    assert ("ada", "svd-tail") in grades(course)
    mark_by_hand(course, "ada", 2.0, "late", "svd-tail")
    assert gradebook.read(course, more)["ada", "svd-tail"].points == 2.0


def test_an_unreadable_notebook_keeps_what_was_there(
    course, assignment, records, submissions, roster
):
    mark_by_hand(course, "ada", 4.0)
    before = grades(course)
    broken = replace(records[0], marks=(), trouble="no JSON")
    write(course, assignment, [broken, *records[1:]], submissions, None, roster)
    assert grades(course) == before


def test_a_locked_grade_book_is_told_and_nothing_is_lost(
    course, assignment, records, submissions, roster, monkeypatch
):
    mark_by_hand(course, "ada", 4.0)
    before = contents(course)
    table = (course / "grades/week1/grades.csv").read_text()
    again = [record("ada", (0.0, 1.5, None)), *records[1:]]
    monkeypatch.setattr("exercises.report.database.PATIENCE", 0.2)
    with closing(sqlite3.connect(course / "gradebook.db")) as other:
        other.execute("begin exclusive")
        with pytest.raises(ReportError, match=r"gradebook\.db is in use by another"):
            write(course, assignment, again, submissions, None, roster)
        other.rollback()
    assert contents(course) == before
    assert (course / "grades/week1/grades.csv").read_text() == table
    write(course, assignment, again, submissions, None, roster)
    assert grades(course)["ada", ONES][0] == 0.0


def test_a_file_that_is_no_database_is_told(tmp_path, assignment, records):
    (tmp_path / "gradebook.db").write_text("not a database, but long enough" * 50)
    with pytest.raises(ReportError, match=r"gradebook\.db cannot be used"):
        write(tmp_path, assignment, records)


def test_names_in_the_grade_book_hold_no_markup(course, assignment):
    roster = {"eve": Student("eve", HOSTILE, HOSTILE)}
    write(course, assignment, [record("eve")], {}, [], roster)
    query = "select first_name, last_name, email from student where id = 'eve'"
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        (names,) = book.execute(query)
    assert not set("".join(name or "" for name in names)) & set('<>&"')


def test_reading_without_a_grade_book_imports_no_nbgrader(tmp_path):
    code = (
        "import sys, pathlib, exercises.report as report\n"
        "from exercises.report import gradebook\n"
        "from exercises.course import assignment\n"
        "made = assignment.from_source('a', '[points]\\nsvd-tail = 1')\n"
        f"assert gradebook.read(pathlib.Path({str(tmp_path)!r}), made) == {{}}\n"
        "assert 'nbgrader' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_time_of_a_later_submission_replaces_the_earlier(
    course, assignment, records, submissions, roster
):
    later = DUE + dt.timedelta(hours=50)
    submissions["emmy"] = Submission("emmy", course, "emmy.ipynb", later)
    write(course, assignment, records, submissions, None, roster)
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        times = {
            time
            for (time,) in book.execute(
                "select timestamp from submitted_assignment where student_id = 'emmy'"
            )
        }
    assert times == {"2026-12-06 19:00:00.000000"}


def test_notebook_is_valid_and_holds_no_output(assignment, records):
    import nbformat

    made = marking.notebook(assignment, records[2])
    nbformat.validate(nbformat.from_dict(json.loads(json.dumps(made))))
    answers = [c for c in made["cells"] if "nbgrader" in c["metadata"]]
    assert [c["metadata"]["nbgrader"]["grade_id"] for c in answers] == [
        item.id for item in assignment.items
    ]
    assert [c["cell_type"] for c in answers] == ["code", "code", "markdown"]
    assert [c["metadata"]["nbgrader"]["points"] for c in answers] == [2.0, 1.5, 5.0]
    assert all(not c.get("outputs") for c in answers)


def test_statements_carry_the_students_own_numbers(records):
    text = "[points]\nsvd-by-hand = 1\n"
    made = assignments.from_source("week1", 'seeds = "student"\n' + text)
    book = assignments.from_source("week1", 'seeds = "book"\n' + text)
    item = made.items[0]
    seeds = [made.seed_for(student) for student in ("ada", "emmy")]
    asked = {marking.asked(item, seed) for seed in [*seeds, book.seed_for("ada")]}
    assert len(asked) == (3 if item.exercise.vary else 1)


def test_statements_of_the_whole_bank_lose_their_fences():
    from exercises import bank
    from exercises.course.assignment import Item

    for exercise in bank.exercises():
        asked = marking.asked(Item(exercise, 2.0), None)
        assert asked.startswith(f"### {exercise.title} · ")
        assert ":::" not in asked
        assert "{prf:" not in asked
        assert ":label:" not in asked


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "<div>\n\n<script>window.hacked = 1</script>\n\n</div>",
        "$$\n<img src=x onerror=alert(1)>\n$$",
        "\\begin{align}\n\n<b>x</b>\\end{align}",
        "```\n</div>\n```",
        "a" * 300_000,
        "[" * 50_000,
        "> " * 20_000 + "x",
        "`" * 30_001,
        "&#60;script&#62;",
    ],
)
def test_prose_stays_text_through_formgraders_markdown(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    page = Reader(markdown2html_mistune(marking.neutral(text)))
    assert page.tags == ["div"]
    assert page.attributes == {"style"}
    shown = "".join(page.text).replace("\u2060", "").strip()
    assert shown == marking._cut(text).strip()


@pytest.mark.parametrize(
    "source", [r"\href{javascript:x}{y}", r"\renewcommand{\ge}{\le}", r"\class{x}{y}"]
)
def test_tex_that_acts_outside_of_its_formula_is_broken(source):
    assert source not in marking.neutral(f"${source}$")
    for kept in (r"\le \left( \text{if}", r"\define \letter \classes"):
        assert kept in marking.neutral(f"${kept}$")
