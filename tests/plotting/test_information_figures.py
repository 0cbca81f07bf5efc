"""The still figures of the part *Information theory* draw the arrays they are given."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

from mathlib import plotting

P, Q = np.array([0.5, 0.25, 0.25]), np.array([0.2, 0.3, 0.5])
X = np.linspace(-4.0, 4.0, 41)
BELL = np.exp(-(X**2) / 2)


def _axes():
    return Figure().subplots()


def _heights(ax, container):
    return [bar.get_height() for bar in ax.containers[container]]


def points(line):
    return np.asarray(line.get_xydata())


def _lines(ax):
    return {line.get_label(): points(line) for line in ax.get_lines()}


def test_divergence_bars_are_as_high_as_the_probabilities():
    ax = _axes()
    plotting.divergence_bars(ax, P, Q)
    assert_allclose(_heights(ax, 0), P, rtol=0, atol=1e-12)
    assert_allclose(_heights(ax, 1), Q, rtol=0, atol=1e-12)


def test_divergence_bars_bear_the_names_of_the_outcomes():
    ax = _axes()
    plotting.divergence_bars(ax, P, Q, outcomes=["cat", "lynx", "fox"])
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "cat",
        "lynx",
        "fox",
    ]
    plotting.divergence_bars(ax, P, Q)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3"]


def test_transport_bars_stand_at_their_positions():
    ax = _axes()
    plotting.transport(ax, [2.0, 3.0, 5.0], P, Q)
    centers = [b.get_x() + b.get_width() / 2 for b in ax.containers[0]]
    assert_allclose(centers, [2.0, 3.0, 5.0], rtol=0, atol=1e-12)
    assert_allclose(_heights(ax, 1), Q, rtol=0, atol=1e-12)


def test_loss_floor_is_the_difference_of_the_two_curves():
    ax = _axes()
    plotting.loss_floor(ax, [3.0, 2.0, 1.5], [2.0, 1.0, 0.5])
    lines = _lines(ax)
    assert_allclose(lines["entropy $H(P)$"][:, 1], 1.0, rtol=0, atol=1e-12)
    assert_allclose(
        lines["cross-entropy $H(P, Q)$"][:, 1], [3.0, 2.0, 1.5], rtol=0, atol=0
    )


def test_two_humps_draws_three_densities_over_the_grid():
    ax = _axes()
    plotting.two_humps(ax, X, BELL, 0.5 * BELL, 0.25 * BELL)
    tops = [line[:, 1].max() for line in _lines(ax).values()]
    assert_allclose(tops, [1.0, 0.5, 0.25], rtol=0, atol=1e-12)


def test_kl_valleys_marks_minima_and_moments():
    ax = _axes()
    sigma = np.array([0.5, 1.0, 2.0])
    kl = np.abs(X) + sigma[:, None]
    plotting.kl_valleys(
        ax, X, sigma, kl, [(-1.0, 0.6), (1.0, 0.7)], (0.0, 1.5), levels=[1.05, 2.05]
    )
    lines = _lines(ax)
    assert_allclose(lines["local minimum"], [[-1.0, 0.6], [1.0, 0.7]], rtol=0, atol=0)
    assert_allclose(lines["forward fit"], [[0.0, 1.5]], rtol=0, atol=0)
    assert len(ax.collections) == 1
    assert not ax.texts


def test_kl_valleys_writes_on_the_levels_that_are_named():
    ax = _axes()
    sigma = np.array([0.5, 1.0, 2.0])
    kl = np.abs(X) + sigma[:, None]
    here = [(0.0, 1.0)]
    plotting.kl_valleys(
        ax, X, sigma, kl, here, here[0], levels=[1.05, 2.05, 3.05], labels=[2.05]
    )
    assert {text.get_text() for text in ax.texts} == {"2.05"}


def test_information_by_layer_shows_each_value():
    ax = _axes()
    plotting.information_by_layer(ax, [2.0, 1.0, 0.5])
    assert_allclose(
        points(ax.get_lines()[0]), [[0, 2.0], [1, 1.0], [2, 0.5]], rtol=0, atol=0
    )


def test_info_nce_draws_the_ceilings_log_b_and_truth():
    ax = _axes()
    plotting.info_nce(ax, [2, 4], [0.5, 1.0], [0.1, 0.1], truth=3.0)
    lines = _lines(ax)
    assert_allclose(
        lines[r"$\ln b$"][:, 1], [0.6931471805599453, 1.3862943611198906], rtol=1e-15
    )
    assert_allclose(lines["truth"][:, 1], 3.0, rtol=0, atol=0)


def test_pinsker_curve_is_twice_the_square():
    ax = _axes()
    plotting.pinsker(ax, [0.1], [0.5], [0.2], [0.3])
    curve = _lines(ax)[r"$2\,\mathrm{TV}^2$"]
    at_half = curve[np.isclose(curve[:, 0], 0.5, rtol=0, atol=1e-9), 1]
    assert_allclose(at_half, [0.5], rtol=0, atol=1e-9)


def test_cdf_gap_starts_at_zero_and_ends_at_one():
    ax = _axes()
    plotting.cdf_gap(ax, [0, 1, 2], np.cumsum(P), np.cumsum(Q))
    for line in ax.get_lines():
        assert_allclose(points(line)[[0, -1], 1], [0.0, 1.0], rtol=0, atol=1e-12)


def test_information_by_bins_draws_a_line_and_its_truth_for_each_pair():
    ax = _axes()
    mean = np.array([[0.1, 0.2], [0.5, 0.6]])
    plotting.information_by_bins(ax, [2, 4], mean, mean / 10, (0.0, 0.55))
    levels = [line.get_ydata() for line in ax.get_lines()]
    assert any(np.array_equal(y, [0.55, 0.55]) for y in levels)
    assert any(np.array_equal(y, mean[1]) for y in levels)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plotting.divergence_bars(ax, P, Q),
        lambda ax: plotting.loss_floor(ax, [2.0, 1.0], [1.0, 0.0]),
        lambda ax: plotting.two_humps(ax, X, BELL, BELL, BELL),
        lambda ax: plotting.information_by_layer(ax, [2.0, 1.0]),
        lambda ax: plotting.cdf_gap(ax, [0, 1, 2], np.cumsum(P), np.cumsum(Q)),
        lambda ax: plotting.transport(ax, [0, 1, 2], P, Q),
    ],
)
def test_figures_label_their_axes_have_no_title_and_return_none(draw):
    ax = _axes()
    assert draw(ax) is None
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert ax.get_title() == ""
