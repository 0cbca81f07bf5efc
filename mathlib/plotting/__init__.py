"""Figures of the book: functions that draw arrays which a chapter has computed."""

from mathlib.plotting.information import (
    cdf_gap,
    divergence_bars,
    info_nce,
    information_by_bins,
    information_by_layer,
    kl_valleys,
    loss_floor,
    pinsker,
    transport,
    two_humps,
)
from mathlib.plotting.interactive import interactive
from mathlib.plotting.linalg import (
    circle_image,
    gray_image,
    labeled_lines,
    singular_values,
    solution_set,
)
from mathlib.plotting.style import use_style

__all__ = [
    "cdf_gap",
    "circle_image",
    "divergence_bars",
    "gray_image",
    "info_nce",
    "information_by_bins",
    "information_by_layer",
    "interactive",
    "kl_valleys",
    "labeled_lines",
    "loss_floor",
    "pinsker",
    "singular_values",
    "solution_set",
    "transport",
    "two_humps",
    "use_style",
]
