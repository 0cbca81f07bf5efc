"""What Gradescope takes: an autograder's ``results.json`` for each submission.

Gradescope imports no table of scores. It documents what an autograder is and what it
must write (gradescope-autograders.readthedocs.io/en/latest/specs/). ``gradescope.zip``
is such an autograder: it runs nothing of the student's, but hands out the result that
was made here, found by the email address in ``submission_metadata.json``. Upload it as
the autograder of a programming assignment and choose `Regrade all submissions`.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from exercises.report.rows import FINAL, MISSING, UNREADABLE, Result, Row
from exercises.report.safe import number, plain
from exercises.report.tables import need

_SETUP = "#!/usr/bin/env bash\napt-get install -y python3\n"
_RUN = '''#!/usr/bin/env python3
"""Hand out the result that was made for this submission's student."""
import hashlib, json, pathlib, sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder")
users = json.loads((root / "submission_metadata.json").read_text("utf-8"))["users"]
result = {"score": 0, "output": "This work was not graded yet.", "tests": []}
for user in users:
    name = hashlib.sha256(user["email"].strip().lower().encode()).hexdigest()
    path = root / "source" / "graded" / f"{name}.json"
    if path.is_file():
        result = json.loads(path.read_text("utf-8"))
(root / "results").mkdir(exist_ok=True)
(root / "results" / "results.json").write_text(json.dumps(result), "utf-8")
'''


def result(row: Row) -> dict[str, Any]:
    """Return what Gradescope calls the results of one submission."""
    said = "" if row.status == FINAL else "Some exercises are still to be marked."
    if row.status == UNREADABLE:
        said = "The notebook could not be read."
    late = row.late.total_seconds() / 3600 if row.late else 0
    if late:
        said = f"{said} Handed in {number(round(late, 1))} hours late.".strip()
    return {
        "score": round(row.so_far, 4),
        "output": said,
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [_test(item) for item in row.results],
    }


def _test(result: Result) -> dict[str, Any]:
    waits = result.earned is None
    mark = result.mark
    said = [mark.message, mark.hint and f"Hint: {mark.hint}"] if mark else []
    said.append(result.hand.comment)
    test: dict[str, Any] = {
        "name": plain(result.item.exercise.title),
        "max_score": result.item.points,
        "score": round(result.earned or 0.0, 4),
        "output": plain("\n".join(text for text in said if text))[:6000],
        "visibility": "visible",
    }
    if waits:
        test |= {"output": "To be marked by hand.", "status": "failed"}
    return test


def autograder(rows: Iterable[Row]) -> bytes:
    """Return ``gradescope.zip``, the same bytes for the same results."""
    rows = [row for row in rows if row.status != MISSING]
    need(rows, "gradescope.zip", "email")
    files = {"setup.sh": _SETUP, "run_autograder": _RUN}
    for row in rows:
        key = row.student.email.strip().lower().encode()
        name = f"graded/{hashlib.sha256(key).hexdigest()}.json"
        files[name] = json.dumps(result(row), indent=1, allow_nan=False)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return buffer.getvalue()
