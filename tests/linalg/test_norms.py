import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from mathlib.linalg import (
    condition_number,
    frobenius_norm,
    nuclear_norm,
    numerical_rank,
    spectral_norm,
)
from tests.linalg.strategies import ROUNDING, from_singular_values, known, matrices


@given(known())
def test_norms_are_known_functions_of_the_singular_values(given_):
    A, s = given_.A, given_.s
    atol = 6 * ROUNDING * s[0]  # the nuclear norm adds up to six values
    assert_allclose(spectral_norm(A), s[0], rtol=0, atol=atol)
    assert_allclose(frobenius_norm(A), np.sqrt(np.sum(s**2)), rtol=0, atol=atol)
    assert_allclose(nuclear_norm(A), s.sum(), rtol=0, atol=atol)


@given(matrices(least=1))
def test_norms_match_numpy_and_stand_in_order(A):
    norms = np.array([spectral_norm(A), frobenius_norm(A), nuclear_norm(A)])
    expected = [np.linalg.norm(A, order) for order in (2, "fro", "nuc")]
    if np.abs(A).max() > 1e-150:  # NumPy's Frobenius norm squares entries
        assert_allclose(norms, expected, rtol=6 * ROUNDING, atol=0)
    assert (np.diff(norms) >= -6 * ROUNDING * norms[0]).all()
    root = np.sqrt(min(A.shape))
    assert (norms[1:] <= (1 + 6 * ROUNDING) * root * norms[:2]).all()


@given(known(smallest=-6))
def test_numerical_rank_counts_known_values(given_):
    # Values built by a product are wrong by less than ROUNDING; 1e-6 stands out.
    expected = np.count_nonzero(given_.s)
    assert numerical_rank(given_.A, rtol=1e-9) in (
        [expected] if given_.s[0] >= 1e-3 else [expected, numerical_rank(given_.A)]
    )


@pytest.mark.parametrize("rank", range(6))
def test_numerical_rank_of_integer_products(rank):
    rng = np.random.default_rng(11)
    B, C = rng.integers(-9, 10, (9, rank)), rng.integers(-9, 10, (rank, 7))
    assert numerical_rank(B @ C) == rank


def test_numerical_rank_measures_against_the_largest_value():
    A = np.zeros((21, 21))
    A[:20, :20], A[20, 20] = 1.0, 1.0  # singular values 20 and 1
    assert numerical_rank(A, rtol=0.04) == 2
    assert numerical_rank(A, rtol=0.06) == 1
    assert numerical_rank(np.diag([8.0, 2.0]), rtol=0.25) == 1  # not strictly above


def test_numerical_rank_of_empty_matrix_is_zero():
    assert numerical_rank(np.zeros((0, 4))) == 0
    assert numerical_rank(np.zeros((4, 0)), rtol=0.5) == 0


def test_numerical_rank_does_not_depend_on_scale():
    A = np.outer([1.0, 2.0, 3.0], [1.0, 1.0]) + np.eye(3, 2)
    for scale in (1.0, 1e300, 1e-300):
        assert numerical_rank(A * scale) == 2


@pytest.mark.parametrize("exponent", [0, 3, 6, 9, 12])
def test_condition_number_of_known_matrix(exponent):
    s = np.logspace(0, -exponent, 8)
    A = from_singular_values(np.random.default_rng(12), 12, 8, s).A
    # Building A moves the smallest value by some eps of the largest one.
    assert_allclose(condition_number(A), 10.0**exponent, rtol=ROUNDING * 10.0**exponent)


def test_condition_number_of_singular_matrix_is_infinite():
    assert condition_number([[1.0, 0.0], [0.0, 0.0]]) == np.inf
    assert condition_number(np.zeros((2, 3))) == np.inf


def test_condition_number_does_not_depend_on_scale():
    for scale in (1e300, 1e-300):
        found = condition_number(np.diag([6.0, 3.0]) * scale)
        assert_allclose(found, 2.0, rtol=1e-15, atol=0)


@pytest.mark.parametrize("norm", [spectral_norm, frobenius_norm, nuclear_norm])
def test_norms_of_empty_matrix_are_zero(norm):
    assert norm(np.zeros((0, 3))) == 0.0
    assert norm(np.zeros((3, 0))) == 0.0


@pytest.mark.parametrize("norm", [spectral_norm, frobenius_norm, nuclear_norm])
@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_norms_bear_extreme_scales(norm, scale):
    A = np.array([[3.0, 1.0], [-2.0, 5.0]])
    assert_allclose(norm(A * scale), norm(A) * scale, rtol=1e-14, atol=0)


@pytest.mark.parametrize("norm", [spectral_norm, frobenius_norm, nuclear_norm])
def test_norms_say_when_they_would_overflow(norm):
    with pytest.raises(ValueError, match="would exceed the largest float"):
        norm(np.full((2, 2), 1.7e308))


@given(known(shape=(4, 3)), known(shape=(4, 3)))
def test_nuclear_norm_is_dual_to_the_spectral_norm(first, second):
    inner = abs(np.sum(first.A * second.A))
    bound = spectral_norm(first.A) * nuclear_norm(second.A)
    assert inner <= bound + ROUNDING
    # Equality for the partial isometry of the second matrix.
    aligned = np.sum((second.U @ second.Vt) * second.A)
    assert_allclose(aligned, nuclear_norm(second.A), rtol=0, atol=3 * ROUNDING)


def test_condition_number_refuses_an_empty_matrix():
    with pytest.raises(ValueError, match=r"A must not be empty; got shape \(0, 3\)"):
        condition_number(np.zeros((0, 3)))


def test_numerical_rank_refuses_a_negative_tolerance():
    with pytest.raises(ValueError, match=r"rtol must be >= 0; got -0.1"):
        numerical_rank(np.eye(2), rtol=-0.1)
