import math

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import norm

from mathlib.information import (
    fit_gaussian_forward,
    fit_gaussian_reverse,
    gaussian_kl,
    grid_kl,
)
from mathlib.information._descent import GridDivergence
from mathlib.information.grids import trapezoid_weights
from tests.information.strategies import thousand

X = np.linspace(-12.0, 12.0, 601)


def humps(weight, mu0, sigma0, mu1, sigma1):
    return np.logaddexp(
        math.log(weight) + norm.logpdf(X, mu0, sigma0),
        math.log(1 - weight) + norm.logpdf(X, mu1, sigma1),
    )


TWO_HUMPS = humps(0.6, -2.5, 0.6, 2.5, 0.8)


@given(st.floats(0.05, 0.95), st.floats(-4, 0), st.floats(0, 4), st.floats(0.2, 1.2))
@thousand
def test_forward_fit_has_moments_of_the_mixture(weight, mu0, mu1, sigma):
    mu, fitted = fit_gaussian_forward(X, humps(weight, mu0, sigma, mu1, 1.0) - 7.0)
    mean = weight * mu0 + (1 - weight) * mu1
    second = weight * (mu0**2 + sigma**2) + (1 - weight) * (mu1**2 + 1)
    assert_allclose(mu, mean, rtol=1e-9, atol=1e-9)
    assert_allclose(fitted**2, second - mean**2, rtol=1e-9)


def test_forward_fit_minimizes_the_divergence_from_p():
    mu, sigma = fit_gaussian_forward(X, TWO_HUMPS)
    least = grid_kl(TWO_HUMPS, norm.logpdf(X, mu, sigma), X)
    for turn in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        moved = mu + 0.1 * np.cos(turn), sigma * np.exp(0.1 * np.sin(turn))
        assert grid_kl(TWO_HUMPS, norm.logpdf(X, *moved), X) > least + 1e-4


@given(st.floats(-3, 3), st.floats(0.3, 1.5), st.floats(-3, 3), st.floats(0.3, 1.5))
@thousand
def test_reverse_fit_finds_a_gaussian(mu, sigma, start_mu, start_sigma):
    log_p = norm.logpdf(X, mu, sigma) + 3.0
    fit = fit_gaussian_reverse(X, log_p, mu=start_mu, sigma=start_sigma)
    assert fit.converged
    # the gradient vanished to 1e-9 in units of sigma, the curvature there is 1
    assert_allclose([fit.mu, fit.sigma], [mu, sigma], atol=1e-8)
    assert_allclose(
        fit.history[0],
        gaussian_kl(start_mu, start_sigma**2, mu, sigma**2),
        rtol=1e-8,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("start", "hump", "weight"), [(-3.5, (-2.5, 0.6), 0.6), (2.0, (2.5, 0.8), 0.4)]
)
def test_reverse_fit_takes_the_hump_it_stands_on(start, hump, weight):
    fit = fit_gaussian_reverse(X, TWO_HUMPS, mu=start, sigma=0.7)
    assert fit.converged
    # the other hump is 4 deviations away: it shifts the fit by less than 1e-2
    assert_allclose([fit.mu, fit.sigma], hump, atol=1e-2)
    assert_allclose(fit.history[-1], -math.log(weight), atol=1e-2)


@pytest.mark.parametrize("start", [(-3, 1), (0, 2), (0.5, 0.3), (3, 0.5)])
@pytest.mark.parametrize(
    "p", [(0.6, -2.5, 0.6, 2.5, 0.8), (0.5, -1, 1, 1, 1), (0.9, -3, 0.3, 3, 2)]
)
def test_reverse_fit_is_a_local_minimum(p, start):
    log_p = humps(*p)
    fit = fit_gaussian_reverse(X, log_p, mu=start[0], sigma=start[1])
    assert fit.converged

    def divergence(mu, log_sigma):
        return grid_kl(norm.logpdf(X, mu, np.exp(log_sigma)), log_p, X)

    least = divergence(fit.mu, math.log(fit.sigma))
    assert_allclose(fit.history[-1], least, rtol=1e-12)
    for turn in np.linspace(0, 2 * np.pi, 16, endpoint=False):
        step = 1e-3 * np.array([fit.sigma * np.cos(turn), np.sin(turn)])
        # curvature of at least 0.1 in Fisher's metric: 0.05 * 1e-6
        assert (
            divergence(fit.mu + step[0], math.log(fit.sigma) + step[1]) > least + 1e-8
        )
    assert len(fit.history) == fit.n_steps + 1
    assert (np.diff(fit.history) <= 1e-13).all()


@pytest.mark.parametrize("theta", [(-2.0, 0.0), (0.5, 0.5), (3.0, -1.0)])
def test_gradient_of_reverse_divergence_is_its_difference_quotient(theta):
    log_w = np.log(trapezoid_weights(X))
    problem = GridDivergence(X, log_w, TWO_HUMPS + log_w)
    _, gradient = problem.value_and_gradient(np.array(theta))
    for i, step in enumerate(1e-5 * np.eye(2)):
        rise = (
            problem.value_and_gradient(theta + step)[0]
            - problem.value_and_gradient(theta - step)[0]
        )
        # central differences: error of about 1e-10, and rounding 1e-15 / 1e-5
        assert_allclose(gradient[i], rise / 2e-5, rtol=1e-7, atol=1e-8)


def test_reverse_fit_agrees_with_scipys_minimizer():
    def divergence(theta):
        return grid_kl(norm.logpdf(X, theta[0], np.exp(theta[1])), TWO_HUMPS, X)

    fit = fit_gaussian_reverse(X, TWO_HUMPS, mu=-2, sigma=1)
    oracle = scipy.optimize.minimize(
        divergence,
        [-2, 0],
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-14},
    )
    # Nelder-Mead sees values only: the root of their rounding
    assert_allclose([fit.mu, math.log(fit.sigma)], oracle.x, atol=1e-6)


def test_reverse_fit_says_when_it_ran_out_of_steps():
    fit = fit_gaussian_reverse(X, TWO_HUMPS, mu=-5, sigma=2, max_steps=2)
    assert (fit.converged, fit.n_steps, fit.history.shape) == (False, 2, (3,))


def test_reverse_fit_says_when_the_grid_ends_first():
    # exp(x): KL(q||p) falls without end as the mean moves to the right
    fit = fit_gaussian_reverse(X, X, mu=0, sigma=1)
    assert not fit.converged
    # it ends where a thousandth of q's mass is beyond the grid, and not before
    assert_allclose(norm.sf(X[-1], fit.mu, fit.sigma), 1e-3, rtol=0.05)


@pytest.mark.parametrize(
    ("log_p", "mu", "sigma", "message"),
    [
        (
            np.where(X < 0, -np.inf, 0),
            0,
            1,
            r"^log_p must be finite for KL\(q‖p\); log",
        ),
        (np.full(601, -np.inf), 0, 1, r"^log_p must be above -inf somewhere"),
        (TWO_HUMPS, 30, 1, r"^x must hold the start N\(30, 1²\)"),
        (TWO_HUMPS, 0, 1e-3, r"^x must hold the start N\(0, 0.001²\)"),
        (TWO_HUMPS, 0.003, 1e-200, r"^x must hold the start"),
        (TWO_HUMPS, 0, 0, r"^sigma must be > 0; got 0"),
        (TWO_HUMPS, np.nan, 1, r"^mu must be finite"),
        (TWO_HUMPS[1:], 0, 1, r"^log_p and x must have the same shape"),
    ],
)
def test_reverse_fit_refuses_by_name(log_p, mu, sigma, message):
    with pytest.raises(ValueError, match=message):
        fit_gaussian_reverse(X, log_p, mu=mu, sigma=sigma)


def test_forward_fit_refuses_a_point_mass():
    with pytest.raises(ValueError, match=r"^log_p must spread over at least 2 grid"):
        fit_gaussian_forward(X, np.where(X == 0, 0.0, -np.inf))
