import math

import mpmath
import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mathlib.information import (
    binary_entropy,
    cross_entropy,
    entropy,
    kl_divergence,
)
from tests.information.strategies import distributions, several, thousand


@pytest.mark.parametrize("n", [1, 2, 3, 7, 1000])
def test_entropy_of_uniform_is_log_n(n):
    # n equal terms: rounding of the sum grows at most like log2(n) eps.
    assert_allclose(entropy(np.full(n, 1 / n)), math.log(n), rtol=1e-14, atol=1e-15)


def test_entropy_of_dyadic_distribution_is_exact_in_bits():
    assert entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], unit="bits") == 1.75


def test_entropy_of_certainty_is_positive_zero():
    for p in ([1.0], [0.0, 1.0], [1, 0, 0]):
        assert math.copysign(1.0, entropy(p)) == 1.0
        assert entropy(p) == 0.0


def test_entropy_of_tiny_probability_keeps_its_digits():
    # p0 is 1.0 in floats, so what remains is p1 log(1/p1).
    assert_allclose(entropy([1.0, 1e-300]), 1e-300 * 300 * math.log(10), rtol=1e-14)


@given(several(1))
@thousand
def test_entropy_agrees_with_scipy(ps):
    (p,) = ps
    assert_allclose(entropy(p, unit="bits"), scipy.stats.entropy(p, base=2), atol=1e-13)


@given(several(1))
@thousand
def test_entropy_is_between_0_and_log_n(ps):
    (p,) = ps
    assert 0.0 <= entropy(p) <= math.log(p.size) + 1e-14


@given(several(2), st.floats(0, 1))
@thousand
def test_entropy_is_concave(pq, t):
    p, q = pq
    mixed = entropy(t * p + (1 - t) * q)
    assert mixed >= t * entropy(p) + (1 - t) * entropy(q) - 1e-13


@given(distributions(5))
@thousand
def test_entropy_obeys_the_grouping_rule(p):
    a = p[:2].sum()
    parts = [(a, p[:2]), (1 - a, p[2:])]
    rest = sum(w * entropy(g / g.sum()) for w, g in parts if g.sum() > 1e-200)
    assert_allclose(entropy(p), binary_entropy(min(a, 1.0)) + rest, atol=1e-13)


@pytest.mark.parametrize("function", [entropy, lambda p, **k: cross_entropy(p, p, **k)])
def test_bits_are_nats_over_log_2(function):
    p = [0.2, 0.3, 0.5]
    assert_allclose(function(p, unit="bits") * math.log(2), function(p), rtol=1e-15)


def test_entropy_takes_integers_float32_and_views():
    assert entropy([0, 1, 0]) == 0.0
    thirds = np.full(3, 1 / 3, dtype=np.float32)
    assert_allclose(entropy(thirds), math.log(3), rtol=1e-7)  # float32's epsilon
    assert entropy(np.array([0.5, 9.0, 0.5, 9.0])[::2], unit="bits") == 1.0


@given(st.floats(0, 1))
@thousand
def test_binary_entropy_is_entropy_of_two_outcomes(p):
    value = binary_entropy(p)
    assert isinstance(value, float)
    assert 0.0 <= value <= math.log(2) * (1 + 1e-15)
    # atol: 1 - p is rounded before `entropy` sees it
    assert_allclose(value, entropy([p, 1 - p]), rtol=1e-13, atol=2e-16)


@pytest.mark.parametrize("p", [1e-300, 1e-9, 0.1, 0.5, 1 - 1e-9])
def test_binary_entropy_has_full_precision(p):
    with mpmath.workdps(400):
        x = mpmath.mpf(p)
        exact = float(-x * mpmath.log(x) - (1 - x) * mpmath.log(1 - x))
    assert_allclose(binary_entropy(p), exact, rtol=4e-16)


def test_binary_entropy_keeps_the_shape():
    p = np.array([[0.0, 0.5], [1.0, 0.25]])
    expected = [[0.0, 1.0], [0.0, 2 - 0.75 * math.log2(3)]]
    assert_allclose(binary_entropy(p, unit="bits"), expected, rtol=1e-15)
    assert np.shape(binary_entropy(np.zeros((0, 3)))) == (0, 3)


@pytest.mark.parametrize("p", [-0.1, 1.5, [0.5, 1.0000001]])
def test_binary_entropy_refuses_numbers_outside_0_1(p):
    with pytest.raises(ValueError, match=r"^p must be between 0 and 1; it holds"):
        binary_entropy(p)


@given(several(2))
@thousand
def test_cross_entropy_is_entropy_plus_divergence(pq):
    p, q = pq
    expected = entropy(p) + kl_divergence(p, q)
    assert_allclose(cross_entropy(p, q), expected, rtol=1e-13, atol=1e-13)


def test_cross_entropy_of_one_hot_is_surprise_at_the_class():
    q = [0.1, 0.2, 0.7]
    assert cross_entropy([0, 1, 0], q) == -math.log(0.2)


def test_cross_entropy_is_infinite_exactly_where_the_impossible_happens():
    assert cross_entropy([0.5, 0.5], [1, 0]) == math.inf
    assert cross_entropy([1, 0], [1, 0]) == 0.0
    # the impossible does not happen: 0 log 0 = 0
    assert cross_entropy([0, 1], [0, 1]) == 0.0
