"""Begin a chapter: copy the template, name it, and put it into the book.

Usage: new_chapter.py PART/SLUG                          (as in book/contents.toml)
"""

from __future__ import annotations

import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[1]


def planned(root: pathlib.Path) -> dict[str, str]:
    """Return the title of every chapter that is planned, by ``part/slug``."""
    with open(root / "book" / "contents.toml", "rb") as file:
        parts = tomllib.load(file)["part"]
    return {
        f"{part['name']}/{chapter['slug']}": chapter["title"]
        for part in parts
        for chapter in part["chapters"]
    }


def new_chapter(name: str, root: pathlib.Path = ROOT) -> pathlib.Path:
    """Write the template as the chapter `name` and return its path.

    Raises
    ------
    ValueError
        If no chapter of that name is planned, or it exists.
    """
    titles = planned(root)
    if name not in titles:
        raise ValueError(
            f"no chapter {name!r} in book/contents.toml; planned: {', '.join(titles)}"
        )
    path = root / "notebooks" / f"{name}.ipynb"
    if path.exists():
        raise ValueError(f"{path} exists; edit it instead")
    slug = path.stem.replace("_", "-")
    text = (root / "tools" / "template.ipynb").read_text(encoding="utf-8")
    text = text.replace("Title of the chapter", titles[name])
    for label in ("ch-", "thm-", "def-", "eq-", "fig-"):
        text = text.replace(f"{label}template", f"{label}{slug}")
    text = text.replace('\\"template-sum\\"', f'\\"{slug}-sum\\"')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def main() -> int:
    """Run the command line; return the exit status."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        path = new_chapter(sys.argv[1])
    except ValueError as problem:
        print(problem)
        return 1
    print(f"{path.relative_to(ROOT)} is written. Put it into _toc.yml, then edit it:")
    print("  make lab, or make watch beside your editor; make canonical; make check")
    return 0


if __name__ == "__main__":
    sys.exit(main())
