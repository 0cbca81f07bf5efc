"""Figures: moving ones on prose pages, their code and stills, every picture's size.

On a chapter's page a moving figure is the stored output of `plotting.interactive`. On a
prose page it is the directive here, which writes the same element::

    ```{moving-figure} linear-map
    :still: linear-map.svg
    :alt: What the still picture shows.
    :caption: What to try.

    {"A": [[2, 1], [0, 1.5]]}
    ```

The content (or the file named by ``:params:``) is the parameters as JSON.
"""

import base64
import hashlib
import json
import re
import struct
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.fileutil import copy_asset

from press import ROOT

IMG = '<img decoding="async" loading="lazy" '  # on larger screens book.js hurries it
BUNDLES = ROOT / "mathlib" / "plotting" / "static"
STILL = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)"')
IMAGE = re.compile(r'<img (?![^>]*\bwidth=)([^>]*\bsrc="[^"]*_images/([^"/]+)")')


class MovingFigure(SphinxDirective):
    """The directive ``{moving-figure}``."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012  (docutils' way)
        "still": directives.uri,
        "alt": directives.unchanged_required,
        "caption": directives.unchanged,
        "params": directives.path,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return a figure whose picture stands inside the element."""
        for option in ("still", "alt"):
            if not self.options.get(option):
                raise self.error(f"a moving figure needs :{option}:")
        name = self.arguments[0]
        known = json.loads((BUNDLES / "figures.json").read_text("utf-8"))["figures"]
        if name not in known:
            raise self.error(f"no moving figure {name!r}; there are {', '.join(known)}")
        start = f"<fig-{name} data-figure"
        start += f' data-params="{escape(json.dumps(self.parameters()))}">'
        figure = nodes.figure(classes=["moving"])
        figure += nodes.raw("", start, format="html")
        figure += nodes.image(uri=self.options["still"], alt=self.options["alt"])
        figure += nodes.raw("", f"</fig-{name}>", format="html")
        if "caption" in self.options:
            text, _ = self.state.inline_text(self.options["caption"], self.lineno)
            figure += nodes.caption("", "", *text)
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]

    def parameters(self) -> dict:
        """Return the figure's parameters, from the content or a file."""
        text = "\n".join(self.content)
        if "params" in self.options:
            relative, path = self.env.relfn2path(self.options["params"])
            self.env.note_dependency(relative)
            text = Path(path).read_text("utf-8")
        try:
            return json.loads(text or "{}")
        except json.JSONDecodeError as error:
            raise self.error(f"the parameters are not JSON: {error}") from None


def size_of(path: Path) -> tuple[int, int] | None:
    """Return width and height of an SVG or PNG file in CSS pixels."""
    if path.suffix == ".png":
        return struct.unpack(">II", path.read_bytes()[16:24])
    head = path.read_text("utf-8")[:2000] if path.suffix == ".svg" else ""
    sizes = re.findall(r'\b(?:width|height)="([\d.]+)(pt|px|)"', head)[:2]
    pixels = [
        round(float(size) * (4 / 3 if unit == "pt" else 1)) for size, unit in sizes
    ]
    return tuple(pixels) if len(pixels) == 2 else None


def reserve_room(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Write each picture's size, so that the page does not jump when it arrives."""
    sources = {
        name: Path(app.srcdir, path) for path, name in app.builder.images.items()
    }

    def with_size(match: re.Match) -> str:
        size = size_of(sources[match[2]])
        room = 'width="{}" height="{}" '.format(*size) if size else ""
        return f"{IMG}{room}{match[1]}"

    context["body"] = IMAGE.sub(with_size, context.get("body", ""))


def unpack_stills(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Write the pictures that stand inside moving figures as files of their own.

    In a notebook they are part of its output; on a page they would come before the
    text that follows them, and be a third of it.
    """

    def as_file(match: re.Match) -> str:
        picture = base64.b64decode(match[1])
        path = Path(app.builder.imagedir, f"{hashlib.sha256(picture).hexdigest()}.svg")
        target = Path(app.outdir, path)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(picture)
        source = context["pathto"](path.as_posix(), resource=True)
        return f'{IMG}src="{source}"'

    context["body"] = STILL.sub(as_file, context.get("body", ""))


def load_code(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Give the page the loader of moving figures, if it has one."""
    context["has_moving_figures"] = "<fig-" in context.get("body", "")


def copy_bundles(app: Sphinx, error: Exception | None) -> None:
    """Copy the code of the figures into the site."""
    if error is None and app.builder.format == "html":
        copy_asset(BUNDLES, Path(app.outdir) / "_static" / "figures")


def setup(app: Sphinx) -> dict:
    """Register the directive, and what each page and the site need for figures."""
    app.add_directive("moving-figure", MovingFigure)
    app.connect("html-page-context", reserve_room, priority=900)
    app.connect("html-page-context", unpack_stills, priority=901)
    app.connect("html-page-context", load_code, priority=902)
    app.connect("build-finished", copy_bundles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
