"""Still figures of the part *Information theory*: arrays in, marks on an Axes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter
from numpy.typing import ArrayLike

from mathlib.plotting.style import BLUE, GREEN, INK, ORANGE

__all__ = [
    "cdf_gap",
    "divergence_bars",
    "info_nce",
    "information_by_bins",
    "information_by_layer",
    "kl_valleys",
    "loss_floor",
    "pinsker",
    "transport",
    "two_humps",
]


def divergence_bars(
    ax: Axes, p: ArrayLike, q: ArrayLike, *, outcomes: Sequence[str] | None = None
) -> None:
    """Draw two distributions over the same outcomes as pairs of bars.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    p, q : array_like, shape (n,)
        Probabilities; `q` is hatched.
    outcomes : sequence of n str, optional
        Names of the outcomes; 1, 2, 3, ... if none are given.
    """
    places = np.arange(1, len(np.asarray(p)) + 1)
    names = [str(k) for k in places] if outcomes is None else list(outcomes)
    ax.bar(places - 0.2, p, width=0.36, color=BLUE, label="P")
    ax.bar(
        places + 0.2,
        q,
        width=0.36,
        fill=False,
        edgecolor=ORANGE,
        hatch="//",
        label="Q",
    )
    ax.set_xticks(places, names)
    ax.set_ylim(0.0, 1.0)
    ax.set_xlabel("outcome")
    ax.set_ylabel("probability")
    ax.legend()


def loss_floor(ax: Axes, loss: ArrayLike, divergence: ArrayLike) -> None:
    """Draw a loss and its removable part, step by step, and the floor between them.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    loss : array_like, shape (steps,)
        Cross-entropy after each step, in nats.
    divergence : array_like, shape (steps,)
        KL divergence after each step, in nats.
    """
    loss, divergence = np.asarray(loss, float), np.asarray(divergence, float)
    ax.plot(loss, color=BLUE, label="cross-entropy $H(P, Q)$")
    ax.plot(divergence, color=ORANGE, ls="--", label=r"divergence $D(P \Vert Q)$")
    ax.axhline(loss[-1] - divergence[-1], color=INK, ls=":", label="entropy $H(P)$")
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("step")
    ax.set_ylabel("nats")
    ax.legend()


def two_humps(
    ax: Axes, x: ArrayLike, p: ArrayLike, forward: ArrayLike, reverse: ArrayLike
) -> None:
    """Draw a density and two Gaussians fitted to it.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    x : array_like, shape (n,)
        Grid points.
    p, forward, reverse : array_like, shape (n,)
        The density, its fit by KL(p‖q), and one by KL(q‖p), at the points.
    """
    ax.fill_between(np.asarray(x, float), np.asarray(p, float), color=INK, alpha=0.25)
    ax.plot(x, p, color=INK, label="$p$")
    ax.plot(x, forward, color=BLUE, label=r"best $q$ by $D(p \Vert q)$")
    ax.plot(x, reverse, color=ORANGE, ls="--", label=r"a best $q$ by $D(q \Vert p)$")
    ax.set_xlim(-6.0, 6.0)
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("$x$")
    ax.set_ylabel("density")
    ax.legend()


def kl_valleys(
    ax: Axes,
    mu: ArrayLike,
    sigma: ArrayLike,
    kl: ArrayLike,
    minima: Sequence[tuple[float, float]],
    moments: tuple[float, float],
    *,
    levels: Sequence[float],
    labels: Sequence[float] = (),
) -> None:
    """Draw the contours of a divergence over all Gaussians, and what was found.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    mu : array_like, shape (m,)
        Means.
    sigma : array_like, shape (n,)
        Standard deviations, drawn on a logarithmic axis.
    kl : array_like, shape (n, m)
        Divergence in nats.
    minima : sequence of (mu, sigma)
        Local minima, marked with dots.
    moments : (mu, sigma)
        The Gaussian with the density's moments, marked with a cross.
    levels : sequence of float
        Divergences whose contours are drawn, increasing; none equal to a value in `kl`.
    labels : sequence of float
        Those of the `levels` that are written on their contours.
    """
    lines = ax.contour(mu, sigma, kl, levels=levels, colors=[BLUE], linewidths=1.0)
    ax.clabel(
        lines,
        levels=labels,
        fmt="%g",
        fontsize="small",
        colors=[INK],
        inline_spacing=2,
    )
    ax.plot(*np.transpose(minima), "o", color=ORANGE, label="local minimum")
    ax.plot(*moments, "x", color=GREEN, ms=9, mew=2.5, label="forward fit")
    ax.set_yscale("log")
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_yticks([0.5, 1.0, 2.0], ["0.5", "1", "2"])
    ax.set_xlabel(r"mean $\mu$ of $q$")
    ax.set_ylabel(r"width $\sigma$ of $q$")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def information_by_layer(ax: Axes, information: ArrayLike) -> None:
    """Draw what is left of some information after each layer.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    information : array_like, shape (layers + 1,)
        Mutual information with the label, in bits, the input's first.
    """
    ax.plot(information, "o-", color=BLUE)
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("layers passed")
    ax.set_ylabel("information about the label, bits")


def info_nce(
    ax: Axes, batch: ArrayLike, bound: ArrayLike, error: ArrayLike, *, truth: float
) -> None:
    """Draw the InfoNCE bound against the batch size, under its two ceilings.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    batch : array_like, shape (n,)
        Batch sizes, powers of 2.
    bound, error : array_like, shape (n,)
        The bound and its standard error, in nats.
    truth : float
        The mutual information, in nats.
    """
    batch = np.asarray(batch)
    ax.errorbar(batch, bound, yerr=error, fmt="o", color=BLUE, label="bound")
    ax.plot(batch, np.log(batch), color=ORANGE, ls="--", label=r"$\ln b$")
    ax.axhline(truth, color=GREEN, ls="-.", label="truth")
    ax.set_xscale("log", base=2)
    ax.set_ylim(bottom=0.0)
    ax.set_xticks(batch, [str(b) for b in batch])
    ax.set_xlabel("batch size $b$")
    ax.set_ylabel("nats")
    ax.legend()


def pinsker(
    ax: Axes,
    tv: ArrayLike,
    kl: ArrayLike,
    marked_tv: ArrayLike,
    marked_kl: ArrayLike,
) -> None:
    """Draw divergence against total variation, above Pinsker's parabola.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    tv, kl : array_like, shape (n,)
        Total variation and KL divergence in nats of many pairs.
    marked_tv, marked_kl : array_like, shape (k,)
        The same of a few pairs that are marked.
    """
    # Pinsker's curve is 2 t^2 in nats; a figure may know the curve it is named after.
    t = np.linspace(0.0, 0.9, 91)
    ax.plot(tv, kl, ".", color=BLUE, ms=4, alpha=0.6, label="random pairs")
    ax.plot(t, 2 * t**2, color=ORANGE, label=r"$2\,\mathrm{TV}^2$")
    ax.plot(marked_tv, marked_kl, "D", color=GREEN, ms=7, label="our pair")
    ax.set_xlim(0.0, 0.9)
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("total variation")
    ax.set_ylabel(r"$D(P \Vert Q)$, nats")
    ax.legend()


def cdf_gap(ax: Axes, positions: ArrayLike, F: ArrayLike, G: ArrayLike) -> None:
    """Draw two distribution functions of steps and shade the area between them.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    positions : array_like, shape (n,)
        Where the steps are, increasing.
    F, G : array_like, shape (n,)
        The distribution functions after each step.
    """
    positions = np.asarray(positions, float)
    x = np.concatenate([[positions[0] - 0.5], positions, [positions[-1] + 0.5]])
    steps = [np.concatenate([[0.0], c, [1.0]]) for c in (np.asarray(F), np.asarray(G))]
    ax.fill_between(x, steps[0], steps[1], step="post", color=INK, alpha=0.25)
    ax.step(x, steps[0], where="post", color=BLUE, label="$F$, of $P$")
    ax.step(x, steps[1], where="post", color=ORANGE, ls="--", label="$G$, of $Q$")
    ax.set_xticks(positions)
    ax.set_xlabel("position $t$")
    ax.set_ylabel("probability of at most $t$")
    ax.legend()


def transport(ax: Axes, positions: ArrayLike, p: ArrayLike, q: ArrayLike) -> None:
    """Draw two histograms on one line.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    positions : array_like, shape (n,)
        Positions of the bars.
    p, q : array_like, shape (n,)
        Their probabilities; `q` is hatched.
    """
    ax.bar(positions, p, width=0.9, color=BLUE, label="P")
    ax.bar(positions, q, width=0.9, fill=False, edgecolor=ORANGE, hatch="//", label="Q")
    ax.set_xlabel("position")
    ax.set_ylabel("probability")
    ax.legend()


def information_by_bins(
    ax: Axes,
    bins: ArrayLike,
    mean: Float[np.ndarray, "k n"],
    spread: Float[np.ndarray, "k n"],
    truth: Sequence[float],
) -> None:
    """Draw counted mutual information against the number of bins.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    bins : array_like, shape (n,)
        Bins each way.
    mean, spread : ndarray, shape (k, n)
        Mean and standard deviation over runs, one row for each pair of variables.
    truth : sequence of k floats
        The true information of each pair, in nats.
    """
    styles = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."))
    rows = zip(mean, spread, truth, styles, strict=False)
    for row, around, value, (color, marker, dash) in rows:
        ax.errorbar(
            bins,
            row,
            yerr=around,
            color=color,
            marker=marker,
            ls=dash,
            capsize=3,
            label=f"truth {value:.3f} nats",
        )
        ax.axhline(value, color=color, ls=":")
    ax.set_xscale("log", base=2)
    ax.set_xticks(bins, [str(b) for b in np.asarray(bins)])
    ax.set_ylim(bottom=-0.02)
    ax.set_xlabel("bins each way")
    ax.set_ylabel("counted information, nats")
    ax.legend()
