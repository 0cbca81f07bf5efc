"""Speed of `mathlib.information` beside SciPy, on the same arrays in the same run.

Reported by ``make bench``, never a reason to fail. Ours checks its arguments, keeps
digits near ties; SciPy's functions do neither.
"""
# ruff: noqa: D103 - the names of the groups say what is timed

import numpy as np
import pytest
import scipy.spatial.distance
import scipy.special
import scipy.stats

from mathlib import information

N = 100_000


@pytest.fixture(scope="module")
def pair():
    rng = np.random.default_rng(20)
    return rng.dirichlet(np.ones(N), size=2)


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(20)
    return rng.normal(size=N), rng.normal(1.0, 2.0, size=N // 2)


def scipy_kl(p, q):
    return float(scipy.special.rel_entr(p, q).sum())


def scipy_info_nce(scores):
    log_softmax = scipy.special.log_softmax(scores, axis=1)
    return -float(np.diag(log_softmax).mean())


ENTROPY = [information.entropy, scipy.stats.entropy]
KL = [information.kl_divergence, scipy_kl]
JS = [information.js_divergence, scipy.spatial.distance.jensenshannon]
WASSERSTEIN = [information.wasserstein_1d, scipy.stats.wasserstein_distance]
INFO_NCE = [information.info_nce, scipy_info_nce]


def ours_or_scipy(functions):
    return pytest.mark.parametrize("function", functions, ids=["mathlib", "scipy"])


@ours_or_scipy(ENTROPY)
@pytest.mark.benchmark(group="entropy of 100 000 outcomes")
def test_entropy(benchmark, function, pair):
    benchmark(function, pair[0])


@ours_or_scipy(KL)
@pytest.mark.benchmark(group="KL divergence over 100 000 outcomes")
def test_kl_divergence(benchmark, function, pair):
    benchmark(function, *pair)


@ours_or_scipy(JS)
@pytest.mark.benchmark(group="Jensen-Shannon divergence over 100 000 outcomes")
def test_js_divergence(benchmark, function, pair):
    benchmark(function, *pair)


@ours_or_scipy(WASSERSTEIN)
@pytest.mark.benchmark(group="Wasserstein-1 of 100 000 and 50 000 samples")
def test_wasserstein_1d(benchmark, function, samples):
    benchmark(function, *samples)


@ours_or_scipy(INFO_NCE)
@pytest.mark.benchmark(group="InfoNCE of a batch of 512")
def test_info_nce(benchmark, function):
    scores = np.random.default_rng(20).normal(size=(512, 512))
    benchmark(function, scores)


@pytest.mark.benchmark(group="KL of two Gaussians in 100 dimensions")
def test_gaussian_kl(benchmark):
    A = np.random.default_rng(20).normal(size=(2, 100, 200))
    S0, S1 = A[0] @ A[0].T, A[1] @ A[1].T
    benchmark(information.gaussian_kl, np.zeros(100), S0, np.ones(100), S1)
