"""Plain values: taken apart by exact types, and carried as JSON."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from exercises.text import show
from exercises.values import (
    MAX_NUMBERS,
    Array,
    UnfitError,
    same,
    thaw,
    to_plain,
)
from exercises.wire import from_json, to_json

numbers = st.one_of(
    st.booleans(),
    st.integers(-(2**900), 2**900),
    st.floats(),
    st.complex_numbers(),
)
plain = st.recursive(
    st.one_of(st.none(), st.text(max_size=20), numbers),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=5), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(plain)
def test_json_round_trip_keeps_plain_values(x):
    value = to_plain(x)
    text = json.dumps(to_json(value), allow_nan=False)
    assert same(from_json(json.loads(text)), value)


@given(
    hnp.arrays(
        st.sampled_from([np.float64, np.float32, np.int16, np.complex128, np.bool_]),
        hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4),
    )
)
def test_array_survives_plain_json_and_thaw(x):
    value = from_json(json.loads(json.dumps(to_json(to_plain(x)))))
    back = thaw(value)
    assert back.shape == x.shape
    np.testing.assert_array_equal(back, x)


@pytest.mark.parametrize(
    "scalar", [np.float64(2), np.float16(2), np.longdouble(2), np.uint8(2), np.array(2)]
)
def test_numpy_scalars_become_python_numbers(scalar):
    value = to_plain(scalar)
    assert type(value) in (int, float)
    assert value == 2


def test_arrays_are_copied():
    x = np.arange(6.0).reshape(2, 3).T
    value = to_plain(x)
    x[:] = 0
    assert value == Array((3, 2), (0.0, 3.0, 1.0, 4.0, 2.0, 5.0))


def test_nested_lists_become_a_table_and_tuples_of_arrays_do_not():
    assert to_plain([[1, 2], [3, 4]]) == Array((2, 2), (1, 2, 3, 4))
    assert to_plain([[1, 2], [3]]) == [Array((2,), (1, 2)), Array((1,), (3,))]
    assert type(to_plain((np.eye(2), np.eye(2)))) is list
    assert to_plain([]) == Array((0,), ())


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ({1, 2}, "a set; give a number"),
        (np.array([["a"]]), "holds no numbers"),
        (np.array([None]), "holds no numbers"),
        (np.zeros(2, dtype=[("a", "f8")]), "holds no numbers"),
        (np.datetime64("2026-01-01"), "a datetime64"),
        (np.zeros(MAX_NUMBERS + 1), "more than 1000000 numbers"),
        (2**1001, "more than 1000 bits"),
        ("x" * 100_001, "100001 characters"),
        ({1: 2}, "key is an int"),
        (b"bytes", "a bytes"),
    ],
)
def test_unfit_objects_are_refused_by_name(x, text):
    with pytest.raises(UnfitError, match=text):
        to_plain(x)


@pytest.mark.parametrize(
    "hostile",
    [
        {"float": "1e5"},
        {"float": 3},
        {"complex": [1]},
        {"complex": ["a", "b"]},
        {"shape": [2], "data": [1.0]},
        {"shape": [-1, -1], "data": [1.0]},
        {"shape": [True], "data": [1.0]},
        {"shape": [], "data": [1.0]},
        {"shape": [1], "data": ["x"]},
        {"shape": [1], "data": [[1.0]]},
        {"dict": [["a"]]},
        {"dict": [[1, 2]]},
        {"unknown": 1},
        {},
        [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],
        2**2000,
    ],
)
def test_hostile_json_is_refused(hostile):
    with pytest.raises(UnfitError):
        from_json(hostile)


def test_show_is_short_and_stable():
    assert show(1 / 3) == "0.3333"
    assert show(to_plain(np.eye(2))) == "[[1, 0], [0, 1]]"
    assert show(to_plain(np.zeros((30, 20)))) == "an array of shape (30, 20)"
    assert show(to_plain((np.zeros(2), 1.0))) == "([0, 0], 1)"
    assert show(math.nan) == "nan"
    assert len(show("x" * 1000)) == 160
