"""Boxes of statements, proofs and exercises: one clean form for the page.

- a proof's first word becomes its title; an ``id`` that many boxes share goes;
- a box with ``:class: dropdown`` becomes ``<details>``, which needs no script;
- the lines *Core.* and *Second reading.* become marks of their sections.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import solution_node

SHARED = {"proof-content", "exercise-content", "solution-content"}
MARKS = {"Core.": "core", "Second reading.": "second-reading"}


class Details(nodes.General, nodes.Element):
    """A box that opens at a click."""


class Summary(nodes.TextElement):
    """The line of a `Details` that is always seen."""


def title_of_proof(proof: nodes.Element) -> str:
    """Cut the word that sphinx-proof wrote into the first paragraph."""
    first = proof.children[0]
    while first.children:
        first = first.children[0]
    word, _, rest = first.astext().partition(". ")
    first.parent.replace(first, nodes.Text(rest))
    return word


def frame_proof(proof: nodes.Element) -> None:
    """Give a proof its title and its end, and no ``id``, which all proofs share."""
    proof["ids"] = []
    proof["classes"].append("plain-proof")
    proof.insert(0, nodes.title("", title_of_proof(proof)))
    end = nodes.inline("", "∎", classes=["qed"])
    last = proof.children[-1]
    if not isinstance(last, nodes.paragraph):
        last = nodes.paragraph()
        proof += last
    last += end


def fold(box: nodes.Element) -> None:
    """Replace a box by a `Details` with the same title and content."""
    classes = [name for name in box["classes"] if name != "dropdown"]
    if isinstance(box, solution_node):
        classes.append("solution")
    title, *content = box.children
    folded = Details("", classes=classes, ids=box["ids"])
    folded += Summary("", title.astext())
    folded += content
    box.replace_self(folded)


class TidyBoxes(SphinxPostTransform):
    """Give the boxes of a page their final form, once their titles are known."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Tidy every box, the inner ones too."""
        for content in list(self.document.findall(nodes.section)):
            if set(content["ids"]) & SHARED:
                content["ids"] = []  # else the first child inherits them
                content.replace_self(content.children)
        for box in list(self.document.findall(nodes.Admonition)):
            if box["ids"] == ["proof"]:
                frame_proof(box)
            if "dropdown" in box["classes"]:
                fold(box)
        for mark in self.document.findall(nodes.paragraph):
            if mark.astext() in MARKS and isinstance(mark.children[0], nodes.emphasis):
                mark["classes"] += ["mark", MARKS[mark.astext()]]
                mark.children[0][0] = nodes.Text(mark.astext().rstrip("."))


def visit_details(translator, node: Details) -> None:
    """Open the element."""
    translator.body.append(translator.starttag(node, "details", CLASS="admonition"))


def depart_details(translator, node: Details) -> None:
    """Close the element."""
    translator.body.append("</details>\n")


def visit_summary(translator, node: Summary) -> None:
    """Open the always visible line."""
    translator.body.append('<summary class="admonition-title">')


def depart_summary(translator, node: Summary) -> None:
    """Close the always visible line."""
    translator.body.append("</summary>\n")


def setup(app: Sphinx) -> dict:
    """Register the two nodes and the transform."""
    app.add_node(Details, html=(visit_details, depart_details))
    app.add_node(Summary, html=(visit_summary, depart_summary))
    app.add_post_transform(TidyBoxes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
