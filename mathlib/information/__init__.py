"""Information theory: the functions derived in the part *Information theory*.

Amounts of information are in nats unless ``unit="bits"`` is passed. A divergence may
be plus infinity, which is a value and not an error; it is never negative.
"""

from mathlib.information.bounds import fano_lower_bound, info_nce
from mathlib.information.discrete import binary_entropy, cross_entropy, entropy
from mathlib.information.divergences import (
    chi_square_divergence,
    hellinger_distance,
    js_divergence,
    kl_divergence,
    total_variation,
)
from mathlib.information.f_divergences import f_divergence
from mathlib.information.fitting import (
    GaussianFit,
    GaussianMoments,
    fit_gaussian_forward,
    fit_gaussian_reverse,
)
from mathlib.information.gaussian import (
    gaussian_entropy,
    gaussian_kl,
    gaussian_wasserstein,
)
from mathlib.information.grids import grid_kl
from mathlib.information.samples import (
    Estimate,
    empirical_distribution,
    kl_monte_carlo,
)
from mathlib.information.tables import (
    conditional_entropy,
    joint_entropy,
    marginals,
    mutual_information,
    push_through_channel,
)
from mathlib.information.transport import wasserstein_1d, wasserstein_1d_weighted

__all__ = [
    "Estimate",
    "GaussianFit",
    "GaussianMoments",
    "binary_entropy",
    "chi_square_divergence",
    "conditional_entropy",
    "cross_entropy",
    "empirical_distribution",
    "entropy",
    "f_divergence",
    "fano_lower_bound",
    "fit_gaussian_forward",
    "fit_gaussian_reverse",
    "gaussian_entropy",
    "gaussian_kl",
    "gaussian_wasserstein",
    "grid_kl",
    "hellinger_distance",
    "info_nce",
    "joint_entropy",
    "js_divergence",
    "kl_divergence",
    "kl_monte_carlo",
    "marginals",
    "mutual_information",
    "push_through_channel",
    "total_variation",
    "wasserstein_1d",
    "wasserstein_1d_weighted",
]
