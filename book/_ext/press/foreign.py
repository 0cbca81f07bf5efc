"""The role ``zh``: Chinese text, marked so that it is spoken and set as Chinese."""

from docutils import nodes
from sphinx.application import Sphinx


class foreign(nodes.inline):  # noqa: N801  (docutils names nodes in lower case)
    """Text in another language."""


def _role(name, rawtext, text, lineno, inliner, options=None, content=()):
    return [foreign(rawtext, text, language="zh-CN")], []


def _visit(self, node):
    self.body.append(self.starttag(node, "span", "", lang=node["language"]))


def _depart(self, node):
    self.body.append("</span>")


def setup(app: Sphinx) -> dict:
    """Add the role and how it is written in HTML."""
    app.add_node(foreign, html=(_visit, _depart))
    app.add_role("zh", _role)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
