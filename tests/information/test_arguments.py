"""What every function of this part does with arguments that are wrong or precious."""

import numpy as np
import pytest

import mathlib.information as info

P, Q = [0.5, 0.3, 0.2], [0.2, 0.2, 0.6]
TABLE = [[0.1, 0.2], [0.3, 0.4]]
X = np.linspace(-10, 10, 201)
LOG_P = -(X**2) / 2 - np.log(2 * np.pi) / 2

# a call of each public function; every array is one that must not change
CALLS = {
    "entropy": (info.entropy, [P]),
    "binary_entropy": (info.binary_entropy, [P]),
    "cross_entropy": (info.cross_entropy, [P, Q]),
    "kl_divergence": (info.kl_divergence, [P, Q]),
    "js_divergence": (info.js_divergence, [P, Q]),
    "total_variation": (info.total_variation, [P, Q]),
    "hellinger_distance": (info.hellinger_distance, [P, Q]),
    "chi_square_divergence": (info.chi_square_divergence, [P, Q]),
    "f_divergence": (
        lambda p, q: info.f_divergence(p, q, lambda t: abs(t - 1)),
        [P, Q],
    ),
    "joint_entropy": (info.joint_entropy, [TABLE]),
    "conditional_entropy": (info.conditional_entropy, [TABLE]),
    "mutual_information": (info.mutual_information, [TABLE]),
    "marginals": (info.marginals, [TABLE]),
    "push_through_channel": (info.push_through_channel, [[0.5, 0.5], np.eye(2)]),
    "gaussian_entropy": (info.gaussian_entropy, [np.eye(2)]),
    "gaussian_kl": (info.gaussian_kl, [[0, 0], np.eye(2), [1, 1], np.eye(2)]),
    "gaussian_wasserstein": (
        info.gaussian_wasserstein,
        [[0, 0], np.eye(2), [1, 1], np.eye(2)],
    ),
    "empirical_distribution": (lambda x: info.empirical_distribution(x, 3), [[2, 0]]),
    "kl_monte_carlo": (info.kl_monte_carlo, [LOG_P, LOG_P]),
    "wasserstein_1d": (info.wasserstein_1d, [[3.0, 1.0], [2.0]]),
    "wasserstein_1d_weighted": (info.wasserstein_1d_weighted, [[3.0, 1.0, 2.0], P, Q]),
    "fano_lower_bound": (lambda H: info.fano_lower_bound(H, 4), [0.5]),
    "info_nce": (info.info_nce, [np.eye(3)]),
    "grid_kl": (info.grid_kl, [LOG_P, LOG_P, X]),
    "fit_gaussian_forward": (info.fit_gaussian_forward, [X, LOG_P]),
    "fit_gaussian_reverse": (
        lambda x, log_p: info.fit_gaussian_reverse(x, log_p, mu=1, sigma=1),
        [X, LOG_P],
    ),
}
WITH_UNIT = [
    *["entropy", "binary_entropy", "cross_entropy", "kl_divergence", "js_divergence"],
    *["joint_entropy", "conditional_entropy", "mutual_information"],
    *["gaussian_entropy", "gaussian_kl", "kl_monte_carlo", "info_nce", "grid_kl"],
]
SIMPLEX = ["entropy", "cross_entropy", "kl_divergence", "js_divergence"]
SIMPLEX += ["total_variation", "hellinger_distance", "chi_square_divergence"]
SIMPLEX += ["f_divergence"]
PAIRS = SIMPLEX[1:]
TABLES = ["joint_entropy", "conditional_entropy", "mutual_information", "marginals"]


def test_every_public_function_is_called_here():
    classes = {"Estimate", "GaussianFit", "GaussianMoments"}
    assert set(CALLS) == set(info.__all__) - classes


@pytest.mark.parametrize("name", CALLS)
def test_arguments_are_not_modified(name):
    function, arguments = CALLS[name]
    arrays = [np.array(a) for a in arguments]
    for a in arrays:
        a.setflags(write=False)  # writing would raise
    kept = [a.copy() for a in arrays]
    function(*arrays)
    for a, b in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(a, b, strict=True)


BAD_KINDS = [
    ("strings", "strings"),
    (np.array([object(), object()]), "objects"),
    ([1j, 1.0], "complex numbers"),
    (np.array([True, False]), "booleans"),
    (np.ma.masked_array([0.5, 0.5], mask=[True, False]), "a masked array"),
    (None, "objects"),
]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("bad", "what"), BAD_KINDS)
def test_wrong_kinds_are_refused_by_name_in_every_argument(name, bad, what):
    function, arguments = CALLS[name]
    for i in range(len(arguments)):
        with pytest.raises(TypeError, match=rf"^\w+ must (hold|be) .*got {what}"):
            function(*arguments[:i], bad, *arguments[i + 1 :])


@pytest.mark.parametrize("name", CALLS)
def test_nan_and_infinity_are_refused_by_name_in_every_argument(name):
    function, arguments = CALLS[name]
    for i, argument in enumerate(arguments):
        for bad in (np.nan, np.inf):
            wrong = np.array(argument, dtype=float)
            wrong.flat[0] = bad
            with pytest.raises(ValueError, match=rf"^\w+ must be finite; .* = {bad}"):
                function(*arguments[:i], wrong, *arguments[i + 1 :])


@pytest.mark.parametrize("name", WITH_UNIT)
@pytest.mark.parametrize("unit", ["bit", "Nats", "", None, 2])
def test_other_units_are_refused_by_name(name, unit):
    function, arguments = CALLS[name]
    with pytest.raises(ValueError, match=r"^unit must be 'nats' or 'bits'; got "):
        function(*arguments, unit=unit)


def test_fano_lower_bound_refuses_other_units_by_name():
    with pytest.raises(ValueError, match=r"^unit must be 'nats' or 'bits'; got 'dits'"):
        info.fano_lower_bound(0.5, 4, unit="dits")


BAD_SIMPLEX = [
    ([0.5, 0.3, 0.3], r"^{} must sum to 1 within .*; the sum is 1.1"),
    ([0.5, 0.7, -0.2], r"^{} must be nonnegative; \w\[2\] = -0.2"),
    ([], r"^{} must not be empty"),
    ([[0.5, 0.3, 0.2]], r"^{} must be a vector"),
    (1.0, r"^{} must be a vector"),
    ([[0.5], [0.3, 0.2]], r"^{} must be rectangular"),
    ([3, 5, 2], r"^{} must sum to 1 .* Divide by the sum if these are counts"),
]


@pytest.mark.parametrize("name", SIMPLEX)
@pytest.mark.parametrize(("bad", "message"), BAD_SIMPLEX)
def test_what_is_no_distribution_is_refused_by_name(name, bad, message):
    function, arguments = CALLS[name]
    for i, argument in enumerate("pq"[: len(arguments)]):
        with pytest.raises(ValueError, match=message.format(argument)):
            function(*arguments[:i], bad, *arguments[i + 1 :])


@pytest.mark.parametrize("name", PAIRS)
def test_unequal_lengths_are_refused_by_name(name):
    message = r"^p and q must have the same shape; got \(3,\) and \(2,\)"
    with pytest.raises(ValueError, match=message):
        CALLS[name][0](P, [0.5, 0.5])


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([[0.5, 0.6]], r"^P must sum to 1"),
        ([[1.5, -0.5]], r"^P must be nonnegative; P\[0, 1\] = -0.5"),
        ([0.5, 0.5], r"^P must be a matrix"),
        (np.zeros((0, 2)), r"^P must not be empty"),
    ],
)
def test_what_is_no_table_is_refused_by_name(name, bad, message):
    with pytest.raises(ValueError, match=message):
        CALLS[name][0](bad)


def test_channel_refuses_row_that_does_not_sum_to_1():
    with pytest.raises(ValueError, match=r"^each row of W must sum to 1"):
        info.push_through_channel([0.5, 0.5], [[1.0, 0.0], [0.5, 0.4]])
