"""`make lab` in a real browser: start page, boxes, moving figures, no pop-up.

It works on a copy of the chapters, because JupyterLab saves by itself.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time

import pytest
from playwright.sync_api import TimeoutError

from tools import lab
from tools.house import BIN, PYTHON, ROOT, environment

pytestmark = pytest.mark.browser
LINKED = (".venv", "node_modules", "mathlib", "exercises")
CHAPTERS = [path for _, paths in lab.chapters() for path in paths]
MINUTE = 60_000


def test_start_page_lists_the_chapters_in_order():
    text = lab.start_page()
    places = [text.index(f"[{lab.title(path)}](../../") for path in CHAPTERS]
    assert places == sorted(places)
    links = re.findall(r"\]\((.*)\)", text)
    assert [(lab.START.parent / link).resolve() for link in links] == CHAPTERS


def test_no_extension_is_refused():
    command = [BIN / "jupyter", "labextension", "list"]
    done = subprocess.run(
        command, env=environment(), capture_output=True, text=True, check=True
    )
    listing = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    lines = [line for line in listing.splitlines() if " enabled " in line]
    assert any("jupyterlab-myst" in line for line in lines), listing
    assert [line for line in lines if " OK" not in line] == []
    assert "disabled" not in listing


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a copy of what `make lab` shows."""
    root = tmp_path_factory.mktemp("lab")
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    for name in ("tools", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "_toc.yml", root)
    return root


@pytest.fixture(scope="module")
def address(root):
    """Start JupyterLab; return its address, with the token."""
    command = [PYTHON, "-m", "tools.lab", "--no-browser", "--ServerApp.port=0"]
    log = root / "lab.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield wait_for(r"http://\S+start\.md\?token=\w+", log, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def wait_for(pattern, log, process):
    """Return the first match of `pattern` in the log of a process."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text()):
            return found[0]
        assert process.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture
def page(chromium, address):
    """Open the start page."""
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(2 * MINUTE)
    page.goto(address)
    page.get_by_role("heading", name="Mathematics of Deep Learning").wait_for()
    yield page
    page.close()


@pytest.mark.skipif(not CHAPTERS, reason="there are no chapters yet")
def test_a_chapter_is_read_and_run(page):
    assert page.get_by_text("official Jupyter news").count() == 0
    page.get_by_role("link", name=lab.title(CHAPTERS[0])).click()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()

    # Boxes: theorems and exercises are boxes, not the text of a directive.
    statement = reveal(page, ".myst-proof", start=0)
    assert "{prf:" not in statement.inner_text()
    hint = reveal(page, ".myst-exercise details", start=0.5)
    assert hint.locator("summary").inner_text().strip() == "Hint"
    assert hint.get_attribute("open") is None

    # Figures: pictures until their cell has run, then they move.
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    figure = reveal(page, "[data-figure][data-ready]", start=0)
    before = figure.get_attribute("data-readout")
    figure.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    moved = "([figure, before]) => figure.getAttribute('data-readout') !== before"
    page.wait_for_function(moved, arg=[figure.element_handle(), before])


def reveal(page, selector, start):
    """Scroll down, from a share of the notebook on, until an element shows."""
    found = page.locator(f".jp-Notebook {selector}").first
    view = page.locator(".jp-WindowedPanel-outer").last
    page.wait_for_timeout(1000)
    for share in range(int(100 * start), 100, 2):
        view.evaluate("(v, share) => v.scrollTop = share * v.scrollHeight / 100", share)
        with contextlib.suppress(TimeoutError):
            found.wait_for(timeout=4000)
            return found
    raise AssertionError(f"{selector} did not appear")
