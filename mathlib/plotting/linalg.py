"""Still figures of the part *Linear algebra*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mathlib.plotting.style import BLUE, GREEN, INK, ORANGE, PURPLE

# Singular values below this share of the largest are drawn at it: they are rounding,
# and differ from machine to machine.
FLOOR = 1e-12

_DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (7, 1.5, 1, 1.5)))


def circle_image(
    ax: Axes,
    curve: ArrayLike,
    arrows: Mapping[str, ArrayLike],
    *,
    label: str = "",
    limit: float | None = None,
) -> None:
    """Draw a closed curve around 0 and labeled arrows from 0.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    curve : array_like, shape (2, n_points)
        Points of the curve: the unit circle, or its image under a matrix.
    arrows : mapping of str to array_like, shape (2,)
        Tip of each arrow, by its label.
    label : str, optional
        Label below the panel.
    limit : float, optional
        Half the width of the panel; by default 1.35 times the farthest point.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> t = np.linspace(0, 2 * np.pi, 50)
    >>> ax = Figure().subplots()
    >>> circle_image(ax, [np.cos(t), np.sin(t)], {"$v_1$": [1.0, 0.0]})
    """
    curve = np.asarray(curve, dtype=float)
    limit = limit or 1.35 * float(np.abs(curve).max())
    ax.plot(*curve, color=INK, linewidth=1.2)
    for i, (name, tip) in enumerate(arrows.items()):
        x, y = np.asarray(tip, dtype=float)
        color = (ORANGE, BLUE, GREEN, PURPLE)[i % 4]
        style = {"arrowstyle": "-|>", "color": color, "linestyle": "-", "shrinkA": 0}
        ax.annotate("", (x, y), (0, 0), arrowprops=style | {"shrinkB": 0, "lw": 1.8})
        away = 0.16 * limit / np.hypot(x, y)
        ax.text(
            x * (1 + away), y * (1 + away), name, color=color, ha="center", va="center"
        )
    ax.set(aspect="equal", xlim=(-limit, limit), ylim=(-limit, limit), xlabel=label)
    ax.tick_params(labelsize=8)


def singular_values(ax: Axes, s: ArrayLike, *, n_kept: int | None = None) -> None:
    """Draw singular values on a logarithmic axis; those that are dropped are hollow.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    s : array_like, shape (n,)
        Singular values, descending, the first positive. Values below ``FLOOR`` times
        the first are drawn there.
    n_kept : int, optional
        How many are drawn filled; all by default.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> singular_values(Figure().subplots(), [3.0, 1.0, 1e-20], n_kept=2)
    """
    s = np.asarray(s, dtype=float)
    s = np.maximum(s, FLOOR * s[0])
    n_kept = len(s) if n_kept is None else n_kept
    index = np.arange(1, len(s) + 1)
    style: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4}
    kept: dict[str, Any] = {"label": "kept"} if n_kept < len(s) else {}
    ax.plot(index[:n_kept], s[:n_kept], color=BLUE, **style, **kept)
    if n_kept < len(s):
        ax.plot(
            index[n_kept:],
            s[n_kept:],
            color=ORANGE,
            markerfacecolor="none",
            label="dropped",
            **style,
        )
        ax.legend()
    ax.set(yscale="log", xlabel="$i$", ylabel=r"singular value $\sigma_i$")


def gray_image(ax: Axes, image: ArrayLike, *, label: str = "") -> None:
    """Show a matrix as an image, 0 black and 1 white, without axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    image : array_like, shape (m, n)
        Gray values; those outside 0 to 1 are shown as 0 or 1.
    label : str, optional
        Label below the image.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> gray_image(Figure().subplots(), np.eye(3), label="$I$")
    """
    ax.imshow(np.clip(image, 0.0, 1.0), vmin=0.0, vmax=1.0, cmap="gray")
    ax.set(xticks=[], yticks=[], xlabel=label)
    ax.grid(visible=False)


def labeled_lines(
    ax: Axes,
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    is_log: bool = False,
) -> None:
    """Draw several curves over the same points, told apart by dash and color.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x : array_like, shape (n,)
        The common abscissas.
    lines : mapping of str to array_like, shape (n,)
        Values of each curve, by its label.
    xlabel, ylabel : str
        Labels of the axes.
    is_log : bool, default False
        Whether the vertical axis is logarithmic.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> labeled_lines(ax, [0, 1], {"up": [0, 1]}, xlabel="$t$", ylabel="height")
    """
    for i, (name, y) in enumerate(lines.items()):
        ax.plot(x, y, linestyle=_DASHES[i % len(_DASHES)], label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if is_log else "linear")
    ax.legend()


def solution_set(
    ax: Axes,
    point: ArrayLike,
    directions: ArrayLike,
    *,
    label: str = "",
    limit: float,
) -> None:
    """Draw the shortest minimizer in the plane, and the line of all others.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    point : array_like, shape (2,)
        The minimizer of least norm.
    directions : array_like, shape (2, d)
        Orthonormal columns that span the null space, with d = 0 or 1.
    label : str, optional
        Label below the panel.
    limit : float
        Half the width of the panel.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> solution_set(ax, [1.0, 0.0], [[0.0], [1.0]], limit=2.0)
    """
    x, y = np.asarray(point, dtype=float)
    for direction in np.asarray(directions, dtype=float).T:
        far = 3 * limit * direction
        ax.plot([x - far[0], x + far[0]], [y - far[1], y + far[1]], color=PURPLE)
    ax.plot([0, x], [0, y], color=INK, linestyle=(0, (1, 1)), linewidth=1.2)
    ax.plot([0], [0], color=INK, marker="+", markersize=9)
    ax.plot([x], [y], color=ORANGE, marker="o")
    ax.annotate("$x^+$", (x, y), (6, 5), textcoords="offset points", color=ORANGE)
    ax.set(aspect="equal", xlim=(-limit, limit), ylim=(-limit, limit), xlabel=label)
    ax.tick_params(labelsize=8)
