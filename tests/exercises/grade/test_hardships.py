"""Grading as an ordinary user, with a full disk, and with workers that die."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from homework import class_of, encode, handed_in, honest, job

from exercises.grade import batch, grader, sandbox, workers
from exercises.grade.batch import Way
from exercises.grade.journal import Journal

pytestmark = pytest.mark.box
USER = "12345"
ROOT = Path(__file__).parents[3]
TESTS = Path(__file__).parent

GRADE = """
import json, os, sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from homework import WEEK, cell, encode, handed_in, honest
from exercises.course.assignment import from_source
from exercises.grade import batch
from exercises.grade.batch import Way
from exercises.grade.journal import Journal, JournalError
from exercises.grade.sandbox import SandboxError

SPY = '''
import os
seen = [p for p in (SECRET, "/work", "/home") if os.path.exists(p)]
raise SystemExit(repr(seen)) if seen else None
'''
BOMB = "import os\\nwhile True: os.fork()"
LOOP = "while True: pass"
KILL = "import os\\nos._exit(1)"

if __name__ == "__main__":
    week = from_source("week1", WEEK)
    folder = Path(sys.argv[1])
    work = []
    for i, source in enumerate(("", BOMB, "", LOOP, "", KILL, "")):
        book = honest(week, f"s{{i}}")
        book["cells"].insert(1, cell(source))
        work.append(handed_in(folder / "in", f"s{{i}}", encode(book)))
    way = Way(workers=2, warm=sys.argv[2] == "warm")
    try:
        records = batch.run(week, work, Journal(folder / "out"), way)
    except (JournalError, SandboxError) as error:
        sys.exit(f"{{type(error).__name__}}: {{error}}")
    found = {{w: (r.earned, [e.what for e in r.events]) for w, r in records.items()}}
    print(json.dumps({{"user": os.geteuid(), "points": week.points, "found": found}}))
"""


def script(folder: Path) -> list[str]:
    """A command that grades a small class with some hostile students in it."""
    path = folder / "grade.py"
    path.write_text(GRADE.format(tests=str(TESTS), root=str(ROOT)))
    path.chmod(0o644)
    return [sys.executable, str(path)]


def as_user(folder: Path) -> list[str]:
    """A prefix to a command, by which an ordinary user runs it; `folder` is his."""
    if os.geteuid() != 0:
        return []
    bwrap = sandbox.find()
    shown = list(dict.fromkeys(map(str, (*sandbox._prefixes(), ROOT, folder))))
    parents = {str(p) for path in shown for p in Path(path).parents} - {"/"}
    options = ["--tmpfs", "/", "--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc"]
    for name in sandbox.SYSTEM:
        path = Path("/", name)
        if path.is_symlink():
            options += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            options += ["--ro-bind", str(path), str(path)]
    for parent in sorted(parents - {"/usr", "/etc"}):
        options += ["--perms", "0755", "--dir", parent]
    for path in shown:
        options += ["--bind", path, path]
    options += ["--bind", "/proc", "/proc", "--dev", "/dev"]
    options += ["--perms", "1777", "--tmpfs", "/dev/shm"]
    options += ["--setenv", "HOME", str(folder), "--setenv", "TMPDIR", str(folder)]
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--"]
    return [bwrap, *options, *user]


@pytest.mark.parametrize("mode", ["warm", "new"])
def test_an_ordinary_user_grades_the_same(tmp_path, mode):
    if os.geteuid() == 0:
        shutil.chown(tmp_path, int(USER), int(USER))
    command = [*as_user(tmp_path), *script(tmp_path), str(tmp_path), mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["user"] != 0
    assert {earned for earned, _ in result["found"].values()} == {result["points"]}
    assert result["found"]["s3"][1] == ["time-out"]
    assert result["found"]["s5"][1] == ["crash"]
    assert result["found"]["s6"][1] == []


def on_a_small_disk(folder: Path, mebibytes: float) -> list[str]:
    """A prefix by which a command sees a small disk at `folder`/out."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    size = str(int(mebibytes * (1 << 20)))
    disk = ["--size", size, "--tmpfs", str(folder / "small")]
    return [sandbox.find(), "--dev-bind", "/", "/", *disk]


def test_a_full_disk_is_told_and_nothing_is_lost(week, tmp_path):
    (tmp_path / "small").mkdir()
    work = class_of(week, tmp_path / "in", 5)
    code = f"""
import sys
sys.path[:0] = [{str(TESTS)!r}, {str(ROOT)!r}]
import shutil
from pathlib import Path
from homework import WEEK, class_of
from exercises.course.assignment import from_source
from exercises.grade import batch
from exercises.grade.batch import Way
from exercises.grade.journal import Journal, JournalError

if __name__ == "__main__":
    week = from_source("week1", WEEK)
    work = class_of(week, Path({str(tmp_path / "in")!r}), 5)
    small = Path({str(tmp_path / "small")!r})
    journal, filler, seen = Journal(small / "out"), small / "filler", []
    def fill(done, total):
        seen.append((done, total))
        if done == 2 and total == 5:
            for path in (filler, journal.path):  # the last page of which is not full
                with open(path, "ab", buffering=0) as file:
                    try:
                        while True: file.write(b" " * (4096 if path == filler else 1))
                    except OSError: pass
    try:
        batch.run(week, work, journal, Way(workers=1, warm=True), fill)
    except JournalError as error:
        print(error)
    data = journal.path.read_bytes()
    journal.path.write_bytes(data.rstrip(b" "))
    print(sorted(journal.read()))
    filler.unlink()
    records = batch.run(week, work, journal, Way(workers=1, warm=True), fill)
    print([r.earned == week.points for r in records.values()], seen)
    print(journal.path.read_bytes().count(b"\\n"))
"""
    (tmp_path / "fill.py").write_text(code)
    command = [
        *on_a_small_disk(tmp_path, 0.5),
        sys.executable,
        str(tmp_path / "fill.py"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    told, kept, graded, lines = done.stdout.splitlines()
    assert "No space left on device. What was graded before is kept" in told
    assert kept == str([s.student for s in work[:2]])
    assert graded == f"{[True] * 5} {[(1, 5), (2, 5), (1, 3), (2, 3), (3, 3)]}"
    assert lines == "5"


def test_a_disk_that_is_full_from_the_start_is_told(week, tmp_path):
    (tmp_path / "small").mkdir()
    command = [*on_a_small_disk(tmp_path, 0.02), "--setenv", "TMPDIR"]
    command += [str(tmp_path / "small"), *script(tmp_path), str(tmp_path), "warm"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 1
    assert "SandboxError: no files for a box can be written" in done.stderr
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


# Workers that die


@pytest.fixture
def deadly(monkeypatch, tmp_path):
    """Lets the grader itself die, or fail, on the student who is called so."""
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, sys, time\n"
        "def patch():\n"
        "    from exercises.grade import grader\n"
        "    original = grader.grade\n"
        "    def grade(job, boxes):\n"
        "        if job.student == 'deadly': os._exit(9)\n"
        "        if job.student == 'failing': raise KeyError('x')\n"
        "        time.sleep(0.3)\n"
        "        return original(job, boxes)\n"
        "    grader.grade = grade\n"
        "if 'spawn_main' in str(sys.orig_argv): patch()\n"
    )
    path = os.pathsep.join([str(patch), str(ROOT)])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setattr(workers, "_start_method", lambda: "spawn")


def test_a_submission_that_ends_the_grader_harms_nobody_else(week, tmp_path, deadly):
    work = class_of(week, tmp_path / "in", 6)
    data = encode(honest(week, "deadly"))
    work.insert(1, handed_in(tmp_path / "in", "deadly", data))
    work.insert(4, handed_in(tmp_path / "in", "failing", data))
    seen = []
    records = batch.run(
        week, work, Journal(tmp_path / "out"), Way(workers=2), lambda *x: seen.append(x)
    )
    assert len(records) == len(seen) == len(work)
    assert "ended on it" in records.pop("deadly").trouble
    failing = records.pop("failing")
    assert "the grader itself failed" in failing.trouble
    assert failing.earned == 0
    assert {record.earned for record in records.values()} == {week.points}


def test_an_error_of_the_machine_is_no_students_fault(week, boxes, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(grader, "grade", full)
    monkeypatch.setattr(workers, "_boxes", boxes)
    with pytest.raises(sandbox.SandboxError, match=r"this machine failed.*No space"):
        workers.grade(job(week, b""))


ENDLESS = """
import numpy as np

from exercises.bank import Bank
from exercises.compare import Property
from exercises.kinds import Witness

bank = Bank("endless")
bank.add(Witness(
    statement="Do it.", hint="Think.", solution="So.", difficulty=1,
    id="own-endless", title="Endless", parts={"x": ("n",)}, example={"x": [1.0]},
    conditions=[Property("small", lambda x: np.linalg.svd(np.outer(x, x))[1][0])],
))
"""


def test_a_judge_that_never_ends_is_ended(tmp_path):
    """A large vector makes a matrix of which a call of NumPy takes minutes."""
    code = f"""
import sys
sys.path[:0] = [{str(TESTS)!r}, {str(ROOT)!r}]
from pathlib import Path
from exercises.course.assignment import from_source
from exercises.grade import batch, grader
from exercises.grade.batch import Way
from exercises.grade.journal import Journal
from homework import cell, encode, handed_in

grader.JUDGING = 2.0
if __name__ == "__main__":
    text = 'bank = "own.py"\\n[points]\\nown-endless = 1\\n'
    one, folder, work = from_source("one", text, {ENDLESS!r}), Path(sys.argv[1]), []
    for i, answer in enumerate(["[1e-9]", "np.ones(6000)", "[1e-9]"]):
        source = f"import numpy as np\\nx = {{answer}}"
        found = cell(source, nbgrader={{"grade_id": "own-endless"}})
        data = encode({{"cells": [found]}})
        work.append(handed_in(folder / "in", f"s{{i}}", data))
    records = batch.run(one, work, Journal(folder / "out"), Way(workers=1, warm=True))
    print([(r.earned, r.trouble) for r in records.values()])
"""
    (tmp_path / "judge.py").write_text(code)
    command = [sys.executable, str(tmp_path / "judge.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    why = "the grader's own process ended on it, several times"
    assert done.stdout.strip() == str([(1.0, ""), (0.0, why), (1.0, "")])


@pytest.mark.parametrize("shown", [True, False])
def test_a_repository_inside_of_pythons_folder_is_hidden(tmp_path, monkeypatch, shown):
    """``pip install -e git+...`` puts it there, with the bank in its history."""
    prefix, root = tmp_path / "python", tmp_path / "python/src/book"
    for name in ("exercises", ".git", "tests"):
        (root / name).mkdir(parents=True)
    (root / "pyproject.toml").touch()
    monkeypatch.setattr(sandbox.exercises, "__file__", str(root / "exercises/x.py"))
    found = [str(prefix)] if shown else []
    monkeypatch.setattr(sandbox, "_prefixes", lambda: found)
    words = list(sandbox._files(tmp_path, []))
    hidden = {words[i + 1] for i, word in enumerate(words) if word == "--tmpfs"}
    names = ("exercises", ".git", "tests")
    every = {sandbox._place(str(root / name)) for name in names}
    assert hidden & every == (every if shown else set())


def test_a_python_below_tmp_is_seen_in_a_box(week, tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    if base.parts[:2] != ("/", "tmp") or sys.prefix.startswith("/tmp/"):
        pytest.skip("temporary files are elsewhere, or all tests show it")
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, system_site_packages=False, symlinks=True)
    place.chmod(0o755)
    sites = [path for path in sys.path if path.endswith("site-packages")]
    repository = str(Path(sandbox.__file__).parents[2])
    (site,) = place.glob("lib/python*/site-packages")
    (site / "more.pth").write_text("\n".join(sites))
    code = (
        f"import sys; sys.path.append({repository!r})\n"
        "from exercises.grade.box import Boxes\n"
        "from exercises.course.assignment import Limits\n"
        "with Boxes(Limits(), warm=True) as boxes:\n"
        "    box = boxes.take()\n"
        "    print(box.ask({'do': 'run', 'cell': None, 'forget': []})['error'] == '')\n"
        "    print(box.is_reusable)\n"
        "    boxes.give_back(box)\n"
    )
    python = place / "bin" / "python"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True"], done.stderr[-2000:]
