"""Moving figures: an element of the page with its parameters and a still picture in it.

The code of the elements is bundled in ``static/`` (sources: ``book/_assets/figures``).
"""

from __future__ import annotations

import base64
import functools
import html
import io
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

_STATIC = Path(__file__).parent / "static"
_SALT = "mathematics-of-deep-learning"

# Arrays of more numbers than this travel as 16-bit integers in base64.
_PACK_ABOVE = 400


@functools.cache
def _figures() -> dict[str, dict[str, Any]]:
    return json.loads((_STATIC / "figures.json").read_text("utf-8"))["figures"]


@dataclass(frozen=True)
class Interactive:
    """A moving figure as the last value of a cell; see `interactive`.

    Its HTML is the element ``<fig-NAME>`` with the parameters as JSON in an attribute
    and the still picture as ``<img src="data:image/svg+xml;base64,...">`` inside. Where
    a frontend runs the kernel the code follows in ``<script data-live>``; in a stored
    output, on the site and in print there is none.
    """

    name: str
    params: str
    picture: str

    def __repr__(self) -> str:
        return f"<moving figure {self.name}>"

    def _repr_html_(self) -> str:
        element = (
            f'<fig-{self.name} data-figure data-params="{html.escape(self.params)}">'
            f"{self.picture}</fig-{self.name}>"
        )
        return element + (_live_script(self.name) if _is_live() else "")


def interactive(name: str, still: Figure, *, alt: str, **params: Any) -> Interactive:
    """Return the moving figure `name`, to stand as the last value of a cell.

    Parameters
    ----------
    name : str
        Name of the figure, as in ``linear-map``.
    still : matplotlib.figure.Figure
        What is shown where nothing can move: in print, on GitHub, without scripts, in
        an untrusted notebook. It is closed.
    alt : str
        What the still picture shows, in words.
    **params
        Parameters of the figure: numbers, strings, lists, arrays. They are rounded to
        six digits (of an array's largest entry), so that the HTML is the same on
        every processor; an array of over 400 numbers keeps between four and five.

    Returns
    -------
    Interactive
        An object that a notebook shows as HTML.

    Raises
    ------
    ValueError
        If there is no such figure or parameter, if `alt` is empty, or if a parameter is
        not finite.
    TypeError
        If `still` is not a Matplotlib figure, or a parameter cannot be written as JSON.

    Notes
    -----
    The parameters of each figure are listed in ``static/figures.json``.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> interactive("linear-map", Figure(), alt="A circle and its image, an ellipse.",
    ...             A=[[2.0, 1.0], [0.0, 1.0]])
    <moving figure linear-map>
    """
    known = _figures()
    if name not in known:
        raise ValueError(
            f"name must be a moving figure, one of {', '.join(known)}; got {name!r}"
        )
    strangers = sorted(set(params) - set(known[name]["params"]))
    if strangers:
        raise ValueError(
            f"{name} has no parameter {', '.join(strangers)}; "
            f"it takes {', '.join(known[name]['params'])}"
        )
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("alt must say in words what the still picture shows")
    if not isinstance(still, Figure):
        kind = type(still).__name__
        raise TypeError(f"still must be a Matplotlib figure; got {kind}")
    plain = {key: _plain(value, key) for key, value in params.items()}
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Interactive(name, text, _picture(still, alt))


def _plain(value: Any, key: str) -> Any:
    """Return `value` as what JSON has: rounded numbers, strings, lists, objects."""
    if value is None or isinstance(value, (str, bool, np.bool_)):
        return value if not isinstance(value, np.bool_) else bool(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v, f"{key}[{k!r}]") for k, v in value.items()}
    if isinstance(value, (list, tuple)) and not _is_numeric(value):
        return [_plain(v, f"{key}[{i}]") for i, v in enumerate(value)]
    if not _is_numeric(value):
        kind = type(value).__name__
        raise TypeError(f"{key} must hold numbers, strings or lists; got {kind}")
    array = np.asarray(value)
    if not np.isfinite(array).all():
        raise ValueError(f"{key} must be finite to be drawn; it has NaN or infinity")
    return _rounded(array) if array.size <= _PACK_ABOVE else _packed(array)


def _is_numeric(value: Any) -> bool:
    try:
        kind = np.asarray(value).dtype.kind
    except ValueError:  # rows of unequal lengths
        return False
    return kind in "iuf"


def _rounded(array: np.ndarray) -> Any:
    """Round to six digits of the largest entry; integers stay integers."""
    if array.dtype.kind in "iu":
        return array.tolist()
    top = float(np.max(np.abs(array), initial=0.0))
    digits = 5 - int(np.floor(np.log10(top))) if top > 0 else 0
    # Adding 0.0 turns -0.0 into 0.0: its sign may differ between processors.
    return (np.round(array.astype(float), digits) + 0.0).tolist()


def _packed(array: np.ndarray) -> dict[str, Any]:
    """Pack as 16-bit integers times one scale, little-endian, in base64."""
    top = float(np.max(np.abs(array)))
    scale = float(f"{top / 32000:.3g}") or 1.0
    numbers = np.round(array / scale).astype("<i2")
    data = base64.b64encode(numbers.tobytes()).decode("ascii")
    return {"packed": data, "shape": list(array.shape), "scale": scale}


def _picture(still: Figure, alt: str) -> str:
    """Return the still picture as an ``img`` element, the same bytes on every run."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": _SALT}):
        still.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(still)
    svg = buffer.getvalue()
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    width, height = (round(v * 4 / 3) for v in _points(svg))
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(alt)}" '
        f'width="{width}" height="{height}" style="max-width:100%;height:auto">'
    )


def _points(svg: str) -> tuple[float, float]:
    """Return width and height of a Matplotlib SVG in points."""
    head = svg[svg.index("<svg") : svg.index(">", svg.index("<svg"))]
    sizes = dict(re.findall(r'\b(width|height)="([\d.]+)pt"', head))
    return float(sizes["width"]), float(sizes["height"])


def _is_live() -> bool:
    """Say whether a frontend runs this kernel and will show the output to a reader."""
    signs = ("JPY_SESSION_NAME", "VSCODE_PID", "VSCODE_CWD")
    return any(os.environ.get(s) for s in signs) or "google.colab" in sys.modules


@functools.cache
def _code(name: str) -> str:
    return (_STATIC / f"{name}.js").read_text("utf-8")


def _live_script(name: str) -> str:
    return f"<script data-live>{_code('kernel')}{_code(name)}</script>"
