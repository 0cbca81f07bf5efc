import re

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mathlib.linalg import polar
from tests.linalg.strategies import ROUNDING, matrices, orthonormal


def test_polar_recovers_the_factors_a_matrix_was_built_from():
    rng = np.random.default_rng(23)
    Q, V = orthonormal(rng, 5, 3), orthonormal(rng, 3, 3)
    H = (V * [3.0, 1.0, 0.5]) @ V.T
    Q_found, H_found = polar(Q @ H)
    # Q moves by rounding over the smallest singular value, 0.5.
    assert_allclose(Q_found, Q, rtol=0, atol=1e-14)
    assert_allclose(H_found, H, rtol=0, atol=1e-14)


@given(matrices(), st.integers(0, 2**32 - 1))
def test_polar_factors_have_their_defining_properties(A, seed):
    A = A if A.shape[0] >= A.shape[1] else A.T
    n = A.shape[1]
    Q, H = polar(A)
    size = np.sqrt(A.size) * np.abs(A).max(initial=0.0)  # squares may vanish
    assert (np.abs(Q @ H - A) <= 2 * ROUNDING * size).all()
    assert_allclose(Q.T @ Q, np.eye(n), rtol=0, atol=2 * ROUNDING)
    assert_array_equal(H, H.T)
    if n > 0:
        assert np.linalg.eigvalsh(H).min() >= -ROUNDING * size
    # No other matrix with orthonormal columns is nearer to A.
    rival = orthonormal(np.random.default_rng(seed), *A.shape)
    slack = 2 * ROUNDING * (1 + size)
    assert np.linalg.norm(A - Q) <= np.linalg.norm(A - rival) + slack


def test_polar_matches_scipy():
    A = np.random.default_rng(24).standard_normal((6, 4))
    for found, expected in zip(polar(A), scipy.linalg.polar(A), strict=True):
        assert_allclose(found, expected, rtol=0, atol=1e-13)


def test_polar_of_scaled_rotation_is_the_complex_polar_form():
    angle, length = 0.7, 3.0
    c, s = length * np.cos(angle), length * np.sin(angle)
    Q, H = polar([[c, -s], [s, c]])
    assert_allclose(Q, np.array([[c, -s], [s, c]]) / length, rtol=0, atol=1e-15)
    assert_allclose(H, length * np.eye(2), rtol=0, atol=1e-15)


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_polar_bears_extreme_scales(scale):
    Q, H = polar(np.array([[0.0, -2.0], [3.0, 0.0]]) * scale)
    assert_array_equal(Q, [[0, -1], [1, 0]])
    assert_allclose(H, np.diag([3.0, 2.0]) * scale, rtol=1e-15, atol=0)


def test_polar_refuses_a_wide_matrix():
    message = "A must have at least as many rows as columns; got shape (2, 3)."
    with pytest.raises(ValueError, match=re.escape(message)):
        polar(np.ones((2, 3)))
