"""What the tests of this part draw: matrices of every kind, and ones with answers."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# Errors are measured against the largest singular value: 100 roundings of it are
# more than matrices of up to 5 rows and columns have been seen to need (about 10).
ROUNDING = 100 * 2.0**-53

_entries = st.one_of(
    st.integers(-3, 3).map(float),  # many zeros, repeated and dependent columns
    st.floats(-1.0, 1.0, allow_subnormal=False),
    st.sampled_from([1e-5, -1e-9, 1e-13, 1e-160, 1e6]),
)


@st.composite
def shapes(draw, least=0, most=5):
    """Draw the shape of a matrix."""
    return draw(st.integers(least, most)), draw(st.integers(least, most))


@st.composite
def matrices(draw, least=0, most=5):
    """Draw any matrix: wide, tall, rank-deficient, with entries of uneven sizes."""
    return draw(hnp.arrays(float, draw(shapes(least, most)), elements=_entries))


class Known(NamedTuple):
    """A matrix A = U diag(s) Vt that was built from its singular triples."""

    A: np.ndarray
    U: np.ndarray
    s: np.ndarray
    Vt: np.ndarray


def orthonormal(rng, m, k):
    """Return k random orthonormal columns (NumPy's QR, not the one under test)."""
    return np.linalg.qr(rng.standard_normal((m, k)))[0]


def from_singular_values(rng, m, n, s):
    """Return a random matrix with the singular values `s`, and its triples."""
    s = np.asarray(s, dtype=float)
    U, V = orthonormal(rng, m, s.size), orthonormal(rng, n, s.size)
    return Known((U * s) @ V.T, U, s, V.T)


@st.composite
def known(draw, smallest=-12, least=1, most=5, shape=None):
    """Draw a matrix with singular values 0, 1 (both may repeat) and between.

    Those between are spread evenly in their logarithms, down to 10**smallest. Few
    numbers are drawn, the generator makes the rest: a thousand cases stay cheap.
    """
    m, n = shape or draw(shapes(least, most))
    rank = draw(st.integers(0, min(m, n)))
    n_ones = draw(st.integers(0, rank))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    between = 10.0 ** np.sort(rng.uniform(smallest, 0, rank - n_ones))[::-1]
    zeros = np.zeros(min(m, n) - rank)
    s = np.concatenate([np.ones(n_ones), between, zeros])
    return from_singular_values(rng, m, n, s)
