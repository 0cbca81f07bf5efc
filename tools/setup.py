"""Make the virtual environment, `node_modules` and the browser what the locks say.

Each part carries a stamp with the hash of what it was made from; a part whose stamp is
right is left alone. A part without its stamp is made again.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sysconfig
import tempfile
import time
import tomllib
import venv
from pathlib import Path

from tools import house
from tools.house import BUILD, PYTHON, ROOT, VENV, CommandError, SetupError, say
from tools.installer import can_import, install, uv_command, uv_options

LOCK = ROOT / "requirements.txt"
STAMP = VENV / ".made-from"
UNFINISHED = VENV / ".unfinished"
NODE_MODULES = ROOT / "node_modules"
LOCK_OPTIONS = [
    "--all-extras",
    "--universal",
    "--fork-strategy=fewest",
    "--python-version=3.11",
    "--no-header",
    "--no-annotate",
    "--upgrade",
]


def main(arguments: list[str]) -> int:
    """Set up the parts that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", action="store_true", help="a Chromium as well")
    parser.add_argument("--box", action="store_true", help="bubblewrap as well")
    parser.add_argument("--lock", action="store_true", help="renew requirements.txt")
    options = parser.parse_args(arguments)

    def work() -> int:
        require_writable()
        with house.only_one("setup"):
            set_up_python()
            set_up_node()
        if options.lock:
            renew_lock()
        if options.browser:
            from tools import browser

            browser.ensure()
        if options.box:
            from tools import bubblewrap

            bubblewrap.ensure()
        return 0

    return house.guarded(work)


def require_writable() -> None:
    """Raise `SetupError` if this folder cannot be written to."""
    places = [place for place in (ROOT, BUILD, VENV, NODE_MODULES) if place.exists()]
    for place in places:
        if not os.access(place, os.W_OK):
            raise SetupError(
                f"Permission denied: you cannot write to {place}. Clone the book into a"
                " folder of your own, or give this one back to you with"
                f' `sudo chown -R "$(id -un)" {ROOT}`; sudo is never needed for make.'
                " Nothing was changed."
            )


# ---------------------------------------------------------------- Python


def set_up_python() -> None:
    """Bring the virtual environment to what requirements.txt says."""
    wanted = house.digest([LOCK], str(VENV), project_metadata())
    if STAMP.is_file() and STAMP.read_text() == wanted and python_runs():
        return
    if UNFINISHED.exists() or (VENV.exists() and not python_runs()):
        say("Removing a virtual environment that was left half-made or lost its Python")
        shutil.rmtree(VENV)
    fresh = not VENV.exists()
    if fresh:
        house.require_space(ROOT, 2)
    start = time.monotonic()
    try:
        if fresh:
            make_venv()
        say(f"Installing the packages of {LOCK.name} into {VENV} ...")
        STAMP.unlink(missing_ok=True)
        install(["-r", LOCK])
    except BaseException:
        if fresh:
            shutil.rmtree(VENV, ignore_errors=True)
        raise
    STAMP.write_text(wanted)
    UNFINISHED.unlink(missing_ok=True)
    say(f"Python environment ready in {time.monotonic() - start:.1f} s")


def project_metadata() -> str:
    """Return the part of pyproject.toml that an installation depends on."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return repr([data["build-system"], data["project"], data["tool"]["setuptools"]])


def python_runs() -> bool:
    """Say whether the environment's Python starts and is new enough."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return not subprocess.run([PYTHON, "-c", code], check=False).returncode
    except OSError:
        return False


def make_venv() -> None:
    """Create the virtual environment, with pip if this Python can give it one."""
    version = platform.python_version()
    say(f"Making a virtual environment with Python {version} in {VENV} ...")
    VENV.mkdir()
    UNFINISHED.touch()
    links = os.name != "nt"
    try:
        venv.create(VENV, symlinks=links, with_pip=can_import("ensurepip"))
    except subprocess.CalledProcessError as error:
        if trouble := house.diagnose(f"{error.output!r} {error.stderr!r}"):
            raise trouble from None
        venv.create(VENV, symlinks=links, with_pip=False)


def renew_lock() -> None:
    """Write requirements.txt anew: the newest versions that fit together."""
    uv = uv_command()
    if uv is None:
        raise SetupError(
            "uv is not in the virtual environment, and only uv writes a lock for all"
            " platforms. Install it with `.venv/bin/python -m pip install uv`."
        )
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "requirements.txt"
        options, extra = uv_options()
        command = [*uv, "pip", "compile", *LOCK_OPTIONS, *options, "pyproject.toml"]
        house.run([*command, "-o", new], env=house.environment(**extra), show=False)
        pins = [
            line for line in new.read_text().splitlines() if not line.startswith("-")
        ]
    LOCK.write_text("\n".join([*pins, "-e .", ""]))
    say(f"{LOCK.name}: {len(pins)} packages")


# ---------------------------------------------------------------- Node


def set_up_node() -> None:
    """Bring node_modules to what package-lock.json says, in one rename."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json"]
    if not all(path.is_file() for path in sources):
        say("No package-lock.json: npm's packages are left out")
        return
    stamp = NODE_MODULES / ".made-from"
    wanted = house.digest(sources, sysconfig.get_platform())
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    house.sweep(BUILD, "npm-*")
    workshop = Path(tempfile.mkdtemp(prefix="npm-", dir=BUILD))
    try:
        for path in [*sources, ROOT / ".npmrc"]:
            if path.is_file():
                shutil.copy(path, workshop)
        with house.step("Installing npm's packages"):
            npm_ci(workshop)
        (workshop / "node_modules" / ".made-from").write_text(wanted)
        house.replace_folder(workshop / "node_modules", NODE_MODULES)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def npm_ci(folder: Path) -> None:
    """Run `npm ci` with the environment's own Node."""
    npm = house.BIN / ("npm.exe" if os.name == "nt" else "npm")
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    try:
        (folder / "node_modules").mkdir()  # an empty lock makes none
        house.run([npm, "ci", *quiet], cwd=folder)
    except CommandError as failure:
        raise house.diagnose(failure.output) or SetupError(
            "`npm ci` failed; its message is above. If it says that package.json and"
            " package-lock.json differ, run `.venv/bin/npm install` and commit both."
        ) from None
