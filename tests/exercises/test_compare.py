"""Rules of comparison, on answers built to agree or to differ."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from exercises.compare import Close, Property, SameSpan, UpToScale, UpToSign
from exercises.values import to_plain

seeds = st.integers(0, 10**6)


def explain(rule, got, want) -> str:
    """Return the trouble, '' if there is none."""
    return rule.explain(to_plain(got), to_plain(want)) or ""


@given(seeds, st.floats(1e-9, 1e-3))
def test_close_decides_at_its_tolerance(seed, rtol):
    want = np.random.default_rng(seed).normal(size=(3, 2))
    rule = Close(rtol=rtol, atol=0)
    step = np.zeros_like(want)
    step[1, 1] = rtol * np.abs(want).max()
    assert explain(rule, want + 0.99 * step, want) == ""
    assert "1 of 6 entries are wrong; the first is [1, 1]" in explain(
        rule, want + 1.01 * step + 1e-15, want
    )


def test_close_entrywise_sees_small_entries():
    want, got = [1e6, 1e-3], [1e6, 2e-3]
    assert explain(Close(), got, want) == ""
    assert "[1]" in explain(Close(entrywise=True), got, want)


@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan])
def test_close_takes_expected_infinities_and_nan(x):
    assert explain(Close(), x, x) == ""
    assert explain(Close(), 1.0, x)
    assert explain(Close(), x, 1.0)
    assert explain(Close(), math.inf, -math.inf) == "it is infinite"
    found = explain(Close(), -math.inf, math.inf)
    assert found == "it is minus infinity; look at the sign"


def test_an_infinite_entry_does_not_excuse_the_others():
    want = [math.inf, 1.0]
    assert explain(Close(), want, want) == ""
    assert "[1]" in explain(Close(), [math.inf, 2.0], want)


def test_close_compares_texts_booleans_and_dictionaries():
    assert explain(Close(), "a", "a") == ""
    assert explain(Close(), "b", "a")
    assert explain(Close(), True, True) == ""
    assert explain(Close(), 1, True)
    assert "`y`" in explain(Close(), {"x": 1, "y": 2}, {"x": 1, "y": 3})
    assert "the key 'y' is missing" in explain(Close(), {"x": 1}, {"x": 1, "y": 3})
    assert explain(Close(), (1.0, np.eye(2)), (1.0, np.eye(2))) == ""
    assert "result 2" in explain(Close(), (1.0, np.eye(2)), (1.0, np.ones((2, 2))))


@given(seeds)
def test_up_to_sign_frees_each_column(seed):
    rng = np.random.default_rng(seed)
    want = rng.normal(size=(4, 3))
    signs = rng.choice([-1.0, 1.0], size=3)
    assert explain(UpToSign(), want * signs, want) == ""
    assert explain(UpToSign(rows=True), (want * signs).T, want.T) == ""
    assert explain(UpToSign(), -want[:, 0], want[:, 0]) == ""
    bad = want * signs
    bad[2, 1] += 0.1
    assert explain(UpToSign(), bad, want) == "column 1 is wrong, even up to sign"
    assert explain(Close(), -want, want)


@given(seeds)
def test_up_to_scale_frees_length_only(seed):
    rng = np.random.default_rng(seed)
    want = rng.normal(size=(4, 2)) + 1j * rng.normal(size=(4, 2))
    scales = rng.uniform(0.1, 9, size=2) * np.exp(1j * rng.uniform(0, 6, size=2))
    assert explain(UpToScale(), want * scales, want) == ""
    bad = want * scales
    bad[0, 1] += 0.1 * np.abs(bad).max()
    assert explain(UpToScale(), bad, want) == "column 1 points in a wrong direction"
    assert "zero vector" in explain(UpToScale(), 0 * want, want)


@given(seeds)
def test_same_span_frees_the_basis(seed):
    rng = np.random.default_rng(seed)
    want = np.linalg.qr(rng.normal(size=(5, 3)))[0]
    mix = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert explain(SameSpan(orthonormal=True), want @ mix, want) == ""
    scaled = want @ mix * [1.0, 2.0, 3.0]
    assert explain(SameSpan(), scaled, want) == ""
    assert explain(SameSpan(orthonormal=True), scaled, want)
    outside = want.copy()
    outside[:, 2] = np.linalg.qr(np.c_[want, rng.normal(size=5)])[0][:, 3]
    assert "column 2 does not lie" in explain(SameSpan(), outside, want)
    twice = want[:, [0, 1, 1]]
    assert "depends on the columns before" in explain(SameSpan(), twice, want)
    assert "shape" in explain(SameSpan(), want[:, :2], want)
    assert "NaN" in explain(SameSpan(), want * np.nan, want)


def test_property_reports_the_number_that_decides():
    small = Property("x is small", lambda x: x)
    assert small.explain(1e-9) is None
    assert small.explain(-0.25) == "x is small: this fails by 0.25"
    assert small.explain(math.nan) == "x is small: this fails by nan"
    between = Property("1 < x < 2", lambda x: x, above=1, below=2)
    assert between.explain(1.5) is None
    assert between.explain(2.0) == "1 < x < 2: this fails, the number is 2"
    assert between.explain(math.nan) == "1 < x < 2: this fails, the number is nan"
    assert Property("x", lambda x: x > 0).explain(np.float64(1)) is None
    found = Property("x", lambda x: 1 / x).explain(0) or ""
    assert found.startswith("x: cannot be computed")


def test_property_with_one_open_bound_takes_infinity():
    assert Property("x > 3", lambda x: x, above=3).explain(math.inf) is None
    assert_allclose(float(Property("x", lambda x: x).within), 1e-8, rtol=0)
