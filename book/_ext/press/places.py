"""Say where in a notebook a warning is: its cell and line, as an author counts them.

MyST-NB calls line `j` of cell `k` line ``10000 k + j + 1``.
"""

import logging
import re

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE

PLACE = re.compile(r"(\.ipynb):(\d+?)(\d{4})(?=:|$)")


def name_cell(record: logging.LogRecord) -> bool:
    """Rewrite the place of a warning, and let it pass."""
    location = getattr(record, "location", None)
    if isinstance(location, str):
        record.location = PLACE.sub(
            lambda place: f"{place[1]}: cell {place[2]}, line {int(place[3]) - 1}",
            location,
        )
    return True


def setup(app: Sphinx) -> dict:
    """Look at every record after Sphinx has found its place."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        handler.addFilter(name_cell)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
