"""The shared checks of arguments: what they accept, repair and refuse by name."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from mathlib import _validate as check


def refuses(kind, message):
    """Expect an error of this kind, with this text in its message."""
    return pytest.raises(kind, match=re.escape(message))


@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=8).filter(lambda w: sum(w) > 0))
def test_weights_divided_by_their_sum_are_probabilities(weights):
    p = np.array(weights) / sum(weights)
    if not np.isfinite(p).all() or abs(p.sum() - 1) > 1e-8:
        return  # a sum so small that dividing by it overflows or loses digits
    found = check.as_probabilities(p, "p")
    assert_allclose(found, p, rtol=1e-7, atol=0)
    # n numbers add up to 1 within n roundings.
    assert abs(found.sum() - 1) <= 8 * 2.0**-52


def test_probabilities_need_a_sum_within_the_root_of_epsilon():
    assert_array_equal(check.as_probabilities([1, 0], "p"), [1.0, 0.0])
    repaired = check.as_probabilities([0.5, 0.5 + 1e-8], "p")
    assert abs(repaired.sum() - 1) <= 2.0**-52
    check.as_probabilities(np.array([0.5, 0.5 + 1e-4], np.float32), "p")
    with refuses(ValueError, "p must sum to 1 within 1.5e-08; the sum is 1.00000002."):
        check.as_probabilities([0.5, 0.5 + 2e-8], "p")
    with refuses(ValueError, "p must sum to 1 within 3.5e-04; the sum is 1.00"):
        check.as_probabilities(np.array([0.5, 0.502], np.float32), "p")


@pytest.mark.parametrize("counts", [[3, 1], [0.0, 0.0]])
def test_counts_are_not_probabilities(counts):
    message = f"the sum is {sum(counts):g}. Divide by the sum if these are counts"
    with refuses(ValueError, message):
        check.as_probabilities(counts, "p")


def test_probabilities_must_be_nonnegative_and_some():
    with refuses(ValueError, "p must be nonnegative; p[1] = -0.5."):
        check.as_probabilities([1.5, -0.5], "p")
    with refuses(ValueError, "p must not be empty; got shape (0,)."):
        check.as_probabilities([], "p")
    with refuses(ValueError, "p must be a vector, shape (n,); got shape (1, 1)."):
        check.as_probabilities([[1.0]], "p")


def test_joint_table_sums_to_one_as_a_whole():
    P = [[0.5, 0.0], [0.25, 0.25]]
    assert_array_equal(check.as_joint_table(P, "P"), P)
    with refuses(ValueError, "P must sum to 1 within 1.5e-08; the sum is 2."):
        check.as_joint_table(np.eye(2), "P")
    with refuses(ValueError, "P must be nonnegative; P[1, 0] = -1."):
        check.as_joint_table([[1, 1], [-1, 0]], "P")


def test_stochastic_matrix_sums_to_one_in_each_row():
    assert_array_equal(check.as_stochastic_matrix(np.eye(2), "W"), np.eye(2))
    with refuses(ValueError, "each row of W must sum to 1 within 1.5e-08; the sum is"):
        check.as_stochastic_matrix([[0.5, 0.0], [0.25, 0.25]], "W")


def test_symmetric_matrix_is_made_exactly_symmetric():
    A = np.array([[2.0, 1.0 + 1e-12], [1.0, 3.0]])
    S = check.as_symmetric_matrix(A, "Sigma")
    assert_array_equal(S, S.T)
    assert_allclose(S, A, rtol=0, atol=1e-12)
    message = "max |Sigma - Sigma.T| = 2. Did you mean (Sigma + Sigma.T) / 2?"
    with refuses(ValueError, message):
        check.as_symmetric_matrix([[1.0, 3.0], [1.0, 1.0]], "Sigma")
    with refuses(ValueError, "Sigma must be square; got shape (1, 2)."):
        check.as_symmetric_matrix([[1.0, 3.0]], "Sigma")


def test_log_densities_may_be_minus_infinity_but_not_nan():
    found = check.as_log_densities([-np.inf, 0], "log_p")
    assert_array_equal(found, [-np.inf, 0.0])
    for wrong in (np.nan, np.inf):
        with refuses(ValueError, f"log_p must be finite; log_p[1] = {wrong}"):
            check.as_log_densities([0.0, wrong], "log_p")


def test_shapes_must_agree():
    check.check_same_length(np.ones(3), np.ones(3), ("p", "q"))
    with refuses(ValueError, "p and q must have the same shape; got (3,) and (2,)."):
        check.check_same_length(np.ones(3), np.ones(2), ("p", "q"))


@pytest.mark.parametrize("x", [2, 2.0, np.float32(2), np.int8(2), np.array(2.0)])
def test_scalar_takes_every_real_number(x):
    value = check.as_scalar(x, "lam", least=0, most=2)
    assert value == 2.0
    assert type(value) is float


def test_scalar_names_the_bound_it_breaks():
    with refuses(ValueError, "lam must be > 0; got 0."):
        check.as_scalar(0, "lam", above=0)
    with refuses(ValueError, "lam must be >= 0 and <= 1; got 1.5."):
        check.as_scalar(1.5, "lam", least=0, most=1)
    with refuses(ValueError, "lam must be finite; lam = nan"):
        check.as_scalar(np.nan, "lam")
    with refuses(TypeError, "lam must hold real numbers; got booleans."):
        check.as_scalar(True, "lam")
    with refuses(ValueError, "lam must be one number; got shape (1,)."):
        check.as_scalar([1.0], "lam")  # pyright: ignore[reportArgumentType]


def test_integers_are_neither_floats_nor_booleans():
    assert check.as_positive_int(np.int64(3), "n") == 3
    with refuses(ValueError, "n must be an integer >= 1; got 0."):
        check.as_positive_int(0, "n")
    for wrong in (1.0, True, "1"):
        with refuses(TypeError, f"n must be an integer >= 1; got {wrong!r} of type"):
            check.as_positive_int(wrong, "n")  # pyright: ignore[reportArgumentType]


def test_choice_lists_what_there_is():
    assert check.as_choice("bits", ("nats", "bits"), "unit") == "bits"
    for wrong in ("bit", 2):
        with refuses(ValueError, f"unit must be 'nats' or 'bits'; got {wrong!r}."):
            check.as_choice(wrong, ("nats", "bits"), "unit")  # pyright: ignore


def test_arrays_are_not_copied_without_need_nor_changed():
    x = np.array([1.0, 2.0])
    assert np.shares_memory(check.as_vector(x, "x"), x)
    p = np.array([0.5, 0.5 + 1e-9])
    before = p.copy()
    check.as_probabilities(p, "p")
    assert_array_equal(p, before)
