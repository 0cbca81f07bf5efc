import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import logsumexp

from mathlib.information import (
    binary_entropy,
    conditional_entropy,
    fano_lower_bound,
    info_nce,
)
from tests.information.strategies import tables, thousand


@given(st.floats(0, 0.999), st.integers(2, 10**6))
@thousand
def test_fano_bound_inverts_the_inequality(share, n):
    error = share * (1 - 1 / n)
    H = binary_entropy(error) + error * math.log(n - 1)
    bound = fano_lower_bound(min(H, math.log(n)), n)
    # H is rounded by 2e-16 H; its slope in e is log((n - 1)(1 - e) / e)
    slope = math.log((n - 1) * (1 - error) / error) if error > 0 else 1.0
    assert_allclose(bound, error, rtol=1e-12, atol=4e-15 * max(H, 1e-3) / slope)


@given(st.floats(0, 1), st.integers(2, 1000))
@thousand
def test_fano_bound_is_at_least_the_weak_form(share, n):
    H = share * math.log(n)
    bound = fano_lower_bound(H, n)
    assert bound >= (H - math.log(2)) / math.log(n) - 1e-12
    assert 0.0 <= bound <= 1 - 1 / n


@given(tables())
@thousand
def test_fano_bound_holds_for_the_best_guess(P):
    n = P.shape[1]
    if n < 2:
        return
    H = min(conditional_entropy(P), math.log(n))
    error = 1 - P.max(axis=1).sum()  # guess the likeliest column of each row
    # 1e-7: near H = log(n) the bound moves with the root of the rounding of H
    assert fano_lower_bound(H, n) <= error + 1e-7


def test_fano_bound_at_its_ends():
    assert fano_lower_bound(0.0, 5) == 0.0
    assert fano_lower_bound(2.0, 4, unit="bits") == 0.75
    assert fano_lower_bound(1.0, 2, unit="bits") == 0.5
    assert fano_lower_bound(1e-300, 2) > 0.0


def test_fano_bound_takes_bits_or_nats():
    nats = fano_lower_bound(0.7, 10)
    bits = fano_lower_bound(0.7 / math.log(2), 10, unit="bits")
    assert_allclose(bits, nats, rtol=1e-14)


@pytest.mark.parametrize(
    ("H", "n", "error", "message"),
    [
        (
            2.1,
            4,
            ValueError,
            r"^conditional_entropy must be at most .* 2 bits; got 2.1",
        ),
        (-0.1, 4, ValueError, r"^conditional_entropy must be >= 0; got -0.1"),
        (np.nan, 4, ValueError, r"^conditional_entropy must be finite"),
        ([0.1], 4, ValueError, r"^conditional_entropy must be one number"),
        (0.0, 1, ValueError, r"^n_classes must be an integer >= 2; got 1"),
        (0.0, 2.0, TypeError, r"^n_classes must be an integer"),
    ],
)
def test_fano_bound_refuses_by_name(H, n, error, message):
    with pytest.raises(error, match=message):
        fano_lower_bound(H, n, unit="bits")


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
@thousand
def test_info_nce_is_mean_cross_entropy_of_a_softmax(b, seed):
    rng = np.random.default_rng(seed)
    scores = 10.0 ** rng.uniform(-3, 3) * rng.normal(size=(b, b))
    expected = (logsumexp(scores, axis=1) - np.diag(scores)).mean()
    loss = info_nce(scores)
    assert loss >= 0.0
    assert_allclose(loss, expected, rtol=1e-12, atol=1e-12)
    shifted = scores + rng.normal(size=(b, 1))  # a softmax does not see it
    assert_allclose(info_nce(shifted), loss, rtol=1e-11, atol=1e-12)


def test_info_nce_of_equal_scores_is_log_of_batch():
    assert info_nce(np.full((8, 8), 3.0), unit="bits") == 3.0
    assert info_nce([[5.0]]) == 0.0


def test_info_nce_neither_overflows_nor_loses_small_losses():
    assert info_nce([[0.0, 1e5], [1e5, 0.0]]) == 1e5
    # log(1 + exp(-600)) = exp(-600), which 1 + exp(-600) has lost
    assert_allclose(info_nce(600 * np.eye(2)), math.exp(-600), rtol=1e-13)


def test_info_nce_bounds_the_information_from_below():
    rng, rho, b, n_batches = np.random.default_rng(20), 0.9, 16, 400
    information = -0.5 * math.log(1 - rho**2)
    bounds = []
    for _ in range(n_batches):
        x, noise = rng.normal(size=(2, b))
        y = rho * x + math.sqrt(1 - rho**2) * noise
        # the best critic: log p(y|x), up to what depends on one of the two
        scores = -((y - rho * x[:, None]) ** 2) / (2 * (1 - rho**2)) + y**2 / 2
        bounds.append(math.log(b) - info_nce(scores))
    mean, error = np.mean(bounds), np.std(bounds) / math.sqrt(n_batches)
    # 4.8 standard errors, one side: false alarm 1e-6
    assert mean <= information + 4.8 * error
    assert mean >= 0.7 * information  # the critic is the best one, and b is not tiny


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (np.zeros((2, 3)), r"^scores must be square; got shape \(2, 3\)"),
        ([0.0, 1.0], r"^scores must be a matrix"),
        (np.zeros((0, 0)), r"^scores must not be empty"),
        ([[0.0, np.nan], [0.0, 0.0]], r"^scores must be finite; scores\[0, 1\] = nan"),
    ],
)
def test_info_nce_refuses_by_name(scores, message):
    with pytest.raises(ValueError, match=message):
        info_nce(scores)
