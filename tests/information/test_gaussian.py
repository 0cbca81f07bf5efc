import math

import numpy as np
import pytest
import scipy.integrate
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mathlib.information import gaussian_entropy, gaussian_kl, gaussian_wasserstein
from tests.information.strategies import thousand

seeds = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 4))


def draw(seed, count):
    """Return `count` Gaussians (mu, Sigma) in one dimension, of condition <= 1e4."""
    rng, d = np.random.default_rng(seed[0]), seed[1]
    pairs = []
    for _ in range(count):
        Q, _ = np.linalg.qr(rng.normal(size=(d, d)))
        Sigma = Q * 10.0 ** rng.uniform(-2, 2, size=d) @ Q.T
        pairs += [rng.normal(size=d), (Sigma + Sigma.T) / 2]
    return rng, d, pairs


@given(seeds)
@thousand
def test_entropy_agrees_with_scipy(seed):
    _, _, (mu, Sigma) = draw(seed, 1)
    expected = scipy.stats.multivariate_normal(mu, Sigma).entropy()
    assert_allclose(gaussian_entropy(Sigma), expected, rtol=1e-11, atol=1e-11)


def test_entropy_of_standard_gaussian_in_bits():
    expected = 0.5 * math.log2(2 * math.pi * math.e)
    assert_allclose(gaussian_entropy(1, unit="bits"), expected, rtol=1e-15)
    assert gaussian_entropy(1e-4) < 0  # narrow


@pytest.mark.parametrize(("mu1", "var1"), [(0.5, 1.0), (-2.0, 3.0), (1.0, 0.2)])
def test_kl_in_one_dimension_is_the_integral(mu1, var1):
    def integrand(x):
        log_p, log_q = (
            scipy.stats.norm.logpdf(x, m, math.sqrt(v))
            for m, v in [(0.3, 2.0), (mu1, var1)]
        )
        return np.exp(log_p) * (log_p - log_q)

    expected, _ = scipy.integrate.quad(integrand, -20, 20, epsabs=1e-12)
    assert_allclose(gaussian_kl(0.3, 2.0, mu1, var1), expected, rtol=1e-9)


def test_kl_of_equal_covariances_is_half_the_squared_distance():
    Sigma = np.array([[2.0, 0.6], [0.6, 1.0]])
    shift = np.array([1.0, -2.0])
    value = gaussian_kl([0, 0], Sigma, shift, Sigma)
    expected = 0.5 * shift @ np.linalg.inv(Sigma) @ shift
    assert_allclose(value, expected, rtol=1e-14)
    bits = gaussian_kl([0, 0], Sigma, shift, Sigma, unit="bits")
    assert_allclose(bits * math.log(2), value, rtol=1e-15)


@given(seeds)
@thousand
def test_kl_is_nonnegative_and_0_on_itself(seed):
    _, _, (mu0, S0, mu1, S1) = draw(seed, 2)
    assert gaussian_kl(mu0, S0, mu1, S1) >= 0.0
    # squares of rounding times the condition: (1e4 * 1e-16)^2
    assert 0.0 <= gaussian_kl(mu0, S0, mu0, S0) <= 1e-22


@given(seeds)
@thousand
def test_kl_agrees_with_traces_and_determinants(seed):
    _, d, (mu0, S0, mu1, S1) = draw(seed, 2)
    inverse, delta = np.linalg.inv(S1), mu1 - mu0
    log_dets = np.linalg.slogdet(S1)[1] - np.linalg.slogdet(S0)[1]
    expected = np.trace(inverse @ S0) - d + delta @ inverse @ delta + log_dets
    assert_allclose(gaussian_kl(mu0, S0, mu1, S1), expected / 2, rtol=1e-8, atol=1e-8)


@given(seeds)
@thousand
def test_kl_does_not_depend_on_coordinates(seed):
    rng, d, (mu0, S0, mu1, S1) = draw(seed, 2)
    A = np.linalg.qr(rng.normal(size=(d, d)))[0] * rng.uniform(0.5, 2, size=d)
    b = rng.normal(size=d)
    moved = gaussian_kl(A @ mu0 + b, A @ S0 @ A.T, A @ mu1 + b, A @ S1 @ A.T)
    assert_allclose(moved, gaussian_kl(mu0, S0, mu1, S1), rtol=1e-8, atol=1e-8)


def block(A, B):
    return np.block([[A, np.zeros((len(A), len(B)))], [np.zeros((len(B), len(A))), B]])


@given(seeds)
@thousand
def test_kl_adds_over_independent_blocks(seed):
    _, _, (mu0, S0, mu1, S1, nu0, T0, nu1, T1) = draw(seed, 4)
    join = np.concatenate
    whole = gaussian_kl(
        join([mu0, nu0]), block(S0, T0), join([mu1, nu1]), block(S1, T1)
    )
    parts = gaussian_kl(mu0, S0, mu1, S1) + gaussian_kl(nu0, T0, nu1, T1)
    assert_allclose(whole, parts, rtol=1e-12)


def test_kl_of_extreme_variances_is_taken_in_logarithms():
    expected = 0.5 * (600 * math.log(10) - 1)
    assert_allclose(gaussian_kl(0, 1e-300, 0, 1e300), expected, rtol=1e-14)
    assert gaussian_kl(0, 1e300, 0, 1e-300) == math.inf  # 1e600, above every float
    # near ties: gap^2 / 4, where the formula as it stands gives a multiple of 1e-16
    assert_allclose(gaussian_kl(0, 1, 0, 1 + 2**-30), 2**-62, rtol=1e-8)


def test_wasserstein_in_one_dimension_is_the_hypotenuse():
    # standard deviations 2 and 5, means 1 and 5: sqrt(4^2 + 3^2)
    assert_allclose(gaussian_wasserstein(1, 4, 5, 25), 5.0, rtol=1e-15)


def test_wasserstein_of_point_masses_is_their_distance():
    zero = np.zeros((2, 2))
    assert gaussian_wasserstein([0, 0], zero, [3, 4], zero) == 5.0
    assert gaussian_wasserstein([0, 0], zero, [0, 0], np.eye(2)) == math.sqrt(2)


@given(seeds)
@thousand
def test_wasserstein_of_commuting_covariances_compares_deviations(seed):
    rng, d, (mu0, _, mu1, _) = draw(seed, 2)
    Q, _ = np.linalg.qr(rng.normal(size=(d, d)))
    s0, s1 = rng.uniform(0.1, 3, size=d), rng.uniform(0.1, 3, size=d)
    value = gaussian_wasserstein(mu0, Q * s0**2 @ Q.T, mu1, Q * s1**2 @ Q.T)
    expected = math.hypot(np.linalg.norm(mu0 - mu1), np.linalg.norm(s0 - s1))
    assert_allclose(value, expected, rtol=1e-11)


@given(seeds)
@thousand
def test_wasserstein_agrees_with_matrix_roots(seed):
    _, _, (mu0, S0, mu1, S1) = draw(seed, 2)
    w, V = np.linalg.eigh(S0)
    root = V * np.sqrt(w) @ V.T
    cross = np.linalg.eigvalsh(root @ S1 @ root)
    traces = np.trace(S0) + np.trace(S1) - 2 * np.sqrt(cross).sum()
    expected = ((mu0 - mu1) ** 2).sum() + traces
    value = gaussian_wasserstein(mu0, S0, mu1, S1)
    assert_allclose(value**2, expected, rtol=1e-9, atol=1e-8)


@given(seeds)
@thousand
def test_wasserstein_is_a_distance(seed):
    _, _, (m0, S0, m1, S1, m2, S2) = draw(seed, 3)
    direct = gaussian_wasserstein(m0, S0, m2, S2)
    there, back = (
        gaussian_wasserstein(m0, S0, m1, S1),
        gaussian_wasserstein(m1, S1, m0, S0),
    )
    assert_allclose(there, back, rtol=1e-12)
    assert direct <= there + gaussian_wasserstein(m1, S1, m2, S2) + 1e-12
    # the entries are up to 100, so that their roots are right to 1e-14
    assert gaussian_wasserstein(m0, S0, m0, S0) <= 1e-12


def test_wasserstein_of_singular_covariance_with_itself():
    S = np.ones((3, 3))
    # the root of a zero eigenvalue is known to the root of epsilon
    assert gaussian_wasserstein([0, 0, 0], S, [0, 0, 0], S) <= 1e-7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (0, 0.0, 0, 1.0),
            r"^Sigma0 must be positive definite; its least eigenvalue is 0",
        ),
        (
            ([0, 0], np.eye(2), [0, 0], [[1, 2], [2, 1]]),
            r"^Sigma1 must be positive def",
        ),
        (([0, 0], [[1, 2], [0, 1]], [0, 0], np.eye(2)), r"^Sigma0 must be symmetric"),
        (
            ([0, 0], np.eye(2), [0, 0], np.eye(3)),
            r"^Sigma0 and Sigma1 must have the sa",
        ),
        (([0, 0, 0], np.eye(2), [0, 0], np.eye(2)), r"^mu0 must have shape \(2,\)"),
        (([0, 0], np.eye(2), 0, np.eye(2)), r"^mu1 must have shape .* got shape \(\)"),
        (([0, 0], np.ones((2, 3)), [0, 0], np.eye(2)), r"^Sigma0 must be square"),
        ((0, np.nan, 0, 1), r"^Sigma0 must be finite"),
        ((0, 1, np.inf, 1), r"^mu1 must be finite"),
    ],
)
def test_kl_refuses_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        gaussian_kl(*arguments)


def test_entropy_refuses_covariance_from_too_few_samples():
    samples = np.random.default_rng(20).normal(size=(2, 3))
    singular = np.cov(samples, rowvar=False) - 1e-9 * np.eye(3)
    with pytest.raises(
        ValueError, match=r"^Sigma must be positive definite; its least"
    ):
        gaussian_entropy(singular)


def test_wasserstein_refuses_negative_eigenvalue():
    message = r"^Sigma1 must be positive semidefinite; its least eigenvalue is -1"
    with pytest.raises(ValueError, match=message):
        gaussian_wasserstein([0, 0], np.eye(2), [0, 0], [[1, 2], [2, 1]])
