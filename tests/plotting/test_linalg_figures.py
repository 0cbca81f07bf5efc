"""The still figures of linear algebra draw the arrays that they are given."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

from mathlib import plotting
from mathlib.plotting import linalg


@pytest.fixture
def ax():
    return Figure().subplots()


def test_circle_image_draws_the_curve_and_one_arrow_for_each_label(ax):
    curve = np.array([[2.0, 0.0, -2.0], [0.0, 1.0, 0.0]])
    plotting.circle_image(ax, curve, {"a": [1.0, 0.0], "b": [0.0, 1.0]}, label="x")
    assert_allclose(ax.lines[0].get_xydata().T, curve)
    tips = [note.xy for note in ax.texts if hasattr(note, "xy")]
    assert tips == [(1.0, 0.0), (0.0, 1.0)]
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["a", "b"]
    assert ax.get_xlabel() == "x"


def test_circle_image_leaves_room_around_the_farthest_point(ax):
    plotting.circle_image(ax, [[0.0, 4.0], [3.0, 0.0]], {})
    assert ax.get_xlim() == ax.get_ylim() == pytest.approx((-5.4, 5.4))


def test_circle_image_places_a_label_beyond_the_tip_of_its_arrow(ax):
    plotting.circle_image(ax, [[1.0, -1.0], [0.0, 0.0]], {"v": [0.3, 0.4]}, limit=1.0)
    place = np.array(next(t for t in ax.texts if t.get_text()).get_position())
    assert_allclose(place / np.linalg.norm(place), [0.6, 0.8])
    assert np.linalg.norm(place) > 0.5


def test_singular_values_splits_kept_and_dropped(ax):
    plotting.singular_values(ax, [4.0, 2.0, 1.0], n_kept=2)
    kept, dropped = ax.lines
    assert_allclose(kept.get_xydata(), [[1, 4], [2, 2]])
    assert_allclose(dropped.get_xydata(), [[3, 1]])
    assert dropped.get_markerfacecolor() == "none"
    assert ax.get_yscale() == "log"


def test_singular_values_lifts_rounding_to_the_floor(ax):
    plotting.singular_values(ax, [2.0, 3e-17, 0.0])
    (line,) = ax.lines
    floor = 2.0 * linalg.FLOOR
    assert_allclose(line.get_ydata(), [2.0, floor, floor], rtol=1e-15)


def test_gray_image_clips_and_keeps_black_and_white_fixed(ax):
    plotting.gray_image(ax, [[-0.5, 0.25], [0.75, 1.5]], label="$A$")
    (image,) = ax.images
    assert_allclose(image.get_array(), [[0.0, 0.25], [0.75, 1.0]])
    assert image.get_clim() == (0.0, 1.0)
    assert ax.get_xlabel() == "$A$"


def test_labeled_lines_differ_by_dash_and_not_only_by_color(ax):
    lines = {str(i): [float(i), i + 1.0] for i in range(4)}
    plotting.labeled_lines(ax, [0, 1], lines, xlabel="x", ylabel="y", is_log=False)
    for drawn, values in zip(ax.lines, lines.values(), strict=True):
        assert_allclose(drawn.get_ydata(), values)
    dashes = [str(line._unscaled_dash_pattern) for line in ax.lines]
    assert len(set(dashes)) == 4
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(lines)


def test_labeled_lines_can_be_logarithmic(ax):
    plotting.labeled_lines(ax, [1, 2], {"s": [1, 2]}, xlabel="", ylabel="", is_log=True)
    assert ax.get_yscale() == "log"


def test_solution_set_draws_the_line_through_the_point_along_the_null_space(ax):
    point, direction = np.array([0.2, 0.4]), np.array([2.0, -1.0]) / np.sqrt(5)
    plotting.solution_set(ax, point, direction[:, None], limit=3.0, label="none")
    line = ax.lines[0].get_xydata()
    for end in line:  # on the line: no part across it
        assert abs(np.linalg.det([end - point, direction])) < 1e-12
    assert np.linalg.norm(line[1] - line[0]) > 6 * np.sqrt(2)  # across the panel
    assert_allclose(ax.lines[-1].get_xydata(), [point])


def test_solution_set_of_one_point_has_no_line(ax):
    plotting.solution_set(ax, [1.0, 2.0], np.zeros((2, 0)), limit=3.0)
    assert len(ax.lines) == 3  # the way from 0, the origin, the point
