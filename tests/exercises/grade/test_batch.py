"""Many submissions: nothing is lost or graded twice, and the way does not matter."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import homework
import pytest
from homework import class_of, handed_in

from exercises.grade import batch, sandbox, workers
from exercises.grade import cluster as cluster_module
from exercises.grade.batch import Meter, Way
from exercises.grade.cluster import ClusterError
from exercises.grade.journal import Journal, JournalError
from exercises.grade.sandbox import SandboxError

pytestmark = pytest.mark.box


def mixed(week, folder):
    """Honest work and work that ends boxes."""
    found = class_of(week, folder, 4)
    for who, code in {
        "exits": "import os; os._exit(0)",
        "forks": "import os\nfor _ in range(4):\n    os.fork()",
        "loops": "while True: pass",
    }.items():
        book = homework.honest(week, who)
        book["cells"].insert(1, homework.cell(code))
        found.append(handed_in(folder, who, homework.encode(book)))
    return found


def scores(records):
    """What must not depend on the way."""
    return {
        who: [(mark.id, mark.status, mark.earned) for mark in record.marks]
        for who, record in records.items()
    }


def test_scores_do_not_depend_on_order_workers_or_mode(week, tmp_path):
    work = mixed(week, tmp_path / "in")
    results = []
    for i, (order, way) in enumerate(
        [
            (work, Way(workers=1, warm=True)),
            (work[::-1], Way(workers=2, warm=True)),
            (work[3:] + work[:3], Way(workers=2)),
        ]
    ):
        journal = Journal(tmp_path / str(i))
        journal.folder.mkdir()
        (journal.folder / "secret").write_text("the same")
        results.append(scores(batch.run(week, order, journal, way)))
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == len(work)
    everybody = [earned for marks in results[0].values() for _, _, earned in marks]
    assert sum(everybody) == week.points * len(work)


def test_what_is_graded_is_not_graded_again(week, tmp_path, monkeypatch):
    work = class_of(week, tmp_path / "in", 3)
    journal = Journal(tmp_path / "out")
    first = batch.run(week, work, journal, Way(workers=1, warm=True))
    lines = journal.path.read_text().count("\n")
    assert lines == 3
    counted = []
    again = batch.run(week, work, journal, Way(workers=1), lambda *n: counted.append(n))
    assert again == first
    assert counted == []
    handed_in(tmp_path / "in", work[1].student, work[1].path.read_bytes() + b" ")
    batch.run(week, work, journal, Way(workers=1), lambda *n: counted.append(n))
    assert counted == [(1, 1)]
    assert journal.path.read_text().count("\n") == 4


STOPPED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from homework import WEEK
from exercises.course.assignment import from_source
from exercises.course.submission import Submission
from exercises.grade.batch import Way, run
from exercises.grade.journal import Journal
if __name__ == "__main__":
    folder = Path({folder!r})
    work = [Submission(p.stem, p, p.name) for p in sorted(folder.glob("in/*.ipynb"))]
    week = from_source("week1", WEEK)
    run(week, work, Journal(folder / "out"), Way(workers=2))
"""


def test_a_killed_batch_goes_on_and_grades_each_once(week, tmp_path):
    n = 12
    class_of(week, tmp_path / "in", n)
    script = tmp_path / "script.py"
    tests = str(Path(__file__).parent)
    script.write_text(STOPPED.format(tests=tests, folder=str(tmp_path)))
    journal = Journal(tmp_path / "out")
    process = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if journal.path.exists() and journal.path.read_text().count("\n") >= 3:
            break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = journal.path.read_text().count("\n")
    assert 3 <= before < n, "it was too quick or too slow to be stopped"
    with open(journal.path, "a") as file:
        file.write('{"record": {"stud')  # the machine went down here
    subprocess.run([sys.executable, str(script)], check=True, timeout=120)
    students = [
        json.loads(line)["record"]["student"]
        for line in journal.path.read_text().splitlines()
    ]
    assert len(students) == n
    assert len(set(students)) == n


ALONE = """
import sys, time
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from exercises.course.assignment import from_source
from exercises.grade import workers
from exercises.grade.batch import Way, run
from exercises.grade.journal import Journal
from homework import WEEK, class_of

if __name__ == "__main__":
    folder, method = Path({folder!r}), {method!r}
    assert workers._start_method() == "fork"
    workers._start_method = lambda: method
    week = from_source("week1", WEEK)
    work = class_of(week, folder / "in", 3)
    def wait(done, total):
        (folder / "begun").touch()
        time.sleep(60)
    run(week, work, Journal(folder / "out"), Way(workers=2, warm=True), wait)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends workers")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_no_worker_outlives_a_killed_batch_or_keeps_its_lock(tmp_path, method):
    tests = Path(__file__).parent
    script = tmp_path / "script.py"
    folder, root = str(tmp_path), str(tests.parents[2])
    script.write_text(
        ALONE.format(tests=str(tests), root=root, folder=folder, method=method)
    )
    process = subprocess.Popen([sys.executable, str(script)])
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.05)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    workers_of_it = [Path("/proc", child) for child in children.split()]
    assert len(workers_of_it) >= 2
    process.kill()
    process.wait()
    while any(map(_is_running, workers_of_it)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_running, workers_of_it))
    with Journal(tmp_path / "out").writing() as journal:
        assert len(journal.read()) == 1


def _is_running(process: Path) -> bool:
    try:
        return "\nState:\tZ" not in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_forked_process_does_not_keep_the_lock(tmp_path):
    code = f"""
import os, time
from pathlib import Path
from exercises.grade.journal import Journal
journal = Journal(Path({str(tmp_path)!r}))
ready, begun = os.pipe()
with journal.writing():
    child = os.fork()
    if child == 0:
        os.write(begun, b"!")
        time.sleep(20)
        os._exit(0)
    os.read(ready, 1)
with journal.writing():
    print("free")
os.kill(child, 9)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30
    )
    assert done.stdout == "free\n", done.stderr


def test_only_one_may_write(tmp_path):
    journal = Journal(tmp_path / "out")
    with journal.writing(), pytest.raises(JournalError, match="another"):
        Journal(tmp_path / "out").writing().__enter__()


def test_a_damaged_journal_is_named_with_its_line(week, tmp_path):
    journal = Journal(tmp_path)
    journal.path.write_text("{}\nnot json\n")
    with pytest.raises(JournalError, match=r"line 2.*damaged"):
        list(journal._lines())


def test_a_worker_that_dies_is_replaced(week, tmp_path, monkeypatch):
    work = class_of(week, tmp_path / "in", 6)
    journal = Journal(tmp_path / "out")
    seen = []

    def kill_one(done, total):
        seen.append(done)
        if done == 1:
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
            for child in map(int, children.read_text().split()):
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"spawn_main" in command:
                    os.kill(child, signal.SIGKILL)

    monkeypatch.setattr(workers, "_start_method", lambda: "spawn")
    records = batch.run(week, work, journal, Way(workers=2, warm=True), kill_one)
    assert seen == [1, 2, 3, 4, 5, 6]
    assert {record.earned for record in records.values()} == {week.points}


def test_without_bubblewrap_nothing_runs(week, tmp_path, monkeypatch):
    work = class_of(week, tmp_path / "in", 1)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        batch.run(week, work, Journal(tmp_path / "out"), Way())
    assert not (tmp_path / "out").exists()


def test_unsafe_grades_without_a_box(week, tmp_path):
    work = class_of(week, tmp_path / "in", 2)
    way = Way(workers=1, safe=False)
    records = batch.run(week, work, Journal(tmp_path / "out"), way)
    assert {record.earned for record in records.values()} == {week.points}


def test_progress_tells_the_time_that_is_left():
    times = iter([0.0, 30.0, 60.0])
    stream = io.StringIO()
    meter = Meter(stream, lambda: next(times))
    meter(5, 10)
    meter(10, 10)
    assert stream.getvalue() == (
        "5 of 10 graded, 0:30 left (10 a minute)\n"
        "10 of 10 graded, 0:00 left (10 a minute)\n"
    )


# A cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, processes of their own on this machine."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    start += ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard"]
    work += ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    named = ["--scheduler-file", str(file)]
    log = open(folder / "log", "wb")  # noqa: SIM115
    processes = [subprocess.Popen([*start, *named], stdout=log, stderr=log)]
    for _ in range(2):
        processes.append(subprocess.Popen([*work, *named], stdout=log, stderr=log))
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    yield json.loads(file.read_text())["address"], processes
    for process in processes:
        process.kill()
        process.wait()
    log.close()


def wait_for_workers(address, n):
    import distributed

    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(n, timeout=60)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_grades_the_same_and_loses_nothing(week, tmp_path, cluster):
    address, processes = cluster
    wait_for_workers(address, 2)
    work = mixed(week, tmp_path / "in") + class_of(week, tmp_path / "more", 12)[4:]
    alone, many = Journal(tmp_path / "alone"), Journal(tmp_path / "many")
    for journal in (alone, many):
        journal.folder.mkdir()
        (journal.folder / "secret").write_text("the same")

    def kill_one(done, total):
        if done == 2:
            processes[1].kill()

    way = Way(warm=True, scheduler=address)
    there = batch.run(week, work, many, way, kill_one)
    here = batch.run(week, work, alone, Way(workers=2, warm=True))
    assert scores(there) == scores(here)
    assert many.path.read_text().count("\n") == len(work)
    assert processes[1].poll() is not None


def test_a_missing_scheduler_is_told(week, tmp_path, monkeypatch):
    work = class_of(week, tmp_path / "in", 1)
    way = Way(scheduler="tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster_module, "PATIENCE", 1.0)
    with pytest.raises(
        ClusterError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"
    ):
        batch.run(week, work, Journal(tmp_path / "out"), way)
