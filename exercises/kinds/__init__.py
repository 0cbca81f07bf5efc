"""The kinds of exercises, a file each: what is asked, and what decides."""

from exercises.kinds.choices import Mcq, Multi
from exercises.kinds.code import Code
from exercises.kinds.flaw import Flaw
from exercises.kinds.num import Num
from exercises.kinds.order import Order
from exercises.kinds.predict import Predict
from exercises.kinds.proof import Proof
from exercises.kinds.sym import Sym
from exercises.kinds.witness import Witness

__all__ = [
    "Code",
    "Flaw",
    "Mcq",
    "Multi",
    "Num",
    "Order",
    "Predict",
    "Proof",
    "Sym",
    "Witness",
]
