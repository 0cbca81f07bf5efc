"""Find links of a built site that lead nowhere: to a missing page, file or anchor.

Usage: links.py [FOLDER]      (default: the site that `make book` built)
"""

from __future__ import annotations

import argparse
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.house import SITE, guarded, say


class Page(HTMLParser):
    """The links and the anchors of a page, each link with its line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[int, str]] = []
        self.anchors: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element names and where it leads."""
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append((self.getpos()[0], value))


def dead_links(site: Path) -> list[str]:
    """Return `page, line: link (why)` for each link within `site` that is dead."""
    pages = {path: Page(path.read_text("utf-8")) for path in site.rglob("*.html")}
    return [
        f"{path.relative_to(site)}, line {line}: {link} ({why})"
        for path, page in sorted(pages.items())
        for line, link in page.links
        if (why := what_is_wrong(link, path, pages))
    ]


def what_is_wrong(link: str, path: Path, pages: dict[Path, Page]) -> str | None:
    """Return why a link is dead; None if it is not, or leaves the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return "no such file"
    if target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return "no such anchor"
    return None


def main() -> int:
    """Print the dead links; exit with 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SITE)
    found = dead_links(parser.parse_args().folder.resolve())
    for line in found:
        say(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(guarded(main))
