"""Set up what the book needs: Python packages, Node and npm's packages, a browser.

Run by `make` before its targets, and cheap when nothing changed. Parses on every Python
from 3.6 on: an old one is told what is wrong instead of showing a SyntaxError.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
TOO_OLD = """
This book needs Python {need} or later, and {path} is Python {have}.
Install a newer one (https://www.python.org/downloads/, `apt-get install python3.13` or
`brew install python@3.13`), or name one that you have: `make book PYTHON=python3.13`.
Nothing was changed.
"""


def main():
    """Check the Python that runs this file, then hand over to modern code."""
    if sys.version_info < OLDEST:
        have, need = (".".join(map(str, v)) for v in (sys.version_info[:3], OLDEST))
        message = TOO_OLD.format(need=need, have=have, path=sys.executable)
        sys.stderr.write(message)
        return 1
    sys.path[0] = ROOT
    from tools import setup

    return setup.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
