"""The walls of a box: a command line for bubblewrap.

The box has its own processes, users, network (none), host name and shared memory. It
sees the system's libraries, Python with its packages, and a copy of `mathlib`, all
read-only, and may write to two small folders in memory. Nothing else of the machine is
there: no home folder, no course, no bank of exercises.

As root, a first bubblewrap lays out the files (some of which only root can reach), and
the box itself is started inside of it by an ordinary user: else the kernel would not
count its processes.
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import exercises
import mathlib
from exercises.course.assignment import Limits

NOBODY = 65534
LIB = "/box/lib"
WRITABLE = ("/tmp", "/dev/shm")
OWN = ("values", "wire", "run", "guard", "grade/__init__", "grade/channel")
INSIDE = ("__init__", "filter", "main", "notebook", "student")
FONTS = "fontlist-*.json"
SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
ETC = ("ld.so.cache", "alternatives", "localtime", "fonts")
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES")
MISSING = (
    "bubblewrap is not installed, and without it a student's code could read and change"
    " everything that you can. Install it (`sudo apt-get install bubblewrap`,"
    " `sudo dnf install bubblewrap`), or grade only work that you trust with --unsafe."
)
BROKEN = (
    "bubblewrap is installed, but it cannot make a box here: {why}. Inside a container,"
    " user namespaces must be allowed (`docker run --security-opt seccomp=unconfined"
    " --security-opt apparmor=unconfined --security-opt systempaths=unconfined`); on"
    " Ubuntu 24.04 and later, AppArmor must allow bwrap. Work that you trust can be"
    " graded with --unsafe."
)


class SandboxError(Exception):
    """A box that cannot be made; the message says why and what to do."""


def stage(folder: Path) -> Path:
    """Write what a box may import into a folder, compiled; return the folder.

    The package ``exercises`` of the box has what runs an answer, not what judges it.
    """
    source = Path(exercises.__file__).parent
    target = folder / "lib"
    for name in OWN:
        _copy(source / f"{name}.py", target / "exercises" / f"{name}.py")
    for name in INSIDE:
        place = Path("exercises/grade/inside") / f"{name}.py"
        _copy(source.parent / place, target / place)
    _copy(source / "grade/inside/stub.py", target / "exercises/__init__.py")
    skipped = shutil.ignore_patterns("__pycache__", "plotting", "*.so")
    shutil.copytree(Path(mathlib.__file__).parent, target / "mathlib", ignore=skipped)
    _copy_fonts(target / "fonts")
    compileall.compile_dir(target, quiet=2)
    for path in [folder, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _copy_fonts(target: Path) -> None:
    """Copy Matplotlib's list of fonts, or have it made: it takes seconds."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(root, "matplotlib")
    if importlib.util.find_spec("matplotlib") and not any(folder.glob(FONTS)):
        make = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(make, capture_output=True, check=False)
    for path in folder.glob(FONTS):
        _copy(path, target / path.name)


def command(staged: Path, hidden: list[Path]) -> list[str]:
    """Return the command that starts a box; its standard input is the control.

    Folders in `hidden` are empty in the box, should they stand in one that is shown.
    """
    bwrap = find()
    files = list(_files(staged, hidden))
    walls = _walls()
    start = [*_python(), "-m", "exercises.grade.inside.main"]
    if os.geteuid() != 0:
        return [bwrap, *files, *walls, *start]
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    drop += ["--inh-caps=-all", "--no-new-privs", "--"]
    outer = [bwrap, *files, "--bind", "/proc", "/proc", "--dev", "/dev"]
    outer += ["--die-with-parent"]
    return [*outer, *drop, bwrap, "--ro-bind", "/", "/", *walls, *start]


def find() -> str:
    """Return the path of bubblewrap, or raise `SandboxError`."""
    path = shutil.which("bwrap")
    if path is None:
        raise SandboxError(MISSING)
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        raise SandboxError("setpriv is not installed; it is part of util-linux.")
    return path


def _files(staged: Path, hidden: list[Path]) -> Iterator[str]:
    """Yield what of the file system is shown, all of it read-only."""
    yield from ("--ro-bind", "/usr", "/usr")
    for name in SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", os.readlink(path), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    yield from _parents(["/etc/x", LIB])
    for name in ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from _python_files(_prefixes(), hidden)
    yield from ("--ro-bind", str(staged / "lib"), LIB, "--dir", "/tmp")


def _parents(places: list[str]) -> Iterator[str]:
    """Yield the folders above some places, open to all."""
    above = {parent for place in places for parent in Path(place).parents}
    for parent in sorted(above - {Path("/")}):
        yield from ("--perms", "0755", "--dir", str(parent))


def _python_files(prefixes: list[str], hidden: list[Path]) -> Iterator[str]:
    """Yield Python with its packages, without what is to be hidden."""
    yield from _parents([_place(prefix) for prefix in prefixes])
    for prefix in prefixes:
        yield from ("--ro-bind", prefix, _place(prefix))
    for folder in (*_own_folders(["/usr", *prefixes]), *hidden):
        if any(_is_inside(folder, prefix) for prefix in ["/usr", *prefixes]):
            yield from ("--tmpfs", _place(str(folder)))


def _place(path: str) -> str:
    """Return where a path is in the box: elsewhere, if the box writes above it."""
    if any(_is_inside(Path(path), place) for place in WRITABLE):
        return f"/box/moved{path}"
    return path


def _own_folders(shown: list[str]) -> list[Path]:
    """Return what holds the answers: the bank, and the repository with its history."""
    bank = Path(exercises.__file__).parent.resolve()
    root = bank.parent
    if not (root / "pyproject.toml").exists():
        return [bank]
    return [
        path
        for path in root.iterdir()
        if path.is_dir() and not any(_is_inside(Path(p), str(path)) for p in shown)
    ]


def _prefixes() -> list[str]:
    """Return the folders that this Python and its packages are in."""
    packages = [
        p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")
    ]
    paths = [sys.base_prefix, sys.prefix, *packages]
    paths.append(str(Path(sys.executable).resolve().parent.parent))
    found: list[str] = []
    for path in sorted({str(Path(p)) for p in paths if Path(p).is_dir()}, key=len):
        if not any(_is_inside(Path(path), prefix) for prefix in ["/usr", *found]):
            found.append(path)
    return found


def _is_inside(path: Path, folder: str) -> bool:
    return path == Path(folder) or Path(folder) in path.parents


def _walls() -> list[str]:
    """Return the options that close the box."""
    options = ["--unshare-all", "--unshare-user", "--disable-userns"]
    options += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "box"]
    options += ["--as-pid-1", "--die-with-parent", "--new-session"]
    options += ["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
    for place in WRITABLE:
        options += ["--size", str(64 << 20), "--tmpfs", place]
    options += ["--remount-ro", "/dev", "--remount-ro", "/", "--clearenv"]
    for name, value in environment().items():
        options += ["--setenv", name, value]
    return [*options, "--chdir", "/tmp", "--"]


def environment() -> dict[str, str]:
    """Return the whole environment of a box."""
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {
        **dict.fromkeys(threads, "1"),
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": LIB,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": "/tmp/fonts",
    }


def _python() -> list[str]:
    return [_place(sys.executable), "-X", "utf8"]


def process_limit(limits: Limits) -> int:
    """Return the limit on processes that the kernel is to be told.

    Before Linux 5.14 it counted all processes of the user, not those of the box.
    """
    release = tuple(map(int, platform.release().split("-")[0].split(".")[:2]))
    if release >= (5, 14):
        return limits.processes
    return limits.processes + sum(entry.isdigit() for entry in os.listdir("/proc"))


def require() -> None:
    """Raise `SandboxError` unless a box can be made here."""
    done = subprocess.run(
        [find(), "--unshare-all", "--ro-bind", "/", "/", "true"],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SandboxError(BROKEN.format(why=done.stderr.strip() or "it failed"))
