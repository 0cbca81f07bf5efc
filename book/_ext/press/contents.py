"""The book's contents, written and planned: ``book/contents.toml`` against the files.

A reference to a planned chapter (``{ref}`the spectral theorem <ch-eigen>` ``) is plain
text until the chapter's notebook is in the book, and a link from then on.
"""

import tomllib
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class Chapter:
    """A chapter of ``contents.toml``."""

    part: str
    slug: str
    title: str

    @property
    def label(self) -> str:
        """The label in the chapter's first line."""
        return "ch-" + self.slug.replace("_", "-")

    @property
    def docname(self) -> str:
        """The chapter's page."""
        return f"notebooks/{self.part}/{self.slug}"


@dataclass(frozen=True)
class Part:
    """A part of ``contents.toml``."""

    name: str
    title: str
    chapters: tuple[Chapter, ...]


def read_contents(env: BuildEnvironment) -> tuple[Part, ...]:
    """Return the parts with their chapters, in reading order."""
    with open(env.srcdir / "book" / "contents.toml", "rb") as file:
        parts = tomllib.load(file)["part"]
    return tuple(
        Part(
            part["name"],
            part["title"],
            tuple(
                Chapter(part["name"], chapter["slug"], chapter["title"])
                for chapter in part["chapters"]
            ),
        )
        for part in parts
    )


def resolve_planned(app: Sphinx, env: BuildEnvironment, node, contnode):
    """Turn a reference to a chapter that is planned into its text."""
    planned = {
        chapter.label
        for part in read_contents(env)
        for chapter in part.chapters
        if chapter.docname not in env.found_docs
    }
    if node.get("reftarget") in planned:
        return nodes.inline("", contnode.astext(), classes=["planned"])
    return None


def setup(app: Sphinx) -> dict:
    """Resolve references to planned chapters."""
    app.connect("missing-reference", resolve_planned)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
