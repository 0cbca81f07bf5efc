import re

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mathlib.linalg import (
    null_space,
    penrose_residuals,
    pinv,
    project_onto_range,
    regularized_inverse,
)
from tests.linalg.strategies import ROUNDING, from_singular_values, known

# Singular values are 0 or at least 1e-2, so that the pseudoinverse (norm at most 100)
# magnifies rounding by its norm squared at most: 1e4 * ROUNDING.
well = known(smallest=-2)
MAGNIFIED = 1e4 * ROUNDING
RTOL = 1e-6  # between rounding and 1e-2


def pinv_of(given_):
    """Return the pseudoinverse from the triples the matrix was built from."""
    keep = given_.s > 0
    return (given_.Vt[keep].T / given_.s[keep]) @ given_.U[:, keep].T


@given(well)
def test_pinv_recovers_the_inverse_of_the_triples(given_):
    found = pinv(given_.A, rtol=RTOL)
    assert_allclose(found, pinv_of(given_), rtol=0, atol=MAGNIFIED)


@given(well)
def test_pinv_meets_the_four_penrose_conditions(given_):
    A = given_.A
    X = pinv(A, rtol=RTOL)
    # In turn of the size of A, of X, and twice of 1, each times |A| |X| <= 100.
    bounds = 100 * ROUNDING * np.array([1.0, 100.0, 1.0, 1.0])
    assert (penrose_residuals(A, X) <= bounds).all()


@given(well, st.integers(0, 2**32 - 1))
def test_pinv_gives_the_shortest_least_squares_solution(given_, seed):
    A = given_.A
    b = np.random.default_rng(seed).standard_normal(A.shape[0])
    x = pinv(A, rtol=RTOL) @ b
    size = float(np.linalg.norm(b))
    # Normal equations: the residual is orthogonal to the columns.
    assert_allclose(A.T @ (A @ x - b), 0, rtol=0, atol=100 * ROUNDING * size)
    # x lies in the row space, which the triples of A give.
    rows = given_.Vt[given_.s > 0]
    assert_allclose(rows.T @ (rows @ x), x, rtol=0, atol=MAGNIFIED * size)
    solution = scipy.linalg.lstsq(A, b, cond=RTOL)
    assert solution is not None
    assert_allclose(x, solution[0], rtol=0, atol=MAGNIFIED * size)


@pytest.mark.parametrize(
    ("A", "expected"),
    [
        ([[2.0, 1.0], [1.0, 1.0]], [[1, -1], [-1, 2]]),  # one solution
        ([[1.0], [2.0], [2.0]], [[1 / 9, 2 / 9, 2 / 9]]),  # none, full rank
        (np.ones((3, 2)), np.full((2, 3), 1 / 6)),  # none, rank-deficient
        ([[3.0, 4.0]], [[3 / 25], [4 / 25]]),  # many
        (np.zeros((2, 3)), np.zeros((3, 2))),
    ],
)
def test_pinv_in_the_four_cases_worked_by_hand(A, expected):
    assert_allclose(pinv(A), expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_functions_of_empty_matrices(shape):
    m, n = shape
    A = np.zeros(shape)
    assert pinv(A).shape == (n, m)
    assert regularized_inverse(A, 1.0).shape == (n, m)
    assert_array_equal(penrose_residuals(A, A.T), np.zeros(4))
    assert_array_equal(project_onto_range(A, np.ones(m)), np.zeros(m))
    assert_array_equal(null_space(A), np.eye(n))


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_pinv_bears_extreme_scales(scale):
    A = np.array([[2.0, 1.0], [1.0, 1.0]])
    X = pinv(A * scale)
    assert_allclose(X * scale, [[1, -1], [-1, 2]], rtol=1e-14, atol=0)
    assert_allclose(penrose_residuals(A * scale, X)[2:], 0, rtol=0, atol=1e-14)


def test_pinv_says_when_it_would_overflow():
    with pytest.raises(ValueError, match="pseudoinverse would exceed the largest"):
        pinv([[1e-310]])


def test_pinv_jumps_where_the_rank_does():
    A = np.diag([1.0, 1e-10])
    assert_allclose(pinv(A), np.diag([1.0, 1e10]), rtol=1e-15, atol=0)
    assert_allclose(pinv(A, rtol=1e-9), np.diag([1.0, 0.0]), rtol=1e-15, atol=0)
    assert_allclose(pinv(A, rtol=1e-10), np.diag([1.0, 0.0]), rtol=1e-15, atol=0)


def test_penrose_residuals_name_the_condition_that_fails():
    A = np.array([[2.0, 0.0], [0.0, 0.0]])
    # Each candidate misses one condition of the four, by an amount seen by hand.
    for X, expected in [
        ([[0.0, 0.0], [0.0, 0.0]], [2, 0, 0, 0]),
        ([[0.5, 0.0], [0.0, 3.0]], [0, 3, 0, 0]),
        ([[0.5, 0.5], [0.0, 0.0]], [0, 0, np.sqrt(2), 0]),
        ([[0.5, 0.0], [0.5, 0.0]], [0, 0, 0, np.sqrt(2)]),
    ]:
        assert_allclose(penrose_residuals(A, X), expected, rtol=1e-15, atol=0)


def test_penrose_residuals_say_when_a_product_overflows():
    with pytest.raises(ValueError, match="a residual would exceed the largest float"):
        penrose_residuals(np.full((2, 2), 1e200), np.full((2, 2), 1e200))


@given(known(), st.floats(-4, 2).map(lambda e: 10.0**e))
def test_regularized_inverse_solves_the_ridge_equations(given_, lam):
    A = given_.A
    X = regularized_inverse(A, lam)
    left = A.T @ A + lam * np.eye(A.shape[1])
    # |X| is at most 1 / (2 sqrt(lam)) <= 50, |left| at most 1 + lam.
    atol = 50 * ROUNDING * (1 + lam)
    assert_allclose(left @ X, A.T, rtol=0, atol=atol)
    filtered = given_.s / (given_.s**2 + lam)
    expected = (given_.Vt.T * filtered) @ given_.U.T
    assert_allclose(X, expected, rtol=0, atol=1e4 * ROUNDING)


def test_regularized_inverse_tends_to_the_pseudoinverse():
    A, *_ = from_singular_values(np.random.default_rng(20), 5, 4, [2.0, 1.0])
    exact = pinv(A, rtol=RTOL)
    for lam in (1e-2, 1e-4, 1e-6):
        # 1/s - s/(s^2 + lam) = lam / (s (s^2 + lam)), largest for the smallest s = 1.
        error = np.linalg.norm(regularized_inverse(A, lam) - exact, 2)
        assert_allclose(error, lam / (1 + lam), rtol=1e-8, atol=0)


def test_regularized_inverse_bears_vanishing_and_tiny_values():
    found = regularized_inverse(np.diag([2.0, 0.0]), 4.0)
    assert_array_equal(found, np.diag([0.25, 0.0]))
    assert_array_equal(regularized_inverse([[1e-310]], 1e300), [[0.0]])
    assert_allclose(regularized_inverse([[1e300]], 1.0), [[1e-300]], rtol=1e-15)


@given(known(smallest=-2), st.integers(0, 2**32 - 1))
def test_project_onto_range_is_the_nearest_point_of_the_range(given_, seed):
    A = given_.A
    b = np.random.default_rng(seed).standard_normal(A.shape[0])
    p = project_onto_range(A, b, rtol=RTOL)
    span = given_.U[:, given_.s > 0]
    atol = 100 * ROUNDING * float(np.linalg.norm(b))
    assert_allclose(p, span @ (span.T @ b), rtol=0, atol=atol)
    assert_allclose(A.T @ (b - p), 0, rtol=0, atol=atol)
    again = project_onto_range(A, p, rtol=RTOL)
    assert_allclose(again, p, rtol=0, atol=atol)


def test_project_onto_range_takes_columns_and_extreme_scales():
    A, b = np.array([[1.0], [1.0]]), np.array([4.0, 0.0])
    both = project_onto_range(A, np.column_stack([b, -b]))
    assert_allclose(both, [[2, -2], [2, -2]], rtol=1e-15, atol=0)
    assert_allclose(project_onto_range(A, b * 1e307) / 1e307, [2, 2], rtol=1e-15)


@given(known(smallest=-2))
def test_null_space_completes_the_known_row_space(given_):
    A, _, s, Vt = given_
    N = null_space(A, rtol=RTOL)
    rows = Vt[s > 0]
    n = A.shape[1]
    assert N.shape == (n, n - np.count_nonzero(s))
    assert_allclose(N.T @ N, np.eye(N.shape[1]), rtol=0, atol=ROUNDING)
    assert_allclose(A @ N, 0, rtol=0, atol=ROUNDING)
    assert_allclose(N @ N.T + rows.T @ rows, np.eye(n), rtol=0, atol=100 * ROUNDING)


def test_null_space_matches_scipy():
    A = np.random.default_rng(21).integers(-3, 4, (3, 6)).astype(float)
    N, reference = null_space(A), scipy.linalg.null_space(A)
    assert_allclose(N @ N.T, reference @ reference.T, rtol=0, atol=1e-14)


def test_null_space_columns_start_positive():
    A = np.random.default_rng(22).standard_normal((2, 5))
    assert (null_space(A)[0] > 0).all()


@pytest.mark.parametrize("lam", [0, -1.0])
def test_regularized_inverse_refuses_a_weight_that_is_not_positive(lam):
    with pytest.raises(ValueError, match=rf"lam must be > 0; got {lam:g}"):
        regularized_inverse(np.eye(2), lam)


@pytest.mark.parametrize("b", [[1.0, 2.0], np.ones((2, 3)), 1.0, np.ones((3, 1, 1))])
def test_project_onto_range_refuses_wrong_lengths(b):
    message = f"b must have shape (3,) or (3, k), as A has 3 rows; got {np.shape(b)}."
    with pytest.raises(ValueError, match=re.escape(message)):
        project_onto_range(np.ones((3, 2)), b)


def test_penrose_residuals_refuse_a_candidate_of_wrong_shape():
    message = "X must have shape (2, 3), that of A.T; got (3, 2)."
    with pytest.raises(ValueError, match=re.escape(message)):
        penrose_residuals(np.ones((3, 2)), np.ones((3, 2)))


@pytest.mark.parametrize("function", [pinv, null_space])
def test_tolerance_must_not_be_negative(function):
    with pytest.raises(ValueError, match=r"rtol must be >= 0; got -1"):
        function(np.eye(2), rtol=-1)
