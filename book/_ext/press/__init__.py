"""What turns the chapters into the site: one Sphinx extension made of small modules.

Each module does one thing and has its own ``setup``:

=============== ==============================================================
`contents`      the planned chapters, and references to them
`foreign`       the role for Chinese terms
`katex`         formulas, rendered while the book is built
=============== ==============================================================
"""

from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[3]
MODULES = ["pages", "contents", "katex", "boxes", "figures", "theorems", "graph"]
MODULES += ["page", "search"]


def setup(app: Sphinx) -> dict:
    """Load every module of the press."""
    for name in ["comments_config", "use_jupyterbook_latex"]:
        app.add_config_value(name, None, "")  # Jupyter Book sets them in any case
    for module in MODULES:
        app.setup_extension(f"press.{module}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
