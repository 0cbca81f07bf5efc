import itertools
import math

import mpmath
import numpy as np
import pytest
import scipy.spatial.distance
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mathlib.information import (
    chi_square_divergence,
    hellinger_distance,
    js_divergence,
    kl_divergence,
    mutual_information,
    push_through_channel,
    total_variation,
)
from tests.information.strategies import channels, several, thousand

ALL = [
    kl_divergence,
    js_divergence,
    total_variation,
    hellinger_distance,
    chi_square_divergence,
]
SKEWED, UNIFORM = [1 / 2, 1 / 4, 1 / 4], [1 / 3, 1 / 3, 1 / 3]


def test_kl_of_skewed_and_uniform_in_closed_form():
    there = kl_divergence(SKEWED, UNIFORM, unit="bits")
    back = kl_divergence(UNIFORM, SKEWED, unit="bits")
    # log2(3) - 3/2 and 5/3 - log2(3); cancellation costs the oracle two digits
    assert_allclose(there, math.log2(3) - 1.5, rtol=1e-14)
    assert_allclose(back, 5 / 3 - math.log2(3), rtol=1e-14)
    assert (round(there, 4), round(back, 4)) == (0.0850, 0.0817)


@pytest.mark.parametrize("gap", [1e-1, 1e-2, 1e-5, 1e-9, 1e-14])
def test_kl_of_near_ties_keeps_its_digits(gap):
    p, q = np.array([0.3, 0.7]), np.array([0.3 + gap, 0.7 - gap])
    p, q = p / p.sum(), q / q.sum()
    with mpmath.workdps(60):
        pairs = [
            (mpmath.mpf(float(a)), mpmath.mpf(float(b)))
            for a, b in zip(p, q, strict=True)
        ]
        exact = float(sum(a * mpmath.log(a / b) - a + b for a, b in pairs))
    # 1e-13: the probabilities are exact here, only the functions' rounding remains
    assert_allclose(kl_divergence(p, q), exact, rtol=1e-13)


def test_kl_of_tiny_probabilities_is_taken_in_logarithms():
    # p1/q1 = 1e620 is no float, its logarithm is an ordinary number
    value = kl_divergence([0.5, 0.5], [1.0, 1e-320])
    exact = math.log(0.5) - 0.5 * math.log(1e-320)
    assert_allclose(value, exact, rtol=1e-14)
    assert_allclose(
        kl_divergence([1.0, 1e-300], [1.0, 2e-300]),
        1e-300 * (1 - math.log(2)),
        rtol=1e-12,  # the logs are near 690, so that their difference has 13 digits
    )


def test_kl_is_infinite_where_q_excludes_what_p_allows():
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert kl_divergence([1 - 1e-300, 1e-300], [1.0, 0.0]) == math.inf
    assert kl_divergence([1.0, 0.0], [0.5, 0.5], unit="bits") == 1.0


@given(several(2))
@thousand
def test_kl_agrees_with_scipy(pq):
    p, q = pq
    expected = scipy.special.rel_entr(p, q).sum()
    assert_allclose(kl_divergence(p, q), expected, rtol=1e-12, atol=1e-14)


@given(several(2))
@thousand
def test_every_divergence_is_nonnegative_and_zero_on_itself(pq):
    p, q = pq
    for divergence in ALL:
        assert divergence(p, q) >= 0.0
        assert divergence(p, p) == 0.0


@given(several(1, positive=True), st.lists(st.floats(-1, 1), min_size=5, max_size=5))
@thousand
def test_kl_of_near_ties_is_positive_not_rounding(ps, noise):
    (p,) = ps
    q = p * (1 + 1e-7 * np.array(noise[: p.size]))
    q /= q.sum()
    value, squared = kl_divergence(p, q), 0.5 * ((p - q) ** 2 / p).sum()
    # rtol: the next term of Taylor's series is smaller by 1e-7. atol: p and q sum to
    # 1 within 2e-16, and log(p/q) weighs what is missing.
    atol = 4e-16 * np.abs(q / p - 1).max()
    assert_allclose(value, squared, rtol=1e-6, atol=atol)


@given(several(2))
@thousand
def test_kl_obeys_pinsker(pq):
    p, q = pq
    assert kl_divergence(p, q) >= 2 * total_variation(p, q) ** 2 * (1 - 1e-12)


@given(several(2))
@thousand
def test_kl_is_at_most_log_of_1_plus_chi_square(pq):
    p, q = pq
    assert kl_divergence(p, q) <= math.log1p(chi_square_divergence(p, q)) + 1e-13


@given(several(4), st.floats(0, 1))
@thousand
def test_kl_is_jointly_convex(ps, t):
    p0, q0, p1, q1 = ps
    ends = 0.0
    if t > 0:
        ends += t * kl_divergence(p0, q0)
    if t < 1:
        ends += (1 - t) * kl_divergence(p1, q1)
    mixed = kl_divergence(t * p0 + (1 - t) * p1, t * q0 + (1 - t) * q1)
    assert mixed <= ends + 1e-12


@given(several(2), st.data())
@thousand
def test_no_divergence_grows_in_a_channel(pq, data):
    p, q = pq
    W = data.draw(channels(p.size))
    out_p, out_q = push_through_channel(p, W), push_through_channel(q, W)
    for divergence in ALL:
        # rounding of p @ W moves the distances themselves by 1e-15
        assert divergence(out_p, out_q) <= divergence(p, q) * (1 + 1e-9) + 1e-13


@given(several(2), several(2))
@thousand
def test_kl_adds_over_independent_parts(first, second):
    (p0, q0), (p1, q1) = first, second
    together = kl_divergence(np.outer(p0, p1).ravel(), np.outer(q0, q1).ravel())
    apart = kl_divergence(p0, q0) + kl_divergence(p1, q1)
    # a product below 1e-308 loses digits, or is 0, where its factors are not
    tiny = min(np.outer(q0, q1)[np.outer(q0, q1) > 0]) < 1e-290
    lost = np.outer(q0 > 0, q1 > 0).sum() > (np.outer(q0, q1) > 0).sum()
    if not (tiny or lost):
        assert_allclose(together, apart, rtol=1e-12, atol=1e-13)


@given(several(2))
@thousand
def test_js_is_symmetric_and_at_most_one_bit(pq):
    p, q = pq
    value = js_divergence(p, q, unit="bits")
    assert value <= 1.0
    assert_allclose(value, js_divergence(q, p, unit="bits"), rtol=1e-15)


@given(several(2))
@thousand
def test_js_is_square_of_scipys_distance(pq):
    p, q = pq
    # SciPy's root of a sum with rounding 1e-16 is right to 1e-8 near 0 (or NaN, where
    # its sum is negative): the squares are compared.
    with np.errstate(invalid="ignore"):
        distance = scipy.spatial.distance.jensenshannon(p, q)
    expected = 0.0 if np.isnan(distance) else distance**2
    assert_allclose(js_divergence(p, q), expected, rtol=1e-12, atol=1e-15)


@given(several(2))
@thousand
def test_js_is_information_between_outcome_and_source(pq):
    table = np.array(pq) / 2  # a fair coin chooses p or q, the outcome follows
    assert_allclose(js_divergence(*pq), mutual_information(table), atol=1e-14)


@given(several(3))
@thousand
def test_root_of_js_obeys_triangle_inequality(ps):
    p, q, r = ps
    direct = math.sqrt(js_divergence(p, r))
    detour = math.sqrt(js_divergence(p, q)) + math.sqrt(js_divergence(q, r))
    assert direct <= detour + 1e-12


def test_js_of_disjoint_supports_is_one_bit():
    assert js_divergence([0.3, 0.7, 0], [0, 0, 1], unit="bits") == 1.0
    assert js_divergence([1.0, 5e-324], [1.0, 0.0]) <= 5e-324


@given(several(2))
@thousand
def test_total_variation_is_greatest_difference_over_events(pq):
    p, q = pq
    events = np.array(list(itertools.product([0.0, 1.0], repeat=p.size)))
    assert_allclose(total_variation(p, q), (events @ (p - q)).max(), atol=1e-15)


@given(several(3))
@thousand
def test_distances_are_symmetric_and_obey_triangle_inequality(ps):
    p, q, r = ps
    for distance in (total_variation, hellinger_distance):
        assert distance(p, q) == distance(q, p) <= 1.0
        assert distance(p, r) <= distance(p, q) + distance(q, r) + 1e-14


@given(several(2))
@thousand
def test_hellinger_brackets_total_variation(pq):
    h, tv = hellinger_distance(*pq), total_variation(*pq)
    assert h**2 <= tv + 1e-15
    assert tv <= h * math.sqrt(2 - h**2) + 1e-15


@given(several(2))
@thousand
def test_hellinger_squared_is_one_minus_overlap(pq):
    p, q = pq
    overlap = np.sqrt(p * q).sum()
    assert_allclose(hellinger_distance(p, q) ** 2, 1 - overlap, atol=1e-14)


def test_hellinger_of_near_ties_keeps_its_digits():
    # to first order |p - q| / sqrt(8 p q) with p = q = 1/2: gap / sqrt(2)
    p, q = [0.5, 0.5], [0.5 + 2**-40, 0.5 - 2**-40]
    assert_allclose(hellinger_distance(p, q), 2**-40 / math.sqrt(2), rtol=1e-11)


@given(several(2, positive=True))
@thousand
def test_chi_square_is_scipys_statistic_for_one_observation(pq):
    p, q = pq
    expected = scipy.stats.chisquare(p, q).statistic
    # atol: dividing p and q by their sums once more moves them by 1e-16
    atol = 1e-13 * np.abs(p - q).max()
    assert_allclose(chi_square_divergence(p, q), expected, rtol=1e-11, atol=atol)


def test_chi_square_is_infinite_where_q_excludes_what_p_allows():
    assert chi_square_divergence([0.5, 0.5], [1, 0]) == math.inf
    assert chi_square_divergence([0.5, 0.5], [1, 1e-320]) == math.inf  # above 1.8e308
    assert chi_square_divergence([1, 0], [0.5, 0.5]) == 1.0


def test_bits_are_nats_over_log_2():
    for divergence in (kl_divergence, js_divergence):
        bits, nats = (
            divergence(SKEWED, UNIFORM, unit="bits"),
            divergence(SKEWED, UNIFORM),
        )
        assert_allclose(bits * math.log(2), nats, rtol=1e-15)
