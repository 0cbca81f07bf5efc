import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import expon, norm

from mathlib.information import gaussian_kl, grid_kl
from tests.information.strategies import thousand

X = np.linspace(-15.0, 15.0, 601)


@pytest.mark.parametrize(("mu", "sigma"), [(0.0, 1.0), (2.0, 0.5), (-1.0, 1.8)])
def test_grid_kl_of_gaussians_is_exact_to_rounding(mu, sigma):
    value = grid_kl(norm.logpdf(X), norm.logpdf(X, mu, sigma), X)
    # smooth and faded at the ends: the trapezoid rule is exact to rounding
    assert_allclose(value, gaussian_kl(0, 1, mu, sigma**2), rtol=1e-12, atol=1e-15)


def test_grid_kl_of_distant_densities_does_not_underflow():
    x = np.linspace(-10, 110, 2401)
    value = grid_kl(norm.logpdf(x), norm.logpdf(x, 100), x, unit="bits")
    assert_allclose(value * math.log(2), 5000.0, rtol=1e-12)  # 100^2 / 2


def test_grid_kl_on_uneven_grid_has_error_of_second_order():
    # exponential densities of rates 1 and 2: D = log(1/2) + 2 - 1, not smooth at 0
    exact, errors = 1 - math.log(2), []
    for n in (400, 800):
        s = np.linspace(0, 1, n)
        x = 20 * (s + s**2)
        log_p, log_q = expon.logpdf(x), expon.logpdf(x, scale=0.5)
        errors.append(abs(grid_kl(log_p, log_q, x) - exact))
    assert errors[0] < 1e-3
    assert 3.5 < errors[0] / errors[1] < 4.5  # halving the spacing: a quarter


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
@thousand
def test_grid_kl_is_nonnegative_and_0_on_itself(seed, n):
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.uniform(0.1, 1, size=n))
    p, q = rng.exponential(size=(2, n))
    log_p, log_q = np.log(p / np.trapezoid(p, x)), np.log(q / np.trapezoid(q, x))
    value = grid_kl(log_p, log_q, x)
    assert value >= 0.0
    # the rule itself, as NumPy applies it
    plain = np.trapezoid(np.exp(log_p) * (log_p - log_q), x)
    assert_allclose(value, plain, rtol=1e-9, atol=1e-13)
    assert grid_kl(log_p, log_p, x) == 0.0


def test_grid_kl_divides_out_what_the_integrals_miss():
    log_p, log_q = norm.logpdf(X), norm.logpdf(X, 1.0, 1.5)
    value = grid_kl(log_p + 0.009, log_q - 0.009, X)
    assert_allclose(value, gaussian_kl(0, 1, 1, 2.25), rtol=1e-12)


def test_grid_kl_is_infinite_where_q_has_a_gap():
    x = np.linspace(0, 2, 201)
    inside = np.log(np.where(x <= 1, 1 / 1.005, 1e-300))
    log_p = np.full(201, -math.log(2))
    log_q = np.where(x <= 1, inside, -np.inf)
    assert grid_kl(log_p, log_q, x) == math.inf
    # the other way round p is 0 there, and 0 log 0 = 0; the jump costs the spacing
    assert_allclose(grid_kl(log_q, log_p, x), math.log(2), atol=0.01)


@pytest.mark.parametrize(
    ("log_p", "log_q", "x", "message"),
    [
        (norm.logpdf(X) + 0.1, norm.logpdf(X), X, r"^log_p must be the log of a dens"),
        (norm.logpdf(X), norm.logpdf(X, 14), X, r"^log_q must be .* integral is 0.84"),
        (norm.logpdf(X), norm.logpdf(X)[:-1], X, r"^log_q and x must have the same s"),
        (norm.logpdf(X), norm.logpdf(X), X[::-1], r"^x must be strictly increasing"),
        (np.full(601, np.nan), norm.logpdf(X), X, r"^log_p must be finite"),
        (np.full(601, -np.inf), norm.logpdf(X), X, r"^log_p must .* integral is 0"),
        (np.full(601, 1e4), norm.logpdf(X), X, r"^log_p must be the log of a density"),
        ([0.0], [0.0], [0.0], r"^x must hold at least 2 grid points; got 1"),
        ([0.0, 0.0], [0.0, 0.0], [1.0, 1.0], r"^x must be strictly increasing; x\[0\]"),
    ],
)
def test_grid_kl_refuses_by_name(log_p, log_q, x, message):
    with pytest.raises(ValueError, match=message):
        grid_kl(log_p, log_q, x)
