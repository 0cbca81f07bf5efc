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


def distributions(n):
    """Draw a probability vector of `n` entries."""
    return _bytes(n).map(lambda data: _normalized(_weights(data)))


def several(count, *, positive=False):
    """Draw `count` probability vectors of one length between 1 and 5."""

    def vectors(data):
        weights = _weights(data[1:]).reshape(count, 5)[:, : 1 + data[0] % 5]
        return list(_normalized(weights + 0.01 if positive else weights))

    return _bytes(5 * count, first=1).map(vectors)


def tables():
    """Draw a table of joint probabilities with 1 to 4 rows and columns."""

    def table(data):
        m, n = 1 + data[0] % 4, 1 + data[1] % 4
        return _normalized(_weights(data[2:])[: m * n]).reshape(m, n)

    return _bytes(16, first=2).map(table)


def channels(m):
    """Draw a row-stochastic matrix with `m` rows and 1 to 4 columns."""

    def channel(data):
        weights = _weights(data[1:]).reshape(m, 4)[:, : 1 + data[0] % 4]
        return _normalized(weights)

    return _bytes(4 * m, first=1).map(channel)


def _bytes(n_weights, first=0):
    """Draw two bytes for each weight, after `first` bytes that choose the shape."""
    size = first + 2 * n_weights
    return st.binary(min_size=size, max_size=size)
