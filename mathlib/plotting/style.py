"""The house style: one look for every figure, and the same bytes on every run."""

from __future__ import annotations

import sys
from typing import Any

import matplotlib as mpl
from cycler import cycler

# Okabe and Ito's palette, told apart by color-blind readers too. Lines also differ by
# dash or marker, since color is never the only carrier.
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
YELLOW = "#E69F00"

PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW)

# Text and axes: contrast 5:1 on white, and readable on a notebook's dark background.
INK = "#6E6E6E"

_STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (6.4, 3.6),
    "font.size": 11,
    "grid.alpha": 0.25,
    "grid.color": INK,
    "image.cmap": "gray",
    "image.interpolation": "nearest",
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "lines.linewidth": 1.8,
    "savefig.facecolor": "none",
    "svg.fonttype": "path",
    "svg.hashsalt": "mathematics-of-deep-learning",
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelcolor": INK,
    "ytick.color": INK,
    "ytick.labelcolor": INK,
}


def use_style() -> None:
    """Draw every later figure in the house style, as a reproducible SVG.

    Called once, in a chapter's set-up cell. In a notebook it also makes figures SVG
    without date and program name, so that the same numbers give the same bytes.

    Examples
    --------
    >>> use_style()
    >>> mpl.rcParams["svg.hashsalt"]
    'mathematics-of-deep-learning'
    """
    mpl.rcdefaults()
    mpl.rcParams.update(_STYLE)  # pyright: ignore[reportCallIssue, reportArgumentType]
    if "ipykernel" in sys.modules:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats(
            "svg", bbox_inches=None, metadata={"Date": None, "Creator": None}
        )
