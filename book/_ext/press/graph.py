"""``{chapter-graph}``: which chapter needs which, from the chapters' own words.

A chapter says what it needs in its paragraph **You need**; each link there is an arc
from the needed chapter to it. The list of chapters runs down the page in reading
order, the arcs at its left; the same is said in words below.
"""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from press.contents import Chapter, link_to, read_contents
from press.pages import collector, rebuild_always

logger = logging.getLogger(__name__)


def needs_of(doctree: nodes.document) -> list[str]:
    """Return the labels of the chapters linked in the paragraph **You need**."""
    for strong in doctree.findall(nodes.strong):
        if strong.astext().rstrip(".:") == "You need":
            block = strong.parent
            follower = block.next_node(descend=False, siblings=True)
            blocks = [block, follower] if is_list(follower) else [block]
            links = [link for block in blocks for link in block.findall(is_chapter)]
            return list(dict.fromkeys(link["reftarget"] for link in links))
    return []


def is_list(node: nodes.Node | None) -> bool:
    """Return whether a node is a list."""
    return isinstance(node, nodes.bullet_list)


def is_chapter(node: nodes.Node) -> bool:
    """Return whether a node is a reference to a chapter."""
    return isinstance(node, nodes.Element) and str(node.get("reftarget")).startswith(
        "ch-"
    )


def arc(start: int, end: int, rows: int, title: str) -> str:
    """Return the SVG path from line `start` down to line `end`, in units of a line."""
    reach = 0.6 + 3.2 * ((end - start) / rows) ** 0.5
    path = f"M4 {start + 0.5}C{4 - reach:.2f} {start + 0.5},"
    path += f"{4 - reach:.2f} {end + 0.5},4 {end + 0.5}"
    return f'<path d="{path}"><title>{escape(title)}</title></path>'


class GraphMark(nodes.General, nodes.Element):
    """The place of the graph until all chapters are read."""


class ChapterGraph(SphinxDirective):
    """The directive ``{chapter-graph}``."""

    def run(self) -> list[nodes.Node]:
        """Leave a mark where the graph will stand."""
        self.env.note_dependency("book/contents.toml")
        rebuild_always(self.env)
        return [GraphMark()]


class DrawGraph(SphinxPostTransform):
    """Replace the mark by the list of chapters, the arcs, and the words."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs) -> None:
        """Draw at every mark of this page."""
        for mark in list(self.document.findall(GraphMark)):
            mark.replace_self(self.draw())

    def draw(self) -> list[nodes.Node]:
        """Return the graph and its words."""
        lines: list = []
        for part in read_contents(self.env):
            lines += [part.title, *part.chapters]
        rows = {
            line.label: k for k, line in enumerate(lines) if isinstance(line, Chapter)
        }
        edges = [
            (need, chapter)
            for chapter in lines
            if isinstance(chapter, Chapter)
            for need in self.env.press_needs.get(chapter.docname, [])
            if self.comes_before(need, chapter, rows)
        ]
        return [self.board(lines, rows, edges), *self.in_words(lines, rows, edges)]

    def comes_before(self, need: str, chapter: Chapter, rows: dict) -> bool:
        """Return whether `chapter` may need this; warn if it may not."""
        if rows.get(need, len(rows)) < rows[chapter.label]:
            return True
        message = "`You need` names %s, which is no earlier chapter"
        logger.warning(message, need, location=chapter.docname)
        return False

    def board(self, lines: list, rows: dict, edges: list) -> nodes.container:
        """Return the chapters, line by line, beside the drawing of the arcs."""
        arcs = [
            arc(
                rows[need],
                rows[chapter.label],
                len(lines),
                f"{chapter.title} needs {lines[rows[need]].title}",
            )
            for need, chapter in edges
        ]
        drawing = f'<svg viewBox="0 0 4 {len(lines)}" preserveAspectRatio="none"'
        drawing += f' aria-hidden="true">{"".join(arcs)}</svg>'
        board = nodes.container(classes=["chapter-graph"])
        board += nodes.raw("", drawing, format="html")
        items = nodes.bullet_list()
        for line in lines:
            text = self.entry(line)
            items += nodes.list_item("", text, classes=[text["classes"][0]])
        board += items
        return board

    def entry(self, line: str | Chapter) -> nodes.paragraph:
        """Return one line: a part's title or a chapter."""
        if isinstance(line, Chapter):
            link = link_to(line, self.env.docname)
            return nodes.paragraph("", "", link, classes=["chapter"])
        return nodes.paragraph("", "", nodes.strong("", line), classes=["part"])

    def in_words(self, lines: list, rows: dict, edges: list) -> list[nodes.Node]:
        """Return, for each chapter that is written, what it needs."""
        words = nodes.bullet_list()
        for chapter in dict.fromkeys(chapter for _, chapter in edges):
            text = nodes.paragraph("", "", link_to(chapter, self.env.docname))
            text += nodes.Text(" needs ")
            needed = [lines[rows[need]] for need, other in edges if other == chapter]
            for k, need in enumerate(needed):
                text += nodes.Text("; " if k else "")
                text += link_to(need, self.env.docname)
            text += nodes.Text(".")
            words += nodes.list_item("", text)
        return [nodes.rubric("", "In words", **{"heading-level": 2}), words]


def setup(app: Sphinx) -> dict:
    """Remember what chapters need, and draw it."""
    collector(app, "press_needs", needs_of)
    app.add_node(GraphMark)
    app.add_directive("chapter-graph", ChapterGraph)
    app.add_post_transform(DrawGraph)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
