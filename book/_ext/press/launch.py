"""Buttons that open a chapter on Binder, JupyterHub or Colab, and Colab's copies.

The buttons follow `launch_buttons` and `repository` of ``_config.yml``; without a
repository there are none. Colab knows neither the book's library nor its environment:
it opens a copy whose first cell installs this repository at the commit of this build.
The copies are written into the site, so Colab finds them on the branch that the site
is published on (`press_site_branch`).
"""

import subprocess
from pathlib import Path

import nbformat
from sphinx.application import Sphinx

from press import ROOT


def current_commit() -> str:
    """Return the commit of this repository that is built."""
    git = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return subprocess.run(
        git, capture_output=True, text=True, check=True
    ).stdout.strip()


def add_launchers(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Give the layout the addresses that the theme has made for this chapter."""
    groups = [
        button["buttons"]
        for button in context.get("header_buttons", [])
        if button.get("label") == "launch-buttons"
    ]
    context["launchers"] = [
        {"name": button["text"], "url": site_copy(app, pagename, button["url"])}
        for buttons in groups
        for button in buttons
    ]


def site_copy(app: Sphinx, pagename: str, url: str) -> str:
    """Return the address of Colab's copy; other addresses as they are."""
    if "/blob/" not in url:
        return url
    repository = url.partition("/blob/")[0]
    branch = app.config.press_site_branch
    return f"{repository}/blob/{branch}/colab/{pagename}.ipynb"


def write_colab_copies(app: Sphinx, error: Exception | None) -> None:
    """Write the copies of all chapters, if Colab is configured."""
    options = app.config.html_theme_options
    url = options.get("repository_url")
    if error or not url or not options.get("launch_buttons", {}).get("colab_url"):
        return
    install = f'%pip install -q "git+{url}@{current_commit()}"'
    for docname in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(docname))
        if source.suffix == ".ipynb":
            notebook = nbformat.read(source, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_code_cell(install, id="install"))
            copy = Path(app.outdir, "colab", docname + ".ipynb")
            copy.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, copy)


def setup(app: Sphinx) -> dict:
    """Add the buttons after the theme has, and write the copies at the end."""
    app.add_config_value("press_site_branch", "gh-pages", "html")
    app.connect("html-page-context", add_launchers, priority=900)
    app.connect("build-finished", write_colab_copies)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
