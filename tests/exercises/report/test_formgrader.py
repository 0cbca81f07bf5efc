"""nbgrader's formgrader on a course that was written here, in a real browser."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import replace

import course_samples
import pytest
from course_samples import PROOF

from exercises.report import gradebook, write
from tools.house import PYTHON, ROOT, environment

pytestmark = pytest.mark.browser
SECOND = 1000
LOCAL = ("http://127.0.0.1", "data:", "blob:")
MATHJAX = ROOT / "node_modules" / "mathjax" / "es5" / "tex-chtml.js"
NAME = "Mal <img src=x onerror=window.hacked=11> \"'"


@pytest.fixture(scope="module")
def course(tmp_path_factory, blank_book):
    """Return the folder of a course with one batch of grades."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(blank_book, folder)
    write_reports(folder, [])
    return folder


def write_reports(course, problems=None):
    """Write all reports of a course in which one student attacks the teacher."""
    roster = course_samples.new_roster()
    roster["mal"] = replace(roster["mal"], name=NAME, email=NAME)
    write(
        course,
        course_samples.new_assignment(),
        course_samples.new_records(),
        course_samples.new_submissions(),
        problems,
        roster,
    )


@pytest.fixture(scope="module")
def address(course, tmp_path_factory):
    """Start a Jupyter server with formgrader; return its address."""
    home = tmp_path_factory.mktemp("home")
    command = [PYTHON, "-m", "jupyter_server", "--no-browser", "--port=0"]
    command += ["--allow-root", "--IdentityProvider.token=sesame"]
    log = home / "server.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            command,
            cwd=course,
            env=environment() | {"HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield wait_for(r"http://127\.0\.0\.1:\d+", log, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def wait_for(pattern, log, process):
    """Return the first match of `pattern` in the log of a process."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text()):
            return found[0]
        assert process.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(log.read_text())


class Tab:
    """A tab that reaches this server only, and what happened in it."""

    def __init__(self, context, address):
        context.route(lambda url: not url.startswith(LOCAL), self.refuse)
        self.asked, self.dialogs, self.address = [], [], address
        self.page = context.new_page()
        self.page.set_default_timeout(60 * SECOND)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: self.dialogs.append(dialog.message))
        self.page.goto(f"{address}/login?token=sesame")

    @staticmethod
    def refuse(route):
        """Answer for MathJax's address with a copy, for no other."""
        if "mathjax" in route.request.url.lower():
            route.fulfill(path=MATHJAX, content_type="text/javascript")
        else:
            route.abort()

    def open(self, student):
        """Open a student's submission in formgrader; return the page."""
        api = f"{self.address}/formgrader/api/submitted_notebooks/week1/week1"
        found = self.page.request.get(api).json()
        id = next(one["id"] for one in found if one["student"] == student)
        self.page.goto(f"{self.address}/formgrader/submissions/{id}/")
        self.page.locator(f"input#{PROOF}").wait_for()
        return self.page


@pytest.fixture
def tab(chromium, address):
    """Return a tab of its own."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    config = "window.MathJax = {tex: {inlineMath: [['$', '$']]}}"
    context.add_init_script(config)
    yield Tab(context, address)
    context.close()


def test_a_hostile_proof_does_not_act_on_the_teacher(tab):
    page = tab.page
    page.goto(f"{tab.address}/formgrader/gradebook/week1/week1")
    page.get_by_role("link", name="Submission #1").wait_for()
    page.get_by_text("Show All Names").click()
    page.goto(f"{tab.address}/formgrader/manage_students")
    page.get_by_text("Mal ‹img").first.wait_for()
    tab.open("mal")
    page.locator(".glyphicon-eye-open").click()
    page.get_by_text("Mal ‹img").wait_for()
    page.wait_for_function("window.MathJax.startup && MathJax.startup.document")
    page.evaluate("MathJax.startup.promise")
    page.wait_for_timeout(SECOND)
    assert page.evaluate("window.hacked") is None
    assert tab.dialogs == []
    outside = [url for url in tab.asked if not url.startswith(LOCAL)]
    assert all("mathjax" in url.lower() for url in outside), outside
    assert not [url for url in tab.asked if url.endswith(("/x", "/c.png"))]
    assert page.locator("base, iframe, .mermaid, svg, a[href^=javascript]").count() == 0
    assert page.locator(f"[id={PROOF}]").count() == 1
    answer = page.locator(".nbgrader_cell").last.locator(".text_cell_render")
    own = answer.locator("*:not(mjx-container):not(mjx-container *)")
    assert own.count() == 1  # our element; none is the student's


def test_a_proof_its_rubric_and_its_solution_can_be_read(tab):
    page = tab.open("mal")
    page.wait_for_function("window.MathJax.startup && MathJax.startup.document")
    page.evaluate("MathJax.startup.promise")
    formulas = page.evaluate("[...MathJax.startup.document.math].map((m) => m.math)")
    assert "a < b" in formulas
    answer = page.locator(".nbgrader_cell").last.locator(".text_cell_render")
    text = answer.inner_text()
    assert text.startswith("By symmetry ")
    assert "</style><script>window.hacked = 1;" in text
    assert "# divergence-js-coin\n\n```mermaid\n<script>" in text
    whole = page.locator("#notebook-container").first.inner_text()
    assert "2.5 points: the joint and the product are compared term by term" in whole
    assert "This is the game of the first adversarial networks" in whole


def test_points_and_a_comment_come_back_in_the_reports(tab, course):
    page = tab.open("mal")
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.ok):
        page.locator(f"input#{PROOF}").fill("3.5")
        page.locator(f"input#{PROOF}").press("Tab")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.ok):
        page.locator(f"textarea#{PROOF}-comment").fill("The case $a = b$ is missing.")
        page.locator(f"textarea#{PROOF}-comment").press("Tab")
    hand = gradebook.read(course, course_samples.new_assignment())["mal", PROOF]
    assert (hand.points, hand.comment) == (3.5, "The case $a = b$ is missing.")
    write_reports(course)
    feedback = (course / "feedback" / "mal" / "week1" / "week1.html").read_text("utf-8")
    assert "3.5 of 5 points" in feedback
    assert "is missing." in feedback
    grades = (course / "grades" / "week1" / "grades.csv").read_text("utf-8")
    assert re.search(r"^mal,.*,final,0,0,3\.5,3\.5,8\.5,3\.5,", grades, re.MULTILINE)


def test_the_attack_works_where_the_markdown_is_the_students_own(tab, course):
    """So the tests above would see it if formgrader were given the proof as it is."""
    path = course / "autograded" / "mal" / "week1" / "week1.ipynb"
    before = path.read_text("utf-8")
    notebook = json.loads(before)
    notebook["cells"][-1]["source"] = "<img src=x onerror='window.hacked = 2'>"
    path.write_text(json.dumps(notebook), "utf-8")
    try:
        tab.open("mal").wait_for_function("window.hacked === 2")
    finally:
        path.write_text(before, "utf-8")
