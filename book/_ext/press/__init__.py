"""What turns the chapters into the site: one Sphinx extension made of small modules.

=========== ==================================================================
`places`    warnings say in which cell of a notebook they arise
`pages`     what is remembered of each page, for the pages that show all of it
`contents`  the planned chapters: references to them, and lists of them
`foreign`   the role for Chinese terms
`katex`     formulas, rendered while the book is built
`boxes`     statements, proofs, exercises in one form; folded ones
`figures`   moving figures on prose pages; the size of every picture
`answers`   exercises that answer in the page (their HTML is in `controls`)
`theorems`  the index of definitions and theorems
`graph`     which chapter needs which
`launch`    Binder, JupyterHub, Colab
`search`    the search index
`page`      what the layout in ``book/_templates`` is given
=========== ==================================================================
"""

from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[3]
MODULES = ["places", "pages", "contents", "foreign", "katex", "boxes", "figures"]
MODULES += ["answers", "theorems", "graph", "launch", "search", "page"]
FROM_JUPYTER_BOOK = ["comments_config", "use_jupyterbook_latex"]  # set in any case


def setup(app: Sphinx) -> dict:
    """Load every module of the press."""
    for name in FROM_JUPYTER_BOOK:
        app.add_config_value(name, None, "")
    for module in MODULES:
        app.setup_extension(f"press.{module}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
