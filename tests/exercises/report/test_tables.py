"""The tables: documented columns, no formula that a spreadsheet would run."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from course_samples import HOSTILE, PROOF, record

from exercises.course.roster import Student
from exercises.report import ReportError, gradescope, tables
from exercises.report.rows import Hand, rows

TITLE = "Week 1: singular values, $A = U\\Sigma V^\\top$"


def read(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def records_of(text):
    header, *body = read(text)
    return {values[0]: dict(zip(header, values, strict=True)) for values in body}


def test_grades_have_a_row_for_every_student_and_say_what_is_final(table, assignment):
    found = records_of(tables.grades(table.values(), assignment))
    assert list(found) == ["ada", "emmy", "mal", "sofia"]
    ids = ["svd-pinv-ones", "divergence-both-ways", PROOF]
    assert [found["emmy"][id] for id in ids] == ["2", "1.5", "0"]
    assert found["emmy"]["status"] == "final"
    assert (found["emmy"]["total"], found["emmy"]["out of"]) == ("3.5", "8.5")
    assert found["emmy"]["hours late"] == "26"
    assert found["ada"]["status"] == "to be marked"
    assert (found["ada"]["total"], found["ada"]["so far"]) == ("", "2")
    assert found["ada"][PROOF] == ""
    assert found["sofia"]["status"] == "missing"
    assert {found["sofia"][key] for key in [*ids, "total", "so far"]} == {""}
    assert "time-out (cell 4)" in found["mal"]["trouble"]


def test_students_who_are_not_on_the_roster_are_in_the_table(assignment):
    made = rows(assignment, [record("eve"), record("bob")], {}, {"ada": Student("ada")})
    assert list(records_of(tables.grades(made, assignment))) == ["ada", "bob", "eve"]


def test_an_unreadable_notebook_has_no_total(assignment):
    broken = replace(record("ada"), marks=(), trouble="no JSON")
    found = records_of(tables.grades(rows(assignment, [broken]), assignment))["ada"]
    assert (found["status"], found["total"]) == ("unreadable", "")
    assert found["trouble"] == "no JSON"


def test_a_new_exercise_counts_nothing_for_those_who_did_not_have_it(assignment):
    old = replace(record("ada", (2.0, 1.5, 0.0)), marks=record("ada").marks[:1])
    assert rows(assignment, [old])[0].total == 2.0


def test_points_given_by_hand_count_in_place_of_the_programs(assignment):
    hands = {
        ("ada", PROOF): Hand(4.0, 0.5),
        ("ada", "svd-pinv-ones"): Hand(1.0),
        ("ada", "divergence-both-ways"): Hand(None, 0.25),
    }
    assert rows(assignment, [record("ada")], hands=hands)[0].total == 5.75
    again = {**hands, ("ada", PROOF): Hand(4.0, 0.0, "", waits=True)}
    row = rows(assignment, [record("ada")], hands=again)[0]
    assert (row.status, row.total) == ("to be marked", None)


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"],
)
def test_no_cell_begins_as_a_formula(table, assignment, name):
    student = Student("a", name, name, {"canvas_id": "1", "moodle_id": name})
    row = rows(assignment, [record("a", (2.0, 1.5, 0.0))], {}, {"a": student})
    for text in (
        tables.grades(row, assignment),
        tables.canvas(row, assignment),
        tables.moodle(row, assignment),
    ):
        for value in (value for values in read(text) for value in values):
            assert not value.lstrip(" \t\r\n").startswith(("=", "+", "@", "-"))


def test_hostile_names_stay_in_their_cell(assignment):
    names = [HOSTILE, 'Comma, "quoted"', "two\nlines", "Ünïcode 李", "x" * 10_000]
    roster = {f"s{i}": Student(f"s{i}", name) for i, name in enumerate(names)}
    found = read(tables.grades(rows(assignment, [], {}, roster), assignment))
    assert {len(values) for values in found} == {len(found[0])}
    assert [values[0] for values in found[1:]] == list(roster)
    assert found[2][1] == 'Comma, "quoted"'
    assert found[3][1] == "two lines"
    assert found[4][1] == "Ünïcode 李"


def test_numbers_have_a_decimal_point_and_at_most_four_places(table, assignment):
    found = records_of(tables.grades(table.values(), assignment))
    assert found["emmy"]["total"] == "3.5"
    third = rows(assignment, [record("ada", (2 / 3, 1.5, 0.0))])
    found = records_of(tables.grades(third, assignment))["ada"]
    assert (found["svd-pinv-ones"], found["total"]) == ("0.6667", "2.1667")


def test_canvas_has_the_documented_columns(table, assignment):
    """Instructure Community, "How do I import grades in the Gradebook?" (660862).

    canvas-lms, lib/gradebook_importer.rb: the first column must contain "Student", the
    second "ID", then SIS User ID, SIS Login ID and Section; the row of points begins
    with "Points Possible".
    """
    header, points, *body = read(tables.canvas(table.values(), assignment))
    expected = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert header == [*expected, TITLE]
    assert points == ["    Points Possible", "", "", "", "", "8.5"]
    assert body == [["Noether, Emmy", "102", "S2", "", "A", "3.5"]]  # the final ones
    named = read(tables.canvas(table.values(), assignment, "Week 1 (4711)"))
    assert named[0][-1] == "Week 1 (4711)"


def test_canvas_names_the_columns_that_are_missing(assignment):
    made = rows(assignment, [record("ada", (2.0, 1.5, 0.0))])
    with pytest.raises(ReportError, match=r"1 of 1 .*`canvas_id` or .*\(ada\)"):
        tables.canvas(made, assignment)


def test_moodle_has_the_columns_of_its_own_export(table, assignment):
    """docs.moodle.org, "Grade import": columns are mapped by hand.

    Known are "ID number", "Username" and "Email address" (moodle,
    grade/import/csv/classes/load_data.php), then a grade item and its feedback; the
    names of the columns are those of moodle's grade/tests/fixtures/grade_import.csv.
    """
    header, *body = read(tables.moodle(table.values(), assignment))
    assert header[:5] == [
        "First name",
        "Last name",
        "ID number",
        "Username",
        "Email address",
    ]
    assert header[5:] == [TITLE, f"{TITLE} (feedback)"]
    assert len(body) == 1
    assert body[0][:6] == ["Emmy", "Noether", "", "", "emmy@example.org", "3.5"]
    assert body[0][6].startswith("svd-pinv-ones: 2 of 2; divergence-both-ways: 1.5 of")
    assert body[0][6].endswith("26 hours late")


def test_moodle_names_the_columns_that_are_missing(assignment):
    made = rows(assignment, [record("ada", (2.0, 1.5, 0.0))])
    with pytest.raises(ReportError, match="`email` or `moodle_id` or `username`"):
        tables.moodle(made, assignment)


# The header that moodle's mod/assign/gradingtable.php writes for "Download grading
# worksheet"; mod/assign/feedback/offline/importgradeslib.php reads it back.
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),"
    "Feedback comments\n"
    "Participant 7,Emmy Noether,Emmy@example.org,Submitted,,8.50,Yes,-,-,\n"
    "Participant 8,Ada Lovelace,ada@example.org,Submitted,,8.50,Yes,-,-,keep\n"
    "Participant 9,Nobody,,No submission,,8.50,Yes,-,-,\n"
)


def test_moodles_worksheet_is_filled_in_and_else_unchanged(table, tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text("\ufeff" + WORKSHEET, "utf-8")
    before, after = read(WORKSHEET), read(tables.worksheet(table.values(), path))
    assert after[0] == before[0]
    assert after[1][4] == "3.5"
    assert after[1][9].startswith("svd-pinv-ones: 2 of 2")
    assert after[1][:4] == before[1][:4]
    assert after[2:] == before[2:]  # ada waits, the third is not ours


def test_a_file_that_is_no_worksheet_is_refused(table, tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text("Name,Grade\nx,1\n", "utf-8")
    with pytest.raises(ReportError, match="no column Identifier or Last modified"):
        tables.worksheet(table.values(), path)
    path.write_text(WORKSHEET.replace("8.50", '"100,00"'), "utf-8")
    with pytest.raises(ReportError, match=r"maximum grade in Moodle is 100,00.*8\.5"):
        tables.worksheet(table.values(), path)
    with pytest.raises(ReportError, match="cannot be read"):
        tables.worksheet(table.values(), tmp_path / "none.csv")


# gradescope-autograders.readthedocs.io/en/latest/specs/, "Output format".
TOP = {"score", "execution_time", "output", "output_format", "test_output_format"}
TOP |= {"test_name_format", "visibility", "stdout_visibility", "extra_data", "tests"}
TOP |= {"leaderboard"}
TEST = {"score", "max_score", "status", "name", "name_format", "number", "output"}
TEST |= {"output_format", "tags", "visibility", "extra_data"}


def test_gradescope_results_have_the_documented_fields(table):
    found = gradescope.result(table["ada"])
    assert set(found) <= TOP
    assert found["score"] == 2.0
    assert "still to be marked" in found["output"]
    assert found["output_format"] == found["test_output_format"] == "text"
    for test in found["tests"]:
        assert set(test) <= TEST
        assert test["visibility"] in ("hidden", "after_due_date", "visible")
        assert test.get("status", "passed") in ("passed", "failed")
    assert [test["max_score"] for test in found["tests"]] == [2.0, 1.5, 5.0]
    assert [test["score"] for test in found["tests"]] == [2.0, 0.0, 0.0]
    assert found["tests"][2]["output"] == "To be marked by hand."


def test_gradescope_autograder_hands_out_each_students_result(table, tmp_path):
    """In its root are setup.sh and run_autograder, which writes results.json."""
    archive = zipfile.ZipFile(io.BytesIO(gradescope.autograder(table.values())))
    assert {"setup.sh", "run_autograder"} <= set(archive.namelist())
    assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
    assert len(archive.namelist()) == 2 + 3
    archive.extractall(tmp_path / "source")
    for email, score in [("EMMY@example.org ", 3.5), ("nobody@example.org", 0)]:
        meta = {"users": [{"email": email, "name": "x"}]}
        (tmp_path / "submission_metadata.json").write_text(json.dumps(meta))
        script = tmp_path / "source" / "run_autograder"
        subprocess.run([sys.executable, script, tmp_path], check=True)
        found = json.loads((tmp_path / "results" / "results.json").read_text())
        assert found["score"] == score
    assert gradescope.autograder(table.values()) == gradescope.autograder(
        table.values()
    )


def test_gradescope_needs_the_students_addresses(assignment):
    with pytest.raises(ReportError, match=r"gradescope\.zip: .*`email`"):
        gradescope.autograder(rows(assignment, [record("ada")]))
