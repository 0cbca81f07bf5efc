"""The TOML file of an assignment: what it may hold, and how a mistake is told."""

import datetime as dt
import time

import pytest

from exercises import bank, render
from exercises.course.assignment import (
    Assignment,
    AssignmentError,
    Limits,
    from_source,
    load,
)

ONE = "[points]\nsvd-tail = 1\n"
OWN = """from exercises.bank import Bank
from exercises.kinds import Num
from exercises.model import Wrong

bank = Bank("own")
bank.add(
    Num(id="own-one", title="One", difficulty=1, statement="1?", answer=1,
        wrong=[Wrong(2, "No.")], hint="h", solution="1")
)
"""


def told(text: str, own: str = "") -> str:
    with pytest.raises(AssignmentError) as error:
        from_source("week1", text, own, "course/week1.toml")
    return str(error.value)


@pytest.fixture
def zone(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield dt.timedelta(hours=5, minutes=30)
    monkeypatch.undo()
    time.tzset()


def test_everything_that_may_be_said(tmp_path):
    text = (
        'title = "Week 1"\ndue = 2026-12-04T18:00:00+01:00\nseeds = "student"\n'
        "[limits]\nseconds = 2.5\nmemory = 512\n"
        '[points]\nsvd-pinv-ones = 2\n"svd-tail" = 2.5\n'
    )
    (tmp_path / "week1.toml").write_text(text)
    week = load(tmp_path / "week1.toml")
    assert (week.name, week.title, week.seeds) == ("week1", "Week 1", "student")
    assert [(i.id, i.points, i.own) for i in week.items] == [
        ("svd-pinv-ones", 2.0, False),
        ("svd-tail", 2.5, False),
    ]
    assert week.points == 4.5
    assert week.limits == Limits(seconds=2.5, memory=512)
    assert week.due is not None
    assert week.due.utcoffset() == dt.timedelta(hours=1)
    again = from_source(**week.source())
    assert again == week


def test_what_is_left_out_has_a_default():
    week = from_source("week1", ONE)
    assert (week.title, week.due, week.seeds) == ("week1", None, "book")
    assert week.limits == Limits()


@pytest.mark.parametrize(
    "text",
    [
        "points = {svd-tail = 1}",
        "points.svd-tail = 1",
        "[ points ]\nsvd-tail = 1 # a note",
        "\ufeff[points]\r\nsvd-tail = 1\r\n",
        "[points]\n'svd-tail' = 1",
    ],
)
def test_other_ways_to_write_toml(text, tmp_path):
    assert [item.id for item in from_source("week1", text).items] == ["svd-tail"]
    (tmp_path / "week1.toml").write_bytes(text.encode())
    assert load(tmp_path / "week1.toml").points == 1


def test_a_date_without_zone_is_one_of_this_machine(zone):
    week = from_source("week1", "due = 2026-12-04T18:00:00\n" + ONE)
    assert week.due == dt.datetime(2026, 12, 4, 18, 0, tzinfo=dt.timezone(zone))
    week = from_source("week1", "due = 2026-12-04\n" + ONE)
    assert week.due == dt.datetime(2026, 12, 4, 23, 59, 59, tzinfo=dt.timezone(zone))


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("[points]\nsvd-tial = 1", 2, "no exercise 'svd-tial'. Did you mean svd-tail"),
        ("[points]\nSVD-tail = 1", 2, "Did you mean svd-tail"),
        ("[points]\neigen-power = 1", 2, "no chapter 'eigen' has exercises; svd, div"),
        ("[points]\nsvd.tail = 1", 2, "write svd-tail = 2, not svd.tail"),
        (ONE + "svd-tail = 2", 3, "svd-tail stands twice (first in line 2); give its"),
        (ONE + '\n"svd-tail" = 2', 4, "svd-tail stands twice (first in line 2)"),
        (ONE + ONE, 3, "[points] stands twice (first in line 1)"),
        ("points = {svd-tail = 1, svd-tail = 2}", 1, "'svd-tail' stands twice"),
        ("due = 2026-12-04\ndue = 2026-12-05\n" + ONE, 2, "due stands twice (first in"),
        ("due = 4.12.2026\n" + ONE, 1, "4.12.2026 is no date (write 2026-12-04T18:00"),
        ("due = 2026-02-30\n" + ONE, 1, "2026-02-30 is no date"),
        ("due = 2026-12-04T25:00:00\n" + ONE, 1, "is no date"),
        ("due = 18:00:00\n" + ONE, 1, "18:00:00 is no date"),
        ("due = 5\n" + ONE, 1, "5 is no date"),
        ("due =\n" + ONE, 1, "nothing is no date"),
        ('due = "2026-12-04"\n' + ONE, 1, "write the date without quotes"),
        ("due = 0001-01-01T00:00:00+14:00\n" + ONE, 1, "is out of range"),
        ("[points]\nsvd-tail = 0", 2, "of svd-tail must be a number above 0, not 0"),
        ("[points]\nsvd-tail = -1", 2, "above 0, not -1"),
        ("[points]\nsvd-tail = nan", 2, "above 0, not nan"),
        ("[points]\nsvd-tail = inf", 2, "above 0, not inf"),
        ("[points]\nsvd-tail = 1e9", 2, "above 0, not 1000000000.0"),
        ("[points]\nsvd-tail = true", 2, "above 0, not true"),
        ('[points]\nsvd-tail = "2"', 2, 'above 0, not "2"'),
        ("[points]\nsvd-tail = [1]", 2, "above 0, not [1]"),
        ("[points]\nsvd-tail = two", 2, 'stands in quotes: svd-tail = "two"'),
        ("[points]\nsvd-tail: 2", 2, "write `=`, not `:`, in 'svd-tail: 2'"),
        (ONE + "due = 2026-12-04", 3, "`due` is no exercise: move it above [points]"),
        ('titel = "x"\n' + ONE, 1, "unknown 'titel'; did you mean title?"),
        ("xyz = 1\n" + ONE, 1, "unknown 'xyz'; known are title, due, seeds, bank"),
        ("[point]\nsvd-tail = 1", 1, "unknown [point]; did you mean points?"),
        ("title = Week 1\n" + ONE, 1, 'a text stands in quotes: title = "Week 1"'),
        ('title = "Week\n' + ONE, 1, "a quote is not closed"),
        ("title = 3\n" + ONE, 1, 'title must be a text in quotes, such as "Week 1"'),
        ('title = " "\n' + ONE, 1, "the title is empty"),
        (
            'seeds = "students"\n' + ONE,
            1,
            'one of "book", "assignment", "student"',
        ),
        ("seeds = true\n" + ONE, 1, "seeds must be a text in quotes"),
        ("bank = 3\n" + ONE, 1, "bank must be a text in quotes"),
        ("limits = 3\n" + ONE, 1, "limits must be a table, not 3"),
        ("[limits]\nsecond = 1\n" + ONE, 2, "unknown 'second'; did you mean seconds?"),
        ("[limits]\nseconds = nan\n" + ONE, 2, "seconds must be a number above 0"),
        ("[limits]\nseconds = true\n" + ONE, 2, "above 0, not true"),
        ("[limits]\nmemory = 1.5\n" + ONE, 2, "memory must be a whole number above 0"),
        ("points = 3", 1, "list the exercises and their points under [points]"),
        ("title = 'a'\n[points]\n", 2, "list the exercises and their points"),
        ("[points\nsvd-tail = 1", 1, "Expected ']'"),
        (
            'title = """a\nsvd-tail = 9\n"""\n# svd-tail = 9\n' + ONE[:-2] + "0",
            6,
            "not 0",
        ),
        ("[limits]\nseconds = 1\n[points]\nseconds = 1\n", 4, "There is no exercise"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line, why):
    message = told(text)
    assert message.startswith(f"course/week1.toml, line {line}: "), message
    assert why in message


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", 'title = "Week 1"\n'])
def test_a_file_without_points_is_told(text):
    assert told(text) == (
        "course/week1.toml: list the exercises and their points under [points]"
    )


@pytest.mark.parametrize("name", ["week 1", "wöche", ".week", "", "a+b", "x" * 61])
def test_a_name_that_is_no_folder_is_refused(name):
    with pytest.raises(AssignmentError, match="becomes the assignment's"):
        from_source(name, ONE)


def test_a_path_that_is_no_file_is_told(tmp_path):
    (tmp_path / "week2.toml").write_text(ONE)
    with pytest.raises(AssignmentError, match=r"no such file; it holds week2.toml"):
        load(tmp_path / "week1.toml")
    with pytest.raises(AssignmentError, match=r"this is a folder; it holds week2.toml"):
        load(tmp_path)
    with pytest.raises(AssignmentError, match=r"there is no such file$"):
        load(tmp_path / "none" / "week1.toml")
    (tmp_path / "week3.toml").write_bytes(ONE.encode("utf-16"))
    with pytest.raises(AssignmentError, match="save it as UTF-8"):
        load(tmp_path / "week3.toml")


# seeds


def test_seeds_are_those_of_the_book_the_assignment_or_the_student():
    by = {
        s: from_source("week1", f'seeds = "{s}"\n{ONE}')
        for s in ("book", "assignment", "student")
    }
    assert by["book"].seed_for("ana") is None
    assert by["assignment"].seed_for("ana") == by["assignment"].seed_for("bo")
    seeds = {by["student"].seed_for(f"s{n}") for n in range(1000)}
    assert len(seeds) == 1000
    assert all(isinstance(s, int) and 0 <= s < 2**31 for s in seeds)
    other: Assignment = from_source("week2", f'seeds = "student"\n{ONE}')
    assert other.seed_for("ana") != by["student"].seed_for("ana")


# exercises of a teacher's own


def test_own_exercises_are_found_beside_the_file(tmp_path):
    (tmp_path / "my").mkdir()
    (tmp_path / "my/own.py").write_text(OWN)
    (tmp_path / "week1.toml").write_text("bank = 'my/own.py'\n[points]\nown-one = 1")
    week = load(tmp_path / "week1.toml")
    assert [(item.id, item.own) for item in week.items] == [("own-one", True)]
    assert bank.part_of("own-one") == bank.OWN
    assert from_source(**week.source()).items[0].exercise is week.items[0].exercise


def test_own_exercises_can_be_edited_and_loaded_again():
    text = 'bank = "own.py"\n[points]\nown-one = 1'
    first = from_source("week1", text, OWN)
    second = from_source("week1", text, OWN.replace('"One"', '"Uno"'))
    assert first.items[0].exercise.title == "One"
    assert second.items[0].exercise.title == "Uno"
    assert render.heading(bank.get("own-one")).startswith("Uno")
    from_source("week1", text, OWN)
    assert render.heading(bank.get("own-one")).startswith("One")


def test_an_own_exercise_of_another_file_is_not_found():
    from_source("week1", 'bank = "own.py"\n[points]\nown-one = 1', OWN)
    assert 'is bank = "..." missing?' in told("[points]\nown-one = 1")


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (
            OWN.replace("own-one", "svd-tail"),
            "own.py, line 6: exercise 'svd-tail' (One)",
        ),
        (OWN + "bank.add(bank)\n", "own.py, line 10: TypeError: add takes an exercise"),
        (
            OWN + OWN.partition("bank = ")[2].partition("\n")[2],
            "line 10: exercise 'own-",
        ),
        (OWN + "1/0", "own.py, line 10: ZeroDivisionError: division by zero"),
        (OWN + "x = [1", "own.py, line 10: SyntaxError: '[' was never closed"),
        (OWN + "raise SystemExit", "own.py, line 10: SystemExit: no message"),
        (OWN + "import nowhere_else", "own.py, line 10: ModuleNotFoundError"),
        (
            OWN.replace("difficulty=1", "difficulty=4"),
            "own.py, line 7: exercise 'own-one': difficulty must be 1, 2 or 3",
        ),
        (
            OWN.replace("difficulty", "dificulty"),
            "own.py, line 7: TypeError: Num.__init__() got",
        ),
        ("x = 1\n", "own.py: it adds no exercise"),
    ],
)
def test_a_mistake_in_the_own_file_is_told_with_both_lines(own, why):
    message = told('title = "a"\nbank = "own.py"\n[points]\nown-one = 1', own)
    assert message.startswith("course/week1.toml, line 2: your exercises: own.py")
    assert why in message
    assert "own-one" not in [e.id for e in bank.exercises()]


def test_a_broken_own_file_changes_nothing():
    before = [e.id for e in bank.exercises()]
    told('bank = "own.py"\n[points]\nown-two = 1', OWN.replace("one", "two") + "1/0")
    assert [e.id for e in bank.exercises()] == before
    with pytest.raises(KeyError):
        bank.get("own-two")


def test_an_own_file_may_define_classes():
    own = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        + OWN
        + "@dataclass\nclass Point:\n    x: float = 0.0\n"
    )
    assert from_source("week1", 'bank = "own.py"\n[points]\nown-one = 1', own)


@pytest.mark.parametrize(
    ("name", "why"), [("none.py", "no such file"), (".", "folder")]
)
def test_a_bank_that_is_no_file_is_told(tmp_path, name, why):
    (tmp_path / "week1.toml").write_text(f'title = "a"\nbank = "{name}"\n{ONE}')
    with pytest.raises(AssignmentError) as error:
        load(tmp_path / "week1.toml")
    assert "week1.toml, line 2: " in str(error.value)
    assert why in str(error.value)
