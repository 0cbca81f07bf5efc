import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from mathlib.information import (
    Estimate,
    empirical_distribution,
    entropy,
    gaussian_kl,
    kl_monte_carlo,
)


def test_empirical_distribution_counts():
    assert empirical_distribution([3, 0, 3, 3], 5).tolist() == [0.25, 0, 0, 0.75, 0]
    assert empirical_distribution(np.array([0], dtype=np.uint8), 1).tolist() == [1.0]


def test_empirical_distribution_comes_near_the_true_one():
    p, n = np.array([0.1, 0.2, 0.7]), 100_000
    rng = np.random.default_rng(20)
    shares = empirical_distribution(rng.choice(3, size=n, p=p), 3)
    # three shares within 5 standard deviations each: false alarm 2e-6
    assert (np.abs(shares - p) <= 5 * np.sqrt(p * (1 - p) / n)).all()
    # plug-in entropy: same deviation, bias (3 - 1) / 2n = 1e-5
    deviation = math.sqrt((p * np.log(p) ** 2).sum() - entropy(p) ** 2) / math.sqrt(n)
    assert abs(entropy(shares) - entropy(p)) <= 5 * deviation + 2e-5


@pytest.mark.parametrize(
    ("labels", "n", "error", "message"),
    [
        ([0, 3], 3, ValueError, r"^labels must be in \[0, 2\], .*; labels\[1\] = 3"),
        ([-1], 3, ValueError, r"^labels must be in \[0, 2\], .*; labels\[0\] = -1"),
        ([], 3, ValueError, r"^labels must not be empty"),
        ([0.0, 1.0], 3, TypeError, r"^labels must be integers; got floats"),
        (["cat"], 3, TypeError, r"^labels must hold real numbers; got strings"),
        ([[0]], 3, ValueError, r"^labels must be a vector"),
        ([0], 0, ValueError, r"^n_categories must be an integer >= 1; got 0"),
        ([0], 1.0, TypeError, r"^n_categories must be an integer"),
    ],
)
def test_empirical_distribution_refuses_by_name(labels, n, error, message):
    with pytest.raises(error, match=message):
        empirical_distribution(labels, n)


def draw_estimate(rng, n, **kwargs):
    x = rng.normal(size=n)
    return kl_monte_carlo(norm.logpdf(x), norm.logpdf(x, 1.0, 2.0), **kwargs)


def test_kl_monte_carlo_comes_near_the_divergence():
    estimate = draw_estimate(np.random.default_rng(20), 100_000)
    exact = gaussian_kl(0, 1, 1, 4)
    # 4.9 standard errors: false alarm 1e-6
    assert abs(estimate.value - exact) <= 4.9 * estimate.standard_error
    assert 0 < estimate.standard_error < 0.01 * exact
    assert estimate.n_samples == 100_000


def test_kl_monte_carlo_standard_error_covers_as_often_as_it_says():
    rng, exact = np.random.default_rng(20), gaussian_kl(0, 1, 1, 4)
    estimates = [draw_estimate(rng, 500) for _ in range(1000)]
    hits = sum(abs(e.value - exact) <= 1.96 * e.standard_error for e in estimates)
    # Binomial(1000, 0.95) has deviation 6.9; within 35 of 950: false alarm below 1e-6
    assert abs(hits - 950) <= 35


def test_kl_monte_carlo_of_known_samples():
    # ratios 1, 2, 6: mean 3, variance 7 with divisor 2
    estimate = kl_monte_carlo([0, 0, 0], [-1, -2, -6])
    assert estimate == Estimate(3.0, math.sqrt(7) / math.sqrt(3), 3)
    bits = kl_monte_carlo([0, 0, 0], [-1, -2, -6], unit="bits")
    assert_allclose(bits.value * math.log(2), 3, rtol=1e-15)
    assert_allclose(bits.standard_error * math.log(2), math.sqrt(7 / 3), rtol=1e-15)


def test_kl_monte_carlo_is_infinite_if_q_excludes_a_sample():
    estimate = kl_monte_carlo([0.0, 0.0], [-1.0, -np.inf])
    assert estimate == Estimate(math.inf, math.inf, 2)


@pytest.mark.parametrize(
    ("log_p", "log_q", "message"),
    [
        ([0, 0], [0, 0, 0], r"^log_p and log_q must have the same shape"),
        ([0], [0], r"^log_p must hold at least 2 samples"),
        ([0, -np.inf], [0, 0], r"^log_p must be finite"),
        ([0, 0], [0, np.nan], r"^log_q must be finite"),
        ([0, 0], [np.inf, 0], r"^log_q must be finite"),
        ([[0, 0]], [[0, 0]], r"^log_p must be a vector"),
    ],
)
def test_kl_monte_carlo_refuses_by_name(log_p, log_q, message):
    with pytest.raises(ValueError, match=message):
        kl_monte_carlo(log_p, log_q)
