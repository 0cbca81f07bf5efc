"""The exercises of the book and what works on them.

A chapter needs `check` alone. Authors write in `exercises.bank`, whose docstring is
their guide; `exercises.render` makes a notebook's cells from the bank.
"""

from exercises.check import Verdict, check

__all__ = ["Verdict", "check"]
