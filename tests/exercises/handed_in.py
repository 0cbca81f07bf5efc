"""What students hand in, for the tests of collecting."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from exercises.course import assignment, roster

WEEK1 = assignment.from_source(
    "week1",
    "due = 2026-12-04T18:00:00Z\n[points]\nsvd-pinv-ones = 2\nsvd-tail = 3\n",
)
STUDENTS = {
    student.id: student
    for student in [
        roster.Student(
            "ada",
            "Ada Lovelace",
            "ada.l@x.org",
            {"canvas_id": "11", "moodle_id": "501"},
        ),
        roster.Student("bob", "Bob O'Brien", "rob@x.org"),
        roster.Student("zoe", "Zoë Müller", "zm@x.org", {"canvas_id": "x7Yz2"}),
        roster.Student("wei", "王 伟", "wei2@x.org"),
        roster.Student("sam1", "Sam Lee", "s1@x.org", {"moodle_id": "504"}),
        roster.Student("sam2", "Sam Lee", "s2@x.org"),
    ]
}
DUE = dt.datetime(2026, 12, 4, 18, tzinfo=dt.UTC)


def notebook(tag="", student="", name="week1", ids=("svd-tail",), **more) -> bytes:
    """Return a notebook's bytes; another `tag` makes other bytes."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {"exercise": {"id": id}},
            "source": f"# {tag}\n1 + 1",
            "outputs": [],
            "execution_count": None,
        }
        for number, id in enumerate(ids)
    ]
    about = {"name": name, "student": student}
    metadata = {"assignment": {k: v for k, v in about.items() if v}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content | more).encode()


def lay(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def exchange(
    student: str, stamp: str, tag: str, assignment="week1"
) -> dict[str, bytes]:
    """Return a submission as nbgrader's exchange holds it."""
    mark = hashlib.sha256(tag.encode()).hexdigest()[:12]
    folder = f"{student}+{assignment}+{stamp}+{mark}"
    return {
        f"{folder}/{assignment}.ipynb": notebook(tag, name=assignment),
        f"{folder}/timestamp.txt": stamp.encode(),
        f"{folder}/submission_secret.txt": mark.encode(),
    }


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Return the digest and the time of change of each file below a folder."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kept(folder: Path) -> set[str]:
    """Return the digests of all files below a folder."""
    return {digest for digest, _ in state(folder).values()}


def digests(data) -> set[str]:
    """Return the digests of some bytes."""
    return {hashlib.sha256(each).hexdigest() for each in data}
