"""`make` on a bare machine: what it sets up, and what it says when it cannot.

Each test works on a small copy of the project, offline: its only package is a wheel
made here. Nothing outside the copy is touched.
"""

import ast
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from tools.house import ROOT

CLOSED_PORT = "http://127.0.0.1:9/simple"
OLD_PYTHON = """#!/bin/sh
exec {python} -c '
import runpy, sys
sys.version_info = (3, 9, 18, "final", 0)
sys.argv = sys.argv[1:]
if sys.argv[0] == "-c":
    exec(sys.argv[1])
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
' "$@"
"""
PROJECT = """
[build-system]
requires = []
[project]
name = "tiny-book"
version = "1"
[tool.setuptools]
"""


@pytest.fixture
def project(tmp_path):
    """Return a project that needs one package, `tiny`, and the wheel of it."""
    root = tmp_path / "book"
    (root / "tools").mkdir(parents=True)
    for path in [*ROOT.glob("tools/*.py"), *ROOT.glob("tools/*.sh")]:
        shutil.copy(path, root / "tools")
    shutil.copy(ROOT / "Makefile", root)
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "requirements.txt").write_text("tiny==1.0\n")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        info = "tiny-1.0.dist-info"
        wheel.writestr("tiny.py", "ANSWER = 42\n")
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return root


def environment(**extra):
    """Return an environment without this machine's settings for pip and uv."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    keep.pop("PYTHONPATH", None)
    return {**keep, "PIP_CONFIG_FILE": os.devnull, **extra}


def offline(project):
    """Return an environment in which pip knows the wheels made here, nothing else."""
    return environment(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(project.parent / "wheels"))


def make(project, *words, env, prefix=()):
    """Run make in the project, with this Python."""
    python = sys.executable if not any(w.startswith("PYTHON=") for w in words) else None
    named = [f"PYTHON={python}"] if python else []
    command = [*prefix, "make", *named, *words]
    return subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, timeout=300
    )


def flat(text):
    """Return the text in one line, as a wrapped paragraph cannot be searched."""
    return " ".join(text.split())


def test_setup_installs_then_does_nothing_then_recovers(project):
    env = offline(project)
    done = make(project, "setup", env=env)
    assert done.returncode == 0, done.stderr
    python = project / ".venv" / "bin" / "python"
    ask = [python, "-c", "import tiny; print(tiny.ANSWER)"]
    assert subprocess.run(ask, capture_output=True, text=True).stdout == "42\n"

    again = make(project, "setup", env=environment(PIP_INDEX_URL=CLOSED_PORT))
    assert again.returncode == 0, again.stderr  # needs no network
    assert "Installing" not in again.stdout

    (project / ".venv" / ".unfinished").touch()  # what a killed run leaves
    (project / ".venv" / ".made-from").unlink()
    leftover = project / ".venv" / "leftover"
    leftover.touch()
    recovered = make(project, "setup", env=env)
    assert recovered.returncode == 0, recovered.stderr
    assert "half-made" in recovered.stdout
    assert not leftover.exists()
    assert subprocess.run(ask, capture_output=True, text=True).stdout == "42\n"


def test_setup_says_that_the_network_is_missing_and_leaves_nothing(project):
    done = make(project, "setup", env=environment(PIP_INDEX_URL=CLOSED_PORT))
    assert done.returncode != 0
    assert "The network cannot be reached" in flat(done.stderr)
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_setup_says_that_python_is_too_old(project, tmp_path):
    old = tmp_path / "python3.9"
    old.write_text(OLD_PYTHON.format(python=sys.executable))
    old.chmod(0o755)
    done = make(project, "book", f"PYTHON={old}", env=environment())
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in flat(done.stderr)
    assert "is Python 3.9.18" in flat(done.stderr)
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_make_passes_over_an_old_python3(project, tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    fake = OLD_PYTHON.format(python=sys.executable)
    (folder / "python3").write_text(fake)
    (folder / "python3.13").write_text("#!/bin/sh\nexit 127\n")  # a shim
    (folder / "python3.12").write_text("#!/bin/sh\necho 312\n")
    for path in folder.iterdir():
        path.chmod(0o755)
    found = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find_python.sh"],
        env={"PATH": f"{folder}{os.pathsep}/nowhere"},
        capture_output=True,
        text=True,
    )
    assert found.stdout == "python3.12\n"


def test_bootstrap_parses_on_python_3_6():
    for name in ("bootstrap.py", "__init__.py"):
        source = (ROOT / "tools" / name).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 6))


@pytest.mark.parametrize("name", ["python3.6", "python3.7", "python3.8", "python3.9"])
def test_bootstrap_on_a_real_old_python(name):
    candidates = [shutil.which(name) or ""]
    home = os.path.expanduser("~/.pyenv/versions")
    if os.path.isdir(home):
        version = name.removeprefix("python") + "."
        folders = [f for f in os.listdir(home) if f.startswith(version)]
        candidates += [f"{home}/{folder}/bin/{name}" for folder in folders]
    works = [c for c in candidates if c and _answers(c)]
    if not works:
        pytest.skip(f"{name} is not on this machine")
    command = [works[0], ROOT / "tools" / "bootstrap.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in flat(done.stderr)
    assert "Traceback" not in done.stderr


def _answers(python):
    try:
        return not subprocess.run([python, "-c", ""], capture_output=True).returncode
    except OSError:
        return False


def in_namespace(script):
    """Return a command that runs `make` after `script`, with mounts of its own."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip(
            "NOT TESTED: needs root on Linux to mount a small or read-only disk"
        )
    command = ["unshare", "-m", "sh", "-c", f'{script} && cd . && exec "$@"', "sh"]
    probe = subprocess.run(
        [*command[:-1], "sh", "true"], capture_output=True, text=True
    )
    if probe.returncode:
        pytest.skip(
            f"NOT TESTED: this machine forbids mounting ({probe.stderr.strip()})"
        )
    return command


def test_setup_says_that_the_disk_is_too_small_before_it_begins(project):
    mount = f"mount -t tmpfs -o size=50m tmpfs {project.parent / 'disk'}"
    (project.parent / "disk").mkdir()
    move = f"cp -r {project}/. {project.parent / 'disk'}; cd {project.parent / 'disk'}"
    done = make(
        project, "setup", env=offline(project), prefix=in_namespace(f"{mount}; {move}")
    )
    assert done.returncode != 0
    assert "The disk is too full" in flat(done.stderr)
    assert "Traceback" not in done.stderr


def test_setup_that_fills_the_disk_says_so_and_leaves_nothing(project):
    disk = project.parent / "disk"
    disk.mkdir()
    setup = project / "tools" / "setup.py"  # as if the estimate had been too low
    setup.write_text(setup.read_text().replace("require_space(ROOT, 2)", "say('')"))
    mount = (
        f"mount -t tmpfs -o size=6m tmpfs {disk}; cp -r {project}/. {disk}; cd {disk}"
    )
    prefix = [
        *in_namespace(mount),
        "sh",
        "-c",
        '"$@"; code=$?; ls -A; exit $code',
        "sh",
    ]
    done = make(project, "setup", env=offline(project), prefix=prefix)
    assert done.returncode != 0
    assert "The disk is full" in flat(done.stderr)
    assert "Traceback" not in done.stderr
    assert ".venv" not in done.stdout.splitlines()
    assert "Makefile" in done.stdout.splitlines()


def test_setup_says_that_the_folder_cannot_be_written(project):
    mount = f"mount --bind {project} {project}; mount -o remount,bind,ro {project}"
    prefix = in_namespace(f"{mount}; cd {project}")
    done = make(project, "setup", env=offline(project), prefix=prefix)
    assert done.returncode != 0
    assert "Permission denied: you cannot write to" in flat(done.stderr)
    assert "Traceback" not in done.stderr
