"""Numbers in the bank that no short formula gives."""

import numpy as np

from exercises import bank
from mathlib import information as info


def _gap(a: float) -> float:
    """Return by how much the centered reverse fit is worse than one on a hump."""
    x = np.linspace(-16, 16, 1601)
    log_p = np.logaddexp(-((x - a) ** 2) / 2, -((x + a) ** 2) / 2)
    middle = info.fit_gaussian_reverse(x, log_p, mu=0.0, sigma=np.sqrt(1 + a**2))
    side = info.fit_gaussian_reverse(x, log_p, mu=a, sigma=1.0)
    assert middle.converged
    assert side.converged
    return middle.history[-1] - side.history[-1]


def test_reverse_fit_starts_to_choose_at_the_distance_in_the_bank():
    stated = bank.get("divergence-when-it-chooses").right_answer()[0]
    assert _gap(stated - 0.005) < 0 < _gap(stated + 0.005)
