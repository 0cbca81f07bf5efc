"""The search index: every section of the book with its words, formulas and code.

Sphinx's own index knows pages only and would hold KaTeX's markup. This one is a JSON
list of sections, fetched when a reader opens the search; ``book.js`` looks through it.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from press.katex import render
from press.pages import collector

TAGS = re.compile(r"<[^>]+>")
VISIBLE = re.compile(r'<span class="katex-mathml">(.*?)</math>', re.DOTALL)
SKIPPED = (nodes.raw, nodes.comment, nodes.image, nodes.system_message)


def formula_text(tex: str) -> str:
    r"""Return a formula as one reads it, `σ1` for ``\sigma_1``."""
    answer = render(tex, False)
    html = VISIBLE.search(answer.get("html", ""))
    return TAGS.sub("", html[1]) if html else tex


def words_of(node: nodes.Node) -> str:
    """Return the text of a node without that of the sections in it."""
    if isinstance(node, (nodes.section, *SKIPPED)):
        return ""
    if isinstance(node, nodes.Element) and node.get("nb_element") == "mime_bundle":
        return ""
    if isinstance(node, (nodes.math, nodes.math_block)):
        return f" {formula_text(node.astext())} "
    if isinstance(node, nodes.Text):
        return node.astext()
    space = "" if isinstance(node, nodes.TextElement) else " "
    return space.join(map(words_of, node.children))


def sections_of(doctree: nodes.document) -> list[dict]:
    """Return page, heading, anchor and words of each section of a page."""
    page = next(doctree.findall(nodes.title), nodes.title()).astext()
    return [
        {
            "page": page,
            "section": words_of(section.children[0]).strip(),
            "anchor": section["ids"][0],
            "text": " ".join(" ".join(map(words_of, section.children[1:])).split()),
        }
        for section in doctree.findall(nodes.section)
        if section.children and isinstance(section.children[0], nodes.title)
    ]


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write ``search.json`` at the root of the site."""
    if error or app.builder.format != "html":
        return
    entries = [
        {
            "url": f"{app.builder.get_target_uri(docname)}#{entry.pop('anchor')}",
            **entry,
        }
        for docname, sections in sorted(app.env.press_sections.items())
        for entry in map(dict, sections)
    ]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "search.json").write_text(text, encoding="utf-8")


def leave_out_sphinx_search(app: Sphinx) -> None:
    """Tell the builder not to write its own index and search page."""
    if app.builder.format == "html":
        app.builder.search = False


def setup(app: Sphinx) -> dict:
    """Collect while pages are read, write at the end."""
    app.connect("builder-inited", leave_out_sphinx_search)
    collector(app, "press_sections", sections_of)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
