"""Linear algebra: the functions derived in the part *Linear algebra*."""

from mathlib.linalg.low_rank import low_rank_factors, randomized_svd, truncate_svd
from mathlib.linalg.norms import (
    condition_number,
    frobenius_norm,
    nuclear_norm,
    numerical_rank,
    spectral_norm,
)
from mathlib.linalg.polar import polar
from mathlib.linalg.pseudoinverse import (
    null_space,
    penrose_residuals,
    pinv,
    project_onto_range,
    regularized_inverse,
)
from mathlib.linalg.qr import qr
from mathlib.linalg.svd import singular_values, svd

__all__ = [
    "condition_number",
    "frobenius_norm",
    "low_rank_factors",
    "nuclear_norm",
    "null_space",
    "numerical_rank",
    "penrose_residuals",
    "pinv",
    "polar",
    "project_onto_range",
    "qr",
    "randomized_svd",
    "regularized_inverse",
    "singular_values",
    "spectral_norm",
    "svd",
    "truncate_svd",
]
