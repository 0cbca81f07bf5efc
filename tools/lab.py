"""Open the chapters in JupyterLab, on a start page that lists them in order.

Usage: lab.py [OPTION ...]        (options of `jupyter lab`, such as --no-browser)

Settings, trust and workspaces live in _build/lab/.jupyter, apart from those of your own
Jupyter. The chapters are trusted, so that their pictures show; news pop-ups are off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import yaml

from tools import house
from tools.house import BIN, BUILD, ROOT, say

START = BUILD / "lab" / "start.md"
HOME = BUILD / "lab" / ".jupyter"  # hidden: the reader sees start.md beside nothing
NEWS = "@jupyterlab/apputils-extension:announcements"
SETTINGS = {
    # The start page, and any page of the book, opens as it reads.
    "@jupyterlab/docmanager-extension/plugin": {
        "defaultViewers": {"markdown": "Markdown Preview"}
    },
    # Only the cells in view: jupyterlab-myst parses the whole chapter again for each
    # cell that is added, which takes a minute when all 150 are.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "full"},
}
INTRODUCTION = """# Mathematics of Deep Learning

Open a chapter and run its cells from the top with Shift-Enter. Figures move once their
cell has run, and `check` answers as soon as you have put in an answer. Change anything:
the command `git checkout notebooks` brings the chapters back.
"""


def chapters() -> list[tuple[str, list[Path]]]:
    """Return the parts of the book with their chapters that exist, in order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts: list[tuple[str, list[Path]]] = []
    for part in toc.get("parts", [toc]):
        if caption := part.get("caption"):
            parts.append((caption, []))
        names = [entry.get("file", "") for entry in part.get("chapters", [])]
        paths = [ROOT / f"{name}.ipynb" for name in names]
        if parts:
            parts[-1][1].extend(path for path in paths if path.is_file())
    return [(caption, paths) for caption, paths in parts if paths]


def title(path: Path) -> str:
    """Return a notebook's first heading."""
    for cell in nbformat.read(path, as_version=4).cells:
        for line in cell.source.splitlines():
            if line.startswith("# ") and cell.cell_type == "markdown":
                return line.removeprefix("# ").strip()
    return path.stem


def start_page(
    introduction: str = INTRODUCTION,
    folder: Path = START.parent,
    notebooks: Path = ROOT / "notebooks",
) -> str:
    """Return the page, in Markdown, that lies in `folder` and links to `notebooks`."""
    lines = [introduction]
    number = 0
    for caption, paths in chapters():
        lines.append(f"## {caption}\n")
        for path in paths:
            number += 1
            target = notebooks / path.relative_to(ROOT / "notebooks")
            link = os.path.relpath(target, folder).replace(os.sep, "/")
            lines.append(f"{number}. [{title(path)}]({link})")
        lines.append("")
    return "\n".join(lines)


def environment() -> dict[str, str]:
    """Return the environment that keeps this JupyterLab to its own folder."""
    folders = {
        "JUPYTER_CONFIG_DIR": HOME / "config",
        "JUPYTER_DATA_DIR": HOME / "data",
        "JUPYTER_RUNTIME_DIR": HOME / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": HOME / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": HOME / "workspaces",
    }
    return house.environment(**{name: str(path) for name, path in folders.items()})


def write_once(path: Path, content: object) -> None:
    """Write a settings file, unless the reader has one already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def prepare() -> dict[str, str]:
    """Write settings and start page, trust the chapters; return the environment."""
    env = environment()
    HOME.mkdir(parents=True, exist_ok=True)
    pages = HOME / "config" / "labconfig" / "page_config.json"
    write_once(pages, {"disabledExtensions": {NEWS: True}})
    for name, setting in SETTINGS.items():
        write_once(HOME / "settings" / f"{name}.jupyterlab-settings", setting)
    START.write_text(start_page(), encoding="utf-8")
    notebooks = [path for _, paths in chapters() for path in paths]
    if notebooks:
        house.run([BIN / "jupyter", "trust", *notebooks], env=env, show=False)
    return env


def command(options: list[str]) -> list[str]:
    """Return the command that starts JupyterLab on the start page."""
    words = [str(BIN / "jupyter"), "lab", f"--ServerApp.root_dir={ROOT}"]
    words.append(f"--LabApp.default_url=/lab/tree/{START.relative_to(ROOT).as_posix()}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    return [*words, *options]


def main() -> int:
    """Run JupyterLab until it is stopped."""
    say("Preparing the chapters for JupyterLab ...")
    env = prepare()
    say("Starting JupyterLab; Ctrl-C, twice, stops it.")
    try:
        return subprocess.run(command(sys.argv[1:]), env=env, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
