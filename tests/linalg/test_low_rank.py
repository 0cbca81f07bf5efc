import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mathlib.linalg import (
    low_rank_factors,
    numerical_rank,
    randomized_svd,
    singular_values,
    truncate_svd,
)
from tests.linalg.strategies import ROUNDING, from_singular_values, known, matrices


@given(known(), st.data())
def test_truncate_svd_error_is_energy_of_dropped_values(given_, data):
    A, _, s, _ = given_
    rank = data.draw(st.integers(0, s.size))
    error = A - truncate_svd(A, rank)
    dropped = s[rank:]
    atol = 6 * ROUNDING * s[0]
    assert_allclose(np.linalg.norm(error), np.linalg.norm(dropped), rtol=0, atol=atol)
    assert_allclose(np.linalg.norm(error, 2), dropped.max(initial=0), rtol=0, atol=atol)


@given(matrices(least=1), st.data())
def test_truncate_svd_beats_every_other_matrix_of_its_rank(A, data):
    rank = data.draw(st.integers(0, min(A.shape)))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    best = truncate_svd(A, rank)
    assert np.linalg.matrix_rank(best, tol=ROUNDING * np.linalg.norm(A)) <= rank
    # The strongest rival in a random column space: the projection of A onto it, and
    # one near the best.
    nearby = best + 0.1 * rng.standard_normal(A.shape)
    for columns in (rng.standard_normal((A.shape[0], rank)), nearby[:, :rank]):
        Q = np.linalg.qr(columns)[0]
        rival = Q @ (Q.T @ A)
        for order in (2, "fro"):
            least = np.linalg.norm(A - best, order)
            slack = 6 * ROUNDING * np.linalg.norm(A)
            assert least <= np.linalg.norm(A - rival, order) + slack


def test_truncate_svd_recovers_the_low_rank_part():
    rng = np.random.default_rng(13)
    A, U, s, Vt = from_singular_values(rng, 30, 20, [5, 4, 3, 1e-3, 1e-4])
    expected = (U[:, :3] * s[:3]) @ Vt[:3]
    # The gap to the dropped values is 3, so rounding is not magnified.
    assert_allclose(truncate_svd(A, 3), expected, rtol=0, atol=1e-14)


def test_truncate_svd_to_rank_zero_and_full_rank():
    A = np.random.default_rng(14).standard_normal((4, 3))
    assert_array_equal(truncate_svd(A, 0), np.zeros((4, 3)))
    assert_allclose(truncate_svd(A, 3), A, rtol=0, atol=1e-14)
    assert truncate_svd(np.zeros((0, 3)), 0).shape == (0, 3)


@given(known(), st.data())
def test_low_rank_factors_multiply_to_the_truncation_in_balance(given_, data):
    A, _, s, _ = given_
    rank = data.draw(st.integers(0, s.size))
    B, C = low_rank_factors(A, rank)
    assert B.shape == (A.shape[0], rank)
    assert C.shape == (rank, A.shape[1])
    atol = ROUNDING * s[0]
    assert_allclose(B @ C, truncate_svd(A, rank), rtol=0, atol=atol)
    assert_allclose(B.T @ B, C @ C.T, rtol=0, atol=atol)
    assert_allclose(B.T @ B, np.diag(singular_values(A)[:rank]), rtol=0, atol=atol)


@given(known(), st.data())
def test_randomized_svd_is_exact_when_the_sketch_spans_the_range(given_, data):
    A, _, s, _ = given_
    rank = data.draw(st.integers(0, s.size))
    U, found, Vt = randomized_svd(A, rank, rng=np.random.default_rng(0))
    assert_allclose(found, s[:rank], rtol=0, atol=2 * ROUNDING * s[0])
    assert_allclose(U.T @ U, np.eye(rank), rtol=0, atol=2 * ROUNDING)
    assert_allclose(Vt @ Vt.T, np.eye(rank), rtol=0, atol=2 * ROUNDING)
    error = np.linalg.norm(A - (U * found) @ Vt)
    least = np.linalg.norm(s[rank:])
    assert_allclose(error, least, rtol=0, atol=12 * ROUNDING * s[0])


def slowly_decaying(seed):
    s = 1.0 / np.arange(1, 101)
    return from_singular_values(np.random.default_rng(seed), 150, 100, s)


def test_randomized_svd_never_overstates_a_singular_value():
    A, _, s, _ = slowly_decaying(15)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = randomized_svd(A, 10, rng=rng, n_power_iterations=0)[1]
        assert (found <= s[:10] * (1 + 1e-14)).all()


def test_randomized_svd_meets_the_expected_error_of_halko():
    # Theorem 10.6 without power iterations, k = 10, p = 10: the mean of the spectral
    # error is at most (1 + sqrt(k/(p-1))) s_11 + e sqrt(k+p)/p (sum_{j>10} s_j^2)^.5,
    # and s_11 more (Theorem 9.3) for cutting 20 triples down to 10: 0.63. Over 20
    # draws the mean is 0.127, standard deviation of one draw 0.011: no false alarm.
    A, _, s, _ = slowly_decaying(16)
    bound = (2 + np.sqrt(10 / 9)) * s[10]
    bound += np.e * np.sqrt(20) / 10 * np.linalg.norm(s[10:])
    errors = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        U, found, Vt = randomized_svd(A, 10, rng=rng, n_power_iterations=0)
        errors.append(np.linalg.norm(A - (U * found) @ Vt, 2))
    assert s[10] <= np.mean(errors) <= bound


def test_randomized_svd_is_sharpened_by_power_iterations():
    A, _, s, _ = slowly_decaying(17)
    gaps = []
    for n_power_iterations in (0, 1, 2, 4, 8):
        found = randomized_svd(
            A,
            10,
            rng=np.random.default_rng(1),
            n_power_iterations=n_power_iterations,
        )[1]
        gaps.append(np.max(1 - found / s[:10]))
    assert (np.diff(gaps) < 0).all()
    # After q iterations what lies beyond the sketch of 20 is damped by
    # (s_21 / s_10)**(2 q + 1) = 2e-6 in the vectors, squared in the values.
    assert gaps[-1] < 1e-8


def test_randomized_svd_with_power_iterations_keeps_small_directions():
    # Without QR factorizations between the products (A A.T)^3 A would carry the last
    # direction with 1e-84 beside 1: lost. As it is, rounding of about 1e-15 in A is
    # a thousandth of the smallest value.
    s = np.logspace(0, -12, 12)
    A = from_singular_values(np.random.default_rng(18), 40, 30, s).A
    found = randomized_svd(
        A, 12, rng=np.random.default_rng(2), n_oversamples=0, n_power_iterations=3
    )[1]
    assert_allclose(found, s, rtol=1e-2, atol=0)


def test_randomized_svd_depends_on_the_generator_alone():
    A = slowly_decaying(19).A
    first = randomized_svd(A, 5, rng=np.random.default_rng(3))
    again = randomized_svd(A, 5, rng=np.random.default_rng(3))
    other = randomized_svd(A, 5, rng=np.random.default_rng(4), n_power_iterations=0)
    for x, y in zip(first, again, strict=True):
        assert_array_equal(x, y)
    assert not np.array_equal(first[1], other[1])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_randomized_svd_of_empty_matrix(shape):
    U, s, Vt = randomized_svd(np.zeros(shape), 0, rng=np.random.default_rng(0))
    assert (U.shape, s.shape, Vt.shape) == ((shape[0], 0), (0,), (0, shape[1]))


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_low_rank_functions_bear_extreme_scales(scale):
    A = np.outer([1.0, 2.0, 2.0], [3.0, 4.0])
    big = A * scale
    B, C = low_rank_factors(big, 1)
    _, s, _ = randomized_svd(big, 1, rng=np.random.default_rng(5))
    assert_allclose(truncate_svd(big, 1) / scale, A, rtol=1e-14, atol=0)
    assert_allclose(B @ C / scale, A, rtol=1e-14, atol=0)
    assert_allclose(s / scale, [15.0], rtol=1e-14, atol=0)
    assert numerical_rank(B) == 1


@pytest.mark.parametrize("rank", [-1, 3])
@pytest.mark.parametrize("function", [truncate_svd, low_rank_factors, randomized_svd])
def test_rank_outside_the_matrix_is_refused(function, rank):
    kwargs = {"rng": np.random.default_rng(0)} if function is randomized_svd else {}
    message = f"rank must be in [0, 2] for a matrix of shape (4, 2); got {rank}."
    with pytest.raises(ValueError, match=re.escape(message)):
        function(np.ones((4, 2)), rank, **kwargs)


@pytest.mark.parametrize("rank", [1.0, True, "1", None])
def test_rank_that_is_not_an_integer_is_refused(rank):
    message = f"rank must be an integer >= 0; got {rank!r} of type"
    with pytest.raises(TypeError, match=re.escape(message)):
        truncate_svd(np.ones((4, 2)), rank)


def test_randomized_svd_refuses_wrong_counts_and_generators():
    A, rng = np.ones((4, 2)), np.random.default_rng(0)
    with pytest.raises(ValueError, match="n_oversamples must be an integer >= 0"):
        randomized_svd(A, 1, rng=rng, n_oversamples=-1)
    with pytest.raises(ValueError, match="n_power_iterations must be an integer >= 0"):
        randomized_svd(A, 1, rng=rng, n_power_iterations=-1)
    with pytest.raises(TypeError, match=r"rng must be a numpy.random.Generator; got 3"):
        randomized_svd(A, 1, rng=3)  # pyright: ignore[reportArgumentType]
