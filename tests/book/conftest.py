"""The built site and a server for it: made once, for all tests."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from tools import audit
from tools.house import BIN, ROOT


@dataclass(frozen=True)
class SmallBook:
    """A book that a test has built, or tried to."""

    returncode: int
    output: str
    site: Path


def jupyter_book(source, output):
    """Build a book as `make book` does; return the finished process."""
    command = [BIN / "jupyter-book", "build", source, "--path-output", output]
    return subprocess.run(
        [*command, "-W", "-n", "--keep-going"],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """Return a folder that all workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def site(shared_folder):
    """Return the folder of the built site; $BOOK_SITE names one that is built."""
    if named := os.environ.get("BOOK_SITE"):
        return Path(named)
    output = shared_folder / "site"
    with FileLock(f"{output}.lock"):
        if not output.is_dir():
            build = jupyter_book(ROOT, output)
            (shared_folder / "site.log").write_text(build.stdout + build.stderr)
            (shared_folder / "site.status").write_text(str(build.returncode))
    log = (shared_folder / "site.log").read_text()
    assert (shared_folder / "site.status").read_text() == "0", log[-4000:]
    return output / "_build" / "html"


@pytest.fixture(scope="session")
def pages(site):
    """Return the addresses of all pages within the site, in a fixed order."""
    found = sorted(site.glob("book/**/*.html")) + sorted(
        site.glob("notebooks/**/*.html")
    )
    return [page.relative_to(site).as_posix() for page in found]


@pytest.fixture(scope="session")
def chapters(pages):
    """Return the pages of the chapters."""
    return [page for page in pages if page.startswith("notebooks/")]


@pytest.fixture(scope="session")
def stock_site(chapters, shared_folder):
    """Return the first chapter's page as a stock Jupyter Book makes it."""
    output = shared_folder / "stock"
    with FileLock(f"{output}.lock"):
        if not output.is_dir():
            return audit.build_stock(chapters[0], output)
    return output / "_build" / "html"


@pytest.fixture(scope="session")
def origin(site):
    """Serve the site; return its address."""
    with audit.served(site) as address:
        yield address


@pytest.fixture
def visit(chromium, origin):
    """Return a function that opens a page of the site in a window of its own.

    What goes wrong there by itself (errors, requests to other hosts) fails the test.
    """
    contexts, troubles = [], []

    def open_page(path, *, width=1400, scheme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if is_error(m) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: troubles.append(r.url) if leaves(r) else None)
        page.goto(f"{origin}/{path}", wait_until="load")
        return page

    def is_error(message):
        return message.type in ("error", "warning")

    def leaves(request):
        return not request.url.startswith((origin, "data:", "blob:"))

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    """Return a function that builds a book of a few pages with the real configuration.

    `pages` maps paths under the book's root (without `.md`) to MyST text; `changes` are
    set in `_config.yml`.
    """

    def build(pages: dict, **changes) -> SmallBook:
        root = tmp_path_factory.mktemp("book")
        (root / "book").mkdir()
        for name in (
            "_ext",
            "_assets",
            "_templates",
            "contents.toml",
            "references.bib",
        ):
            (root / "book" / name).symlink_to(ROOT / "book" / name)
        for path, text in pages.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            write_page(root / path, text)
        config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8")) | changes
        first, *rest = pages
        entries = [{"file": path} for path in rest]
        toc = {"format": "jb-book", "root": first, "chapters": entries}
        for name, content in {"_config.yml": config, "_toc.yml": toc}.items():
            (root / name).write_text(yaml.safe_dump(content), "utf-8")
        done = jupyter_book(root, root)
        site = root / "_build" / "html"
        return SmallBook(done.returncode, done.stdout + done.stderr, site)

    return build


def write_page(path, text):
    """Write MyST text as a page, or as a notebook if it stands under notebooks/.

    A list is a notebook's cells.
    """
    if "notebooks" not in path.parts:
        path.with_suffix(".md").write_text(text, "utf-8")
        return
    import nbformat

    cells = text if isinstance(text, list) else [nbformat.v4.new_markdown_cell(text)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path.with_suffix(".ipynb"))


@pytest.fixture
def copy_of_site(site, tmp_path):
    """Return a copy of the site that a test may spoil."""
    return shutil.copytree(site, tmp_path / "site")
