"""Install packages into the virtual environment: by uv if it can be had, else by pip.

uv takes 2 s for what takes pip a minute. It does not read pip's configuration, so the
indexes, wheel folders, certificates and proxy that pip was told of are passed on.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin

from tools import house
from tools.house import BIN, PYTHON, CommandError, SetupError, say

UV = "uv>=0.5,<1"
PATIENCE = ["--retries=1", "--timeout=20", "--disable-pip-version-check"]
# Only for a Python that comes without ensurepip and without pip (Debian's, bare).
PIP_WHEEL = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def install(what: Sequence[str | Path]) -> None:
    """Install into the virtual environment; raise `SetupError` if that fails."""
    uv = uv_command() or fetch_uv()
    if uv is not None:
        options, extra = uv_options()
        try:
            command = [*uv, "pip", "install", "--python", PYTHON, *options, *what]
            listing = ("+ ", "- ", "~ ")
            house.run(command, env=house.environment(**extra), hide=listing)
            return
        except CommandError as failure:
            if trouble := house.diagnose(failure.output):
                raise trouble from None
            say("uv could not install the packages; trying again with pip")
    with pip_command() as pip:
        try:
            house.run([*pip, "install", *PATIENCE, *what])
        except CommandError as failure:
            raise house.diagnose(failure.output) or SetupError(
                "pip could not install the packages; its message is above. Nothing"
                " half-made was left behind."
            ) from None


def uv_command() -> list[str] | None:
    """Return the command of the environment's own uv, or None."""
    program = BIN / ("uv.exe" if os.name == "nt" else "uv")
    return [str(program)] if program.is_file() else None


def fetch_uv() -> list[str] | None:
    """Install uv by pip; None if there is no uv for this machine."""
    with pip_command() as pip:
        try:
            house.run([*pip, "install", *PATIENCE, UV], show=False)
        except CommandError as failure:
            if trouble := house.diagnose(failure.output):
                raise trouble from None
            return None
    return uv_command()


@contextlib.contextmanager
def pip_command() -> Iterator[list[str]]:
    """Yield a pip command that installs into the virtual environment.

    Its own pip, else the pip of the Python that runs this, else a pip fetched for the
    moment, so that Debian's Python without python3-venv will do.
    """
    if any(house.VENV.glob("[Ll]ib/**/site-packages/pip/__main__.py")):
        yield [str(PYTHON), "-m", "pip"]
    elif can_import("pip"):
        yield [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    else:
        with tempfile.TemporaryDirectory() as folder:
            wheel = Path(folder) / PIP_WHEEL
            wheel.write_bytes(_fetch_pip())
            yield [str(PYTHON), str(wheel / "pip")]


def can_import(name: str) -> bool:
    """Say whether this Python has a package (not only an empty folder of its name)."""
    spec = find_spec(name)
    return spec is not None and spec.origin is not None


def _fetch_pip() -> bytes:
    """Return pip's wheel from the package index, checked against its hash."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    say(f"This Python comes without pip; fetching {PIP_WHEEL} from {index}")
    try:
        page = _get(f"{index}/pip/").decode()
        link = re.search(rf'href="([^"#]*{re.escape(PIP_WHEEL)})', page)
        if link is None:
            raise SetupError(_no_pip(f"{index} does not have {PIP_WHEEL}"))
        wheel = _get(urljoin(f"{index}/pip/", link[1]))
    except OSError as error:
        raise SetupError(_no_pip(f"{index} cannot be reached ({error})")) from None
    if sha256(wheel).hexdigest() != PIP_SHA256:
        raise SetupError(_no_pip(f"{PIP_WHEEL} from {index} has not the known hash"))
    return wheel


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def _no_pip(reason: str) -> str:
    return (
        "This Python has neither ensurepip nor pip (Debian and Ubuntu split them off),"
        f" and pip could not be fetched: {reason}. Check the network, or install them:"
        " `sudo apt-get install python3-venv`. Then run the same command again."
        " Nothing half-made was left behind."
    )


def uv_options() -> tuple[list[str], dict[str, str]]:
    """Translate pip's configuration into uv's options and environment."""
    settings = _pip_settings()
    options = ["--index-strategy=unsafe-best-match"]  # as pip: the best of all indexes
    if "index-url" in settings:
        options += ["--default-index", settings["index-url"]]
    for url in settings.get("extra-index-url", "").split():
        options += ["--index", url]
    for place in settings.get("find-links", "").split():
        options += ["--find-links", place]
    for host in settings.get("trusted-host", "").split():
        options += ["--allow-insecure-host", host]
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        options.append("--no-index")
    extra = {}
    if "cert" in settings:
        extra["SSL_CERT_FILE"] = settings["cert"]
    if "proxy" in settings:
        extra["ALL_PROXY"] = settings["proxy"]
    return options, extra


def _pip_settings() -> dict[str, str]:
    """Return pip's settings by name; the environment's win over the files'."""
    with pip_command() as pip:
        try:
            listing = house.run([*pip, "config", "list"], show=False)
        except CommandError:
            return {}
    return parse_pip_settings(listing)


def parse_pip_settings(listing: str) -> dict[str, str]:
    """Parse what `pip config list` prints, such as ``global.index-url='https://...'``."""
    found: dict[str, tuple[int, str]] = {}
    rank = {"global": 0, "install": 1, ":env:": 2}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.strip().rpartition(".")
        if section not in rank:
            continue
        if key not in found or rank[section] >= found[key][0]:
            found[key] = (rank[section], str(ast.literal_eval(value.strip())))
    return {key: value for key, (_, value) in found.items()}
