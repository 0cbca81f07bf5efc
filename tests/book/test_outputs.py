"""The comparison of outputs notices what matters, and only that."""

import base64
import io

import numpy as np
import pytest
from matplotlib.figure import Figure

from tools.outputs import difference, without_live_script

SVG = "image/svg+xml"


def svg(y=2.0, label="1", image=None):
    figure = Figure()
    ax = figure.subplots()
    ax.plot([0, 1], [0, y])
    ax.text(0.5, 0.5, label)
    if image is not None:
        ax.imshow(image, vmin=0, vmax=1)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def html(picture):
    data = base64.b64encode(picture.encode()).decode()
    return f'<fig-a><img src="data:image/svg+xml;base64,{data}"></fig-a>'


def test_difference_is_none_for_the_same_drawing_with_other_ids():
    # No fixed hashsalt here: Matplotlib gives the clip paths of the two other names.
    first, second = svg(), svg()
    assert first != second
    assert difference(SVG, first, second) is None


def test_difference_names_a_moved_point():
    words = difference(SVG, svg(), svg().replace('<path d="M 7', '<path d="M 8'))
    assert words
    assert "coordinate" in words


def test_difference_notices_another_text_in_a_figure():
    assert difference(SVG, svg(label="1"), svg(label="2"))


def test_difference_notices_another_color():
    assert difference(SVG, svg(), svg().replace("#1f77b4", "#1f77b5"))


def test_difference_notices_a_removed_mark():
    whole = svg()
    start = whole.index('<g id="text_')
    assert difference(SVG, whole, whole[:start] + "</g></svg>")


def test_difference_notices_a_changed_pixel():
    gray = np.full((8, 8), 0.5)
    changed = gray.copy()
    changed[3, 3] = 0.6
    words = difference(SVG, svg(image=gray), svg(image=changed))
    assert words
    assert "pixel" in words
    assert difference(SVG, svg(image=gray), svg(image=gray + 1e-9)) is None


def test_difference_compares_text_to_the_letter():
    assert difference("stdout", "13.643999", "13.643033")
    assert difference("stdout", "13.643033", "13.643033") is None


def test_difference_looks_into_the_picture_inside_html():
    first = svg()
    assert difference("text/html", html(first), html(svg())) is None
    assert difference("text/html", html(first), html(svg(y=3.0)))
    assert difference("text/html", html(first), html(first) + " ")


def test_live_script_is_not_part_of_the_output():
    stored = html(svg())
    live = stored + "<script data-live>code</script>"
    assert without_live_script(live) == stored
    assert difference("text/html", stored, live) is None


@pytest.mark.parametrize("value", ["1e999", "nan"])
def test_difference_refuses_numbers_that_are_none(value):
    text = svg()
    assert difference(
        SVG, text, text.replace("stroke-width: 1.5", f"stroke-width: {value}")
    )


def test_pictures_of_other_size_differ():
    small, large = np.zeros((4, 4)), np.zeros((4, 5))
    assert difference(SVG, svg(image=small), svg(image=large))
