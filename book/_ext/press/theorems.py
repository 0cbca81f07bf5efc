"""``{theorem-index}``: every definition and theorem of the book, by chapter.

Their titles are remembered while the chapters are read; the numbers are known only
once all chapters are.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from press.pages import collector, rebuild_always

KINDS = {"definition", "axiom", "theorem", "lemma", "proposition", "corollary"}
KINDS |= {"algorithm"}


class IndexMark(nodes.General, nodes.Element):
    """The place of the index until the numbers are known."""


class TheoremIndex(SphinxDirective):
    """The directive ``{theorem-index}``."""

    def run(self) -> list[nodes.Node]:
        """Leave a mark where the index will stand."""
        rebuild_always(self.env)
        return [IndexMark()]


def statements_of(doctree: nodes.document) -> list[dict]:
    """Return kind, label, counter and title of each statement of a page."""
    return [
        {
            "kind": node["realtype"],
            "label": node["label"],
            "counter": node["countertype"],
            "title": [child.deepcopy() for child in node.children[0].children],
        }
        for node in doctree.findall(nodes.Admonition)
        if node.get("realtype") in KINDS
    ]


def number_of(env: BuildEnvironment, docname: str, statement: dict) -> str:
    """Return the number of a statement, `3.2`; nothing where it has none."""
    numbers = env.toc_fignumbers.get(docname, {}).get(statement["counter"], {})
    return ".".join(map(str, numbers.get(statement["label"], ())))


class FillIndex(SphinxPostTransform):
    """Replace the mark by a list of links for each chapter."""

    default_priority = 5

    def run(self, **kwargs) -> None:
        """Fill every mark of this page."""
        for mark in list(self.document.findall(IndexMark)):
            mark.replace_self(
                [
                    node
                    for docname, statements in self.chapters()
                    for node in self.chapter_index(docname, statements)
                ]
            )

    def chapters(self) -> list[tuple[str, list[dict]]]:
        """Return the pages that state something, in reading order."""
        numbers = self.env.toc_secnumbers
        found = self.env.press_statements.items()
        return sorted(
            [(docname, statements) for docname, statements in found if statements],
            key=lambda item: (numbers.get(item[0], {}).get("", (999,)), item[0]),
        )

    def chapter_index(self, docname: str, statements: list[dict]) -> list[nodes.Node]:
        """Return the chapter's title and the links to its statements."""
        title = nodes.rubric(**{"heading-level": 2})
        name = nodes.inline("", "", *self.env.titles[docname].deepcopy().children)
        title += self.link(docname, "", name)
        entries = nodes.bullet_list(classes=["statements"])
        for statement in statements:
            words = f"{statement['kind'].title()} "
            words += number_of(self.env, docname, statement)
            link = self.link(docname, statement["label"], nodes.inline("", words))
            line = nodes.paragraph("", "", link, nodes.Text(" "), *statement["title"])
            entries += nodes.list_item("", line)
        return [title, entries]

    def link(self, docname: str, anchor: str, text: nodes.Node) -> nodes.reference:
        """Return a link from this page to a place in another."""
        here = self.env.docname
        return make_refnode(self.app.builder, here, docname, anchor, text)


def setup(app: Sphinx) -> dict:
    """Remember statements, and fill the index with them."""
    collector(app, "press_statements", statements_of)
    app.add_node(IndexMark)
    app.add_directive("theorem-index", TheoremIndex)
    app.add_post_transform(FillIndex)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
