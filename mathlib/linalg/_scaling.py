"""Scaling by powers of two: exact, and squares neither overflow nor vanish."""

import numpy as np


def scale_to_unit(A: np.ndarray) -> tuple[np.ndarray, int]:
    """Return `A` times a power of two, largest entry in [1/2, 1), and its exponent.

    ``A = unscale(B, exponent)``; a matrix without entries, or of zeros, stays as it
    is.
    """
    exponent = int(np.frexp(np.abs(A).max(initial=0.0))[1])
    return np.ldexp(A, -exponent), exponent


def unscale(x: np.ndarray, exponent: np.ndarray | int, name: str) -> np.ndarray:
    """Return `x` times 2 to the `exponent`, which must be within the range of floats.

    `name` is the result that the error speaks of.
    """
    with np.errstate(over="ignore"):
        result = np.ldexp(x, exponent)
    check_range(result, name)
    return result


def check_range(x: np.ndarray, name: str) -> None:
    """Raise if `x`, the result called `name`, has left the range of floats."""
    if not np.isfinite(x).all():
        raise ValueError(
            f"{name} would exceed the largest float, {np.finfo(float).max:.3g}. "
            "Scale the argument first."
        )
