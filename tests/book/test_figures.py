"""Drive every moving figure in a real Chromium and compare its numbers with mathlib.

A harness serves the committed bundles and one page for each figure, so that these tests
need no built site. Tolerances: the figures compute in the same double precision, so
1e-9 where both sides evaluate the same closed formula, and as stated otherwise.
"""

import functools
import html
import http.server
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from mathlib import information, linalg
from tools import browser as browsers

STATIC = Path(__file__).parents[2] / "mathlib" / "plotting" / "static"
FIGURES = json.loads((STATIC / "figures.json").read_text("utf-8"))["figures"]
CHROMIUM = browsers.find()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]

WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Figure</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="figures.css"><style>
html {{ background: #fff; color: #222; font: 16px/1.5 sans-serif }}
html[data-theme=dark] {{ background: #15171b; color: #ddd }}
body {{ margin: 0 }} main {{ max-width: 688px; margin: 0 auto; padding: 0 16px }}
</style></head><body><main><h1>Figure</h1>
<fig-{name} data-figure data-params="{params}"><img alt="Still picture" width="600"
height="340" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
</fig-{name}>
<p id="after">After the figure.</p></main><script src="loader.js" defer></script>
</body></html>"""


@pytest.fixture(scope="module")
def pages():
    """A function from a figure's name and parameters to the address of its page."""
    made = {}

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            if self.path not in made:
                return super().do_GET()
            body = made[self.path].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

    serve = functools.partial(Handler, directory=str(STATIC))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def address(name, params, theme="light"):
        path = f"/page-{len(made)}"
        text = html.escape(json.dumps(params))
        made[path] = PAGE.format(name=name, params=text, theme=theme)
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield address
    server.shutdown()
    server.server_close()


class Driven:
    """One figure on one page, with what a reader can do to it."""

    def __init__(self, page, name):
        self.page, self.host = page, page.locator(f"fig-{name}")
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def settle(self):
        """Wait until what was asked is drawn: motion over, two frames gone."""
        self.page.wait_for_function("!document.querySelector('[data-moving]')")
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() =>"
            " requestAnimationFrame(() => done(null))))"
        )

    @property
    def numbers(self):
        """The attribute data-readout, its infinities as floats."""
        self.settle()
        text = self.host.get_attribute("data-readout")
        for word, value in (("inf", "Infinity"), ("-inf", "-Infinity"), ("nan", "NaN")):
            text = text.replace(f'"{word}"', value)
        return json.loads(text)

    def handle(self, label):
        return self.host.get_by_role("slider", name=label, exact=True)

    def center(self, label):
        box = self.handle(label).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, label, right, down):
        """Drag by the mouse, so many pixels to the right and down."""
        self.handle(label).scroll_into_view_if_needed()
        x, y = self.center(label)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y + down / 2)
        self.page.mouse.move(x + right, y + down)
        self.page.mouse.up()
        self.settle()

    def swipe(self, label, right, down):
        """Drag by a finger."""
        self.handle(label).scroll_into_view_if_needed()
        x, y = self.center(label)
        session = self.page.context.new_cdp_session(self.page)
        for kind, share in (("Start", 0), ("Move", 0.5), ("Move", 1), ("End", None)):
            at = (
                []
                if share is None
                else [{"x": x + share * right, "y": y + share * down}]
            )
            event = {"type": f"touch{kind}", "touchPoints": at}
            session.send("Input.dispatchTouchEvent", event)
        self.settle()

    def press(self, label, *keys):
        self.handle(label).focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def slide(self, label, value):
        self.host.get_by_label(label, exact=True).fill(str(value))
        self.settle()

    def click(self, label):
        self.host.get_by_role("button", name=label, exact=True).click()
        self.settle()

    def words(self):
        return self.host.locator(".readout").inner_text()


@pytest.fixture
def show(chromium, pages):
    """Open a figure: show(name, params, viewport=..., ...) -> Driven."""
    contexts, driven = [], []

    def open_figure(name, params=None, *, theme="light", viewport=WIDE, **options):
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        figure = Driven(page, name)
        driven.append(figure)
        page.goto(pages(name, needed(name) | (params or {}), theme))
        page.wait_for_selector(f"fig-{name}[data-ready]", timeout=10_000)
        return figure

    yield open_figure
    for figure in driven:
        assert figure.errors == []
    for context in contexts:
        context.close()


@functools.cache
def picture():
    """A gray picture of 24 by 22 numbers in [0, 1], and its singular value parts."""
    y, x = np.mgrid[0:24, 0:22]
    A = 0.5 + 0.3 * np.sin(x / 3) * np.cos(y / 4) + 0.2 * ((x - 11) ** 2 + y**2 < 90)
    return A, *linalg.svd(A)


def needed(name):
    """Parameters without which a figure shows nothing."""
    if name != "image-rank":
        return {}
    _, U, s, Vt = picture()
    return {"U": U.tolist(), "s": s.tolist(), "Vt": Vt.tolist(), "k": 3}


# ----------------------------------------------------------------------- every figure


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_figure_keeps_to_the_page_and_within_the_room_reserved(show, name, viewport):
    figure = show(name, viewport=viewport)
    assert not figure.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    reserved = figure.page.evaluate(
        f"parseFloat(getComputedStyle(document.querySelector('fig-{name}')).minHeight)"
    )
    content = figure.host.locator(".live").bounding_box()["height"]
    # What comes must fit the room kept for it, or the text below would jump. Fonts
    # that break lines elsewhere may cost a line of 25 pixels or two.
    assert abs(content - reserved) <= 50


@pytest.mark.parametrize("name", FIGURES)
def test_targets_are_large_enough_for_a_finger_and_text_for_the_eye(show, name):
    figure = show(name, viewport=PHONE)
    targets = figure.host.locator(
        "[role=slider], button, input[type=range], .choice label"
    )
    for box in [target.bounding_box() for target in targets.all()]:
        assert min(box["width"], box["height"]) >= 24
    smallest = figure.host.evaluate(
        "host => Math.min("
        "...[...host.shadowRoot.querySelectorAll('text, dt, dd, label')].map("
        "node => parseFloat(getComputedStyle(node).fontSize)))"
    )
    assert smallest >= 12


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(show, name, theme):
    axe = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip("axe-core is not installed")
    figure = show(name, theme=theme)
    figure.page.add_script_tag(path=axe)
    found = figure.page.evaluate(f"axe.run('fig-{name}').then(r => r.violations)")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_handle_moves_by_keyboard_and_says_where_it_is(show, name):
    figure = show(name)
    handles = figure.host.locator("g[role=slider]").all()
    assert handles
    for handle in [h for h in handles if h.is_visible()]:
        assert handle.get_attribute("aria-label")
        before = handle.get_attribute("aria-valuetext")
        handle.focus()
        for key in ("ArrowUp", "ArrowUp", "Shift+ArrowLeft"):
            figure.page.keyboard.press(key)
        figure.settle()
        assert before
        assert handle.get_attribute("aria-valuetext") != before
        lo, now, hi = (
            float(handle.get_attribute(f"aria-value{k}")) for k in ("min", "now", "max")
        )
        assert lo <= now <= hi


@pytest.mark.parametrize("name", FIGURES)
def test_reset_brings_the_first_state_back(show, name):
    figure = show(name)
    first = figure.numbers
    handle = figure.host.locator("g[role=slider] >> visible=true").last
    handle.focus()
    figure.page.keyboard.press("Shift+ArrowDown")
    assert figure.numbers != first
    figure.click("Reset")
    assert figure.numbers == first


@pytest.mark.parametrize("name", FIGURES)
def test_handles_dragged_far_out_leave_no_nan(show, name):
    figure = show(name)
    handles = [h for h in figure.host.locator("g[role=slider]").all() if h.is_visible()]
    for label in [handle.get_attribute("aria-label") for handle in handles]:
        for right, down in [(-2000, 2000), (3000, -3000), (0, 3000)]:
            figure.drag(label, right, down)
            drawing = figure.host.evaluate("host => host.shadowRoot.innerHTML")
            assert "NaN" not in drawing
            assert "undefined" not in drawing
            figure.handle(label).is_visible()
            box = figure.handle(label).bounding_box()
            stage = figure.host.bounding_box()
            assert (
                stage["x"] - 30
                <= box["x"] + box["width"] / 2
                <= (stage["x"] + stage["width"] + 30)
            )


@pytest.mark.parametrize("name", FIGURES)
def test_sliders_at_both_ends_leave_no_nan(show, name):
    figure = show(name)
    for slider in figure.host.locator("input[type=range]").all():
        for end in ("min", "max"):
            slider.fill(slider.get_attribute(end))
            figure.settle()
            assert "NaN" not in figure.host.evaluate("h => h.shadowRoot.innerHTML")


@pytest.mark.parametrize("name", FIGURES)
def test_colors_follow_the_page_from_light_to_dark(show, name):
    figure = show(name)
    assert figure.host.get_attribute("data-scheme") == "light"
    ink = "h => getComputedStyle(h.shadowRoot.querySelector('.live')).color"
    before = figure.host.evaluate(ink)
    figure.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    figure.page.wait_for_selector("[data-scheme=dark]", timeout=5000)
    assert figure.host.evaluate(ink) != before


@pytest.mark.parametrize("name", FIGURES)
def test_what_changed_is_said_once_the_hand_rests(show, name):
    figure = show(name)
    status = figure.host.locator("[role=status]")
    assert status.inner_text() == ""  # nothing is said before the reader acts
    handle = figure.host.locator("g[role=slider] >> visible=true").first
    handle.focus()
    figure.page.keyboard.press("Shift+ArrowUp")
    figure.page.wait_for_timeout(900)
    assert len(status.inner_text()) > 10


def test_print_and_broken_parameters_show_the_still_picture(show, pages, chromium):
    figure = show("linear-map")
    image = figure.page.get_by_alt_text("Still picture")
    assert not image.is_visible()
    figure.page.emulate_media(media="print")
    assert image.is_visible()
    assert not figure.host.locator(".live").is_visible()

    page = chromium.new_page()
    page.goto(pages("linear-map", {"A": 3}))
    page.wait_for_selector("fig-linear-map[data-failed]")
    assert page.get_by_alt_text("Still picture").is_visible()
    page.close()


def test_code_is_fetched_only_near_the_view(chromium, pages):
    page = chromium.new_page(viewport=PHONE)
    address = pages("linear-map", {})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        " document.querySelector('h1').style.marginBottom = '5000px' })"
    )
    page.goto(address)
    page.wait_for_timeout(500)
    assert not [url for url in asked if "kernel.js" in url]
    page.locator("#after").scroll_into_view_if_needed()
    page.wait_for_selector("fig-linear-map[data-ready]")
    assert len([url for url in asked if "kernel.js" in url]) == 1
    assert not [url for url in asked if "two-humps" in url]
    page.close()


# ------------------------------------------------------------------------- linear-map


def check_linear_map(now):
    A = np.array(now["A"])
    s = linalg.singular_values(A)
    atol = 1e-9 * max(1.0, s[0])
    assert_allclose(now["singular_values"], s, rtol=0, atol=atol)
    assert_allclose(now["det"], A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0], atol=atol)
    assert_allclose(np.linalg.norm(now["x"]), 1, atol=1e-12)
    assert_allclose(now["Ax"], A @ now["x"], atol=1e-12)
    assert_allclose(now["stretch"], np.linalg.norm(now["Ax"]), atol=1e-12)
    V = np.column_stack([now["v1"], now["v2"]])
    US = np.column_stack([now["sigma1_u1"], now["sigma2_u2"]])
    assert_allclose(V.T @ V, np.eye(2), rtol=0, atol=1e-12)
    assert_allclose(A @ V, US, rtol=0, atol=1e-12)
    assert_allclose(np.linalg.norm(US, axis=0), s, rtol=0, atol=atol)
    if s[1] > 1e-9:
        assert_allclose(now["ratio"], linalg.condition_number(A), rtol=1e-9)
    return s


def test_linear_map_agrees_with_the_svd_when_dragged_by_the_mouse(show):
    figure = show("linear-map", {"A": [[2, 1], [0, 1.5]]})
    check_linear_map(figure.numbers)
    figure.drag("first column of A", -70, -50)
    figure.drag("second column of A", -20, 60)
    now = figure.numbers
    assert now["A"][0][0] < 1.5
    assert now["A"][1][1] < 1
    s = check_linear_map(now)
    assert f"{s[0]:.2f}" in figure.words()


def test_linear_map_agrees_with_the_svd_when_dragged_by_a_finger(show):
    figure = show("linear-map", viewport=PHONE, has_touch=True)
    before = figure.numbers["A"]
    figure.swipe("first column of A", -60, -40)
    assert figure.numbers["A"][0][0] < before[0][0] - 0.5
    check_linear_map(figure.numbers)


def test_linear_map_moves_a_column_by_a_tenth_or_by_one_with_the_keys(show):
    figure = show("linear-map", {"A": [[2, 1], [0, 1.5]]})
    figure.press("first column of A", "ArrowLeft", "ArrowUp", "ArrowUp")
    assert_allclose(figure.numbers["A"], [[1.9, 1], [0.2, 1.5]], atol=1e-12)
    figure.press("second column of A", "Shift+ArrowDown")
    assert_allclose(figure.numbers["A"], [[1.9, 1], [0.2, 0.5]], atol=1e-12)
    check_linear_map(figure.numbers)


def test_linear_map_stretches_most_along_v1(show):
    figure = show("linear-map", {"A": [[1.5, 1], [0, 1]], "angle": 0.0})
    s = linalg.singular_values(figure.numbers["A"])
    lengths = [figure.numbers["stretch"]]
    for _ in range(63):  # half a turn, by twentieths of a radian
        figure.press("vector x on the unit circle", "ArrowUp")
        lengths.append(figure.numbers["stretch"])
    # Off the best angle by at most 0.025: the length is second order in that.
    assert_allclose([max(lengths), min(lengths)], s, rtol=0.003)


@pytest.mark.parametrize("A", [[[0, 0], [0, 0]], [[1, 2], [0.5, 1]], [[0, 1], [0, 0]]])
def test_linear_map_shows_singular_matrices(show, A):
    figure = show("linear-map", {"A": A})
    check_linear_map(figure.numbers)
    assert figure.numbers["singular_values"][1] == 0
    assert "NaN" not in figure.host.evaluate("h => h.shadowRoot.innerHTML")


# ------------------------------------------------------------------------- image-rank


def test_image_rank_errors_are_those_of_the_truncated_svd(show):
    A, _, s, _ = picture()
    figure = show("image-rank")
    for k in (0, 1, 7, 22):
        figure.slide("rank k", k)
        now = figure.numbers
        truncated = linalg.truncate_svd(A, k)
        error = linalg.frobenius_norm(A - truncated) / linalg.frobenius_norm(A)
        assert_allclose(now["relative_error"], error, rtol=0, atol=1e-9)
        assert_allclose(now["next"], s[k] if k < 22 else 0, rtol=0, atol=1e-9)
        assert now["k"] == k
        B, C = linalg.low_rank_factors(A, k)
        assert now["numbers"] == B.size + C.size
        gray = round(255 * min(max(truncated[12, 11], 0), 1))
        assert abs(now["center"] - gray) <= 1


def test_image_rank_takes_packed_arrays(show):
    from mathlib.plotting.interactive import _packed

    A, U, s, Vt = picture()
    figure = show("image-rank", {"U": _packed(U), "s": s.tolist(), "Vt": _packed(Vt)})
    figure.slide("rank k", 22)
    # Packing costs at most 1e-4 of an entry: less than one gray level.
    assert abs(figure.numbers["center"] - 255 * min(A[12, 11], 1)) <= 1.5


def test_image_rank_handle_moves_one_rank_a_key(show):
    figure = show("image-rank")
    figure.press("cut after rank k", "ArrowRight")
    assert figure.numbers["k"] == 4
    figure.press("cut after rank k", "Shift+ArrowRight")
    assert figure.numbers["k"] == 14
    assert figure.host.locator("input[type=range]").input_value() == "14"


# ------------------------------------------------------------------------- pinv-cases


def check_pinv(now):
    A, b = np.array(now["A"]), np.array(now["b"])
    best = linalg.pinv(A) @ b
    assert_allclose(now["x_plus"], best, rtol=0, atol=1e-9)
    assert_allclose(now["projection"], linalg.project_onto_range(A, b), atol=1e-9)
    assert_allclose(now["residual"], np.linalg.norm(A @ best - b), atol=1e-9)
    assert_allclose(now["norm"], np.linalg.norm(best), atol=1e-9)
    assert_allclose(now["Ax"], A @ now["x"], atol=1e-9)
    assert_allclose(now["trial_residual"], np.linalg.norm(A @ now["x"] - b), atol=1e-9)
    assert now["trial_residual"] >= now["residual"] - 1e-12
    assert now["rank"] == linalg.numerical_rank(A)
    return now


def test_pinv_cases_agree_with_pinv_in_all_four_cases_wherever_b_goes(show):
    figure = show("pinv-cases")
    solvable, ranks = [], []
    for case in range(4):
        figure.host.locator(".choice label").nth(case).click()
        now = check_pinv(figure.numbers)
        solvable.append(now["solvable"])
        ranks.append((now["rank"], *np.shape(now["A"])))
        figure.drag("right-hand side b", -35, 20)
        moved = check_pinv(figure.numbers)
        assert moved["b"] != now["b"]
        figure.press("right-hand side b", "ArrowUp", "Shift+ArrowLeft")
        check_pinv(figure.numbers)
    assert solvable == [True, False, False, True]
    assert ranks == [(2, 2, 2), (2, 3, 2), (1, 2, 2), (1, 1, 2)]


def test_pinv_cases_moving_b_along_the_normal_leaves_x_plus(show):
    figure = show("pinv-cases", {"start": 1})
    before = figure.numbers
    figure.press("right-hand side b", "ArrowUp", "ArrowUp", "ArrowUp")
    now = check_pinv(figure.numbers)
    assert_allclose(now["x_plus"], before["x_plus"], atol=1e-9)
    assert_allclose(now["residual"] - before["residual"], 0.3, atol=1e-9)


def test_pinv_cases_show_the_zero_matrix(show):
    case = {"name": "zero", "A": [[0, 0], [0, 0]], "b": [1, 2]}
    figure = show("pinv-cases", {"cases": [case], "start": 0})
    now = check_pinv(figure.numbers)
    assert now["x_plus"] == [0, 0]
    assert "NaN" not in figure.host.evaluate("h => h.shadowRoot.innerHTML")


# -------------------------------------------------------------------------- two-humps


def log_normal(x, mu, sigma):
    return -(((x - mu) / sigma) ** 2) / 2 - np.log(sigma * np.sqrt(2 * np.pi))


def check_two_humps(now):
    x = np.linspace(-40, 40, 16001)
    humps = [log_normal(x, m, s) for m, s in zip(now["mu"], now["sigma"], strict=True)]
    w = now["weight"]
    log_p = np.logaddexp(np.log(w) + humps[0], np.log(1 - w) + humps[1])
    log_q = log_normal(x, *now["q"])
    # Two trapezoid rules of smooth integrands: they agree far below what is shown.
    forward, reverse = (
        information.grid_kl(*pair, x) for pair in ((log_p, log_q), (log_q, log_p))
    )
    assert_allclose([now["forward"], now["reverse"]], [forward, reverse], atol=1e-7)
    return x, log_p


def test_two_humps_agree_with_grid_kl_by_mouse_keys_and_sliders(show):
    figure = show("two-humps")
    check_two_humps(figure.numbers)
    figure.drag("mean of q", -120, 30)
    assert figure.numbers["q"][0] < 0
    check_two_humps(figure.numbers)
    figure.drag("standard deviation of q", 60, 0)
    assert figure.numbers["q"][1] > 1
    check_two_humps(figure.numbers)
    figure.slide("weight on the left", 0.3)
    figure.slide("distance of the humps", 6.5)
    now = figure.numbers
    assert now["weight"] == 0.3
    assert_allclose(np.diff(now["mu"]), 6.5)
    check_two_humps(now)
    before = now["q"]
    figure.press("mean of q", "ArrowRight")
    assert_allclose(figure.numbers["q"], [before[0] + 0.1, before[1]], atol=1e-9)
    check_two_humps(figure.numbers)


def test_two_humps_forward_fit_takes_the_moments(show):
    figure = show("two-humps", {"weight": 0.7})
    figure.click("Fit forward: least D(p‖q)")
    now = figure.numbers
    x, log_p = check_two_humps(now)
    best = information.fit_gaussian_forward(x, log_p)
    assert_allclose(now["q"], [best.mu, best.sigma], rtol=0, atol=1e-7)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("start", [[1.5, 0.5], [-1.2, 0.8]])
def test_two_humps_reverse_fit_ends_in_mathlibs_valley(show, motion, start):
    figure = show("two-humps", {"q": start}, reduced_motion=motion)
    figure.click("Fit reverse: descend D(q‖p)")
    now = figure.numbers
    x, log_p = check_two_humps(now)
    mu, sigma = start
    best = information.fit_gaussian_reverse(x, log_p, mu=mu, sigma=sigma)
    assert best.converged
    assert np.sign(now["q"][0]) == np.sign(mu)
    # Both stop where a step gains less than rounding, which is flat in q: 1e-4.
    assert_allclose(now["q"], [best.mu, best.sigma], rtol=0, atol=1e-4)


def test_two_humps_motion_stops_when_the_reader_takes_hold(show):
    figure = show("two-humps")
    figure.host.get_by_role("button", name="Fit forward: least D(p‖q)").click()
    figure.host.get_by_role("button", name="Reset").click()
    assert figure.numbers["q"] == [0.8, 0.8]


# -------------------------------------------------------------------- divergence-bars


def check_bars(now):
    p, q = np.array(now["p"]), np.array(now["q"])
    assert_allclose([p.sum(), q.sum()], 1, rtol=0, atol=1e-12)
    expected = {
        "entropy_p": information.entropy(p, unit="bits"),
        "entropy_q": information.entropy(q, unit="bits"),
        "cross_pq": information.cross_entropy(p, q, unit="bits"),
        "cross_qp": information.cross_entropy(q, p, unit="bits"),
        "kl_pq": information.kl_divergence(p, q, unit="bits"),
        "kl_qp": information.kl_divergence(q, p, unit="bits"),
        "js": information.js_divergence(p, q, unit="bits"),
    }
    for key, value in expected.items():
        assert_allclose(now[key], value, rtol=0, atol=1e-9, err_msg=key)


def test_divergence_bars_start_at_the_books_example(show):
    figure = show("divergence-bars")
    check_bars(figure.numbers)
    words = figure.words()
    assert "0.0850 bits" in words
    assert "0.0817 bits" in words


def test_divergence_bars_agree_with_mathlib_however_they_are_moved(show):
    figure = show("divergence-bars", {"p": [0.4, 0.3, 0.2, 0.1]})
    for label, down in (("P of a", -60), ("Q of c", -100), ("P of d", -30)):
        before = figure.numbers
        figure.drag(label, 0, down)
        assert figure.numbers != before
        check_bars(figure.numbers)
    figure.press("Q of a", "Shift+ArrowUp", "ArrowDown")
    check_bars(figure.numbers)
    before = figure.numbers
    figure.click("Swap P and Q")
    assert figure.numbers["kl_pq"] == before["kl_qp"]
    figure.click("Set Q = P")
    assert figure.numbers["kl_pq"] == 0
    check_bars(figure.numbers)


def test_divergence_bars_move_under_a_finger(show):
    figure = show("divergence-bars", viewport=PHONE, has_touch=True)
    figure.swipe("P of b", 0, -80)
    assert figure.numbers["p"][1] > 0.4
    check_bars(figure.numbers)


def test_divergence_bars_show_infinity_where_q_is_zero(show):
    figure = show("divergence-bars")
    figure.drag("Q of a", 0, 400)
    now = figure.numbers
    assert now["q"][0] == 0
    assert now["kl_pq"] == np.inf
    assert np.isfinite(now["kl_qp"])
    check_bars(now)
    assert "∞ bits" in figure.words()


def test_divergence_bars_come_back_from_a_certain_outcome(show):
    figure = show("divergence-bars")
    figure.drag("P of a", 0, -400)
    assert figure.numbers["p"] == [1, 0, 0]
    check_bars(figure.numbers)
    figure.press("P of a", "Shift+ArrowDown")
    assert_allclose(figure.numbers["p"], [0.9, 0.05, 0.05], atol=1e-12)


# -------------------------------------------------------------------------- transport


def test_transport_agrees_with_mathlib_at_every_shift(show):
    figure = show("transport")
    shown = []
    for shift in range(9):
        figure.slide("shift of Q", shift)
        now = figure.numbers
        p, q = np.array(now["p"]), np.array(now["q"])
        assert now["shift"] == shift
        w1 = information.wasserstein_1d_weighted(now["positions"], p, q)
        assert_allclose(now["w1"], w1, rtol=0, atol=1e-9)
        kl = information.kl_divergence(p, q, unit="bits")
        assert_allclose(now["kl"], kl, rtol=0, atol=1e-9)
        js = information.js_divergence(p, q, unit="bits")
        assert_allclose(now["js"], js, rtol=0, atol=1e-9)
        shown.append((w1, kl, js))
    w1, kl, js = np.transpose(shown)
    assert_allclose(np.diff(w1[2:]), 1, atol=1e-12)  # one step costs one step
    assert np.isfinite(kl[:2]).all()
    assert np.isinf(kl[2:]).all()
    assert_allclose(js[4:], 1, atol=1e-12)


def test_transport_handle_snaps_to_steps_by_mouse_and_keys(show):
    figure = show("transport")
    figure.press("Q, slid along the line", "ArrowRight")
    assert figure.numbers["shift"] == 3
    figure.drag("Q, slid along the line", 110, 0)
    now = figure.numbers["shift"]
    assert now == int(now)
    assert now > 3
