"""One submission: what is asked, what comes out, what the student is told."""

import json

import homework
import pytest
from homework import job

from exercises import bank
from exercises.check import reader_entropy
from exercises.course.assignment import from_source
from exercises.grade.grader import grade, hidden_entropy
from exercises.grade.record import from_dict
from exercises.model import BY_HAND, RIGHT, UNANSWERED, WON, WRONG

pytestmark = pytest.mark.box
EVERYTHING = 'seeds = "student"\n[points]\n' + "".join(
    f"{exercise.id} = 2\n" for exercise in bank.exercises()
)


def graded(boxes, assignment, book, student="ada"):
    data = book if isinstance(book, bytes) else homework.encode(book)
    return grade(job(assignment, data, student), boxes)


def mark(record, id):
    return next(mark for mark in record.marks if mark.id == id)


def week_with(week, id, source):
    book = homework.honest(week)
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == id:
            cell["source"] = source
    return book


@pytest.mark.parametrize("seeds", ["book", "assignment", "student"])
def test_right_answers_to_every_exercise_get_their_points(boxes, seeds):
    everything = from_source("all", EVERYTHING.replace("student", seeds))
    record = graded(boxes, everything, homework.honest(everything))
    checked = [m for m in record.marks if m.kind != "proof"]
    assert {m.status for m in checked} <= {RIGHT, WON}, checked
    assert all(m.earned == 2 for m in checked if m.status == RIGHT)
    assert record.events == ()


def test_untouched_notebook_gets_nothing(boxes):
    everything = from_source("all", EVERYTHING)
    record = graded(boxes, everything, homework.notebook(everything, {}))
    assert {m.status for m in record.marks} == {UNANSWERED}
    assert record.earned == 0


def test_wrong_answers_get_the_message_of_the_mistake(boxes, week):
    tail = "def tail(A, k):\n    return np.linalg.svd(A)[1][k:].sum()"
    record = graded(boxes, week, week_with(week, "svd-tail", tail))
    found = mark(record, "svd-tail")
    assert (found.status, found.earned) == (WRONG, 0)
    assert "You added the dropped singular values" in found.message
    assert found.hint
    assert "np.linalg.svd(A)" in found.answer
    assert record.earned == week.points - 3


def test_parts_of_an_answer_count(boxes, week):
    exercise = bank.get("divergence-both-ways")
    lines = homework.right_source(exercise, week.seed_for("ada")).split("\n")
    for second in ("\nD_UP = 7.0", ""):
        book = week_with(week, exercise.id, lines[0] + second)
        found = mark(graded(boxes, week, book), exercise.id)
        assert found.earned == pytest.approx(found.points / len(lines), abs=1e-3)
        assert "`D_UP`" in found.message


def test_a_function_right_only_on_the_inputs_of_check_is_wrong(boxes, week):
    exercise = bank.get("svd-tail")
    seed = week.seed_for("ada")
    task = exercise.task(seed, reader_entropy(exercise.id))
    table = [
        (list(call["A"].data), call["k"], want)
        for call, want in zip(task.calls, task.expected, strict=True)
    ]
    source = (
        f"TABLE = {table!r}\n\n\ndef tail(A, k):\n"
        "    for data, n, want in TABLE:\n"
        "        if n == k and np.allclose(A.ravel().tolist()[:1], data[:1]):\n"
        "            return want\n"
        "    return 0.5"
    )
    found = mark(graded(boxes, week, week_with(week, "svd-tail", source)), "svd-tail")
    assert found.status == WRONG
    assert "on an input that is not shown" in found.message
    assert "A =" not in found.message


def test_hidden_inputs_differ_by_secret_and_exercise():
    drawn = {hidden_entropy(s, id) for s in ("a", "b") for id in ("x-y", "x-z")}
    assert len(drawn) == 4


def test_an_answer_may_stand_in_several_cells(boxes, week):
    book = homework.honest(week)
    i = next(
        i
        for i, cell in enumerate(book["cells"])
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "svd-tail"
    )
    whole = book["cells"][i]["source"]
    book["cells"][i]["source"] = "size = 3"
    book["cells"].insert(i + 1, homework.cell("raise ValueError('a first try')"))
    book["cells"].insert(i + 2, homework.cell(whole))
    assert graded(boxes, week, book).earned == week.points


def test_an_answer_is_not_taken_from_the_exercise_before(boxes):
    both = from_source("both", "[points]\nsvd-by-hand = 1\nsvd-pinv-ones = 1\n")
    right = homework.right_source(bank.get("svd-pinv-ones"), None)
    book = homework.notebook(both, {"svd-by-hand": right, "svd-pinv-ones": ""})
    assert mark(graded(boxes, both, book), "svd-pinv-ones").status == UNANSWERED


def test_an_error_in_the_cell_is_told(boxes, week):
    book = week_with(week, "svd-tail", "def tail(A, k):\n    retrun 1")
    found = mark(graded(boxes, week, book), "svd-tail")
    assert found.status == WRONG
    assert "SyntaxError" in found.message


def test_a_deleted_answer_cell_is_told(boxes, week):
    book = homework.honest(week)
    book["cells"] = [c for c in book["cells"] if "tail" not in c["source"]]
    found = mark(graded(boxes, week, book), "svd-tail")
    assert found.status == UNANSWERED
    assert "no cell for this answer" in found.message


def test_answers_are_found_without_any_metadata(boxes, week):
    book = homework.honest(week)
    for cell in book["cells"]:
        cell["metadata"] = {}
    assert graded(boxes, week, book).earned == week.points


def test_a_chapter_with_its_check_cells_can_be_graded(boxes, week):
    book = homework.honest(week)
    cells, merged = book["cells"], []
    for cell in cells:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if id.endswith("-check"):
            merged[-1]["source"] += "\n\n" + cell["source"]
            meta = {"exercise": {"id": id.removesuffix("-check"), "part": "check"}}
            merged[-1]["metadata"] = meta
        else:
            merged.append(cell)
    book["cells"] = merged
    assert graded(boxes, week, book).earned == week.points


def test_forbidden_functions_are_found_behind_names(boxes):
    own = """
from exercises.bank import Bank
from exercises.kinds import Code
bank = Bank("own")
bank.add(Code(id="own-rank", title="Rank", difficulty=1, statement="Rank?",
    starter="def rank(A):\\n    return ...", forbidden=("matrix_rank",),
    inputs=lambda rng: {"A": rng.normal(size=(3, 2))}, reference=lambda A: 2,
    hint="Count.", solution="Count.", wrong=[]))
"""
    task = from_source("own", 'bank = "own.py"\n[points]\nown-rank = 1\n', own)
    honest = "def rank(A):\n    return 2"
    assert graded(boxes, task, homework.notebook(task, {"own-rank": honest})).earned
    for source in (
        "def rank(A):\n    return int(np.linalg.matrix_rank(A))",
        "from numpy.linalg import matrix_rank as count\n\n\n"
        "def rank(A):\n    return int(count(A))",
        "def rank(A):\n    return int(getattr(np.linalg, 'matrix_rank')(A))",
        "helper = np.linalg.matrix_rank\n\n\ndef rank(A):\n    return int(helper(A))",
    ):
        book = homework.notebook(task, {"own-rank": source})
        found = graded(boxes, task, book).marks[0]
        assert found.status == WRONG, source
        assert "forbids" in found.message


def test_a_proof_waits_for_its_reader(boxes):
    task = from_source("proofs", "[points]\nsvd-nuclear = 5\nsvd-pinv-ones = 1\n")
    right = homework.right_source(bank.get("svd-pinv-ones"), None)
    text = "Let $A$ be given. **Then** it follows."
    book = homework.notebook(task, {"svd-nuclear": text, "svd-pinv-ones": right})
    record = graded(boxes, task, book)
    found = mark(record, "svd-nuclear")
    assert (found.status, found.earned, found.answer) == (BY_HAND, None, text)
    assert record.earned == 1
    assert not record.is_complete


def test_a_record_survives_json(boxes, week):
    record = graded(boxes, week, homework.honest(week))
    assert from_dict(json.loads(json.dumps(record.to_dict()))) == record


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JSON"),
        (b'{"cells": [', "no JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "no notebook"),
        (b"{}", "without cells"),
        (b'{"cells": {}}', "without cells"),
        (b'{"cells": [' + b"{}," * 5_000 + b"{}]}", "more than 2000"),
    ],
)
def test_what_is_no_notebook_is_told(boxes, week, data, why):
    record = graded(boxes, week, data)
    assert why in record.trouble
    assert record.earned == 0
    assert all("could not be read" in m.message for m in record.marks)


def test_other_encodings_and_old_notebooks_are_read(boxes, week):
    book = homework.honest(week)
    book["cells"].insert(0, homework.cell("# déjà vu"))
    text = json.dumps(book, ensure_ascii=False)
    for data in (text.encode("utf-16"), text.encode("utf-8-sig")):
        assert graded(boxes, week, data).earned == week.points
    record = graded(boxes, week, text.encode("latin-1"))
    assert record.earned == week.points
    assert any("not UTF-8" in event.detail for event in record.events)
    old = {"worksheets": [{"cells": book["cells"]}], "metadata": {}, "nbformat": 3}
    assert graded(boxes, week, old).earned == week.points


def test_hidden_inputs_are_not_told_by_a_later_cell(boxes, week):
    tail = homework.right_source(bank.get("svd-tail"), None)
    spy = f"seen = []\n{tail}\n_tail = tail\ndef tail(A, k):\n    seen.append(A)\n"
    source = spy + "    return _tail(A, k)"
    book = week_with(week, "svd-tail", source)
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "svd-pinv-product":
            cell["source"] = "raise RuntimeError(f'saw {len(seen)}: {seen[-1][0, 0]}')"
    record = graded(boxes, week, book)
    assert mark(record, "svd-tail").status == RIGHT
    said = mark(record, "svd-pinv-product").message
    shown = bank.get("svd-tail").task(week.seed_for("ada"), reader_entropy("svd-tail"))
    assert f"saw {len(shown.calls)}: {shown.calls[-1]['A'].data[0]}" in said
