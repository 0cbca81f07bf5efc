"""The unit of an amount of information: nats inside, nats or bits outside."""

from mathlib._validate import String, as_choice

__all__ = ["UNITS", "nats_per_unit"]

#: Size in nats of each unit of information: one bit is the log of 2.
UNITS = {"nats": 1.0, "bits": 0.6931471805599453}


def nats_per_unit(unit: String) -> float:
    """Return how many nats one `unit` holds, or raise an error that names `unit`."""
    return UNITS[as_choice(unit, UNITS, "unit")]
