"""Exercises that answer in the page: the check cells become controls.

A chapter's check cells carry ``{"exercise": {"id": ..., "part": "check"}}``. For the
kinds that a page can judge, the cell gives way to a ``<book-exercise>`` in the box of
the statement, whose list of choices or lines becomes the controls; without script the
cell stays. The other cells get a line that says where to run them. The notebook that is
downloaded, the search index and other builders than HTML are left as they are.
"""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import new_document
from sphinx.util.fileutil import copy_asset

from press import ROOT, controls

logger = logging.getLogger(__name__)
ASSETS = ROOT / "book" / "_assets" / "exercises"
SCRIPT = "element.js"
HOW_TO_RUN = '<p class="how-to-run"></p>'
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def raw(html: str) -> nodes.raw:
    """Return a node of HTML that other builders leave out."""
    return nodes.raw("", html, format="html")


def check_cells(doctree: nodes.document) -> Iterator[tuple[nodes.container, str]]:
    """Go through the check cells of a chapter and the ids of their exercises."""
    for cell in list(doctree.findall(nodes.container)):
        metadata = cell.get("cell_metadata") or {}
        exercise = metadata.get("exercise", {})
        if cell.get("nb_element") == "cell_code" and exercise.get("part") == "check":
            yield cell, exercise["id"]


def inline(text: str, document: nodes.document) -> nodes.inline:
    """Return a text of the bank, which is MyST, as inline nodes."""
    part = new_document(document["source"], document.settings)
    MystParser().parse(text, part)
    blocks = list(part.children)
    if len(blocks) == 1 and isinstance(blocks[0], nodes.paragraph):
        blocks = blocks[0].children
    return nodes.inline("", "", *blocks)


def content_of(item: nodes.list_item) -> nodes.Element:
    """Return the content of a list item, inline if it is one paragraph."""
    if len(item.children) == 1 and isinstance(item.children[0], nodes.paragraph):
        return nodes.inline("", "", *item.children[0].children)
    return nodes.container("", *item.children)


def is_hint(node: nodes.Node) -> bool:
    """Say whether a node is the folded hint of a statement."""
    return isinstance(node, nodes.Element) and node.get("design_component") == (
        "dropdown"
    )


class AnswerInPage(SphinxPostTransform):
    """Put controls into the statements of a page, and lines under other check cells."""

    default_priority = 3  # before references and titles are resolved
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Go through the page's check cells."""
        cells = list(check_cells(self.document))
        if not cells:
            return
        from exercises.page import page_data  # now: the bank may have been edited

        found = self.document.findall(nodes.Admonition)
        boxes = {box.get("label"): box for box in found}
        answered = []
        for cell, id in cells:
            cell.children = cell.children[:1]  # "not answered yet" is no news here
            data, box = page_data(id), boxes.get(f"ex-{id}")
            around = [cell, raw(HOW_TO_RUN)]
            if data and box and self.put_controls(box, id, data):
                around = [raw("<noscript>"), *around, raw("</noscript>")]
                answered.append(box)
            at = cell.parent.index(cell)
            cell.parent[at : at + 1] = around  # replace_self would hand on its classes
        if answered:
            first = answered[0]
            line = raw(controls.progress(len(answered)))
            first.parent.insert(first.parent.index(first), line)

    def put_controls(self, box: nodes.Element, id: str, data: dict) -> bool:
        """Put the controls before the hint, around the list if there is one."""
        hints = list(box.findall(is_hint))
        if not hints:
            logger.warning("exercise %s: its statement has no hint", id, location=box)
            return False
        hint, place = hints[-1], hints[-1].parent
        if data["kind"] in ("num", "predict"):
            own = controls.fields(data) if data["kind"] == "num" else controls.chance()
            at, held = place.index(hint), [raw(own)]
        else:
            lists = [n for n in place.children if is_list(n)]
            if not lists or len(lists[-1]) != n_listed(data):
                message = "exercise %s: the list in its statement is not the bank's; "
                logger.warning(message + "run `make canonical`", id, location=box)
                return False
            at, held = place.index(lists[-1]), self.controlled(lists[-1], data)
            place.remove(lists[-1])
        texts = [
            node
            for text in data["texts"]
            for node in (
                raw("<template>"),
                inline(text, self.document),
                raw("</template>"),
            )
        ]
        end = raw(controls.closing(data["kind"]))
        start = raw(controls.opening(id, data))
        place[at:at] = [start, *held, *texts, end]
        return True

    def controlled(self, listed: nodes.Element, data: dict) -> list[nodes.Node]:
        """Return the list with a control in each item."""
        is_order = data["kind"] == "order"
        listed["classes"].append("pool" if is_order else "choices")
        for k, item in enumerate(listed.children):
            body = content_of(item)
            item.clear()
            if is_order:
                moves = raw(controls.moves(LETTERS[k]))
                item += [raw(controls.grip()), body, moves]
                continue
            value = LETTERS[k]
            if data["kind"] == "flaw":
                value = str(k + 1)
                body.insert(0, nodes.strong("", f"{value}. "))
            start = raw(controls.choice(data["kind"], value))
            item += [start, body, raw("</label>")]
        return [raw(controls.before_lines()), listed] if is_order else [listed]


def is_list(node: nodes.Node) -> bool:
    """Say whether a node is a list."""
    return isinstance(node, (nodes.bullet_list, nodes.enumerated_list))


def n_listed(data: dict) -> int:
    """Return the number of choices or lines."""
    return len(data.get("choices") or data.get("lines") or data.get("reasons") or [])


def note_bank(app: Sphinx, doctree: nodes.document) -> None:
    """Let a page with check cells be made anew when the exercises change."""
    if any(check_cells(doctree)):
        for path in (ROOT / "exercises").rglob("*.py"):
            app.env.note_dependency(str(path))


def fill_page(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Say where to run a cell, and load the script where something answers."""
    body = context.get("body", "")
    if HOW_TO_RUN in body:
        line = f'<p class="how-to-run">{how_to_run(app, context)}</p>'
        context["body"] = body.replace(HOW_TO_RUN, line)
        context["has_exercises"] = True
    if "<book-exercise" in body:
        names = sorted(path.name for path in ASSETS.glob("*.js"))
        context["exercise_modules"] = [name for name in names if name != SCRIPT]


def how_to_run(app: Sphinx, context: dict) -> str:
    """Return the ways to run a cell, as links."""
    pathto = context["pathto"]
    source = pathto(f"_sources/{context['sourcename']}", 1)
    ways = [f'<a href="{source}" download>download the notebook</a>']
    ways += [
        f'open it in <a href="{launcher["url"]}">{launcher["name"]}</a>'
        for launcher in context.get("launchers", [])
    ]
    text = f"To answer, {' or '.join(ways)}"
    if "book/run" not in app.env.found_docs:
        return f"{text}."
    return f'{text}, and <a href="{pathto("book/run")}">run this cell</a>.'


def copy_scripts(app: Sphinx, error: Exception | None) -> None:
    """Copy the element's code and style into the site."""
    if error is None and app.builder.format == "html":
        copy_asset(ASSETS, Path(app.outdir) / "_static" / "exercises")


def setup(app: Sphinx) -> dict:
    """Register the transform, the dependency, and what page and site need."""
    app.connect("doctree-read", note_bank)
    app.add_post_transform(AnswerInPage)
    app.connect("html-page-context", fill_page, priority=902)
    app.connect("build-finished", copy_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
