"""What all tests share."""

import pytest
from hypothesis import settings

from tools.house import ROOT

# 1000 cases for each property, the same ones in every run: a failure is one that
# everybody sees. `--hypothesis-profile=explore` looks for others.
settings.register_profile(
    "book", max_examples=1000, deadline=None, derandomize=True, print_blob=True
)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("book")


@pytest.fixture(scope="session")
def chromium():
    """Return a real browser."""
    from tools import audit

    if audit.browser.find() is None:
        pytest.skip("no Chromium: install one, or set CHROMIUM")
    with audit.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe():
    """Return the source of axe-core."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
