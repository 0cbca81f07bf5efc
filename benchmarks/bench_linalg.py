"""Linear algebra: ours against NumPy and SciPy, in the same run.

`make bench` prints one table for each group. LAPACK is compiled and wins where much
arithmetic hides behind one call; the numbers say by how much, and nothing fails.
"""

import numpy as np
import pytest
import scipy.linalg

from mathlib import linalg


def gaussian(m, n):
    """Return the same random matrix in every run."""
    return np.random.default_rng(20).standard_normal((m, n))


def nearly_low_rank(m, n, rank):
    """Return a matrix of the given rank, plus a thousandth of noise."""
    rng = np.random.default_rng(20)
    signal = rng.standard_normal((m, rank)) @ rng.standard_normal((rank, n))
    return signal + 1e-3 * rng.standard_normal((m, n))


SVD = {
    "mathlib": linalg.svd,
    "numpy": lambda A: np.linalg.svd(A, full_matrices=False),
    "scipy-gesvd": lambda A: scipy.linalg.svd(
        A, full_matrices=False, lapack_driver="gesvd"
    ),
}
QR = {
    "mathlib": linalg.qr,
    "numpy": np.linalg.qr,
    "scipy": lambda A: scipy.linalg.qr(A, mode="economic"),
}
PINV = {
    "mathlib": linalg.pinv,
    "numpy": np.linalg.pinv,
    "scipy": scipy.linalg.pinv,
}
POLAR = {"mathlib": linalg.polar, "scipy": scipy.linalg.polar}
NULL_SPACE = {"mathlib": linalg.null_space, "scipy": scipy.linalg.null_space}
LEADING_TRIPLES = {
    "mathlib-randomized": lambda A: linalg.randomized_svd(
        A, 10, rng=np.random.default_rng(20)
    ),
    "mathlib-svd": linalg.svd,
    "numpy-svd": SVD["numpy"],
}


def compared(functions):
    """Parametrize a benchmark by the functions that are compared."""
    return pytest.mark.parametrize("function", functions.values(), ids=functions.keys())


@pytest.mark.parametrize("shape", [(10, 10), (100, 100), (300, 300), (2000, 50)])
@compared(SVD)
def test_svd(benchmark, function, shape):
    """Decompose square and tall matrices."""
    benchmark.group = f"svd of {shape[0]} x {shape[1]}"
    U, s, Vt = benchmark(function, gaussian(*shape))
    assert np.allclose((U * s) @ Vt, gaussian(*shape), rtol=0, atol=1e-11)


@pytest.mark.parametrize("shape", [(10, 10), (300, 300), (2000, 50)])
@compared(QR)
def test_qr(benchmark, function, shape):
    """Factor square and tall matrices."""
    benchmark.group = f"qr of {shape[0]} x {shape[1]}"
    Q, R = benchmark(function, gaussian(*shape))
    assert np.allclose(Q @ R, gaussian(*shape), rtol=0, atol=1e-11)


@compared(PINV)
def test_pinv(benchmark, function):
    """Invert a tall matrix."""
    benchmark.group = "pinv of 200 x 100"
    X = benchmark(function, gaussian(200, 100))
    assert np.allclose(X @ gaussian(200, 100), np.eye(100), rtol=0, atol=1e-11)


@compared(POLAR)
def test_polar(benchmark, function):
    """Split a tall matrix."""
    benchmark.group = "polar of 200 x 100"
    Q, H = benchmark(function, gaussian(200, 100))
    assert np.allclose(Q @ H, gaussian(200, 100), rtol=0, atol=1e-11)


@compared(NULL_SPACE)
def test_null_space(benchmark, function):
    """Find the kernel of a wide matrix."""
    benchmark.group = "null_space of 100 x 200"
    N = benchmark(function, gaussian(100, 200))
    assert N.shape == (200, 100)


@compared(LEADING_TRIPLES)
def test_ten_leading_triples(benchmark, function):
    """Compare a sketch with the whole decomposition."""
    benchmark.group = "ten leading triples of 1000 x 300"
    A = nearly_low_rank(1000, 300, 10)
    U, s, Vt = benchmark(function, A)
    error = np.linalg.norm(A - (U[:, :10] * s[:10]) @ Vt[:10])
    assert error < 1e-3 * np.sqrt(A.size)
