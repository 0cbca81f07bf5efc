import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from mathlib.linalg import qr
from mathlib.linalg.qr import orthonormal_complement, pivoted_qr
from tests.linalg.strategies import ROUNDING, matrices, orthonormal


def test_qr_recovers_the_factors_a_matrix_was_built_from():
    # Both factors are unique: R has a positive diagonal. Condition number below 30.
    rng = np.random.default_rng(1)
    Q = orthonormal(rng, 7, 4)
    R = np.triu(rng.uniform(-1, 1, (4, 4)), 1) + np.diag([2.0, 1.0, 3.0, 1.0])
    Q_found, R_found = qr(Q @ R)
    assert_allclose(Q_found, Q, rtol=0, atol=1e-13)
    assert_allclose(R_found, R, rtol=0, atol=1e-13)


@given(matrices())
def test_qr_factors_have_their_defining_properties(A):
    Q, R = qr(A)
    k = min(A.shape)
    size = np.abs(A).max(axis=0, initial=0.0)  # errors stay within their column
    assert (np.abs(Q @ R - A) <= ROUNDING * size).all()
    assert_allclose(Q.T @ Q, np.eye(k), rtol=0, atol=ROUNDING)
    assert_array_equal(R, np.triu(R))
    assert (np.diagonal(R) >= 0).all()


@pytest.mark.parametrize("shape", [(100, 100), (150, 70), (70, 150), (33, 32)])
def test_qr_in_blocks_matches_numpy_up_to_signs(shape):
    A = np.random.default_rng(2).standard_normal(shape)
    Q, R = qr(A)
    Q_np, R_np = np.linalg.qr(A)
    signs = np.sign(np.diagonal(R_np))
    # Rounding grows with the condition number, here a few hundred at most.
    assert_allclose(Q, Q_np * signs, rtol=0, atol=1e-11)
    assert_allclose(R, R_np * signs[:, None], rtol=0, atol=1e-11)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_qr_of_empty_matrix_has_empty_factors(shape):
    Q, R = qr(np.zeros(shape))
    assert Q.shape == (shape[0], 0)
    assert R.shape == (0, shape[1])


def test_qr_of_zero_matrix_has_orthonormal_columns():
    Q, R = qr(np.zeros((4, 2)))
    assert_array_equal(Q.T @ Q, np.eye(2))
    assert_array_equal(R, np.zeros((2, 2)))


def test_qr_bears_columns_of_extreme_sizes_side_by_side():
    A = np.array([[3.0, 1.0], [4.0, 3.0]]) * [1e300, 1e-300]
    Q, R = qr(A)
    assert_allclose(Q, [[0.6, -0.8], [0.8, 0.6]], rtol=1e-15, atol=0)
    assert_allclose(R, [[5e300, 3e-300], [0, 1e-300]], rtol=1e-15, atol=0)


def test_qr_says_when_the_triangle_would_overflow():
    with pytest.raises(
        ValueError, match=r"R would exceed the largest float, 1.8e\+308"
    ):
        qr(np.full((4, 1), 1e308))


def test_qr_contains_no_negative_zeros():
    Q, R = qr([[3.0, 0.0, 1.0], [0.0, -2.0, 0.0], [4.0, 0.0, 3.0]])
    for factor in (Q, R):
        assert not np.signbit(factor[factor == 0]).any()


@given(matrices(least=1))
def test_pivoted_qr_takes_the_largest_remaining_column(A):
    A = A if A.shape[0] >= A.shape[1] else A.T
    Q, R, order = pivoted_qr(A)
    size = np.abs(A).max(initial=1e-100)
    assert_allclose(Q @ R, A[:, order], rtol=0, atol=ROUNDING * size)
    assert_allclose(Q.T @ Q, np.eye(A.shape[1]), rtol=0, atol=ROUNDING)
    assert sorted(order) == list(range(A.shape[1]))
    for j in range(A.shape[1]):
        remaining = np.linalg.norm(R[j:, j:], axis=0)
        assert remaining.max() <= abs(R[j, j]) + ROUNDING * size


@pytest.mark.parametrize(("m", "k"), [(5, 2), (3, 3), (4, 0), (80, 40)])
def test_orthonormal_complement_completes_a_basis(m, k):
    Q = orthonormal(np.random.default_rng(3), m, k)
    basis = np.hstack([Q, orthonormal_complement(Q)])
    assert_allclose(basis.T @ basis, np.eye(m), rtol=0, atol=1e-14)
