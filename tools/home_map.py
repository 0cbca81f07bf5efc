"""Draw the still picture of the home page's moving figure.

Usage: home_map.py                                       (writes book/home-map.svg)
"""

from __future__ import annotations

import io
import pathlib

import numpy as np
from matplotlib.figure import Figure

from mathlib import linalg, plotting

PICTURE = pathlib.Path(__file__).resolve().parents[1] / "book" / "home-map.svg"


def draw() -> str:
    """Return the picture: the unit circle and the ellipse that a matrix makes."""
    plotting.use_style()
    A = np.array([[1.2, 0.7], [0.3, 1.1]])
    _, _, Vt = linalg.svd(A)
    t = np.linspace(0, 2 * np.pi, 121)
    circle = np.array([np.cos(t), np.sin(t)])
    figure = Figure()
    before, after = figure.subplots(1, 2)
    plotting.circle_image(before, circle, {"$v_1$": Vt[0], "$v_2$": Vt[1]})
    tips = {r"$\sigma_1u_1$": A @ Vt[0], r"$\sigma_2u_2$": A @ Vt[1]}
    plotting.circle_image(after, A @ circle, tips)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
