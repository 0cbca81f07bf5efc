"""Compare a notebook's stored outputs with fresh ones, each kind in its own way.

Text is compared to the letter. A figure is an SVG: the same marks, in the same order,
every number within 0.01 points; the ids that Matplotlib derives from full-precision
floats are renamed first, since they differ from processor to processor. HTML is
compared to the letter, but for the pictures inside it, which are figures again, and the
live script, which is never stored. As a pytest plugin (see `conftest.py`) this replaces
nbval's comparison, which would compare figures to the last byte.
"""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image

COORDINATE_TOLERANCE = 0.01  # points; a line of the house style is 1.8 points wide
PIXEL_TOLERANCE = 2  # of 255: what another rounding of a gray value changes

_HASHED_ID = re.compile(r"\b(?:p|m|h|image|C[0-9a-f]+_[0-9a-f]+_)[0-9a-f]{10}\b")
_PNG = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")
_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_LIVE_SCRIPT = re.compile(r"<script data-live\b[^>]*>.*?</script>\s*", re.S)
_NUMBER = re.compile(r"(?<![\w.#])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")


def without_live_script(html: str) -> str:
    """Return `html` as it is stored: without the code that moves a figure."""
    return _LIVE_SCRIPT.sub("", html)


def difference(kind: str, stored: str, fresh: str) -> str | None:
    """Say where `fresh` differs from `stored`, or return None if they agree.

    Parameters
    ----------
    kind : str
        MIME type, or the name of a stream.
    stored, fresh : str
        The output in the notebook and the one just computed.

    Returns
    -------
    str or None
        The first difference, in words.
    """
    if kind == "image/svg+xml":
        return _svg_difference(stored, fresh)
    if kind == "text/html":
        return _html_difference(without_live_script(stored), without_live_script(fresh))
    return None if stored == fresh else "the text differs"


def _html_difference(stored: str, fresh: str) -> str | None:
    if _SVG.sub("", stored) != _SVG.sub("", fresh):
        return "the HTML differs"
    pairs = zip(_SVG.findall(stored), _SVG.findall(fresh), strict=True)
    found = (_svg_difference(_decoded(a), _decoded(b)) for a, b in pairs)
    return next((words for words in found if words), None)


def _svg_difference(stored: str, fresh: str) -> str | None:
    pictures = [_PNG.findall(stored), _PNG.findall(fresh)]
    drawn = [_renamed(_PNG.sub("PNG", text)) for text in (stored, fresh)]
    marks = [_NUMBER.split(text) for text in drawn]
    if marks[0] != marks[1]:
        return "the figure has other marks"
    numbers = [np.array(_NUMBER.findall(text), dtype=float) for text in drawn]
    apart = np.abs(numbers[0] - numbers[1])
    if apart.size and not apart.max() <= COORDINATE_TOLERANCE:
        worst = int(apart.argmax())
        return (
            f"a coordinate of the figure is {numbers[0][worst]:g} in the notebook "
            f"and {numbers[1][worst]:g} now"
        )
    pairs = zip(*pictures, strict=True)
    found = (_pixel_difference(a, b) for a, b in pairs)
    return next((words for words in found if words), None)


def _pixel_difference(stored: str, fresh: str) -> str | None:
    old, new = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"), int)
        for data in (stored, fresh)
    )
    if old.shape != new.shape:
        return f"a picture is {old.shape[:2]} in the notebook and {new.shape[:2]} now"
    apart = np.abs(old - new).max(initial=0)
    if apart > PIXEL_TOLERANCE:
        return f"a pixel differs by {apart} of 255"
    return None


def _renamed(svg: str) -> str:
    names: dict[str, str] = {}
    return _HASHED_ID.sub(
        lambda match: names.setdefault(match[0], f"id-{len(names)}"), svg
    )


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode()


def _compare_outputs(cell, test, ref, skip_compare=None):
    """Stand in for `IPyNbCell.compare_outputs`: the same bookkeeping, by MIME type."""
    from nbval.plugin import transform_streams_for_comparison

    skipped = set(skip_compare or cell.parent.skip_compare)
    fresh, stored = (
        _by_kind(transform_streams_for_comparison(outputs), skipped)
        for outputs in (test, ref)
    )
    cell.comparison_traceback = []
    for kind in sorted(stored.keys() | fresh.keys()):
        old, new = stored.get(kind, []), fresh.get(kind, [])
        if len(old) != len(new):
            cell.comparison_traceback.append(
                f"{kind}: {len(old)} in the notebook, {len(new)} now. "
                "Run `make canonical` if the change is wanted."
            )
            return False
        for a, b in zip(old, new, strict=True):
            words = difference(kind, a, b)
            if words is not None:
                if kind not in ("image/svg+xml", "text/html"):
                    cell.format_output_compare(kind, a, b)
                cell.comparison_traceback.append(
                    f"{kind}: {words}. Run `make canonical` if the change is wanted."
                )
                return False
    return True


def _by_kind(outputs, skipped):
    kinds: dict[str, list[str]] = {}
    for output in outputs:
        values = {k: v for k, v in output.items() if k != "data"} | output.get(
            "data", {}
        )
        for kind, value in values.items():
            if kind not in skipped:
                kinds.setdefault(kind, []).append(
                    value if isinstance(value, str) else "".join(map(str, value))
                )
    return kinds


def pytest_configure(config):
    """Put this comparison in the place of nbval's."""
    if config.pluginmanager.hasplugin("nbval"):
        from nbval.plugin import IPyNbCell

        setattr(IPyNbCell, "compare_outputs", _compare_outputs)  # noqa: B010
