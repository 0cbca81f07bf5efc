"""What every function of the part accepts, and what it refuses by name."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mathlib import linalg

A = np.array([[3.0, 1.0, 2.0], [1.0, -2.0, 0.0], [0.0, 4.0, 1.0], [2.0, 2.0, 2.0]])

CALLS = {
    "condition_number": linalg.condition_number,
    "frobenius_norm": linalg.frobenius_norm,
    "low_rank_factors": lambda M: linalg.low_rank_factors(M, 1),
    "nuclear_norm": linalg.nuclear_norm,
    "null_space": linalg.null_space,
    "numerical_rank": linalg.numerical_rank,
    "penrose_residuals": lambda M: linalg.penrose_residuals(M, np.ones((3, 4))),
    "pinv": linalg.pinv,
    "polar": linalg.polar,
    "project_onto_range": lambda M: linalg.project_onto_range(M, np.arange(4.0)),
    "qr": linalg.qr,
    "randomized_svd": lambda M: linalg.randomized_svd(
        M, 1, rng=np.random.default_rng(0)
    ),
    "regularized_inverse": lambda M: linalg.regularized_inverse(M, 0.5),
    "singular_values": linalg.singular_values,
    "spectral_norm": linalg.spectral_norm,
    "svd": linalg.svd,
    "truncate_svd": lambda M: linalg.truncate_svd(M, 1),
}
every_function = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


def with_entry(value):
    changed = A.copy()
    changed[2, 1] = value
    return changed


def parts(result):
    return result if isinstance(result, tuple) else (result,)


def test_every_public_function_is_called_here():
    assert sorted(CALLS) == sorted(linalg.__all__)


@every_function
def test_every_way_to_write_a_matrix_gives_the_same(call):
    padded = np.zeros((8, 6))
    padded[::2, ::2] = A
    read_only = A.copy()
    read_only.setflags(write=False)
    for same in (
        A.tolist(),
        tuple(map(tuple, A)),
        A.astype(int),
        A.astype(np.float32),
        A.astype(np.float16),
        A.astype(np.longdouble),
        A.astype(">f8"),
        np.asfortranarray(A),
        padded[::2, ::2],
        A[::-1][::-1],
        read_only,
    ):
        for found, expected in zip(parts(call(same)), parts(call(A)), strict=True):
            # Another order in memory may round a product otherwise.
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@every_function
def test_results_are_float64_and_share_no_memory(call):
    before = A.copy()
    for found in parts(call(A)):
        if isinstance(found, np.ndarray):
            assert found.dtype == np.float64
            assert not np.shares_memory(found, A)
            found[...] = -1.0
        else:
            assert type(found) in (float, int)
    assert_array_equal(A, before)


WRONG_KINDS = [
    (A + 1j, "A must hold real numbers; got complex numbers. Treat its real and"),
    (A > 1, "A must hold real numbers; got booleans. A mask? Use A.astype(float)"),
    ("matrix", "A must hold real numbers; got strings."),
    ([["1", "2"]], "A must hold real numbers; got strings."),
    (np.array([[b"1"]]), "A must hold real numbers; got bytes."),
    (A.astype(object), "A must hold real numbers; got objects."),
    (None, "A must hold real numbers; got objects."),
    ({"a": 1}, "A must hold real numbers; got objects."),
    (A.astype("M8[s]"), "A must hold real numbers; got dates."),
    (np.ma.masked_less(A, 0), "A must be an ordinary array; got a masked array."),
]
WRONG_VALUES = [
    (with_entry(np.nan), "A must be finite; A[2, 1] = nan, and 1 of 12 entries are"),
    (with_entry(np.inf), "A must be finite; A[2, 1] = inf, and 1 of 12 entries are"),
    (with_entry(-np.inf), "A must be finite; A[2, 1] = -inf"),
    (3.0, "A must be a matrix, shape (m, n); got shape ()."),
    ([1.0, 2.0], "got shape (2,). For one column pass A[:, None], for one row"),
    (np.ones((1, 2, 3)), "A must be a matrix, shape (m, n); got shape (1, 2, 3)."),
    ([[1.0, 2.0], [3.0]], "A must be rectangular, with rows of one length"),
]


@every_function
@pytest.mark.parametrize(("wrong", "message"), WRONG_KINDS)
def test_wrong_kind_of_argument_is_refused_by_name(call, wrong, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        call(wrong)


@every_function
@pytest.mark.parametrize(("wrong", "message"), WRONG_VALUES)
def test_wrong_value_of_argument_is_refused_by_name(call, wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call(wrong)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda bad: linalg.penrose_residuals(A, bad), "X"),
        (lambda bad: linalg.project_onto_range(A, bad), "b"),
        (lambda bad: linalg.regularized_inverse(A, bad), "lam"),
        (lambda bad: linalg.pinv(A, rtol=bad), "rtol"),
    ],
)
def test_other_arguments_are_refused_by_their_own_names(call, name):
    with pytest.raises(TypeError, match=f"{name} must hold real numbers; got strings"):
        call("one")
    bad = np.full({"X": (3, 4), "b": (4,)}.get(name, ()), np.nan)
    with pytest.raises(ValueError, match=f"{name} must be finite"):
        call(bad)


def test_a_number_too_large_for_float64_is_refused():
    if np.finfo(np.longdouble).max > np.finfo(float).max:
        with pytest.raises(ValueError, match="A must be finite"):
            linalg.svd(
                np.array([[1.0]], dtype=np.longdouble) * 10 ** np.longdouble(400)
            )
