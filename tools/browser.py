"""Find a Chromium for the tests that drive a real browser, or install one.

`python -m tools.browser` prints its path. Order: $CHROMIUM, the system's, the one that
Playwright keeps for itself.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from tools import house
from tools.house import PYTHON, CommandError, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    print(play.chromium.executable_path)
"""
APT = (
    "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq;"
    " apt-get install -y --no-install-recommends chromium"
)
MISSING = """
WARNING: no Chromium was found and none could be installed ({why}). Every test marked
`browser` is left out: those of the moving figures, of the site's pages and of
JupyterLab. Install Chromium or Google Chrome, or name one that you have:
`make test CHROMIUM=/path/to/it`.
"""


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    system = [shutil.which(name) for name in NAMES]
    mac = [path for path in MAC if Path(path).is_file()]
    found = [path for path in [*system, *mac] if path and not _is_snap_stub(path)]
    return found[0] if found else _playwrights()


def _is_snap_stub(path: str) -> bool:
    """Say whether this is Ubuntu's script that only asks to install a snap."""
    file = Path(path)
    return file.stat().st_size < 10_000 and b"snap install" in file.read_bytes()


def _playwrights() -> str | None:
    try:
        said = house.run([PYTHON, "-c", ASK_PLAYWRIGHT], show=False).strip()
    except (CommandError, OSError):
        return None
    return said if Path(said).is_file() else None


def ensure() -> None:
    """Install a Chromium if there is none; if that fails, say loudly what is lost."""
    if find():
        return
    say("No Chromium on this machine; installing one for the browser tests ...")
    why = "every way of installing it failed"
    for command in _ways_to_install():
        try:
            house.run(command, show=False)
        except CommandError as failure:
            lines = failure.output.strip().splitlines() or [str(failure)]
            why = f"{Path(command[0]).name}: {lines[-1]}"
        if find():
            return
    house.complain(MISSING.format(why=why))


def _ways_to_install() -> list[list[str]]:
    """Return the commands to try, the best first (Ubuntu's package is a stub)."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    playwright = [str(PYTHON), "-m", "playwright", "install", "chromium"]
    ways = [playwright]
    if root and shutil.which("apt-get"):
        if platform.freedesktop_os_release().get("ID") == "debian":
            ways.insert(0, ["sh", "-c", APT])
        else:
            ways.insert(0, [*playwright, "--with-deps"])
    return ways


if __name__ == "__main__":
    path = find()
    print(path or "no Chromium found")
    sys.exit(path is None)
