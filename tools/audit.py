"""Measure a chapter's page against the same page made by a stock Jupyter Book.

Usage: audit.py [PAGE]      (default notebooks/linalg/svd.html; `make audit` builds)

Both pages are served from this machine by the same server, compressed, and opened in
the same Chromium with its processor slowed down four times. The stock page is what
`jupyter-book build` gives with its default theme and renderer. Its MathJax, which a
reader gets from a public CDN, is served from this machine too: that leaves out the
CDN's delay, in the stock page's favor. Then Lighthouse looks at our page, twice.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any

import yaml
from playwright.sync_api import Browser, Response, sync_playwright

from tools import browser, house
from tools.house import BIN, ROOT, SITE, SetupError, say
from tools.serve import QuietHandler, Server

PAGE = "notebooks/linalg/svd.html"
MATHJAX = ROOT / "node_modules" / "mathjax" / "es5"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
SLOWDOWN = 4
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
STOCK = {
    "title": "Stock",
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "off"},
    "parse": {"myst_enable_extensions": ["amsmath", "colon_fence", "dollarmath"]},
    "bibtex_bibfiles": ["references.bib"],
    "sphinx": {
        "extra_extensions": ["sphinx_proof", "sphinx_exercise"],
        "config": {
            "html_static_path": ["mathjax"],
            "mathjax_path": "tex-mml-chtml.js",
        },
    },
}
OBSERVE = """
window.audit = { shift: 0, blocking: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) audit.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) audit.blocking += entry.duration - 50;
}).observe({ type: "longtask", buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
FORMULAS_VISIBLE = """async () => {
  if (!window.MathJax) {
    return performance.getEntriesByName("first-contentful-paint")[0].startTime;
  }
  await MathJax.startup.promise;
  return performance.now();
}"""
INLINE = "[...document.scripts].filter((s) => !s.src).map((s) => s.text).join('\\n')"


@dataclass(frozen=True)
class Measure:
    """What one opening of a page cost."""

    script_kb: float
    formulas_ms: float
    blocking_ms: float
    shift: float


class GzipHandler(QuietHandler):
    """Serve files compressed, as a site's host does."""

    def do_GET(self) -> None:  # noqa: N802
        """Send one file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    handler = functools.partial(GzipHandler, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a real browser."""
    path = browser.find()
    if path is None:
        raise SetupError("No Chromium was found: install one, or set CHROMIUM.")
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=path, args=FLAGS)


def build_stock(page: str, folder: Path) -> Path:
    """Build the chapter with Jupyter Book's defaults; return the stock page's site."""
    source = Path(page).with_suffix(".ipynb")
    (folder / source.parent).mkdir(parents=True)
    shutil.copy(ROOT / source, folder / source)
    shutil.copy(ROOT / "book" / "references.bib", folder)
    shutil.copytree(MATHJAX, folder / "mathjax")
    toc = {"format": "jb-book", "root": str(source.with_suffix(""))}
    for name, content in {"_config.yml": STOCK, "_toc.yml": toc}.items():
        (folder / name).write_text(yaml.safe_dump(content), "utf-8")
    house.run([BIN / "jupyter-book", "build", folder], show=False)
    return folder / "_build" / "html"


def measure(window: Browser, url: str) -> Measure:
    """Open a page once on a slowed-down processor and count what it costs."""
    page = window.new_page(viewport={"width": 1400, "height": 900})
    scripts: list[Response] = []
    page.on("response", lambda r: scripts.append(r) if is_script(r) else None)
    page.add_init_script(OBSERVE)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(url, wait_until="load", timeout=120_000)
    page.wait_for_function(PAINTED, timeout=120_000)
    formulas = page.evaluate(FORMULAS_VISIBLE)
    page.wait_for_timeout(2_000)
    found: dict[str, float] = page.evaluate("window.audit")
    code = [response.body() for response in scripts] + [page.evaluate(INLINE).encode()]
    page.close()
    kilobytes = sum(len(gzip.compress(body)) for body in code) / 1000
    return Measure(kilobytes, formulas, found["blocking"], found["shift"])


def is_script(response: Response) -> bool:
    """Say whether a response is a script that arrived."""
    return response.request.resource_type == "script" and response.ok


def lighthouse(url: str, *preset: str) -> dict[str, int]:
    """Return Lighthouse's scores, 0 to 100."""
    command = [BIN / "node", ROOT / "node_modules/lighthouse/cli/index.js", url]
    command += ["--output=json", "--quiet", "--disable-full-page-screenshot"]
    command += [f"--only-categories={','.join(CATEGORIES)}", *preset]
    command += [f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    environment = house.environment(CHROME_PATH=browser.find() or "")
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise SetupError(f"Lighthouse failed:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    return {name: round(100 * (score or 0)) for name, score in scores.items()}


def print_measures(stock: Measure, ours: Measure) -> None:
    """Print the two pages side by side."""
    say(f"{'':24}{'stock':>10}{'ours':>10}{'ratio':>8}")
    for label, field, digits in [
        ("script, kB gzipped", "script_kb", 1),
        ("formulas visible, ms", "formulas_ms", 0),
        ("blocking time, ms", "blocking_ms", 0),
        ("layout shift", "shift", 4),
    ]:
        a, b = getattr(stock, field), getattr(ours, field)
        ratio = f"{b / a:8.3f}" if a else ""
        say(f"{label:24}{a:10.{digits}f}{b:10.{digits}f}{ratio}")


def main() -> int:
    """Build the stock page, measure both, ask Lighthouse about ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", default=PAGE)
    page = parser.parse_args().page
    with tempfile.TemporaryDirectory() as folder, chromium() as window:
        with house.step("Building the stock page"):
            stock_site = build_stock(page, Path(folder, "stock"))
        with served(stock_site) as stock, served(SITE) as ours:
            say(f"{page}, processor slowed down {SLOWDOWN} times")
            measures = [measure(window, f"{site}/{page}") for site in (stock, ours)]
            print_measures(*measures)
            for name, preset in {"desktop": ["--preset=desktop"], "mobile": []}.items():
                scores = lighthouse(f"{ours}/{page}", *preset)
                words = ", ".join(f"{key} {score}" for key, score in scores.items())
                say(f"Lighthouse {name}: {words}")
    return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
