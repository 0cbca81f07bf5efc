"""What the scripts behind `make` share: paths, progress lines, clear errors, one lock.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
BUILD = ROOT / "_build"
SITE = BUILD / "html"
COLORS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
HEARTBEAT = 10.0  # seconds of silence after which a running step says it is alive

NO_NETWORK = (
    "temporary failure in name resolution",
    "name or service not known",
    "nodename nor servname",
    "failed to lookup address",
    "dns error",
    "connection refused",
    "network is unreachable",
    "failed to establish a new connection",
    "newconnectionerror",
    "error sending request",
    "failed to fetch",
    "connect timeout",
    "connecttimeout",
    "tcp connect error",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
)
DISK_FULL = ("no space left on device", "enospc", "disk quota exceeded", "edquot")
NO_PERMISSION = ("permission denied", "eacces", "read-only file system", "erofs")


class SetupError(Exception):
    """Something the reader can mend; its text says what, why and how."""


class CommandError(Exception):
    """A command ended with an error; `output` holds what it said."""

    def __init__(self, command: Sequence[str], code: int, output: str) -> None:
        super().__init__(f"{' '.join(command)} ended with {code}")
        self.command, self.code, self.output = command, code, output


def say(text: str) -> None:
    """Print a line of progress at once, also into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one wrapped paragraph on standard error."""
    paragraph = textwrap.fill(
        " ".join(text.split()), 88, break_long_words=False, break_on_hyphens=False
    )
    print(f"\n{paragraph}\n", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step, and say how long it took once it is done."""
    say(f"{text} ...")
    start = time.monotonic()
    yield
    say(f"{text}: done in {time.monotonic() - start:.1f} s")


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    show: bool = True,
    hide: tuple[str, ...] = (),
    indent: str = "  ",
) -> str:
    """Run a command, echo its lines, and return them.

    Nothing is echoed without `show`; else all but empty lines and those that begin with
    one of `hide`. After `HEARTBEAT` seconds without a line, a sign of life is printed.
    Raises `CommandError` when the command ends with an error.
    """

    def show_line(line: str) -> bool:
        """Show a line unless it is hidden; say whether it was shown."""
        text = line.lstrip(" ") if hide else line
        if shown := show and text != "\n" and not text.startswith(hide):
            say(indent + line.rstrip())
        return shown

    words = [str(word) for word in command]
    with subprocess.Popen(
        words,
        cwd=cwd,
        env=environment() if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            output = _follow(process, show_line)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise CommandError(words, process.returncode, output)
    return output


def _follow(process: subprocess.Popen[str], show: Callable[[str], bool]) -> str:
    """Collect the process's lines until it ends, with signs of life in between."""
    lines: list[str] = []
    start = last = time.monotonic()
    done = threading.Event()

    def beat() -> None:
        while not done.wait(1):
            nonlocal last
            if time.monotonic() - last >= HEARTBEAT:
                last = time.monotonic()
                say(f"  ... still at it, {last - start:.0f} s")

    threading.Thread(target=beat, daemon=True).start()
    try:
        assert process.stdout is not None
        for raw in process.stdout:
            line = COLORS.sub("", raw)
            lines.append(line)
            if show(line):
                last = time.monotonic()
        process.wait()
    finally:
        done.set()
    return "".join(lines)


def environment(**extra: str) -> dict[str, str]:
    """Return the environment for child processes: the venv's programs come first."""
    env = {**os.environ, **extra}
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
    env["VIRTUAL_ENV"] = str(VENV)
    env.pop("PYTHONHOME", None)
    return env


def digest(paths: Iterable[Path], *also: str) -> str:
    """Return a hash of the files' names and contents; a missing file counts too."""
    total = hashlib.sha256("\0".join(also).encode())
    for path in paths:
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes() if path.is_file() else b"\0missing")
    return total.hexdigest()


def require_space(place: Path, gigabytes: float) -> None:
    """Raise `SetupError` if the disk that holds `place` has too little room left."""
    free = shutil.disk_usage(place).free / 1e9
    if free < gigabytes:
        raise SetupError(
            f"The disk is too full: {place} has {free:.1f} GB left, and this step needs"
            f" about {gigabytes:g} GB. Make room (`make clean` removes what this book"
            " has built) and run the same command again. Nothing was changed."
        )


def speaks_of(signs: Iterable[str], text: str) -> bool:
    """Say whether one of the signs stands in the text, as words of their own."""
    return any(re.search(rf"\b{re.escape(sign)}\b", text) for sign in signs)


def diagnose(output: str) -> SetupError | None:
    """Return the trouble that a failed command's output speaks of, if it is known."""
    text = output.lower()
    if speaks_of(DISK_FULL, text):
        return SetupError(
            "The disk is full: a download or an installation found no space left."
            " Make room (2 GB in this folder, 1 GB for the installers' caches) and run"
            " the same command again. Nothing half-made was left behind."
        )
    if speaks_of(NO_NETWORK, text):
        return SetupError(
            "The network cannot be reached, and a first run needs it: packages come"
            " from PyPI and npm (about 400 MB; later runs work without). Check the"
            " connection, the proxy (HTTPS_PROXY) and the mirrors (PIP_INDEX_URL,"
            " `npm config get registry`), and run the same command again. Nothing"
            " half-made was left behind."
        )
    if speaks_of(NO_PERMISSION, text):
        return SetupError(
            "Permission denied: a file or folder cannot be written. See the path in the"
            " lines above. Run the command as the user who owns this folder, or give it"
            ' back with `sudo chown -R "$(id -un)" .`; sudo is never needed for make.'
        )
    return None


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process at a time pass, so that two `make`s do not undo each other."""
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / f".{name}.lock", "w") as handle:
        try:
            import fcntl
        except ImportError:  # Windows: one user, one make
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make is at work in this folder; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def replace_folder(new: Path, old: Path) -> None:
    """Put folder `new` in the place of `old`, which may exist."""
    trash = old.with_name(f".old-{old.name}-{os.getpid()}")
    if old.exists():
        old.rename(trash)
    new.rename(old)
    shutil.rmtree(trash, ignore_errors=True)


def sweep(folder: Path, pattern: str) -> None:
    """Remove what an interrupted run has left in `folder`."""
    for left in folder.glob(pattern):
        shutil.rmtree(left, ignore_errors=True)


def guarded(main: Callable[[], int]) -> int:
    """Run `main`; turn what a reader can mend into one paragraph and exit code 1."""
    try:
        return main()
    except SetupError as trouble:
        complain(str(trouble))
    except CommandError as failure:
        complain(str(diagnose(failure.output) or f"{failure}. Its output is above."))
    except OSError as error:
        known = diagnose(str(error))
        if known is None:
            raise
        complain(f"{known} ({error})")
    except KeyboardInterrupt:
        complain("Interrupted. Run the same command again to go on.")
        return 130
    return 1
