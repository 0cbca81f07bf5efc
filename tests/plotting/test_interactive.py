import base64
import json
import re
import subprocess
import sys
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from mathlib import plotting

mpl.use("agg")

SIGNS = ("JPY_SESSION_NAME", "VSCODE_PID", "VSCODE_CWD")


@pytest.fixture(autouse=True)
def no_frontend(monkeypatch):
    for sign in SIGNS:
        monkeypatch.delenv(sign, raising=False)


def a_still():
    still = Figure(figsize=(3, 2))
    still.subplots().plot([0, 1, 4])
    return still


def html_of(name="linear-map", still=None, alt="a line", **params: Any):
    figure = plotting.interactive(name, still or a_still(), alt=alt, **params)
    return figure._repr_html_()


def group(pattern, text):
    found = re.search(pattern, text)
    assert found, f"no {pattern} in {text[:200]}"
    return found[1]


def params_of(html):
    quoted = group(r'data-params="([^"]*)"', html)
    return json.loads(quoted.replace("&quot;", '"').replace("&amp;", "&"))


def test_html_is_the_element_with_its_parameters_and_the_picture_inside():
    html = html_of(alt='the "circle" & its image', A=[[2, 1], [0, 1.5]])
    assert html.startswith('<fig-linear-map data-figure data-params="')
    assert html.endswith("</fig-linear-map>")
    assert params_of(html) == {"A": [[2.0, 1.0], [0.0, 1.5]]}
    assert 'alt="the &quot;circle&quot; &amp; its image"' in html
    assert 'width="288" height="192"' in html  # 3 x 2 inches of 96 CSS pixels
    data = group(r'<img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"', html)
    assert base64.b64decode(data).decode().rstrip().endswith("</svg>")
    assert "<script" not in html


def test_html_is_the_same_bytes_on_every_run():
    code = (
        "import matplotlib; matplotlib.use('svg')\n"
        "import matplotlib.pyplot as plt\n"
        "from mathlib import plotting\n"
        "fig, ax = plt.subplots(); ax.plot([0, 1, 4]); ax.set_xlim(0, 1.5)\n"
        "print(plotting.interactive('linear-map', fig, alt='x', A=[[1, 2], [3, 4]])"
        "._repr_html_())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.startswith(b"<fig-linear-map")


def test_last_bits_of_parameters_do_not_reach_the_html():
    rng = np.random.default_rng(20)
    still = a_still()
    for size in (2, 30):  # as lists, and packed
        A = rng.standard_normal((size, size))
        A[0, 0] = 0.0
        other = A * (1 + 4e-16)
        other[0, 0] = -3e-17
        pages = [html_of("image-rank", still, U=M, s=M[0], Vt=M) for M in (A, other)]
        assert pages[0] == pages[1]


def test_large_arrays_are_packed_and_unpack_to_four_digits():
    A = np.random.default_rng(20).uniform(-3, 3, (30, 20))
    packed = params_of(html_of("image-rank", U=A, s=[1.0], Vt=A.T))["U"]
    numbers = np.frombuffer(base64.b64decode(packed["packed"]), "<i2")
    back = numbers.reshape(packed["shape"]) * packed["scale"]
    # Half a step of the scale, which is the largest entry by 32000, itself rounded.
    np.testing.assert_allclose(back, A, rtol=0, atol=3 / 60000)


def test_small_entries_are_rounded_against_the_largest_one():
    params = params_of(html_of(A=[[1234.56789, 1e-9], [-0.0, 2.0]]))
    assert params["A"] == [[1234.57, 0.0], [0.0, 2.0]]
    assert "-0.0" not in json.dumps(params)


def test_integers_strings_and_nested_cases_arrive_as_they_are():
    cases = [{"name": "many", "A": np.array([[1, 2]]), "b": [2.5]}]
    assert params_of(html_of("pinv-cases", cases=cases, start=0)) == {
        "cases": [{"name": "many", "A": [[1, 2]], "b": [2.5]}],
        "start": 0,
    }


def test_repr_says_which_figure_and_nothing_that_changes():
    figure = plotting.interactive("two-humps", a_still(), alt="two humps")
    assert repr(figure) == "<moving figure two-humps>"


def test_still_picture_is_closed():
    still, _ = plt.subplots()
    html_of(still=still)
    assert not plt.fignum_exists(still.number)


@pytest.mark.parametrize("sign", SIGNS)
def test_code_is_sent_only_where_a_frontend_runs_the_kernel(monkeypatch, sign):
    stored = html_of()
    monkeypatch.setenv(sign, "1")
    live = html_of()
    assert live.startswith(stored)
    code = live.removeprefix(stored)
    assert re.fullmatch(r"<script data-live>.*</script>", code, re.S)
    assert code.count("</script") == 1
    assert "linear-map" in code
    assert "two-humps" not in code


def test_code_is_sent_in_colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    assert "<script data-live>" in html_of()


def test_the_stored_form_is_what_the_canonical_tool_leaves(monkeypatch):
    from tools.outputs import without_live_script

    stored = html_of()
    monkeypatch.setenv("JPY_SESSION_NAME", "chapter.ipynb")
    assert without_live_script(html_of()) == stored


def test_unknown_figure_is_refused_with_the_list_of_figures():
    with pytest.raises(ValueError, match=r"one of .*linear-map.*; got 'linear_map'"):
        html_of("linear_map")


def test_unknown_parameter_is_refused_with_the_list_of_parameters():
    with pytest.raises(ValueError, match="linear-map has no parameter B; it takes A"):
        html_of(B=[[1, 0], [0, 1]])


@pytest.mark.parametrize("alt", ["", "  "])
def test_alt_text_is_required(alt):
    with pytest.raises(ValueError, match="alt must say in words"):
        html_of(alt=alt)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_parameter_that_is_not_finite_is_refused_by_name(bad):
    with pytest.raises(ValueError, match="A must be finite to be drawn"):
        html_of(A=[[1.0, bad], [0.0, 1.0]])


@pytest.mark.parametrize("bad", [object(), [object()], np.array([1j])])
def test_a_parameter_that_json_cannot_hold_is_refused_by_name(bad):
    with pytest.raises(TypeError, match=r"A(\[0\])? must hold numbers, strings or"):
        html_of(A=bad)


def test_still_must_be_a_figure():
    with pytest.raises(TypeError, match="still"):
        plotting.interactive("linear-map", [], alt="x")  # type: ignore[arg-type]
