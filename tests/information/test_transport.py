import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mathlib.information import wasserstein_1d, wasserstein_1d_weighted
from tests.information.strategies import several, thousand

# bytes make ties likely
points = st.binary(min_size=1, max_size=6).map(
    lambda data: np.frombuffer(data, dtype=np.int8) / 8.0
)


def test_wasserstein_of_a_shift_is_the_shift():
    x = np.random.default_rng(20).normal(size=50)
    assert_allclose(wasserstein_1d(x, x[::-1] - 2.5), 2.5, rtol=1e-14)


@given(points, points)
@thousand
def test_wasserstein_agrees_with_scipy(x, y):
    expected = scipy.stats.wasserstein_distance(x, y)
    assert_allclose(wasserstein_1d(x, y), expected, atol=1e-14)


@given(points, st.randoms(use_true_random=False))
@thousand
def test_wasserstein_is_exactly_0_on_a_permutation_and_on_copies(x, random):
    shuffled = list(x)
    random.shuffle(shuffled)
    assert wasserstein_1d(x, shuffled) == 0.0
    assert wasserstein_1d(np.repeat(x, 3), shuffled) == 0.0


@given(points, points, points)
@thousand
def test_wasserstein_is_a_distance(x, y, z):
    assert wasserstein_1d(x, y) == wasserstein_1d(y, x)
    detour = wasserstein_1d(x, y) + wasserstein_1d(y, z)
    assert wasserstein_1d(x, z) <= detour + 1e-13


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
@thousand
def test_wasserstein_of_equal_sizes_pairs_in_order(n, seed):
    x, y = np.random.default_rng(seed).normal(size=(2, n))
    expected = np.abs(np.sort(x) - np.sort(y)).mean()
    assert_allclose(wasserstein_1d(x, y), expected, rtol=1e-12)


@given(several(2), st.integers(0, 2**32 - 1))
@thousand
def test_weighted_wasserstein_agrees_with_scipy(pq, seed):
    p, q = pq
    # whole numbers: positions repeat, and come unsorted
    t = np.random.default_rng(seed).integers(-3, 4, size=p.size).astype(float)
    expected = scipy.stats.wasserstein_distance(t, t, p, q)
    assert_allclose(wasserstein_1d_weighted(t, p, q), expected, atol=1e-14)
    assert wasserstein_1d_weighted(t, p, p) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_weighted_wasserstein_is_least_cost_of_transport(seed):
    rng = np.random.default_rng(seed)
    t, p, q = rng.normal(size=4), *rng.dirichlet(np.ones(4), size=2)
    cost = np.abs(t[:, None] - t).ravel()
    leaves, arrives = np.kron(np.eye(4), np.ones(4)), np.kron(np.ones(4), np.eye(4))
    plan = scipy.optimize.linprog(
        cost, A_eq=np.vstack([leaves, arrives]), b_eq=np.concatenate([p, q])
    )
    # HiGHS satisfies its constraints to 1e-7
    assert_allclose(wasserstein_1d_weighted(t, p, q), plan.fun, atol=1e-7)


def test_weighted_wasserstein_of_separated_blocks_is_their_distance():
    t = np.arange(10.0)
    p, q = np.zeros(10), np.zeros(10)
    p[:3], q[6:9] = 1 / 3, 1 / 3
    assert_allclose(wasserstein_1d_weighted(t, p, q), 6.0, rtol=1e-15)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([], [1.0], r"^x must not be empty"),
        ([1.0], [np.nan], r"^y must be finite"),
        ([[1.0]], [1.0], r"^x must be a vector"),
        ([-1e308], [1e308], r"^x and y must not spread over more than the largest flo"),
    ],
)
def test_wasserstein_refuses_by_name(x, y, message):
    with pytest.raises(ValueError, match=message):
        wasserstein_1d(x, y)


@pytest.mark.parametrize(
    ("t", "p", "q", "message"),
    [
        ([0, 1], [0.5, 0.5], [1.0], r"^p and q must have the same shape"),
        ([0, 1, 2], [0.5, 0.5], [1, 0], r"^positions and p must have the same shape"),
        ([0, np.inf], [0.5, 0.5], [1, 0], r"^positions must be finite"),
        ([0, 1], [0.5, 0.6], [1, 0], r"^p must sum to 1"),
        ([0, 1], [0.5, 0.5], [2, -1], r"^q must be nonnegative"),
        ([-1e308, 1e308], [0.5, 0.5], [1, 0], r"^positions must not spread"),
    ],
)
def test_weighted_wasserstein_refuses_by_name(t, p, q, message):
    with pytest.raises(ValueError, match=message):
        wasserstein_1d_weighted(t, p, q)
