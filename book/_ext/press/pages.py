"""Remember something of each page that is read, and pages that show all of it."""

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def collector(app: Sphinx, name: str, extract: Callable) -> None:
    """Keep `extract(doctree)` of every page in the dictionary `env.<name>`."""

    def remember(app: Sphinx, doctree: nodes.document) -> None:
        store(app.env)[app.env.docname] = extract(doctree)

    def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        store(env).pop(docname, None)

    def merge(app: Sphinx, env: BuildEnvironment, docnames, other) -> None:
        store(env).update({docname: store(other)[docname] for docname in docnames})

    def store(env: BuildEnvironment) -> dict:
        if not hasattr(env, name):
            setattr(env, name, {})
        return getattr(env, name)

    app.connect("doctree-read", remember)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)


def rebuild_always(env: BuildEnvironment) -> None:
    """Say that the page being read shows all pages, so changes with each of them."""
    env.metadata[env.docname]["shows_all_pages"] = True


def pages_to_rebuild(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that show all pages."""
    return [name for name, data in env.metadata.items() if "shows_all_pages" in data]


def setup(app: Sphinx) -> dict:
    """Write the pages that show all pages at every build."""
    app.connect("env-updated", pages_to_rebuild)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
