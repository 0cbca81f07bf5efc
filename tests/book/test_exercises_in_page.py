"""What a reader can do with an exercise: keys, fingers, coming back, without script."""

import pickle
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from exercises import bank, render
from exercises.page import page_data
from tools.house import ROOT

pytestmark = pytest.mark.browser

SVD = "notebooks/linalg/svd.html"
DIVERGENCE = "notebooks/information/divergence.html"
ALONE = "section > :not(section, .exercise, .exercise-progress) { display: none }"
BROKEN_STORAGE = """() => {
  const refuse = () => { throw new DOMException("full", "QuotaExceededError"); };
  Storage.prototype.setItem = refuse;
}"""


def answered_in(chapter):
    ids = [exercise.id for exercise in bank.exercises() if exercise.chapter == chapter]
    return [id for id in ids if page_data(id) is not None]


@pytest.fixture
def open_page(visit):
    """Return a function that opens a chapter with its exercises alone."""

    def open_page(path=SVD, **options):
        page = visit(path, **options)
        page.add_style_tag(content=ALONE)
        return page

    return open_page


def exercise(page, id):
    return page.locator(f'book-exercise[data-id="{id}"]')


def order_of(element):
    return element.evaluate("(e) => e.controls.read()")


def test_choices_are_made_and_checked_by_keyboard(open_page):
    page = open_page(DIVERGENCE)
    element = exercise(page, "divergence-least-cross-entropy")
    element.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(element.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(element.get_by_role("status")).to_have_text("✓ Right.")


def test_a_choice_is_named_by_its_letter_and_text(open_page):
    element = exercise(open_page(), "svd-four-cases")
    box = element.get_by_role("checkbox", name="(a)")
    expect(box).to_have_count(1)
    expect(
        element.get_by_role("group", name="Choose all that are true")
    ).to_be_visible()
    element.get_by_text("perpendicular to every column").click()
    expect(box).to_be_checked()


def test_a_number_is_checked_by_enter_and_its_field_has_a_name(open_page):
    page = open_page()
    element = exercise(page, "svd-two-errors")
    element.get_by_label("spectral").fill("4")
    element.get_by_label("frobenius").fill("3!")
    page.keyboard.press("Enter")
    verdict = element.get_by_role("status")
    expect(verdict).to_contain_text("Not right")
    expect(verdict).to_contain_text("There is a hint below.")
    expect(element.get_by_label("frobenius")).to_have_attribute("aria-invalid", "true")
    element.get_by_label("frobenius").fill("sqrt(36)")
    page.keyboard.press("Enter")
    expect(verdict).to_have_text("✓ Right.")
    assert element.get_by_label("frobenius").get_attribute("aria-invalid") is None
    element.get_by_label("spectral").fill("5")  # what was right is no longer there
    expect(verdict).to_be_empty()
    names = exercise(page, "svd-pinv-ones").get_by_label("answer, entry [1, 0]")
    expect(names).to_have_count(1)


def test_lines_are_ordered_by_keyboard_and_each_move_is_said(open_page):
    page = open_page(DIVERGENCE)
    element = exercise(page, "divergence-chi-square")
    log = element.get_by_role("log")
    element.get_by_role("button", name="Add line (b)").focus()
    page.keyboard.press("Enter")
    expect(log).to_have_text("(b) is line 1 of 1.")
    expect(element.get_by_role("button", name="Add line (c)")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert order_of(element) == "bcd"
    element.get_by_role("button", name="Move line (d) up").focus()
    for expected in ("bdc", "dbc", "dbc"):
        page.keyboard.press("Enter")
        assert order_of(element) == expected
    expect(element.get_by_role("button", name="Move line (d) up")).to_be_focused()
    expect(log).to_have_text("(d) is line 1 of 3.")
    element.get_by_role("button", name="Move line (d) down").press("Space")
    element.get_by_role("button", name="Take line (c) out").press("Enter")
    expect(log).to_have_text("(c) is taken out.")
    assert order_of(element) == "bd"
    pool = element.locator(".pool > li strong").all_inner_texts()
    assert pool == [f"({letter})" for letter in "acefg"]


def grip(element, letter):
    return element.locator("li", has_text=f"({letter})").first.locator(".grip")


def test_lines_are_dragged_by_mouse(open_page):
    page = open_page(DIVERGENCE)
    element = exercise(page, "divergence-chi-square")
    for letter, onto in (("c", ".proof"), ("a", ".proof"), ("c", ".proof")):
        grip(element, letter).scroll_into_view_if_needed()
        start = grip(element, letter).bounding_box()
        end = element.locator(onto).bounding_box()
        page.mouse.move(start["x"] + 8, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + 20, end["y"] + 30)
        page.mouse.move(end["x"] + 20, end["y"] + 4)
        page.mouse.up()
    assert order_of(element) == "ca"
    expect(element.get_by_role("log")).to_have_text("(c) is line 1 of 2.")
    start = grip(element, "c").bounding_box()
    below = element.locator(".pool").bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(below["x"] + 20, below["y"] + below["height"] - 4)
    page.mouse.up()
    assert order_of(element) == "a"
    assert element.locator("[data-dragged]").count() == 0


def test_lines_are_dragged_by_a_finger(open_page):
    page = open_page(DIVERGENCE, width=390, has_touch=True)
    element = exercise(page, "divergence-chi-square")
    element.get_by_role("button", name="Add line (a)").click()
    element.get_by_role("button", name="Add line (e)").click()
    session = page.context.new_cdp_session(page)
    grip(element, "e").scroll_into_view_if_needed()
    start = grip(element, "e").bounding_box()
    top = element.locator(".proof").bounding_box()
    ends = [("Start", start["y"] + 12), ("Move", top["y"] + 40), ("Move", top["y"] + 4)]
    for kind, y in [*ends, ("End", None)]:
        points = [] if y is None else [{"x": start["x"] + 12, "y": y}]
        event = {"type": f"touch{kind}", "touchPoints": points}
        session.send("Input.dispatchTouchEvent", event)
    expect(element.get_by_role("log")).to_have_text("(e) is line 1 of 2.")
    assert order_of(element) == "ea"


def test_a_prediction_is_committed_once(open_page):
    page = open_page()
    element = exercise(page, "svd-random-layer")
    field, slider = (
        element.get_by_label("Probability", exact=True),
        element.get_by_role("slider", name="Probability in percent"),
    )
    verdict, button = element.get_by_role("status"), element.get_by_role("button")
    button.click()
    expect(verdict).to_contain_text("Not answered yet")
    field.fill("90 %")
    button.click()
    expect(verdict).to_contain_text("Answer with one number from 0 to 1")
    slider.fill("75")
    expect(field).to_have_value("0.75")
    field.fill("0.875")
    expect(slider).to_have_value("88")
    button.focus()
    page.keyboard.press("Enter")
    said = "It happened; you gave it 0.875. The score is +0.807 bits"
    for _ in range(2):
        expect(verdict).to_contain_text(said)
        expect(button).to_have_count(0)
        assert not field.is_editable()
        expect(slider).to_be_disabled()
        field.press("Enter")  # nothing is run again
        page.reload()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase it").click()
    expect(verdict).to_be_empty()
    expect(field).to_have_value("")
    assert field.is_editable()


def test_what_is_done_is_kept_counted_and_erased(open_page):
    page = open_page()
    line, total = page.locator(".exercise-progress"), len(answered_in("svd"))
    erase = line.get_by_role("button")
    expect(line).to_contain_text(f"Done: 0 of the {total} exercises")
    expect(erase).to_be_disabled()
    flaw, errors = (
        exercise(page, id) for id in ("svd-left-inverse-flaw", "svd-two-errors")
    )
    flaw.get_by_role("radio").nth(3).check()
    flaw.get_by_role("button").click()
    errors.get_by_label("spectral").fill("4")
    errors.get_by_label("frobenius").fill("7")
    errors.get_by_role("button").click()
    page.reload()
    expect(line).to_contain_text(f"Done: 1 of the {total} exercises")
    expect(flaw).to_contain_text("✓ solved")
    expect(flaw.get_by_role("radio").nth(3)).to_be_checked()
    expect(errors).not_to_contain_text("✓ solved")
    expect(errors.get_by_label("frobenius")).to_have_value("7")
    flaw.get_by_role("radio").nth(0).check()  # solved once is solved
    flaw.get_by_role("button").click()
    expect(flaw).to_contain_text("✓ solved")
    answers = []
    page.on("dialog", lambda d: d.accept() if answers.pop() else d.dismiss())
    for accepted, left in ((False, 1), (True, 0)):
        answers.append(accepted)
        erase.click()
        expect(line).to_contain_text(f"Done: {left} of the")
    expect(flaw.get_by_role("radio").nth(0)).not_to_be_checked()
    expect(errors.get_by_label("frobenius")).to_have_value("")
    assert page.evaluate("localStorage.getItem('exercises')") == "{}"


def test_an_answer_to_an_exercise_that_has_changed_is_forgotten(open_page):
    page = open_page()
    old = '{"svd-left-inverse-flaw": {"version": "old", "answer": "4", "done": true}}'
    page.evaluate("(old) => localStorage.setItem('exercises', old)", old)
    page.reload()
    element = exercise(page, "svd-left-inverse-flaw")
    expect(element.get_by_role("radio").nth(3)).not_to_be_checked()
    expect(element.locator(".kept")).to_be_empty()


@pytest.mark.parametrize("kept", ["no JSON", "[]", "null", '{"svd-two-errors": 7}'])
def test_spoiled_storage_is_harmless(open_page, kept):
    page = open_page()
    page.evaluate("(kept) => localStorage.setItem('exercises', kept)", kept)
    page.reload()
    element = exercise(page, "svd-left-inverse-flaw")
    element.get_by_role("radio").nth(3).check()
    element.get_by_role("button").click()
    expect(element).to_contain_text("✓ solved")


def test_where_nothing_can_be_kept_exercises_answer_all_the_same(open_page):
    page = open_page()
    page.evaluate(BROKEN_STORAGE)
    element = exercise(page, "svd-left-inverse-flaw")
    element.get_by_role("radio").nth(3).check()
    element.get_by_role("button").click()
    expect(element.get_by_role("status")).to_have_text("✓ Right.")
    expect(page.locator(".exercise-progress")).to_contain_text("Done: 1 of the")


def leave_out(route):
    """Answer a request for a script with an empty one."""
    route.fulfill(content_type="text/javascript", body="")


def test_nothing_jumps_when_the_script_takes_hold(visit, chapters):
    heights = (
        "() => [...document.querySelectorAll('.exercise, .exercise-progress')].map("
    )
    heights += "(box) => box.getBoundingClientRect().height)"
    for path in chapters:
        page = visit(path, width=390)
        page.wait_for_function("!!customElements.get('book-exercise')")
        alive = page.evaluate(heights)
        page.route("**/exercises/element.js", leave_out)
        page.reload()
        assert page.locator("fieldset:enabled").count() == 0
        assert page.evaluate(heights) == alive


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_exercises_at_work(open_page, axe, scheme):
    page = open_page(scheme=scheme, width=390)
    for id in answered_in("svd"):
        element = exercise(page, id)
        if element.locator(".pool").count():
            element.get_by_role("button", name="Add line (a)").click()
        if element.get_by_role("radio").count():
            element.get_by_role("radio").first.check()
        for field in element.get_by_role("textbox").all():
            field.fill("0.3")
        element.locator("[type=submit]").click()
    page.evaluate(
        "for (const f of document.querySelectorAll('.katex')) f.textContent = 'x'"
    )
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run('article', { resultTypes: ['violations'] }).then((r) =>"
        " r.violations.map(({ id, nodes: [{ html }] }) => [id, html.slice(0, 200)]))"
    )
    assert found == []


def test_targets_are_large_enough_for_a_finger(open_page):
    page = open_page(width=360)
    exercise(page, "svd-penrose-order").get_by_role(
        "button", name="Add line (a)"
    ).click()
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(
          "book-exercise :is(button, [type=text], [type=range], label:has(input)), " +
          ".grip, .exercise-progress button"
        )].map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
          .filter(([box]) => box.width)
          .map(([{ width, height }, html]) => [Math.min(width, height), html])"""
    )
    assert len(sizes) > 50
    assert [html for size, html in sizes if size < 24] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_the_cell_stays_and_no_control_is_seen(visit):
    page = visit(SVD, java_script_enabled=False)
    lists = page.locator("#ex-svd-four-cases .choices")
    expect(lists).to_contain_text("(f)")
    for id in answered_in("svd"):
        box = page.locator(f"#ex-{id}")
        for control in box.locator("input, button, textarea").all():
            expect(control).to_be_hidden()
    cells = page.locator("noscript .cell")
    expect(cells).to_have_count(len(answered_in("svd")))
    for cell in cells.all():
        expect(cell).to_be_visible()
        assert "check(" in cell.inner_text()
    expect(page.locator(".how-to-run:visible").first).to_contain_text("run this cell")


def test_on_paper_there_are_lists_but_no_controls(open_page):
    page = open_page()
    order = exercise(page, "svd-penrose-order")
    order.get_by_role("button", name="Add line (i)").click()
    order.locator("[type=submit]").click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for control in page.locator(
        "book-exercise :is(input, button, textarea), .verdict, .exercise-progress"
    ).all():
        expect(control).to_be_hidden()
    for letter in "abcdefghi":
        expect(order.get_by_text(f"({letter})", exact=True)).to_be_visible()
    expect(page.locator("noscript .cell")).to_have_count(0)  # no cell is printed


def test_other_kinds_keep_their_cell_and_say_how_to_run_it(visit):
    page = visit(SVD)
    cell = page.locator(".cell", has_text='check("svd-tail", tail)')
    expect(cell).to_have_count(1)
    expect(cell.locator(".cell_output")).to_have_count(0)
    line = page.locator(".cell:has-text('check(\"svd-tail\"') + .how-to-run")
    expect(line).to_have_text("To answer, download the notebook, and run this cell.")
    notebook, run = line.get_by_role("link").all()
    assert notebook.get_attribute("href").endswith(
        "_sources/notebooks/linalg/svd.ipynb"
    )
    assert run.get_attribute("href") == "../../book/run.html"
    run_here = [
        id
        for id in (exercise.id for exercise in bank.exercises())
        if id.startswith("svd") and page_data(id) is None and bank.get(id).is_checked
    ]
    assert page.locator(".how-to-run").count() == len(run_here) > 4


def test_pages_without_exercises_load_no_code_for_them(visit):
    page = visit("book/notation.html")
    assert page.locator("[href*=exercises], [src*=exercises]").count() == 0


# How the pages are made


def chapter(id, source=None):
    """Return the cells of a chapter with one exercise; `source` is its statement."""
    parts = render.cells(id) | ({"statement": source} if source else {})
    head = nbformat.v4.new_markdown_cell("(ch-svd)=\n# Chapter")
    cells = [head]
    for part, text in parts.items():
        kind = nbformat.v4.new_code_cell if part == "check" else None
        cell = (kind or nbformat.v4.new_markdown_cell)(text)
        cell.metadata["exercise"] = {"id": id, "part": part}
        cells.append(cell)
    check = cells.pop()
    cells.insert(2, check)
    return cells


def test_a_page_is_made_anew_when_the_bank_changes(small_book):
    made = small_book(
        {
            "book/index": "# Home",
            "book/other": "# Other",
            "notebooks/linalg/svd": chapter("svd-two-errors"),
        }
    )
    assert made.returncode == 0, made.output
    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    try:
        pickled = made.site.parent / ".doctrees" / "environment.pickle"
        dependencies = pickle.loads(pickled.read_bytes()).dependencies
    finally:
        sys.path.remove(str(ROOT / "book" / "_ext"))
    needed = {str(ROOT / "exercises" / name) for name in ("bank/linalg.py", "page.py")}
    assert needed <= set(dependencies["notebooks/linalg/svd"])
    assert not needed & set(dependencies.get("book/other", ()))
    page = (made.site / "notebooks/linalg/svd.html").read_text("utf-8")
    assert page.count("<book-exercise") == 1
    assert '<p class="how-to-run">To answer, <a href=' in page


def test_a_list_that_is_not_the_bank_s_stops_the_build(small_book):
    id = "svd-left-inverse-flaw"
    short = render.statement(id).replace("5. Hence $A^+ A = I$.\n", "")
    made = small_book(
        {"book/index": "# Home", "notebooks/linalg/svd": chapter(id, short)}
    )
    assert made.returncode != 0
    (line,) = [line for line in made.output.splitlines() if "not the bank's" in line]
    assert f"exercise {id}: the list in its statement" in line
    assert "svd.ipynb: cell 2" in line
