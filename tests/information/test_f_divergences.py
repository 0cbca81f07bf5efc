import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import xlogy

from mathlib.information import (
    chi_square_divergence,
    f_divergence,
    hellinger_distance,
    js_divergence,
    kl_divergence,
    push_through_channel,
    total_variation,
)
from tests.information.strategies import channels, several, thousand


def js_generator(t):
    return (xlogy(t, t) - (t + 1) * np.log((t + 1) / 2)) / 2


KNOWN = {
    "kl": (lambda t: xlogy(t, t), np.inf, kl_divergence),
    "reverse kl": (lambda t: -np.log(t), 0.0, lambda p, q: kl_divergence(q, p)),
    "total variation": (lambda t: abs(t - 1) / 2, 0.5, total_variation),
    "chi square": (lambda t: (t - 1) ** 2, np.inf, chi_square_divergence),
    "js": (js_generator, math.log(2) / 2, js_divergence),
    "squared hellinger": (
        lambda t: (np.sqrt(t) - 1) ** 2 / 2,
        0.5,
        lambda p, q: hellinger_distance(p, q) ** 2,
    ),
}


@given(several(2))
@thousand
def test_f_divergence_gives_each_named_divergence(pq):
    p, q = pq
    with np.errstate(over="ignore"):
        huge = (p[q > 0] / q[q > 0] > 1e100).any()
    if huge:  # q f(p/q) overflows or rounds, where the named function does not
        return
    for name, (f, slope, named) in KNOWN.items():
        value = f_divergence(p, q, f, slope_at_infinity=slope)
        assert_allclose(value, named(p, q), rtol=1e-9, atol=1e-13, err_msg=name)


@given(several(2), st.data())
@thousand
def test_f_divergence_does_not_grow_in_a_channel(pq, data):
    p, q = pq
    W = data.draw(channels(p.size))

    def f(t):
        return abs(t - 1) ** 1.5

    after = f_divergence(push_through_channel(p, W), push_through_channel(q, W), f)
    assert after <= f_divergence(p, q, f) * (1 + 1e-9) + 1e-13


def test_f_divergence_counts_escaped_mass_by_the_slope():
    # half of p lies where q is 0; f(1/2) = 1/4 on the rest
    value = f_divergence(
        [0.5, 0.5], [1, 0], lambda t: abs(t - 1) / 2, slope_at_infinity=3
    )
    assert value == 0.25 + 0.5 * 3


def test_f_divergence_may_be_infinite():
    assert f_divergence([1, 0], [0.5, 0.5], lambda t: -np.log(t)) == math.inf
    assert f_divergence([0.5, 0.5], [1, 0], lambda t: (t - 1) ** 2) == math.inf


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda t: t * np.log(t), r"^f must be a number or inf at every ratio; f\(0\)"),
        (lambda t: t, r"^f must be 0 at 1; f\(1\) = 1"),
        (lambda t: -((t - 1) ** 2), r"^f must be convex"),
        (lambda t: 0.0, r"^f must act element by element; for \(3,\) it gave \(\)"),
    ],
)
def test_f_divergence_refuses_by_name(f, message):
    with pytest.raises(ValueError, match=message):
        f_divergence([0.0, 1.0], [0.5, 0.5], f)


def test_f_divergence_refuses_what_is_not_a_function():
    with pytest.raises(TypeError, match=r"^f must be a function of an array; got 3"):
        f_divergence([0.0, 1.0], [0.5, 0.5], 3)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("slope", [np.nan, -np.inf])
def test_f_divergence_refuses_slope(slope):
    with pytest.raises(ValueError, match=r"^slope_at_infinity must be a number or inf"):
        f_divergence([0, 1], [1, 0], abs, slope_at_infinity=slope)
