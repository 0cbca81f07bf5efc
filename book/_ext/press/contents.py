"""The book's contents, written and planned: ``book/contents.toml`` against the files.

A reference to a planned chapter (``{ref}`the spectral theorem <ch-eigen>` ``) is plain
text until the chapter's notebook is in the book, and a link from then on.
"""

import tomllib
from dataclasses import dataclass

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective


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


def link_to(chapter: Chapter, docname: str) -> nodes.Node:
    """Return a reference to a chapter that is plain text while it is planned."""
    link = pending_xref(
        refdomain="std",
        reftype="ref",
        reftarget=chapter.label,
        refexplicit=True,
        refwarn=True,
        refdoc=docname,
    )
    link += nodes.inline("", chapter.title)
    return link


def list_of_chapters(part: Part, docname: str) -> nodes.bullet_list:
    """Return the chapters of a part, those that exist as links."""
    items = nodes.bullet_list(classes=["chapters"])
    for chapter in part.chapters:
        text = nodes.paragraph("", "", link_to(chapter, docname))
        items += nodes.list_item("", text)
    return items


class PartChapters(SphinxDirective):
    """``{part-chapters} linalg``: the chapters of one part, in reading order."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        self.env.note_dependency("book/contents.toml")
        parts = {part.name: part for part in read_contents(self.env)}
        if self.arguments[0] not in parts:
            raise self.error(f"no part {self.arguments[0]!r} in book/contents.toml")
        return [list_of_chapters(parts[self.arguments[0]], self.env.docname)]


class PartMap(SphinxDirective):
    """``{part-map}``: all parts of the book with their chapters, written or planned."""

    def run(self) -> list[nodes.Node]:
        """Return a numbered list of parts."""
        self.env.note_dependency("book/contents.toml")
        parts = nodes.enumerated_list(classes=["part-map"])
        for part in read_contents(self.env):
            title = nodes.paragraph("", "", nodes.strong("", part.title))
            chapters = list_of_chapters(part, self.env.docname)
            parts += nodes.list_item("", title, chapters)
        return [parts]


def setup(app: Sphinx) -> dict:
    """Resolve references to planned chapters, and list the chapters."""
    app.connect("missing-reference", resolve_planned)
    app.add_directive("part-chapters", PartChapters)
    app.add_directive("part-map", PartMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
