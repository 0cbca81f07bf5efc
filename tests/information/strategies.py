"""What the tests of this part draw: distributions with zeros, ties and tiny entries.

All come from one string of bytes, two for an entry: this is ten times as fast as
lists of floats, and Hypothesis shrinks it as well.
"""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

# 1000 cases for each property, the same ones in every run.
thousand = settings(max_examples=1000, deadline=None, derandomize=True)


def _weights(data):
    """Return a weight for each two bytes: 1/4 zeros, 1/8 from 1e-3 to 1e-140."""
    kind, level = np.frombuffer(data, dtype=np.uint8).reshape(-1, 2).T / 256.0
    weights = np.where(kind < 0.375, 10.0 ** (-3 - 137 * level), kind + level)
    return np.where(kind < 0.25, 0.0, weights)


def _normalized(weights):
    weights = np.where(weights.sum(axis=-1, keepdims=True) < 1e-200, 1.0, weights)
    return weights / weights.sum(axis=-1, keepdims=True)


def _bytes(n_weights):
    return st.binary(min_size=2 * n_weights, max_size=2 * n_weights)


def distributions(n):
    """Draw a probability vector of `n` entries."""
    return _bytes(n).map(lambda data: _normalized(_weights(data)))


def several(count, *, positive=False):
    """Draw `count` probability vectors of one length between 1 and 5."""

    def distributions_of(data):
        weights = _weights(data).reshape(count, -1)
        return list(_normalized(weights + 0.01 if positive else weights))

    return st.integers(1, 5).flatmap(lambda n: _bytes(n * count)).map(distributions_of)


def tables():
    """Draw a table of joint probabilities with 1 to 4 rows and columns."""
    shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))
    return shapes.flatmap(
        lambda shape: distributions(shape[0] * shape[1]).map(lambda p: p.reshape(shape))
    )


def channels(m):
    """Draw a row-stochastic matrix with `m` rows and 1 to 4 columns."""
    return (
        st.integers(1, 4)
        .flatmap(lambda n: _bytes(m * n))
        .map(lambda data: _normalized(_weights(data).reshape(m, -1)))
    )
