"""Try the classroom on this machine: a JupyterHub with the book, in your own account.

Usage: hub.py [PORT]      (default 8000)

It listens on this machine only, and stops with Ctrl-C. Names are `instructor`,
`student1` and `student2`; the two passwords are new at each start. Files live in
_build/hub. Nobody is kept apart from anybody: for a class, see
deploy/jupyterhub/README.md.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from tools import house
from tools.house import BUILD, PYTHON, ROOT, SetupError, say

CONFIG = ROOT / "deploy" / "jupyterhub" / "jupyterhub_config.py"
PROXY = ROOT / "node_modules" / ".bin" / "configurable-http-proxy"
SETTINGS = """\
course = "trial"
instructors = ["instructor"]
students = ["student1", "student2"]
log_in = "trial"
address = "http://127.0.0.1:{port}"
data = "{data}"
idle_hours = 3
"""
WELCOME = """
The classroom opens at http://127.0.0.1:{port} in a few seconds. Log in as
    student1 or student2   with the password   {student}
    instructor             with the password   {instructor}
Ctrl-C stops it.
"""


def require() -> None:
    """Raise `SetupError` if what JupyterHub needs beside Python is missing."""
    if os.name == "nt":
        raise SetupError(
            "JupyterHub does not run on Windows. `make hub` works on Linux and macOS,"
            " and in the Windows Subsystem for Linux."
        )
    node = shutil.which("node", path=house.environment()["PATH"])
    if node is None or not PROXY.exists():
        missing = "Node" if node is None else "its proxy (configurable-http-proxy)"
        raise SetupError(
            f"JupyterHub needs {missing}, which is not here. `make setup` installs it"
            " from PyPI and npm; then run `make hub` again."
        )


def require_port(port: int) -> None:
    """Raise `SetupError` if another program listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SetupError(
                f"Port {port} is taken by another program. Choose another:"
                f" `.venv/bin/python -m tools.hub {port + 1}`."
            )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ports() -> list[str]:
    """Return the options that give JupyterHub ports of its own between its parts."""
    proxy = f"http://127.0.0.1:{free_port()}"
    return [
        f"--ConfigurableHTTPProxy.api_url={proxy}",
        f"--JupyterHub.hub_port={free_port()}",
    ]


def prepare(folder: Path, port: int) -> dict[str, str]:
    """Write the settings of a trial; return the environment that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "classroom.toml"
    settings.write_text(SETTINGS.format(port=port, data=folder), encoding="utf-8")
    return house.environment(
        CLASSROOM=str(settings),
        CLASSROOM_STUDENT_PASSWORD=secrets.token_urlsafe(9),
        CLASSROOM_INSTRUCTOR_PASSWORD=secrets.token_urlsafe(24),
    )


def main() -> int:
    """Run JupyterHub until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", nargs="?", type=int, default=8000)
    port = parser.parse_args().port
    require()
    require_port(port)
    env = prepare(BUILD / "hub", port)
    passwords = {
        who: env[f"CLASSROOM_{who.upper()}_PASSWORD"]
        for who in ("student", "instructor")
    }
    say(WELCOME.format(port=port, **passwords))
    command = [PYTHON, "-m", "jupyterhub", "-f", CONFIG, "--log-level=WARN", *ports()]
    try:
        return subprocess.run(command, env=env, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
