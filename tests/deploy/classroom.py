"""A classroom for the tests: the real JupyterHub, with its files in one folder.

As root it is the classroom of one machine, inside a sandbox of bubblewrap: accounts,
homes and settings are copies, and the machine's own stay as they are. Otherwise it is
the trial of `make hub`, which has no accounts to keep apart.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

from tools import hub
from tools.house import PYTHON, ROOT, environment

COURSE = "deep-math"
GRADER = f"grader-{COURSE}"
STUDENTS = ("student1", "student2")
SETTINGS = """
course = "deep-math"
instructors = ["instructor"]
students = ["student1"]
student_group = "students"
log_in = "pam"
address = "http://127.0.0.1:{port}"
data = "/srv/classroom"
idle_hours = 3
memory_gib = 4
processes = 1000
"""
# The commands of README.md, but for how the passwords come in.
ACCOUNTS = """
set -e
groupadd students
useradd --create-home {grader}
useradd --create-home instructor
useradd --create-home student1
useradd --create-home --groups students student2
useradd --create-home outsider
chpasswd < /etc/passwords
rm /etc/passwords
exec "$@"
"""


@dataclass
class Classroom:
    """A running classroom: where it is, who may come in, and what it has written."""

    address: str
    passwords: dict[str, str]
    log: Path
    is_machine: bool


def opened(place: Path) -> list[str]:
    """Return what puts a way for everybody where only root can go, as in /root."""
    ways = list(reversed(place.parents))
    closed = [folder for folder in ways if not folder.stat().st_mode & 0o001]
    if not closed:
        return []
    words = ["--tmpfs", str(closed[0])]
    for folder in ways[ways.index(closed[0]) + 1 :]:
        words += ["--dir", str(folder)]
    return words


def sandbox(folder: Path) -> list[str]:
    """Return the command that runs a program on a copy of this machine's accounts."""
    for name in ("home", "srv"):
        (folder / name).mkdir()
    shutil.copytree("/etc", folder / "etc", symlinks=True)
    words = ["bwrap", "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid"]
    words += ["--die-with-parent", "--perms", "1777", "--tmpfs", "/tmp"]
    for name in ("etc", "home", "srv"):
        words += ["--bind", str(folder / name), f"/{name}"]
    for place in (Path(sys.base_prefix).resolve(), ROOT):
        words += opened(place)
        for parent in reversed(place.parents):
            if Path("/tmp") in parent.parents:  # it is covered by an empty folder
                words += ["--dir", str(parent)]
        words += ["--bind", str(place), str(place)]
    return words


def can_be_machine() -> bool:
    """Say whether this process may set up accounts in a sandbox."""
    tools = ("bwrap", "useradd", "chpasswd", "prlimit")
    if os.geteuid() != 0 or not all(map(shutil.which, tools)):
        return False
    probe = ["bwrap", "--dev-bind", "/", "/", "--unshare-pid", "setpriv", "--reuid=1"]
    done = subprocess.run([*probe, "true"], capture_output=True, check=False)
    return done.returncode == 0 and Path("/etc/pam.d/login").exists()


def machine(folder: Path, port: int) -> tuple[list[str], dict, dict[str, str]]:
    """Return command, environment and passwords of a classroom of accounts."""
    words = sandbox(folder)
    names = ("instructor", *STUDENTS, "outsider", GRADER)
    passwords = {name: secrets.token_urlsafe(12) for name in names}
    lines = [f"{name}:{password}\n" for name, password in passwords.items()]
    lines.remove(f"{GRADER}:{passwords[GRADER]}\n")
    (folder / "etc" / "passwords").write_text("".join(lines))
    settings = folder / "etc" / "classroom.toml"
    settings.write_text(SETTINGS.format(port=port))
    env = environment(CLASSROOM="/etc/classroom.toml", HOME="/root")
    script = ACCOUNTS.format(grader=GRADER)
    return [*words, "sh", "-c", script, "sh"], env, passwords


def trial(folder: Path, port: int) -> tuple[list[str], dict, dict[str, str]]:
    """Return command, environment and passwords of the classroom of `make hub`."""
    env = hub.prepare(folder, port)
    settings = folder / "classroom.toml"
    settings.write_text(settings.read_text().replace('"trial"', f'"{COURSE}"', 1))
    student = env["CLASSROOM_STUDENT_PASSWORD"]
    names = (*STUDENTS, "outsider", GRADER)
    passwords = dict.fromkeys(names, student)
    return [], env, {**passwords, "instructor": env["CLASSROOM_INSTRUCTOR_PASSWORD"]}


@contextlib.contextmanager
def running(folder: Path, *, is_machine: bool):
    """Start a classroom whose files are in `folder`; stop all of it at the end."""
    port = hub.free_port()
    prefix, env, passwords = (machine if is_machine else trial)(folder, port)
    command = [*prefix, str(PYTHON), "-m", "jupyterhub", "-f", str(hub.CONFIG)]
    log = folder / "hub.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            [*command, *hub.ports()],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/hub/login", log, process)
        yield Classroom(address, passwords, log, is_machine)
    finally:
        stop(process)


def wait_for(address: str, log: Path, process: subprocess.Popen) -> None:
    """Return once the address answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), urllib.request.urlopen(address):
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def stop(process: subprocess.Popen) -> None:
    """Ask the hub to stop, as a user does, and see to it that nothing is left."""
    if process.poll() is not None:
        return
    started = psutil.Process(process.pid).children(recursive=True)
    hubs = [child for child in started if "jupyterhub" in child.cmdline()[1:3]]
    for target in hubs or [process]:
        target.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs([psutil.Process(process.pid), *started], timeout=60)
    for child in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    process.wait()
    names = [child.pid for child in left]
    assert not names, f"left running: {names}"
