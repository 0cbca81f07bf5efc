"""`make watch`: an edit appears in an open browser by itself, without a restart."""

import os
import re
import shutil
import signal
import subprocess
import time

import nbformat
import pytest
import yaml

from tools.house import PYTHON, ROOT, environment

pytestmark = pytest.mark.browser
SECONDS = 20  # on a busy machine; on a free one it takes 2 or 3
LINKED = (".venv", "node_modules", "mathlib", "exercises")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a book of one page and one notebook that a test may edit."""
    root = tmp_path_factory.mktemp("watched")
    (root / "notebooks").mkdir()
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "tools", root / "tools")
    for name in ("_ext", "_assets", "_templates"):
        shutil.copytree(ROOT / "book" / name, root / "book" / name)
    for name in ("_config.yml", "book/contents.toml", "book/references.bib"):
        shutil.copy(ROOT / name, root / name)
    chapters = [{"file": "notebooks/small"}]
    toc = {"format": "jb-book", "root": "book/index", "chapters": chapters}
    (root / "_toc.yml").write_text(yaml.safe_dump(toc))
    (root / "book" / "index.md").write_text("# Home\n\nThe first version.\n")
    cell = nbformat.v4.new_markdown_cell("# Small\n\nThe first notebook.")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, root / "notebooks" / "small.ipynb")
    return root


@pytest.fixture(scope="module")
def address(root):
    """Start watching; return the address it prints."""
    command = [PYTHON, "-m", "tools.watch", "--port", "0"]
    log = root / "watch.log"
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
        yield wait_for(r"http://localhost:\d+/", log, process)
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
def page(chromium):
    """Return an empty page that waits as long as a busy machine needs."""
    page = chromium.new_page()
    page.set_default_timeout(1000 * SECONDS)
    yield page
    page.close()


def shows(page, text):
    """Wait until the page shows the text, without being asked to reload."""
    page.get_by_text(text).wait_for()


def test_edits_appear_by_themselves(root, address, page, record_property):
    page.goto(f"{address}book/index.html")
    shows(page, "The first version.")
    start = time.monotonic()
    (root / "book" / "index.md").write_text("# Home\n\nThe second version: $x^2$.\n")
    shows(page, "The second version")
    record_property("seconds", time.monotonic() - start)
    assert page.locator(".katex").count() == 1

    style = root / "book" / "_assets" / "book.css"
    style.write_text(style.read_text() + "\nbody { outline: 7px solid red }\n")
    page.wait_for_function("getComputedStyle(document.body).outlineWidth === '7px'")

    page.goto(f"{address}notebooks/small.html")
    shows(page, "The first notebook.")
    path = root / "notebooks" / "small.ipynb"
    path.write_text(path.read_text().replace("first notebook", "second notebook"))
    shows(page, "The second notebook.")


def test_a_mistake_is_reported_and_can_be_mended(root, address, page):
    page.goto(f"{address}book/index.html")
    index = root / "book" / "index.md"
    index.write_text("# Home\n\nSee {ref}`nowhere <no-such-label>`. Broken.\n")
    shows(page, "Broken.")
    assert "no-such-label" in (root / "watch.log").read_text()
    index.write_text("# Home\n\nMended.\n")
    shows(page, "Mended.")
