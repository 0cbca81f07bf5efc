"""The page around the text: what the templates in ``book/_templates`` are given.

Of the styles that extensions bring, only those that the page needs are kept, and of
the scripts none but the book's own.
"""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment.adapters.toctree import TocTree
from sphinx.util.fileutil import copy_asset

from press import ROOT

PACKAGES = ROOT / "node_modules"
FONTS = [
    *PACKAGES.glob("@fontsource/*/files/*-latin-[46]00-*.woff2"),
    *PACKAGES.glob("@fontsource/*/files/*-latin-ext-400-normal.woff2"),
    *PACKAGES.glob("@fontsource-variable/*/files/*-latin-wght-normal.woff2"),
]
STYLES = ["pygments.css", "katex/katex.min.css", "book.css"]
GRID = re.compile(r'class="sd-(container-fluid|tab-set)')
FALSE_LABEL = ' aria-label="Toggle hidden content"'  # not what MyST-NB's summary says
EMPTY_HEADER = re.compile(r"<th\b[^>]*>\s*(?:<p>\s*</p>)?\s*</th>")
KEPT = {"book.css", "book.js", "favicon.svg", "figures", "fonts", "katex"}
KEPT |= {"exercises", "pygments.css", "sphinx-design.min.css"}
PRELOADED = [
    "fonts/source-serif-4-latin-400-normal.woff2",
    "fonts/source-serif-4-latin-600-normal.woff2",
    "fonts/source-serif-4-latin-400-italic.woff2",
    "fonts/source-sans-3-latin-wght-normal.woff2",
]
BEGINNING = 40_000  # characters of a body: the first few screens
KATEX_FONTS = {  # a font and the class names that ask for it
    "Main-Regular": 'class="katex"',
    "Math-Italic": "mathnormal",
    "AMS-Regular": "amsrm|mathbb",
    "Main-Bold": "mathbf",
    "Caligraphic-Regular": "mathcal",
    "Size1-Regular": 'size1"|small-op',
    "Size2-Regular": 'size2"|large-op',
    "Size3-Regular": 'delimsizing size3"',
    "Size4-Regular": 'delimsizing size4"|delimsizinginner',
}
CODE = re.compile(
    r'(<div class="highlight-(?!none|myst-ansi|ipythontb)\S+ notranslate">'
    r'<div class="highlight"><pre>.*?</pre>)',
    re.DOTALL,
)
COPY = r'\1<button type="button" class="copy needs-script">Copy</button>'


def choose_styles(context: dict, body: str) -> list:
    """Return the style sheets that this page needs, the book's own last."""
    names = ["sphinx-design.min.css"] if GRID.search(body) else []
    names += [name for name in STYLES if "katex/" not in name or "katex" in body]
    sheets = {Path(css.filename).name: css for css in context["css_files"]}
    return [sheets[Path(name).name] for name in names]


def fonts_for(body: str) -> dict[str, bool]:
    """Return the fonts to ask for at once: a late one lays out the page anew.

    Each with whether the beginning needs it: where only that is laid out (on phones,
    see `book.css`), the others can wait.
    """
    formulas = {
        f"katex/fonts/KaTeX_{name}.woff2": bool(re.search(wanted, body[:BEGINNING]))
        for name, wanted in KATEX_FONTS.items()
        if re.search(wanted, body)
    }
    fonts = dict.fromkeys(PRELOADED, True) | formulas
    return {f"_static/{font}": is_first for font, is_first in fonts.items()}


def mend(body: str) -> str:
    """Return the text's HTML without what axe minds, with buttons to copy code."""
    body = EMPTY_HEADER.sub("<td></td>", body.replace(FALSE_LABEL, ""))
    return CODE.sub(COPY, body)


def local_table(app: Sphinx, pagename: str) -> str:
    """Return the page's sections as a nested list, without the title; or nothing."""
    toc = TocTree(app.env).get_toc_for(pagename, app.builder)
    inner = toc.children[0].children[1:] if toc.children else []
    return app.builder.render_partial(inner[0])["fragment"] if inner else ""


def fill_context(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Give the layout what it shows."""
    body = context.get("body", "")
    title = context.get("pagetitle") or context.get("title") or ""
    book = app.config.html_title
    source = context.get("sourcename", "")
    is_notebook = source.endswith(".ipynb")
    context.update(
        body=mend(body),
        css_files=choose_styles(context, body),
        docstitle=book,
        page_name=book if pagename == app.config.root_doc else f"{title} · {book}",
        page_sections=local_table(app, pagename) if doctree else "",
        notebook_url=context["pathto"](f"_sources/{source}", 1) if is_notebook else "",
        preloaded_fonts=fonts_for(body),
    )


def finish_static(app: Sphinx, error: Exception | None) -> None:
    """Copy the text fonts; drop what extensions copied and no page uses."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for font in FONTS:
        copy_asset(font, static / "fonts")
    for path in static.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app: Sphinx) -> dict:
    """Fill the page's context after everybody else."""
    app.add_css_file("book.css")
    app.connect("html-page-context", fill_context, priority=999)
    app.connect("build-finished", finish_static, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
