"""The student's page: it says what helps, and nothing of the student's acts on it."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from course_samples import HINT, HOSTILE, PROOF, Reader, record

from exercises.grade.record import Event
from exercises.report.feedback import CONTAINED, feedback
from exercises.report.page import prose
from exercises.report.rows import Hand, rows
from exercises.report.safe import plain

# The elements that a page is made of, formulas included.
ELEMENTS = """
    html head meta title style body main h1 h2 p span div strong ul li section code
    details summary pre math mrow mi mo mn msup msub
"""


def words(page):
    """Return what a page says, on one line."""
    body = page[page.index("<main>") :]
    return " ".join("".join(Reader(body).text).split())


def test_page_tells_score_failing_input_and_hint(table, assignment):
    said = words(feedback(table["ada"], assignment))
    assert "Ada Lovelace (ada) Handed in 2026-12-03 16:00 (UTC+01:00)." in said
    assert "2 of 8.5 points so far" in said
    assert "Exercises worth 5 points are still to be marked by hand" in said
    assert "0 of 1.5 points✗ Not right" in said
    assert "at x = [1.0, 2.0] it is not symmetric" in said
    assert "HintIs A⊤=A?" in said


def test_page_tells_how_late(table, assignment):
    assert "1 day 2 hours late." in words(feedback(table["emmy"], assignment))
    assert "late" not in words(feedback(table["ada"], assignment))


def test_marks_and_comments_of_a_teacher_appear(assignment, records, roster):
    hands = {("ada", PROOF): Hand(3.5, 1.0, "Why is $A > 0$?\n\n<b>look</b>")}
    row = next(r for r in rows(assignment, records, {}, roster, hands))
    page = feedback(row, assignment)
    said = words(page)
    assert "4.5 of 5 points○ Marked by hand" in said
    assert "Why is A>0? <b>look</b>" in said
    assert "6.5 of 8.5 points" in said
    assert "so far" not in said


def test_what_was_contained_is_told_in_words_without_its_details(table, assignment):
    said = words(feedback(table["mal"], assignment))
    assert f"cell 4: {CONTAINED['time-out']}." in said
    assert CONTAINED["tampering"] in said
    assert "np.sum" not in said


def test_an_unreadable_notebook_is_said_to_be_so(assignment, roster):
    broken = replace(record("ada"), marks=(), trouble="it is no JSON <b>")
    page = feedback(rows(assignment, [broken], {}, roster)[0], assignment)
    assert "could not be read. it is no JSON <b>" in words(page)
    assert " of 8.5 points" not in words(page)


def test_long_answers_are_shortened(assignment):
    answer = "\n".join(f"x{i} = {i}" for i in range(5000)) + "\n" + "y" * 1_000_000
    page = feedback(rows(assignment, [record("ada", answer=answer)])[0], assignment)
    assert len(page) < 60_000
    assert "x0 = 0" in page
    assert "Shortened: 5,001 lines" in page


def test_no_solution_or_rubric_stands_on_a_page(assignment):
    page = feedback(rows(assignment, [record("ada", (0.0, 0.0, None))])[0], assignment)
    said = words(page)
    for item in assignment.items:
        for text in item.exercise.solution.split(". "):
            assert words(f"<main>{prose(text)}") not in said
    for part, _ in assignment.items[2].exercise.rubric:
        assert part not in said


@pytest.mark.parametrize("place", ["answer", "message", "hint", "where", "name"])
def test_every_element_is_ours_wherever_the_hostile_text_stands(
    assignment, roster, place
):
    made = record("mal", answer=HOSTILE)
    if place in ("message", "hint"):
        marks = tuple(replace(m, **{place: HOSTILE}) for m in made.marks)
        made = replace(made, marks=marks)
    if place == "where":
        made = replace(made, events=(Event("crash", HOSTILE, HOSTILE),))
    if place == "name":
        roster["mal"] = replace(roster["mal"], name=HOSTILE, email=HOSTILE)
    page = feedback(rows(assignment, [made], {}, {"mal": roster["mal"]})[0], assignment)
    reader = Reader(page)
    assert set(reader.tags) <= set(ELEMENTS.split())
    assert not [name for name in reader.attributes if name.startswith("on")]
    assert not reader.attributes & {"src", "href", "style", "id", "srcdoc"}
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2028\ufeff]", page)
    page.encode("utf-8")  # no half of a pair is left
    if place == "answer":
        assert plain(HOSTILE).strip() in "".join(reader.text)


@pytest.mark.browser
def test_hostile_text_neither_runs_nor_calls_out(
    chromium, table, assignment, records, roster, tmp_path
):
    mild = replace(records[2], events=(), marks=record("mal", (0.0, 0.0, None)).marks)
    calm = rows(assignment, [mild], {}, {"mal": replace(roster["mal"], name="M")})[0]
    loud = replace(table["mal"], record=replace(table["mal"].record, events=()))
    counts = []
    for name, row in (("calm", calm), ("loud", loud)):
        path = tmp_path / f"{name}.html"
        path.write_text(feedback(row, assignment), "utf-8")
        page, asked, errors = chromium.new_page(), [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.on("dialog", lambda dialog, errors=errors: errors.append(dialog.message))
        page.goto(path.as_uri())
        page.locator("summary").first.click()
        page.wait_for_timeout(300)
        assert asked == [path.as_uri()]
        assert errors == []
        assert page.evaluate("window.hacked") is None
        counts.append(page.evaluate("document.querySelectorAll('*').length"))
        assert page.evaluate("document.querySelectorAll('main').length") == 1
        page.close()
    assert counts[0] == counts[1]  # the student added no element


@pytest.mark.browser
def test_the_policy_would_stop_a_script_that_came_through(
    chromium, table, assignment, tmp_path
):
    page = feedback(table["ada"], assignment)
    holed = page.replace(
        "</main>",
        "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
        "<p style='color: red' id='p'>red</p></main>",
    )
    (tmp_path / "holed.html").write_text(holed, "utf-8")
    tab = chromium.new_page()
    tab.goto((tmp_path / "holed.html").as_uri())
    tab.wait_for_timeout(200)
    assert tab.evaluate("window.hacked") is None
    assert tab.evaluate("getComputedStyle(p).color") != "rgb(255, 0, 0)"
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_page_is_clean_for_axe_and_never_scrolls_sideways(
    chromium, axe, table, assignment, tmp_path, scheme, width
):
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    for student, row in table.items():
        if row.record is None:
            continue
        path = tmp_path / f"{student}.html"
        path.write_text(feedback(row, assignment), "utf-8")
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe)
        found = page.evaluate(
            "async () => (await axe.run()).violations.map((v) => [v.id, "
            "v.nodes[0].html])"
        )
        assert found == []
    page.close()


def test_duration_and_dates_are_the_same_in_every_locale(table, assignment):
    late = replace(table["emmy"].submission, late=dt.timedelta(seconds=20))
    row = replace(table["emmy"], submission=late)
    assert ", 1 minute late." in words(feedback(row, assignment))
    assert HINT.startswith("Is")
