"""Find bubblewrap for the tests that grade in a box, or install it.

It exists for Linux only, and a container may forbid what it does: then these tests are
left out, which `make test` says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools import house
from tools.house import CommandError, say

APT = (
    "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq;"
    " apt-get install -y --no-install-recommends bubblewrap"
)
TRY = ["--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/"]
MISSING = """
WARNING: students' work cannot be graded on this machine ({why}). Every test marked
`box` is left out: those of the grader's sandbox. On Linux, install bubblewrap
(`sudo apt-get install bubblewrap`), and allow user namespaces.
"""


def find() -> str | None:
    """Return the path of a bubblewrap that works here, or None."""
    path = shutil.which("bwrap")
    if path is None:
        return None
    done = subprocess.run([path, *TRY, "true"], capture_output=True, check=False)
    return None if done.returncode else path


def ensure() -> None:
    """Install bubblewrap if there is none; if that fails, say loudly what is lost."""
    if find():
        return
    why = "there is no bubblewrap for this system"
    if sys.platform == "linux":
        why = "bubblewrap is missing, or not allowed to make a box"
        root = os.geteuid() == 0
        if root and shutil.which("apt-get") and not shutil.which("bwrap"):
            say("No bubblewrap on this machine; installing it for the tests ...")
            try:
                house.run(["sh", "-c", APT], show=False)
            except CommandError as failure:
                why = "installing bubblewrap failed: " + str(failure).splitlines()[-1]
    if not find():
        house.complain(MISSING.format(why=why))


if __name__ == "__main__":
    path = find()
    print(path or "no bubblewrap that works")
    sys.exit(path is None)
