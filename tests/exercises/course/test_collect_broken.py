"""Looking into notebooks that cannot be read, or should not be."""

import json
import tracemalloc

import pytest
from handed_in import STUDENTS, WEEK1, lay, notebook
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.course.collect import collect
from exercises.course.notebooks import look

GOOD = json.loads(notebook())


def changed(**more) -> bytes:
    return json.dumps(GOOD | more).encode()


BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\0\0\0 \n", "the file is blank"),
    "text": (b"Dear teacher,", "it is not JSON (line 1"),
    "cut": (notebook()[:-5], "it ends too early"),
    "half": (notebook()[:60], "it ends too early"),
    "latin-1": (notebook().replace(b"# ", b"# \xe9"), "it is not UTF-8 (byte"),
    "utf-16": (notebook().decode().encode("utf-16"), "it is not UTF-8 (byte 0)"),
    "zip": (b"PK\3\4" + bytes(range(256)), "it is not UTF-8"),
    "list": (b"[]", "it is JSON, but no notebook"),
    "number": (b"1", "it is JSON, but no notebook"),
    "no cells": (b'{"nbformat": 4}', "it has no cells"),
    "cells": (changed(cells={"a": 1}), "it has no cells"),
    "cell": (changed(cells=[1]), "cells that are none"),
    "source": (changed(cells=[{"cell_type": "code", "source": 1}]), "that are none"),
    "lines": (changed(cells=[{"cell_type": "code", "source": [1]}]), "that are none"),
    "old": (changed(nbformat=3, worksheets=[]), "an old notebook (format 3)"),
    "new": (changed(nbformat=99), "its format is '99', not 4"),
    "true": (changed(nbformat=True), "its format is 'True', not 4"),
    "deep": (b"[" * 1_000_000, "too deep to be read"),
    "deep objects": (b'{"a":' * 500_000, "too deep to be read"),
    "long number": (b'{"a": ' + b"9" * 100_000 + b"}", "a number that cannot be read"),
    "twice": (b'{"cells": [], "cells": [], "nbformat": 4}', "a key stands twice"),
    "many values": (b"[" + b"[]," * 2_000_000 + b"1]", "more than 3000000 values"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_notebook_is_taken_and_reported(tmp_path, case):
    data, why = BROKEN[case]
    lay(tmp_path / "in", {"ada.ipynb": data, "bob.ipynb": notebook("bob")})
    done = collect([tmp_path / "in"], WEEK1, STUDENTS, tmp_path / "submitted")
    (problem,) = done.problems
    assert problem.what == "broken"
    assert why in problem.detail
    assert not problem.minor
    ada, bob = done.submissions
    assert ada.path.read_bytes() == data
    assert bob.path.read_bytes() == notebook("bob")


def test_huge_notebook_is_taken_unread(tmp_path):
    path = lay(tmp_path / "in", {"ada.ipynb": b"{"}) / "ada.ipynb"
    with open(path, "r+b") as file:
        file.truncate(210 << 20)
    tracemalloc.start()
    done = collect([tmp_path / "in"], WEEK1, STUDENTS, tmp_path / "submitted")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20
    assert "210 MB; more than 50 are not read" in done.problems[0].detail
    assert done.submissions[0].path.stat().st_size == 210 << 20


def test_file_that_is_too_large_to_copy_stays_and_is_reported(tmp_path):
    path = lay(tmp_path / "in", {"ada.ipynb": b"{"}) / "ada.ipynb"
    with open(path, "r+b") as file:
        file.truncate(5 << 30)
    done = collect([tmp_path / "in"], WEEK1, STUDENTS, tmp_path / "submitted")
    assert done.submissions == []
    assert "5120 MB, more than 1024; not copied" in done.problems[0].detail
    assert path.stat().st_size == 5 << 30


def test_newer_broken_notebook_counts_and_the_older_is_pointed_at(tmp_path):
    stamps = ("2026-12-01 10:00:00.0 UTC", "2026-12-02 10:00:00.0 UTC")
    for stamp, data in zip(stamps, (notebook(), b"{"), strict=True):
        lay(tmp_path / "in", {f"ada+week1+{stamp}+abcdefghijkl/week1.ipynb": data})
    done = collect([tmp_path / "in"], WEEK1, STUDENTS, tmp_path / "submitted")
    assert done.submissions[0].path.read_bytes() == b"{"
    details = [p.detail for p in done.problems if p.what == "broken"]
    assert details[0].endswith("an earlier one can be read")


@pytest.mark.parametrize(
    ("metadata", "kernel"),
    [
        ({}, ""),
        ({"kernelspec": {"name": "python3"}}, ""),
        ({"kernelspec": {"name": "mine", "language": "python"}}, ""),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "R"),
        ({"language_info": {"name": "julia"}}, "julia"),
        ({"kernelspec": {"name": ["x"]}}, ""),
        ([1, 2], ""),
    ],
)
def test_kernel_of_another_language_is_seen(tmp_path, metadata, kernel):
    path = lay(tmp_path, {"a.ipynb": changed(metadata=metadata)}) / "a.ipynb"
    assert look(path).kernel == kernel
    assert look(path).broken == ""


def test_look_reads_what_a_notebook_says_of_itself(tmp_path):
    data = b"\xef\xbb\xbf" + notebook("x", "ada", "week7", ("a", "b"))
    seen = look(lay(tmp_path, {"a.ipynb": data}) / "a.ipynb")
    assert (seen.assignment, seen.student) == ("week7", "ada")
    assert seen.exercises == {"a", "b"}


def test_metadata_cannot_command_the_terminal(tmp_path):
    lay(tmp_path / "in", {"ada.ipynb": notebook(student="\x1b[2J\ud800\n" + "x" * 999)})
    done = collect([tmp_path / "in"], WEEK1, STUDENTS, tmp_path / "submitted")
    summary = done.summary()
    assert all(c.isprintable() or c == "\n" for c in summary)
    assert len(summary) < 700


keys = ("cells", "metadata", "nbformat", "assignment", "exercise", "kernelspec", "id")
leaves = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=5))
shaped = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(keys), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.tuples(st.binary(max_size=99), st.just(True)),
        st.tuples(shaped.map(lambda x: json.dumps(x).encode()), st.just(True)),
        st.tuples(shaped.map(lambda x: changed(metadata=x)), st.just(False)),
    )
)
def test_look_survives_anything(tmp_path_factory, case):
    data, is_broken = case
    path = tmp_path_factory.getbasetemp() / "anything.ipynb"
    path.write_bytes(data)
    assert bool(look(path).broken) is is_broken
