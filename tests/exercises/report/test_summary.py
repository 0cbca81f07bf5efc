"""The teacher's report, what is written at once, and the command."""

import errno
import json
import os
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from course_samples import HOSTILE, PROOF, Reader, record

from exercises.course.roster import Student
from exercises.course.submission import Problem
from exercises.report import ReportError, safe, summary, terminal, write
from exercises.report.rows import Hand, rows

ELEMENTS = """
    html head meta title style body main h1 h2 p span div strong code table caption
    thead tbody tr th td br math mrow mi mo mn msup msub
"""
PROBLEMS = [
    Problem("wrong name", HOSTILE, HOSTILE),
    Problem("duplicate", "ada (2).ipynb", "an earlier one of ada's"),
]


@pytest.fixture
def page(table, assignment):
    return summary.page_of(list(table.values()), assignment, PROBLEMS)


def test_summary_has_all_students_in_order_and_what_needs_a_look(page):
    text = " ".join("".join(Reader(page).text).split())
    places = [text.index(name) for name in ("Ada", "Noether", "=HYPER", "Sofia")]
    assert places == sorted(places)
    assert "3 of 4 students handed in, 1 of them late. 1 final. 2 to be marked." in text
    assert "Final totals: from 3.5 to 3.5, median 3.5, of 8.5 points." in text
    assert f"To be marked by hand: 2 of {PROOF}." in text
    assert "/formgrader/gradebook/week1" in text
    assert "2 right, 1 wrong" in text
    assert "1 ×: at x = [1.0, 2.0] it is not symmetric" in text
    assert "1 day 2 hours" in text
    assert "an earlier one of ada's" in text
    assert "np.sum" in text  # the details of what was contained are for the teacher


def test_nothing_of_a_students_acts_on_the_summary(page):
    reader = Reader(page)
    assert set(reader.tags) <= set(ELEMENTS.split())
    assert not reader.attributes & {"src", "href", "style", "id", "onerror", "onload"}
    page.encode("utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_summary_is_clean_for_axe(chromium, axe, page, tmp_path, width, scheme):
    (tmp_path / "summary.html").write_text(page, "utf-8")
    tab = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((tmp_path / "summary.html").as_uri())
    assert len(asked) == 1
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate(axe)
    found = (
        "async () => (await axe.run()).violations.map((v) => [v.id, v.nodes[0].html])"
    )
    assert tab.evaluate(found) == []
    assert tab.evaluate("window.hacked") is None
    tab.close()


def test_text_for_the_terminal_is_short_and_harmless(table, assignment):
    text = terminal.text_of(list(table.values()), assignment, PROBLEMS)
    assert "Missing: sofia" in text
    assert "  svd-pinv-ones: 2 right, 1 wrong" in text
    assert "Contained, time-out: mal (cell 4)" in text
    assert "duplicate: ada (2).ipynb" in text
    assert "jupyter lab" in text
    assert len(text.splitlines()) < 20
    assert text == safe.plain(text)  # no escape sequence reaches the terminal


def test_what_changed_since_it_was_marked_is_named(assignment, records):
    hands = {("ada", PROOF): Hand(4.0, waits=True)}
    page = summary.page_of(rows(assignment, records, hands=hands), assignment)
    assert f"Changed since they were marked: ada ({PROOF})." in page


def test_an_empty_course_has_a_summary(assignment):
    assert "0 of 0 students" in terminal.text_of([], assignment)
    assert "0 of 0 students" in summary.page_of([], assignment)


def test_a_thousand_students_are_shown_in_seconds(assignment):
    made = [replace(record(f"s{i:04}"), events=()) for i in range(1000)]
    start = time.perf_counter()
    page = summary.page_of(rows(assignment, made), assignment)
    assert time.perf_counter() - start < 10
    assert len(page) < 2_000_000
    assert page.count("<tr>") == 1 + 1000 + 1 + 3


# All at once


def test_everything_is_where_nbgrader_and_a_teacher_look(
    course, assignment, records, submissions, roster
):
    formats = ("csv", "gradescope")
    written = write(course, assignment, records, submissions, PROBLEMS, roster, formats)
    names = [path.relative_to(course).as_posix() for path in written]
    assert names[0] == "grades/week1/summary.html"
    assert set(names) == {
        "grades/week1/summary.html",
        "grades/week1/grades.csv",
        "grades/week1/gradescope.zip",
        "feedback/ada/week1/week1.html",
        "feedback/emmy/week1/week1.html",
        "feedback/mal/week1/week1.html",
    }
    assert all(path.is_file() for path in written)
    assert (course / "autograded/ada/week1/week1.ipynb").is_file()
    assert (course / "source/week1").is_dir()
    assert "duplicate" in written[0].read_text("utf-8")
    write(course, assignment, records, submissions, None, roster)
    assert "duplicate" in written[0].read_text("utf-8")  # kept for the next time


def test_a_name_that_leads_out_of_the_course_is_refused(course, assignment):
    with pytest.raises(ReportError, match=r"'\.\./x' is no good id"):
        write(course, assignment, [record("../x")])
    assert not (course / "grades").exists()


def test_an_unknown_format_is_refused(course, assignment, records):
    with pytest.raises(ReportError, match=r"unknown format 'excel'; known are csv"):
        write(course, assignment, records, formats=["excel"])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_file_that_cannot_be_written_is_named_and_the_earlier_one_stays(
    tmp_path, monkeypatch, code
):
    path = safe.write(tmp_path / "grades.csv", "earlier")

    really = Path.write_bytes

    def fail(self, data):
        really(self, data[:3])
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(ReportError, match=r"grades\.csv cannot be written \(.*earlier"):
        safe.write(path, "later")
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / "grades.csv").mkdir()
    with pytest.raises(ReportError, match="cannot be written"):
        safe.write(tmp_path / "grades.csv", "x")


def test_problems_survive_in_their_file(course, assignment):
    write(course, assignment, [], {}, PROBLEMS, {"ada": Student("ada")})
    kept = json.loads((course / "grades/week1/problems.json").read_text())
    assert kept == [asdict(problem) for problem in PROBLEMS]
