"""Where the book can be installed from, for those who lack it.

It is the address that the site's launch buttons use (``repository`` in
``_config.yml``), or that from which this copy was installed; else nobody knows.
"""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SECTION = re.compile(r"^repository:[ \t]*\n((?:[ \t]+.*\n|[ \t]*\n)*)", re.MULTILINE)
_NAME = "mathematics-of-deep-learning"


def requirement(root: Path = _ROOT) -> str:
    """Return what pip can install the book from, or ''."""
    config = root / "_config.yml"
    found = configured(config.read_text("utf-8")) if config.is_file() else ""
    return found or _origin()


def configured(config: str) -> str:
    """Return the repository that the text of a ``_config.yml`` names, or ''."""
    match = _SECTION.search(config + "\n")
    if not match or not (url := _value(match[1], "url")):
        return ""
    branch = _value(match[1], "branch")
    return f"git+{url}@{branch}" if branch else f"git+{url}"


def _value(section: str, key: str) -> str:
    found = re.search(
        rf"""^[ \t]+{key}:[ \t]*(["']?)([^\s"'#]*)\1[ \t]*(?:#.*)?$""",
        section,
        re.MULTILINE,
    )
    return found[2] if found else ""


def _origin() -> str:
    """Return the repository and commit that pip installed this copy from, or ''."""
    try:
        text = metadata.distribution(_NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return ""
    origin = json.loads(text or "{}")
    commit = origin.get("vcs_info", {}).get("commit_id")
    is_public = origin.get("url", "").startswith("https://")
    return f"git+{origin['url']}@{commit}" if commit and is_public else ""
