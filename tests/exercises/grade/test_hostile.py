# ruff: noqa: E501  (a payload is read best on one line)
"""A class with many hostile students in it: everybody gets the right score."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from homework import cell, encode, handed_in
from hostile import ALL, ARENA, OWN, PROOF, SECRET, SPY, Hostile, place, spy, worked

from exercises import bank
from exercises.course.assignment import Assignment, from_source
from exercises.course.submission import Submission
from exercises.grade import batch
from exercises.grade.batch import Way
from exercises.grade.box import Boxes
from exercises.grade.grader import Job, grade
from exercises.grade.journal import Journal
from exercises.grade.record import Mark, Record

pytestmark = pytest.mark.box
LONGEST = 240.0  # seconds for a batch, on a machine that has much else to do
CANARY = re.compile(r"CANARY-[0-9a-f]{16}")


@pytest.fixture(scope="module")
def canary() -> str:
    return f"CANARY-{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def arena(canary):
    """An assignment of many kinds, some of them the teacher's own."""
    return from_source("arena", ARENA, OWN.replace("CANARY", canary))


def neighbor(assignment: Assignment, folder: Path, i: int, canary: str) -> Submission:
    """An honest student, whose notebook must stay secret as well."""
    student = f"honest{i:03d}"
    book = worked(assignment, student)
    book["cells"].insert(1, cell(f"note = '{canary}'"))
    book["cells"][place(book, PROOF)]["source"] += canary
    return handed_in(folder, student, encode(book))


def earned_by(record: Record) -> dict[str, float | None]:
    return {mark.id: mark.earned for mark in record.marks}


def right(assignment: Assignment, lost=()) -> dict[str, float | None]:
    marks: dict[str, float | None] = {
        i.id: 0.0 if i.id in lost else i.points for i in assignment.items
    }
    return marks if PROOF in lost else {**marks, PROOF: None}


def what_a_student_reads(mark: Mark) -> str:
    return f"{mark.message}\n{mark.hint}"


def graded(
    assignment: Assignment, folder: Path, crowd: list[Hostile], way: Way, canary: str
) -> dict[str, Record]:
    """Grade a batch in which each hostile submission has honest neighbors."""
    work = [neighbor(assignment, folder / "in", 0, canary)]
    for i, one in enumerate(crowd):
        data = one.make(assignment, f"hostile{i:03d}")
        work.append(handed_in(folder / "in", f"hostile{i:03d}", data))
        work.append(neighbor(assignment, folder / "in", i + 1, canary))
    start = time.monotonic()
    records = batch.run(assignment, work, Journal(folder / "out"), way)
    assert time.monotonic() - start < LONGEST
    assert records.keys() == {submission.student for submission in work}
    return records


def undeserved(record: Record, one: Hostile, assignment: Assignment) -> list[str]:
    """What is not as it should be: scores, events, and messages that give no answer."""
    lost = one.lost
    if record.trouble or "no cell" in one.said:
        lost = lost | {PROOF}
    wanted = set(one.events.split("|")) - {""}
    texts = [what_a_student_reads(mark) for mark in record.marks]
    rules = {
        "scores": earned_by(record) == right(assignment, lost),
        "events": not wanted or wanted & {event.what for event in record.events},
        "message": any(one.said in text for text in texts),
        "printable": all(text.replace("\n", "").isprintable() for text in texts),
        "short": all(len(text) < 5000 for text in texts),
        "no answer": not any("48151" in text for text in texts),
        "no input": not any("CANARYOF" in text for text in texts),
        "no canary": not CANARY.search(json.dumps(record.to_dict())),
    }
    return [f"{one.name}: {name}" for name, holds in rules.items() if not holds]


def left_over(marker: str) -> list[str]:
    """The processes of this machine in whose command or mounts a text stands."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "mountinfo"):
            with contextlib.suppress(OSError):
                if marker.encode() in (folder / name).read_bytes():
                    found.append(f"{folder}: {name}")
    return found


def all_ended(marker: str, seconds: float = 20.0) -> bool:
    """Whether no such process is left; the kernel may take a moment to end them."""
    end = time.monotonic() + seconds
    while left_over(marker):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_the_table_is_long_and_its_names_differ():
    assert len(ALL) >= 60
    assert len({one.name for one in ALL}) == len(ALL)


@pytest.mark.parametrize("mode", ["warm", "new"])
def test_each_gets_what_it_deserves_and_neighbors_lose_nothing(
    arena, tmp_path, canary, mode, monkeypatch
):
    monkeypatch.setenv("SECRET", canary)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    crowd = ALL if mode == "warm" else ALL[::5]
    course = tmp_path / "course"
    course.mkdir()
    (course / "gradebook.db").write_text(canary)
    before = time.time()
    way = Way(workers=4, warm=mode == "warm", hidden=(course,))
    records = graded(arena, tmp_path / "work", crowd, way, canary)
    students = [f"hostile{i:03d}" for i in range(len(crowd))]
    pairs = zip(students, crowd, strict=True)
    assert not [x for who, one in pairs for x in undeserved(records[who], one, arena)]
    for i in range(len(crowd) + 1):
        assert earned_by(records[f"honest{i:03d}"]) == right(arena), i
        assert records[f"honest{i:03d}"].events == ()
    assert (course / "gradebook.db").read_text() == canary
    assert all_ended(f"{tmp_path.name}/boxes-")
    for folder in (Path(bank.__file__).parent, Path(sys.prefix), Path("/tmp")):
        new = [p for p in folder.iterdir() if p.stat().st_mtime >= before]
        assert not [p for p in new if p.name in ("x", "numpy.py", "sitecustomize.py")]


# What a spy finds

SAY = {
    "an answer": "answer = text",
    "an error": "raise RuntimeError(text)",
    "the name of an error": "raise type(text, (Exception,), {})",
    "letters": "answer = [text] * 3",
}


def spying(assignment: Assignment, student: str, places: str, say: str) -> bytes:
    book = worked(assignment, student)
    book["cells"].insert(1, cell(spy(places)))
    book["cells"][place(book, SECRET)]["source"] = SAY[say]
    return encode(book)


@pytest.fixture
def bait(tmp_path, canary, monkeypatch):
    """Canaries where a student would look; returns a pattern for their files."""
    monkeypatch.setenv("SECRET", canary)
    (tmp_path / "course").mkdir()
    (tmp_path / "course/gradebook.db").write_text(canary)
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)", canary]
    with subprocess.Popen(sleeper) as process:
        yield str(tmp_path / "course/*")
        process.kill()


@pytest.mark.parametrize("say", SAY)
@pytest.mark.parametrize("mode", ["warm", "new"])
def test_a_spy_finds_no_canary(arena, tmp_path, canary, bait, mode, say):
    work = [neighbor(arena, tmp_path / "in", i, canary) for i in range(2)]
    data = spying(arena, "spy", bait, say)
    work.insert(1, handed_in(tmp_path / "in", "spy", data))
    journal = Journal(tmp_path / "out")
    way = Way(workers=1, warm=mode == "warm", hidden=(tmp_path / "course",))
    records = batch.run(arena, work, journal, way)
    text = json.dumps(records["spy"].to_dict())
    assert not CANARY.search(text)
    assert journal.secret() not in text
    assert earned_by(records["spy"]) == right(arena, {SECRET})
    assert earned_by(records["honest001"]) == right(arena)


def test_the_spy_finds_the_canaries_where_there_are_no_walls(bait, canary):
    code = spy(bait) + "\nprint(text)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert canary in done.stdout
    assert SPY  # the same code as in the box


# What one student leaves to the next

LOOK = r"""
import ctypes, os, resource, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
def tried(function, *args):
    try: return function(*args)
    except OSError as error: return error.errno
def state(path):
    s = os.stat(path)
    planted = [t for t in (s.st_atime, s.st_mtime) if 0 < t < 10**6]
    return s.st_mode, s.st_uid, s.st_nlink, s.st_size, planted, os.listxattr(path)
names = [n for n in dir(resource) if n.startswith("RLIMIT_")]
seen = {
    "places": [sorted(set(os.listdir(p)) - {"fonts"}) for p in ("/tmp", "/dev/shm")],
    "states": [state("/tmp"), state("/dev/shm")],
    "dev": sorted(os.listdir("/dev")),
    "limits": [(n, resource.getrlimit(getattr(resource, n))) for n in names],
    "priority": [os.getpriority(os.PRIO_PROCESS, p) for p in (0, 1)],
    "scheduler": [os.sched_getscheduler(p) for p in (0, 1)],
    "affinity": [os.sched_getaffinity(p) for p in (0, 1)],
    "umask": os.umask(0o22), "cwd": os.getcwd(), "env": sorted(os.environ.items()),
    "processes": sum(p.isdigit() for p in os.listdir("/proc")),
    "files": [tried(os.readlink, f"/proc/self/fd/{i}") for i in range(4)],
    "output": [tried(os.pread, i, 100, 0) for i in range(3)],
    "shared": [open(f"/proc/sysvipc/{k}").read().count("\n") for k in ("shm", "sem", "msg")],
    "queue": libc.syscall(MQ_OPEN, b"marked", 0, 0, 0),
    "key": libc.syscall(KEYCTL, 10, -4, b"user", b"marked", 0),
    "session": libc.syscall(KEYCTL, 10, -3, b"user", b"marked", 0),
    "signals": [signal.getsignal(s) for s in signal.valid_signals()],
    "sockets": open("/proc/net/unix").read().count("@"),
    "modules": len(sys.modules), "builtin": hasattr(__builtins__, "marked"),
}
answer = repr(seen)
""".replace("MQ_OPEN", "240").replace("KEYCTL", "250")

LEAVE = {
    "files": "for p in ('/tmp/x', '/dev/shm/x', '/tmp/fonts/x'): open(p, 'w').write('x')",
    "locked folders": "os.makedirs('/tmp/a/b/c'); os.chmod('/tmp/a/b', 0); os.chmod('/tmp/a', 0)",
    "deep folders": "for i in range(2000):\n  os.mkdir('d' * 200); os.chdir('d' * 200)",
    "many files": "for i in range(3000): open(f'/tmp/{i}', 'w').close()",
    "links": "os.symlink('/usr', '/tmp/l'); os.symlink('/tmp', '/dev/shm/l'); os.mkfifo('/tmp/p')",
    "odd names": "open(b'/tmp/\\xff\\n', 'w').close(); open('/tmp/-rf', 'w').close()",
    "full": "f = open('/tmp/f', 'wb')\nwhile True: f.write(bytes(10**6)); f.flush()",
    "the folder's mode": "os.chmod('/tmp', 0o1777); os.chmod('/dev/shm', 0)",
    "the folder's times": "os.utime('/tmp', (4711, 4711)); os.utime('/dev/shm', (1, 2))",
    "attributes": "os.setxattr('/tmp', 'user.marked', b'x')",
    "output": "os.write(1, b'marked'); os.write(2, b'marked')",
    "limits": "import resource as r\nfor k in range(16): r.prlimit(os.getppid(), k, (1, 1))",
    "priority": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "priority of all": "os.setpriority(os.PRIO_USER, 0, 19)",
    "scheduler": "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))",
    "affinity": "os.sched_setaffinity(1, {min(os.sched_getaffinity(0))})",
    "signals": "for s in range(1, 65):\n  try: os.kill(1, s)\n  except OSError: pass",
    "a daemon": (
        "import signal, time\nif os.fork() == 0:\n  os.setsid()\n"
        "  if os.fork(): os._exit(0)\n"
        "  for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "  while True: time.sleep(0.001); open('/tmp/alive', 'w').close()"
    ),
    "a crowd": "for i in range(3): os.fork()",
    "a socket": "import socket\ns = socket.socket(socket.AF_UNIX); s.bind('\\0marked'); s.listen()",
    "shared memory": "[libc.shmget(4711 + i, 4096, 0o1666) for i in range(9)]",
    "semaphores": "libc.semget(4711, 9, 0o1666); libc.msgget(4711, 0o1666)",
    "a queue": "libc.syscall(240, b'marked', 0o102, 0o666, 0)",
    "a key": "libc.syscall(248, b'user', b'marked', b'x', 1, -4)",
    "a key of the session": "libc.syscall(248, b'user', b'marked', b'x', 1, -3)",
    "umask and folder": "os.umask(0o777); os.chdir('/usr'); os.environ['X'] = 'x'",
    "a builtin": "import builtins; builtins.marked = 1",
    "a name": "import ctypes\nlibc.prctl(15, b'marked', 0, 0, 0)\nlibc.sethostname(b'marked', 6)",
    "memory of the first process": "open('/proc/1/mem', 'r+b')",
    "watches": "libc.inotify_add_watch(libc.inotify_init(), b'/tmp', 0xfff)",
}
SYSTEM_CALLS = sys.platform == "linux" and os.uname().machine == "x86_64"


def look(boxes: Boxes, source: str) -> str:
    """What is the answer of a notebook, and whether the box is used again."""
    box = boxes.take()
    try:
        data = encode({"cells": [cell(source)]})
        box.ask({"do": "read"}, data, seconds=30.0)
        box.ask({"do": "run", "cell": 0, "forget": []})
        reply = box.ask({"do": "answer", "names": ["answer"], "function": "no"})
        return reply["outcomes"][0]["value"]
    finally:
        boxes.give_back(box)


@pytest.fixture(scope="module")
def shared_box(arena):
    with Boxes(arena.limits, warm=True) as boxes:
        yield boxes


@pytest.mark.skipif(not SYSTEM_CALLS, reason="the calls are numbered for x86_64")
@pytest.mark.parametrize("what", LEAVE)
def test_nothing_is_left_to_the_next(shared_box, arena, what):
    first = look(shared_box, LOOK)
    source = f"import ctypes, os\nlibc = ctypes.CDLL(None)\nanswer = 'x'\n{LEAVE[what]}"
    assert look(shared_box, source) == "x"
    assert look(shared_box, LOOK) == first


@pytest.mark.parametrize("what", ["files", "a daemon", "many files"])
def test_a_box_is_used_again_after_ordinary_dirt(shared_box, what):
    source = f"import os\nanswer = 'x'\n{LEAVE[what]}"
    look(shared_box, source)
    kept = shared_box.kept
    assert kept is not None
    look(shared_box, "answer = 'y'")
    assert shared_box.kept is kept


# Names and plots


@pytest.mark.parametrize(
    "student", ["../../x", "", "x" * 5000, "\udcff", "a\0b\n", "'\"<"]
)
def test_a_hostile_name_changes_nothing(arena, shared_box, student):
    data = encode(worked(arena, student))
    job = Job(tuple(arena.source().items()), "secret", student, data)
    record = grade(job, shared_box)
    assert earned_by(record) == right(arena)
    assert record.student == student


def test_matplotlib_finds_its_list_of_fonts(shared_box):
    pytest.importorskip("matplotlib")
    names = look(shared_box, "import os\nanswer = ' '.join(os.listdir('/tmp/fonts'))")
    assert "fontlist" in names


def test_what_is_left_over_would_be_found(arena, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Boxes(arena.limits) as boxes:
        box = boxes.take()
        assert left_over(f"{tmp_path.name}/boxes-")
        boxes.give_back(box)
        assert all_ended(f"{tmp_path.name}/boxes-")
