"""Build the site into _build/html, all of it or nothing; quick when nothing changed.

Usage: build_site.py [--force]

Always a full build, in a folder of its own that takes the old site's place at the end:
an incremental one keeps silent about warnings on pages it does not read again, and does
not copy a changed style sheet. It costs 0.2 s a page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools import house
from tools.house import BIN, BUILD, ROOT, SITE, CommandError, SetupError, say

SOURCES = ("book", "notebooks", "mathlib", "exercises", "tools")
LOCKS = (
    "_config.yml",
    "_toc.yml",
    "package-lock.json",
    "pyproject.toml",
    "requirements.txt",
)
STAMP = ".made-from"
OPTIONS = ["-W", "-n", "--keep-going"]  # a warning is an error; report all of them
GIGABYTES = 0.2
FIGURES = [BIN / "node", "tools/build_figures.mjs"]
# Jupyter Book's settings, and where it thinks the site will be.
DULL = (
    *("myst v", "myst-nb v", "sphinx-multitoc", "[etoc]", "===", "Using jupyter"),
    *("copying ", "Finished", "Your book's", "You can look", "Or paste", "The HTML"),
    *("_build/", "file:/", "Source", "Config", "Output"),
)


def main() -> int:
    """Build if something changed, and say where the site is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="even if nothing changed")
    options = parser.parse_args()
    return house.guarded(lambda: build_if_changed(force=options.force))


def build_if_changed(*, force: bool) -> int:
    """Build the site unless it is up to date; return the exit code."""
    start = time.monotonic()
    with house.only_one("site"):
        if is_up_to_date() and not force:
            verdict = "is up to date"
        else:
            build()
            verdict = "was built"
    seconds = time.monotonic() - start
    page = SITE / "index.html"
    say(f"The site {verdict} ({seconds:.1f} s). `make serve`, or open {page}")
    return 0


def is_up_to_date() -> bool:
    """Say whether the site was built from the files as they are now."""
    stamp = SITE / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint()


def build() -> None:
    """Build figures and pages into a new folder, then put it in the old one's place."""
    house.require_space(BUILD, GIGABYTES)
    house.sweep(BUILD, "site-*")
    build_figures()
    stamp = fingerprint()  # now, so that an edit during the build is not missed
    workshop = Path(tempfile.mkdtemp(prefix="site-", dir=BUILD))
    try:
        build_pages(workshop)
        new = workshop / "_build" / "html"
        (new / STAMP).write_text(stamp)
        house.replace_folder(new, SITE)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def build_figures() -> None:
    """Bundle the moving figures' scripts, if their sources changed."""
    try:
        house.run([*FIGURES, "--check"], show=False)
    except CommandError:
        with house.step("Bundling the moving figures"):
            house.run(FIGURES)


def build_pages(workshop: Path) -> None:
    """Run Jupyter Book; raise `SetupError` if there is a warning."""
    book = [BIN / "jupyter-book", "build", ".", "--path-output", workshop]
    try:
        with house.step("Building the pages"):
            house.run([*book, *OPTIONS], hide=DULL)
    except CommandError as failure:
        found = [line for line in failure.output.splitlines() if is_finding(line)]
        listed = "".join(f"\n  {line}" for line in found)
        if listed:
            print(f"\nWhat stopped the build:{listed}", file=sys.stderr, flush=True)
        raise house.diagnose("\n".join(found) or failure.output) or SetupError(
            f"The site was not built: {len(found)} warnings or errors, and each one"
            " counts. The lines above say where each is. The old site, if any, is"
            " untouched."
        ) from None


def is_finding(line: str) -> bool:
    """Say whether a line of Sphinx's output is a warning or an error."""
    return any(f"{word}:" in line for word in ("WARNING", "ERROR", "CRITICAL"))


def fingerprint() -> str:
    """Return a hash of all that the site is made from."""
    return house.digest(source_files(), git_head())


def source_files() -> list[Path]:
    """Return the files that the site is made from, in a fixed order."""
    files = [ROOT / name for name in LOCKS]
    for folder in SOURCES:
        files.extend(path for path in _walk(ROOT / folder) if path.is_file())
    return sorted(files)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if not any(p == "__pycache__" or p.startswith(".ipynb_check") for p in parts):
            yield path


def git_head() -> str:
    """Return the commit that is checked out (pages name it), or nothing."""
    try:
        return house.run(["git", "rev-parse", "HEAD"], show=False).strip()
    except (CommandError, OSError):
        return ""


if __name__ == "__main__":
    sys.exit(main())
