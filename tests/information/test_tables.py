import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from mathlib.information import (
    binary_entropy,
    conditional_entropy,
    entropy,
    joint_entropy,
    marginals,
    mutual_information,
    push_through_channel,
)
from tests.information.strategies import channels, distributions, tables, thousand


def test_marginals_are_sums_of_rows_and_of_columns():
    row, column = marginals([[0.1, 0.2, 0.3], [0.0, 0.15, 0.25]])
    assert_allclose(row, [0.6, 0.4], rtol=1e-15)
    assert_allclose(column, [0.1, 0.35, 0.55], rtol=1e-15)


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.11, 0.5, 1.0])
def test_information_of_binary_symmetric_channel(noise):
    P = 0.5 * np.array([[1 - noise, noise], [noise, 1 - noise]])
    h = binary_entropy(noise, unit="bits")
    assert_allclose(mutual_information(P, unit="bits"), 1 - h, atol=1e-15)
    assert_allclose(conditional_entropy(P, unit="bits"), h, atol=1e-15)
    assert_allclose(joint_entropy(P, unit="bits"), 1 + h, atol=1e-15)


@given(distributions(3), distributions(4))
@thousand
def test_information_of_independent_variables_is_0(p, q):
    P = np.outer(p, q)
    value = mutual_information(P)
    # 1e-28: squares of the entries' rounding, not the rounding itself
    assert 0.0 <= value <= 1e-28
    assert_allclose(conditional_entropy(P), entropy(q), atol=1e-14)


@given(distributions(4))
@thousand
def test_information_of_variable_with_itself_is_its_entropy(p):
    assert_allclose(mutual_information(np.diag(p)), entropy(p), atol=1e-14)
    assert conditional_entropy(np.diag(p)) == 0.0


def test_information_of_tiny_marginals_is_not_lost():
    # P(1, 1) = 1e-200 with marginals 1e-200 each: their product underflows to 0
    P = [[1.0, 0.0], [0.0, 1e-200]]
    # t log(1/t) + t to first order in t = 1e-200, for the other entry 1 - t
    expected = 1e-200 * (200 * math.log(10) + 1)
    assert_allclose(mutual_information(P), expected, rtol=1e-13)


@given(tables())
@thousand
def test_joint_entropy_is_row_entropy_plus_conditional_entropy(P):
    row, column = marginals(P)
    joint = joint_entropy(P)
    assert_allclose(joint, entropy(row) + conditional_entropy(P), atol=1e-13)
    assert_allclose(joint, entropy(column) + conditional_entropy(P.T), atol=1e-13)


@given(tables())
@thousand
def test_mutual_information_is_what_the_row_tells_of_the_column(P):
    row, column = marginals(P)
    value = mutual_information(P)
    assert 0.0 <= value <= min(entropy(row), entropy(column)) + 1e-13
    assert_allclose(value, entropy(column) - conditional_entropy(P), atol=1e-13)
    assert_allclose(value, mutual_information(P.T), rtol=1e-12, atol=1e-15)


@given(tables())
@thousand
def test_conditional_entropy_is_mean_of_entropies_of_the_rows(P):
    row, column = marginals(P)
    mean = sum(w * entropy(r / w) for w, r in zip(row, P, strict=True) if w > 1e-290)
    value = conditional_entropy(P)
    assert_allclose(value, mean, atol=1e-13)
    assert 0.0 <= value <= entropy(column) + 1e-13  # conditioning reduces entropy


@given(tables(), st.data())
@thousand
def test_processing_does_not_add_information(P, data):
    W = data.draw(channels(P.shape[1]))  # X -> Y -> Z, Z made from Y by W
    processed = P @ W
    assert mutual_information(processed) <= mutual_information(P) + 1e-13


@given(distributions(4), st.data())
@thousand
def test_channel_output_is_a_distribution_and_channels_compose(p, data):
    W = data.draw(channels(4))
    V = data.draw(channels(W.shape[1]))
    output = push_through_channel(p, W)
    assert output.shape == (W.shape[1],)
    assert (output >= 0).all()
    assert_allclose(output.sum(), 1.0, rtol=1e-15)
    both = push_through_channel(p, W @ V)
    assert_allclose(push_through_channel(output, V), both, atol=1e-15)


def test_channel_that_permutes_permutes():
    p, order = np.array([0.5, 0.3, 0.2]), [2, 0, 1]
    # input x goes to the place where `order` holds x
    assert_allclose(push_through_channel(p, np.eye(3)[:, order]), p[order], rtol=1e-15)


@pytest.mark.parametrize(
    "function", [joint_entropy, conditional_entropy, mutual_information]
)
def test_bits_are_nats_over_log_2(function):
    P = [[0.1, 0.2], [0.3, 0.4]]
    assert_allclose(function(P, unit="bits") * math.log(2), function(P), rtol=1e-15)


def test_channel_refuses_wrong_number_of_rows():
    message = r"^W must have a row for each of the 3 entries of p; got shape \(2, 2\)"
    with pytest.raises(ValueError, match=message):
        push_through_channel([0.2, 0.3, 0.5], np.eye(2))
