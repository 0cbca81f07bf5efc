"""The pages in a real browser: clean, usable by everyone, light, soon at rest."""

import re

import pytest
from playwright.sync_api import expect

from tools import audit
from tools.house import ROOT

pytestmark = pytest.mark.browser
# A formula stands for itself by one letter in its color: its own elements, which axe
# has no rule for, are most of a page and would make the check take minutes.
AXE = """async () => {
  for (const formula of document.querySelectorAll('.katex')) formula.textContent = 'x';
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(
    ({ id, nodes: [{ html, failureSummary }] }) =>
      [id, html.slice(0, 200), failureSummary]
  );
}"""
OPEN_ALL = "for (const box of document.querySelectorAll('details')) box.open = true"
SVD = "notebooks/linalg/svd.html"
PROSE = ["book/index.html", "book/glossary.html", "book/map.html", "book/theorems.html"]
PROSE += ["book/reference/linalg.html"]


@pytest.mark.parametrize("width", [1400, 390, 360])
def test_no_page_scrolls_sideways_complains_or_calls_out(visit, pages, width):
    for path in pages:
        page = visit(path, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(visit, chapters, axe, scheme, width):
    for path in [*chapters, *PROSE]:
        page = visit(path, scheme=scheme, width=width)
        page.evaluate(OPEN_ALL)
        page.evaluate(axe)
        assert page.evaluate(AXE) == [], path


def test_axe_would_find_a_violation(visit, axe):
    page = visit(SVD)
    button = page.get_by_role("button", name="Switch between light and dark")
    button.evaluate("(button) => button.removeAttribute('aria-label')")
    page.evaluate(axe)
    assert [name for name, *_ in page.evaluate(AXE)] == ["button-name"]


def test_layout_does_not_shift_on_a_slow_machine(chromium, origin, chapters):
    for path in [*chapters, "book/index.html"]:
        assert audit.measure(chromium, f"{origin}/{path}").shift <= 0.01, path


def test_script_is_a_tenth_of_a_stock_page(chromium, origin, chapters, stock_site):
    ours = audit.measure(chromium, f"{origin}/{chapters[0]}")
    with audit.served(stock_site) as address:
        stock = audit.measure(chromium, f"{address}/{chapters[0]}")
    assert 0 < ours.script_kb <= stock.script_kb / 10
    assert ours.script_kb < 150


def test_dark_mode_is_remembered(visit):
    page = visit(SVD)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark
    output = (
        "getComputedStyle(document.querySelector('.cell_output pre')).backgroundColor"
    )
    assert page.evaluate(output) == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pseudoinv", SVD),
        ("rng.standard_normal", SVD),
        ("gibbs inequality", "notebooks/information/divergence.html"),
        ("奇异值", "book/glossary.html"),
    ],
)
def test_search_finds_sections_by_keyboard(visit, words, expected):
    page = visit("book/index.html")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Search the book")).to_be_visible()
    page.keyboard.type(words)
    expect(page.locator("#search-state")).to_have_text(
        re.compile(r"^\d+ sections? found$")
    )
    links = [
        link.get_attribute("href") for link in page.locator("#search-results a").all()
    ]
    assert any(expected in link for link in links), links
    assert "\\" not in page.locator("#search-results").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(links[0].partition("#")[0])))


def test_search_says_when_nothing_is_found(visit):
    page = visit(SVD)
    page.get_by_role("button", name="Search the book").click()
    page.keyboard.type("zzyzx")
    expect(page.locator("#search-state")).to_have_text("No sections found")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Search the book")).to_be_hidden()


def test_a_wide_formula_scrolls_in_its_box_by_keyboard(visit):
    page = visit(SVD, width=360)
    box = page.locator(".formula[tabindex='0']").first
    expect(box).to_have_attribute("aria-label", "Wide formula, scrolls sideways")
    box.focus()
    page.keyboard.press("ArrowRight")
    scrolled = "document.activeElement.matches('.formula')"
    page.wait_for_function(scrolled + " && document.activeElement.scrollLeft > 0")


def test_a_formula_that_fits_is_no_stop_of_the_tab_key(visit):
    page = visit(SVD)
    fits = "(b) => b.scrollWidth <= b.clientWidth + 1"
    boxes = page.locator(".formula").all()
    assert all(
        (box.get_attribute("tabindex") is None) == box.evaluate(fits) for box in boxes
    )


def test_code_is_copied_as_it_is_written(visit):
    page = visit(SVD, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".cell_input .highlight:visible").first
    code = block.locator("pre").inner_text()
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == code.strip()


def test_a_folded_box_opens_for_a_link_and_for_print(visit):
    page = visit(SVD)
    folded = page.locator("details.solution").first
    anchor = folded.get_attribute("id")
    expect(folded).not_to_have_attribute("open", "")
    page.evaluate("(anchor) => (location.hash = anchor)", anchor)
    expect(folded).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    closed = page.locator("details:not([open], .hide)")  # not the code of figures
    assert closed.count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert closed.count() > 0
    expect(folded).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [1400, 360])
def test_a_link_to_a_statement_lands_below_the_bar(visit, width):
    page = visit(f"{SVD}#thm-eckart-young", width=width)
    top = "document.getElementById('thm-eckart-young').getBoundingClientRect().top"
    page.wait_for_function(f"{top} > 50 && {top} < 120")


def test_print_shows_the_text_alone(visit):
    page = visit(SVD)
    page.emulate_media(media="print")
    for hidden in (".bar", "#contents", "#on-this-page", ".turn"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_keyboard_skips_to_the_text_and_sees_where_it_is(visit):
    page = visit(SVD)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the text")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    style = page.locator(":focus").evaluate("(e) => getComputedStyle(e).outlineStyle")
    assert style == "solid"


def test_contents_open_on_a_phone_and_close_by_escape(visit):
    page = visit(SVD, width=390)
    contents = page.get_by_role("navigation", name="The book")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    expect(contents).to_be_visible()
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()


def test_pages_turn_forth_and_back(visit):
    page = visit("book/linalg.html")
    page.locator(".turn a[rel=next]").click()
    page.wait_for_url(f"**/{SVD}")
    page.locator(".turn a[rel=prev]").click()
    page.wait_for_url("**/book/linalg.html")


def test_the_text_needs_no_script(visit):
    page = visit(SVD, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".katex-html").first).to_be_visible()
    page.locator("details.solution > summary").first.click()
    expect(page.locator("details.solution[open]")).to_have_count(1)
    for control in page.locator(".needs-script").all():
        expect(control).to_be_hidden()


def test_a_page_without_moving_figures_loads_no_code_for_them(visit):
    page = visit("book/notation.html")
    names = page.evaluate("[...document.scripts].map((s) => s.src.split('/').pop())")
    assert [name for name in names if name] == ["book.js"]


def test_the_still_picture_of_the_home_page_is_replaced_by_the_figure(visit):
    page = visit("book/index.html")
    figure = page.locator("fig-linear-map")
    expect(figure).to_have_attribute("data-readout", re.compile("{"))


def test_the_site_is_measured_with_the_pinned_tools():
    for package in ("axe-core", "lighthouse", "mathjax"):
        assert (ROOT / "node_modules" / package).is_dir(), "run `npm ci`"


# A phone, on which blocks far from the view are not laid out.
PHONE = {"width": 390, "is_mobile": True, "has_touch": True}
TOP = "(id) => document.getElementById(id).getBoundingClientRect().top"
AT_REST = """() => new Promise((resolve) => {
  let last = NaN, still = 0;
  const look = () => {
    still = scrollY === last ? still + 1 : 0;
    last = scrollY;
    still > 9 ? resolve() : requestAnimationFrame(look);
  };
  look();
})"""
SKIPPED = """[...document.querySelectorAll('article section > p .katex')].filter(
  (formula) => !formula.checkVisibility({ contentVisibilityAuto: true })).length"""


def is_right_below_the_bar(page, anchor):
    page.evaluate(AT_REST)
    return 50 < page.evaluate(TOP, anchor) < 120


def test_a_phone_lays_out_only_what_is_near(visit, chapters):
    for path in chapters:
        assert visit(path, **PHONE).evaluate(SKIPPED) > 50
        assert visit(path, width=390).evaluate(SKIPPED) == 0


def test_the_guessed_length_of_a_page_is_about_right(visit, chapters):
    for path in chapters:
        page = visit(path, **PHONE)
        length = "document.documentElement.scrollHeight"
        guessed = page.evaluate(length)
        whole = "article section > * { content-visibility: visible !important; }"
        page.add_style_tag(content=whole)
        assert guessed == pytest.approx(page.evaluate(length), rel=0.05), path


def test_links_land_below_the_bar_on_a_phone(visit, chapters, site):
    for path in chapters:
        text = (site / path).read_text("utf-8")
        found = re.findall(r'id="((?:def|thm|sec|ex|sol|fig|equation)-[\w-]+)"', text)
        anchors = found[3:-3:9]
        assert len(anchors) >= 6
        for anchor in anchors[::3]:  # from another page
            assert is_right_below_the_bar(visit(f"{path}#{anchor}", **PHONE), anchor)
        page = visit(path, **PHONE)
        for anchor in anchors[::-1] + anchors:
            page.evaluate("(anchor) => (location.hash = anchor)", anchor)
            page.wait_for_timeout(100)
            assert is_right_below_the_bar(page, anchor), (path, anchor)


def test_a_phone_finds_its_place_again(visit):
    page = visit(f"{SVD}#thm-eckart-young", **PHONE)
    page.evaluate("scrollBy(0, 400)")
    page.evaluate(AT_REST)
    place = page.evaluate(TOP, "thm-eckart-young")
    page.goto(page.url.replace(SVD, "book/index.html").partition("#")[0])
    page.go_back(wait_until="load")
    page.evaluate(AT_REST)
    assert page.evaluate(TOP, "thm-eckart-young") == pytest.approx(place, abs=60)


def test_words_far_away_are_found_on_a_phone(visit):
    page = visit(SVD, **PHONE)
    far = page.locator("article section > p").filter(has_not=page.locator("*")).last
    words = far.text_content()[:40]
    assert page.evaluate("(words) => window.find(words)", words)
    page.evaluate(AT_REST)
    assert page.evaluate("scrollY") > 10_000
    expect(far).to_be_in_viewport()


def test_turning_a_phones_pages_neither_jumps_nor_shifts(visit, chapters):
    for path in chapters:
        page = visit(path, **PHONE)
        page.evaluate(audit.OBSERVE)
        moves = []
        for _ in range(25):
            block = page.evaluate_handle("""() => document.elementFromPoint(99, 800)
                .closest('article section > *')""")
            top = block.evaluate("(block) => block?.getBoundingClientRect().top")
            page.keyboard.press("PageDown")
            page.wait_for_timeout(50)
            page.evaluate(AT_REST)
            if top is not None:
                new = block.evaluate("(block) => block.getBoundingClientRect().top")
                moves.append(top - new)
        assert len(moves) > 10
        assert max(moves) - min(moves) < 5, (path, moves)
        assert page.evaluate("window.audit.shift") <= 0.01, path


def test_the_tab_key_stops_at_every_wide_formula_on_a_phone(visit):
    page = visit(SVD, **PHONE)
    reached = page.evaluate("[]")
    for _ in range(2000):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => [...document.querySelectorAll('.formula')]
            .indexOf(document.activeElement)""")
        if page.evaluate("document.activeElement.matches('.turn a')"):
            break
        reached += [here] if here >= 0 else []
    seen = page.evaluate("""() => [...document.querySelectorAll('.formula')]
        .flatMap((box, k) => box.checkVisibility()
          && !box.closest('details:not([open])')
          && box.scrollWidth > box.clientWidth + 1 ? [k] : [])""")
    assert reached == seen != []


def test_print_holds_everything_on_a_phone_too(visit, site):
    page = visit(SVD, **PHONE)
    page.emulate_media(media="print")
    assert page.evaluate(SKIPPED) == 0
    pictures = "[...document.images].filter((image) => !image.closest('.hide'))"
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    larger = visit(SVD).pdf(format="A4")
    assert len(pages) == len(re.findall(rb"/Type\s*/Page\b", larger)) > 20
    assert page.evaluate(f"{pictures}.every((image) => image.complete)")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_formulas_near_the_view_are_spoken(visit, options):
    page = visit(f"{SVD}#thm-eckart-young", **options)
    page.evaluate(AT_REST)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    roles = [node["role"]["value"] for node in tree["nodes"] if not node["ignored"]]
    assert roles.count("MathMLMath") > 5


def test_what_is_touched_on_a_phone_is_large_enough(visit, chapters):
    small = """[...document.querySelectorAll('article :is(summary, input, button)')]
      .filter((control) => control.checkVisibility()
        && Math.min(control.offsetWidth, control.offsetHeight) < 24)
      .map((control) => control.outerHTML.slice(0, 100))"""
    for path in chapters:
        page = visit(path, **PHONE)
        page.evaluate(OPEN_ALL)
        assert page.evaluate(small) == [], path


def test_pictures_wait_on_a_phone_and_only_there(visit):
    waiting = "[...document.images].filter((image) => image.loading === 'lazy').length"
    assert visit(SVD, **PHONE).evaluate(waiting) > 5
    page = visit(SVD)
    assert page.evaluate(waiting) == 0
    page.wait_for_function("[...document.images].every((image) => image.complete)")


def test_a_moving_figure_far_down_moves_on_a_phone(visit):
    page = visit(SVD, **PHONE)
    figure = page.locator("fig-pinv-cases")
    assert figure.get_attribute("data-readout") is None
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-readout", re.compile("{"))
