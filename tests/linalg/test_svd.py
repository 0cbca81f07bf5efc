import mpmath
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from mathlib.linalg import singular_values, svd
from mathlib.linalg.svd import _meetings
from tests.linalg.strategies import (
    ROUNDING,
    from_singular_values,
    known,
    matrices,
    orthonormal,
)


def check_factors(A, rounding=ROUNDING):
    """Assert that svd(A) has every property that defines it."""
    U, s, Vt = svd(A)
    k = min(A.shape)
    assert U.shape == (A.shape[0], k)
    assert Vt.shape == (k, A.shape[1])
    largest = s.max(initial=0.0)
    assert (np.abs((U * s) @ Vt - A) <= rounding * largest).all()
    assert_allclose(U.T @ U, np.eye(k), rtol=0, atol=rounding)
    assert_allclose(Vt @ Vt.T, np.eye(k), rtol=0, atol=rounding)
    assert (s >= 0).all()
    assert (np.diff(s) <= 0).all()
    for row in Vt:
        assert row[np.abs(row) > 1e-8][0] > 0
    return U, s, Vt


@given(known())
def test_svd_recovers_known_singular_values(given_):
    # Building A by a product rounds it, which moves each value by up to some
    # 10 eps s1 (Weyl): all values are determined to that, and those above 0.01 s1
    # to 1e-12 of themselves.
    s = singular_values(given_.A)
    largest = given_.s[0]
    assert_allclose(s, given_.s, rtol=0, atol=ROUNDING * largest)
    well = given_.s > 0.01 * largest
    assert_allclose(s[well], given_.s[well], rtol=1e-12, atol=0)


@given(matrices())
def test_svd_factors_have_their_defining_properties(A):
    check_factors(A)


@given(matrices(least=1))
def test_singular_values_match_numpy(A):
    s = np.linalg.svd(A, compute_uv=False)
    assert_allclose(singular_values(A), s, rtol=0, atol=ROUNDING * s[0])


@pytest.mark.parametrize("shape", [(60, 60), (120, 50), (50, 120)])
@pytest.mark.parametrize("exponent", [-3, -12])
def test_svd_of_ill_conditioned_matrix_is_right_to_rounding(shape, exponent):
    s = np.logspace(0, exponent, min(shape))
    A = from_singular_values(np.random.default_rng(4), shape[0], shape[1], s).A
    _, found, _ = check_factors(A, rounding=1e-14)  # 10 eps sqrt(60)
    assert_allclose(found, s, rtol=0, atol=2e-15)


def test_singular_values_of_scaled_columns_keep_all_their_digits():
    # Columns of a Hadamard matrix are orthogonal and of length 4, so the singular
    # values are exactly 4 * scale: all determined, at condition number 1e12.
    scale = np.logspace(-12, 0, 16)[::-1]
    A = scipy.linalg.hadamard(16)[:, np.random.default_rng(5).permutation(16)] * scale
    assert_allclose(singular_values(A), 4 * scale, rtol=4e-15, atol=0)


@pytest.mark.parametrize("seed", range(5))
def test_singular_values_of_scaled_columns_match_60_digits(seed):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((7, 5)) * 10.0 ** rng.permutation([0, -3, -6, -9, -12])
    with mpmath.workdps(60):
        exact = mpmath.svd_r(mpmath.matrix(A.tolist()), compute_uv=False)
    exact = np.array([float(x) for x in exact])
    # The columns of a Gaussian 7 x 5 matrix have condition number below 50.
    for matrix in (A, A.T):
        assert_allclose(singular_values(matrix), exact, rtol=1e-13, atol=0)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_svd_of_empty_matrix_has_empty_factors(shape):
    U, s, Vt = svd(np.zeros(shape))
    assert U.shape == (shape[0], 0)
    assert s.shape == (0,)
    assert Vt.shape == (0, shape[1])


@pytest.mark.parametrize("x", [-2.0, 0.0, 3])
def test_svd_of_one_number(x):
    U, s, Vt = svd([[x]])
    assert U.tolist() == [[-1.0 if x < 0 else 1.0]]
    assert s.tolist() == [abs(x)]
    assert Vt.tolist() == [[1.0]]


@pytest.mark.parametrize(
    "A",
    [
        np.zeros((4, 3)),
        np.ones((5, 5)),
        np.outer(np.arange(6.0), np.arange(4.0)),
        np.eye(4)[:, [0, 0, 1, 1]],
        np.kron(np.eye(3), np.ones((2, 3))),
        np.vander(np.linspace(0, 1, 12)),
        np.diag([1.0, 1e-200]),
        np.array([[1.0, 1e-200, 0], [0, 1e-200, 2e-200], [0, 3e-200, 4e-200]]),
    ],
)
def test_svd_completes_the_bases_of_deficient_matrices(A):
    check_factors(A)
    check_factors(A.T)


def test_svd_of_rank_one_has_one_singular_value_above_rounding():
    x, y = np.array([1.0, 2.0, 2.0]), np.array([2.0, 3.0, 6.0, 0.0])
    s = singular_values(np.outer(x, y))
    assert_allclose(s, [21, 0, 0], rtol=0, atol=21 * ROUNDING)


def test_svd_recovers_vectors_of_separated_values():
    # Vectors move by rounding over the gap, here at least 0.1 of the largest value.
    A, U, _, Vt = from_singular_values(
        np.random.default_rng(6), 6, 4, [1, 0.7, 0.3, 0.1]
    )
    U_found, _, Vt_found = svd(A)
    signs = np.sign(np.sum(Vt * Vt_found, axis=1))
    assert_allclose(Vt_found, Vt * signs[:, None], rtol=0, atol=1e-13)
    assert_allclose(U_found, U * signs, rtol=0, atol=1e-13)


@pytest.mark.parametrize("scale", [1e300, 1e150, 1e-150, 1e-300, 2.0**-1060])
def test_svd_bears_extreme_scales(scale):
    s = np.array([3.0, 2.0, 1.0])
    A = from_singular_values(np.random.default_rng(7), 5, 3, s).A * scale
    U, found, Vt = svd(A)
    rtol = 1e-14 if scale > 1e-307 else 1e-4  # subnormal numbers have few digits
    assert_allclose(found / scale, s, rtol=rtol, atol=0)
    assert_allclose(U.T @ U, np.eye(3), rtol=0, atol=1e-14)
    assert_allclose((U * (found / scale)) @ Vt, A / scale, rtol=0, atol=10 * rtol)


def test_svd_says_when_the_largest_value_would_overflow():
    with pytest.raises(ValueError, match="s would exceed the largest float"):
        svd(np.full((2, 2), 1.7e308))


def test_svd_of_300_by_300_is_right():
    A = np.random.default_rng(8).standard_normal((300, 300))
    U, s, Vt = svd(A)
    # 300 columns: orthogonality to about eps * sqrt(300) * number of sweeps.
    assert_allclose(s, np.linalg.svd(A, compute_uv=False), rtol=0, atol=1e-13 * s[0])
    assert_allclose(U.T @ U, np.eye(300), rtol=0, atol=5e-14)
    assert_allclose(Vt @ Vt.T, np.eye(300), rtol=0, atol=5e-14)
    assert_allclose((U * s) @ Vt, A, rtol=0, atol=1e-14 * s[0])


def test_singular_values_are_those_of_any_rotation_of_the_matrix():
    rng = np.random.default_rng(9)
    A = rng.standard_normal((5, 4))
    rotated = orthonormal(rng, 5, 5) @ A @ orthonormal(rng, 4, 4)
    assert_allclose(singular_values(rotated), singular_values(A), rtol=1e-13, atol=0)


@pytest.mark.parametrize("n", range(9))
def test_each_two_rows_meet_once_in_a_sweep(n):
    met = []
    for x, y in _meetings(np.arange(n)[:, None]):
        assert not set(x[:, 0]) & set(y[:, 0])
        met += [(int(i), int(j)) for i, j in zip(x[:, 0], y[:, 0], strict=True)]
    assert sorted(met) == [(i, j) for i in range(n) for j in range(i + 1, n)]


def test_svd_signs_do_not_depend_on_the_shape_of_the_computation():
    A = np.random.default_rng(10).standard_normal((4, 3))
    _, _, Vt = svd(A)
    _, _, Vt_longer = svd(np.vstack([A, np.zeros((3, 3))]))
    assert_allclose(Vt_longer, Vt, rtol=0, atol=1e-13)
    assert_array_equal(svd(A)[2], Vt)
