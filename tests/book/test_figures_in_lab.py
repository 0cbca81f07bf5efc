"""In JupyterLab a moving figure is a picture, and moves once its cell has run."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from tools import browser as browsers

CHROMIUM = browsers.find()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]
VIEW = {"width": 1300, "height": 1000}
TOKEN = "only-for-this-test"
CELL = """\
import matplotlib.pyplot as plt
from mathlib import plotting
plotting.use_style()
fig, ax = plt.subplots()
ax.plot([0, 1, 4])
plotting.interactive("linear-map", fig, alt="Still picture", A=[[2, 1], [0, 1.5]])"""


def stored_html():
    """The output as it is stored: made where no frontend runs the kernel."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JPY_")}
    code = f"import matplotlib; matplotlib.use('svg')\n{CELL}._repr_html_()"
    code = code.replace("plotting.interactive", "h = plotting.interactive")
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(h)"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab on this machine whose folder holds one notebook."""
    folder = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell(CELL, execution_count=1)
    html = {"text/html": stored_html(), "text/plain": "<moving figure linear-map>"}
    cell.outputs = [nbformat.v4.new_output("execute_result", html, execution_count=1)]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "figure.ipynb")
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder / ".config"),
        "JUPYTER_DATA_DIR": str(folder / ".data"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
    }
    log = (folder / "log.txt").open("w")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = ["--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={TOKEN}"]
    options += [f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen([*command, *options], env=environment, stderr=log)
    try:
        yield wait_for_address(folder / ".runtime", server)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def wait_for_address(runtime, server):
    for _ in range(600):
        assert server.poll() is None, "JupyterLab did not start"
        for file in runtime.glob("jpserver-*.json"):
            try:
                port = json.loads(file.read_text("utf-8"))["port"]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5):
                    return f"http://127.0.0.1:{port}"
            except (OSError, ValueError):
                pass
        time.sleep(0.1)
    raise AssertionError("JupyterLab gave no address within a minute")


def matrix(figure):
    """The matrix that the figure shows now."""
    return json.loads(figure.get_attribute("data-readout") or "{}")["A"]


def test_figure_is_a_picture_until_its_cell_runs_and_then_moves(lab, chromium):
    with contextlib.closing(chromium.new_page(viewport=VIEW)) as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{lab}/lab/tree/figure.ipynb?token={TOKEN}&reset")
        output = page.locator(".jp-OutputArea-output")
        # The notebook is not trusted: the picture shows, and nothing else.
        output.get_by_alt_text("Still picture").wait_for(timeout=90_000)
        assert page.locator("fig-linear-map").count() == 0
        page.get_by_text("(ipykernel) | Idle").wait_for(timeout=90_000)
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        figure = page.locator("fig-linear-map[data-ready]")
        figure.wait_for(timeout=90_000)
        assert matrix(figure) == [[2, 1], [0, 1.5]]
        # By mouse
        handle = figure.get_by_role("slider", name="first column of A")
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y - 30)
        page.mouse.up()
        page.wait_for_timeout(200)
        dragged = matrix(figure)
        assert dragged[0][0] < 1.7
        # By keys, which JupyterLab must not take for its own
        cells = page.locator(".jp-Cell").count()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)
        assert dragged[1][0] - matrix(figure)[1][0] == pytest.approx(0.3, abs=1e-9)
        assert page.locator(".jp-Cell").count() == cells
        # Its dark theme
        assert figure.get_attribute("data-scheme") == "light"
        page.evaluate(
            "document.body.dataset.jpThemeLight = 'false';"
            "document.body.style.setProperty('--jp-layout-color0', '#111')"
        )
        page.wait_for_selector("fig-linear-map[data-scheme=dark]", timeout=5000)
        if os.environ.get("PHOTOGRAPH"):
            page.screenshot(path=os.environ["PHOTOGRAPH"])
    assert [e for e in errors if re.search("fig-|bookFigures", e)] == []
