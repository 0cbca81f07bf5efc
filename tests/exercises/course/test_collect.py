"""Collecting honest work: whose it is, what counts, and that nothing is lost."""

import datetime as dt

import pytest
from handed_in import (
    STUDENTS,
    WEEK1,
    digests,
    exchange,
    kept,
    lay,
    notebook,
    pack,
    state,
)

from exercises.course.collect import collect
from exercises.course.keep import CollectError


def whats(done, minor=None):
    return sorted(p.what for p in done.problems if minor in (None, p.minor))


def run(tmp_path, *sources, roster=STUDENTS, **more):
    return collect(sources, WEEK1, roster, tmp_path / "submitted", **more)


def bytes_of(done):
    return {s.student: s.path.read_bytes() for s in done.submissions}


@pytest.mark.parametrize(
    "name",
    [
        "ada.ipynb",
        "week1_ada.ipynb",
        "ada-week1.ipynb",
        "ADA_Week1 (1).ipynb",
        "ada/week1.ipynb",
        "ada/week1/week1.ipynb",
        "week1/ada/week1.ipynb",
        "ada.l@x.org/week1.ipynb",
        "ada.l_week1.ipynb",
        "Lovelace, Ada/solution.ipynb",
        "Ada Lovelace - Week 01.ipynb",
        "deep/down/ada/and/further/week1.ipynb",
        "Ada Lovelace_501_assignsubmission_file_/my work.ipynb",
        "Ada Lovelace_501_assignsubmission_file/sub/week1.ipynb",
        "Ada Lovelace_501_assignsubmission_file_week1.ipynb",
        "Participant_501_assignsubmission_file_/week1.ipynb",
        "lovelaceada_LATE_11_9001_week1.ipynb",
        "lovelaceada_11_9001_my_home_work-2.ipynb",
        "LATE_anon_11_9001_week1.ipynb",
        "ada+week1+2026-12-01 10:00:00.000000 UTC+abcdefghijkl/week1.ipynb",
    ],
)
def test_file_is_the_students_whom_its_name_names(tmp_path, name):
    data = notebook("work")
    done = run(tmp_path, lay(tmp_path / "in", {name: data}))
    assert bytes_of(done) == {"ada": data}
    assert done.submissions[0].path == tmp_path / "submitted/ada/week1/week1.ipynb"
    assert name in done.submissions[0].origin
    assert whats(done, minor=False) == []
    zipped = collect(
        [pack(tmp_path / "in.zip", {name: data})], WEEK1, STUDENTS, tmp_path / "again"
    )
    assert bytes_of(zipped) == {"ada": data}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Bob OBrien_9_assignsubmission_file_/week1.ipynb", "bob"),
        ("obrienbob_7_8_week1.ipynb", "bob"),
        ("müllerzoë_7_8_week1.ipynb", "zoe"),
        ("mullerzoe_7_8_week1.ipynb", "zoe"),
        ("anon_x7Yz2_8_week1.ipynb", "zoe"),
        ("Zoe_Mueller.ipynb", "zoe"),
        ("王 伟_9_assignsubmission_file_/week1.ipynb", "wei"),
        ("王伟_7_8_week1.ipynb", "wei"),
        ("Sam Lee_504_assignsubmission_file_/week1.ipynb", "sam1"),
    ],
)
def test_names_are_matched_without_accents_and_in_other_alphabets(
    tmp_path, name, student
):
    done = run(tmp_path, pack(tmp_path / "in.zip", {name: notebook()}))
    assert [s.student for s in done.submissions] == [student]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Sam Lee_9_assignsubmission_file_/week1.ipynb", "ambiguous student"),
        ("leesam_7_8_week1.ipynb", "ambiguous student"),
        ("Bob OBrien_501_assignsubmission_file_/week1.ipynb", "ambiguous student"),
        ("ada_and_bob.ipynb", "ambiguous student"),
        ("eve.ipynb", "unknown student"),
        ("week1.ipynb", "unknown student"),
        (
            "eve+week1+2026-12-01 10:00:00.0 UTC+abcdefghijkl/week1.ipynb",
            "unknown student",
        ),
        ("Group A_44_assignsubmission_file_/week1.ipynb", "unknown student"),
    ],
)
def test_doubtful_student_is_reported_and_the_file_is_set_aside(tmp_path, name, what):
    data = notebook()
    done = run(tmp_path, lay(tmp_path / "in", {name: data}))
    assert done.submissions == []
    assert whats(done) == [what]
    assert done.needs_attention
    assert [p.read_bytes() for p in done.set_aside] == [data]
    assert str(done.set_aside[0]) in done.problems[0].detail
    assert done.missing == sorted(STUDENTS)


def test_without_a_roster_the_name_decides(tmp_path):
    done = run(
        tmp_path,
        lay(
            tmp_path / "in",
            {
                "week1_eve.ipynb": notebook("1"),
                "kim/week1/week1.ipynb": notebook("2"),
                "Al Ba_7_assignsubmission_file_/x.ipynb": notebook("3"),
                "王 伟_9_assignsubmission_file_/x.ipynb": notebook("4"),
            },
        ),
        pack(tmp_path / "c.zip", {"doejo_1_22_x.ipynb": notebook("5")}),
        roster=None,
    )
    students = [s.student for s in done.submissions]
    assert students == ["al-ba_7", "doejo_1", "eve", "kim", "participant_9"]
    assert done.missing == []


def test_two_students_of_one_name_stay_two_without_a_roster(tmp_path):
    files = {
        f"Sam Lee_{n}_assignsubmission_file_/week1.ipynb": notebook(str(n))
        for n in (1, 2)
    }
    done = run(tmp_path, pack(tmp_path / "m.zip", files), roster=None)
    assert [s.student for s in done.submissions] == ["sam-lee_1", "sam-lee_2"]


def test_ids_that_differ_in_case_only_are_not_mixed_without_a_roster(tmp_path):
    files = {"Eve.ipynb": notebook("1"), "eve.ipynb": notebook("2")}
    done = run(tmp_path, lay(tmp_path / "in", files), roster=None)
    assert done.submissions == []
    assert whats(done) == ["ambiguous student"] * 2
    assert digests(files.values()) <= kept(tmp_path / "submitted")


def test_exchange_takes_the_newest_and_keeps_the_earlier(tmp_path):
    old = exchange("ada", "2026-12-04 17:00:00.000000 UTC", "old")
    new = exchange("ada", "2026-12-04 18:30:00.500000 UTC", "new")
    other = exchange("ada", "2026-12-09 10:00:00.000000 UTC", "other", "week2")
    inbound = lay(tmp_path / "exchange/maths/inbound", {**new, **old, **other})
    done = run(tmp_path, inbound)
    (taken,) = done.submissions
    assert taken.path.read_bytes() == notebook("new")
    assert taken.submitted == dt.datetime(2026, 12, 4, 18, 30, 0, 500000, dt.UTC)
    assert taken.late == dt.timedelta(minutes=30, microseconds=500000)
    assert whats(done, minor=True) == ["duplicate", "late"]
    assert not done.needs_attention
    assert len(done.passed_over) == 3
    assert digests([*old.values(), *new.values()]) <= kept(tmp_path / "submitted")
    home = tmp_path / "submitted/ada/week1"
    assert (home / "timestamp.txt").read_text() == "2026-12-04 18:30:00.500000 UTC"
    assert sorted(p.name for p in home.iterdir()) == [
        "submission_secret.txt",
        "timestamp.txt",
        "week1.ipynb",
    ]


def test_what_is_collected_is_nbgraders_layout(tmp_path):
    coursedir = pytest.importorskip("nbgrader.coursedir")
    inbound = lay(
        tmp_path / "in", exchange("ada", "2026-12-04 18:30:00.500000 UTC", "x")
    )
    run(tmp_path, inbound)
    course = coursedir.CourseDirectory(root=str(tmp_path))
    path = course.format_path(course.submitted_directory, "ada", "week1")
    stamp = course.get_existing_timestamp(path)
    assert stamp == dt.datetime(2026, 12, 4, 18, 30, 0, 500000)


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        ("2026-12-04 10:00:00.000000 UTC", 10),
        ("2026-12-04 10:00:00", 10),
        ("2026-12-04 10:00:00.000000 +0200", 8),
        ("2026-12-04 10:00:00.000000 CET", 9),
        ("2026-12-04 10:00:00.000000 Europe/Berlin", 9),
    ],
)
def test_nbgraders_timestamps_are_read_with_their_zones(tmp_path, stamp, hour):
    files = {"ada/week1/week1.ipynb": notebook(), "ada/week1/timestamp.txt": stamp}
    done = run(tmp_path, lay(tmp_path / "in", files))
    assert done.submissions[0].submitted == dt.datetime(
        2026, 12, 4, hour, tzinfo=dt.UTC
    )


def test_two_stories_about_a_time_are_reported_and_the_later_counts(tmp_path):
    files = exchange("ada", "2026-12-05 10:00:00.000000 UTC", "x")
    stamp = next(name for name in files if name.endswith("timestamp.txt"))
    files[stamp] = b"2026-12-01 10:00:00.000000 UTC"
    done = run(tmp_path, lay(tmp_path / "in", files))
    assert done.submissions[0].late == dt.timedelta(hours=16)
    assert whats(done, minor=False) == ["timestamp"]
    assert digests(files.values()) <= kept(tmp_path / "submitted")
    again = run(tmp_path, tmp_path / "in")
    assert again.submissions == done.submissions


def test_a_students_own_timestamp_file_is_not_believed(tmp_path):
    folder = "Ada Lovelace_501_assignsubmission_file_"
    files = {
        f"{folder}/week1.ipynb": notebook(),
        f"{folder}/timestamp.txt": b"2026-12-01 10:00:00 UTC",
    }
    done = run(tmp_path, pack(tmp_path / "m.zip", files))
    assert done.submissions[0].submitted is None
    assert done.untimed == ["ada"]
    assert "Nothing tells when 1 notebook came" in done.summary()


def test_canvas_says_who_is_late_and_which_upload_is_the_newest(tmp_path):
    files = {
        "lovelaceada_11_9001_week1.ipynb": notebook("old"),
        "lovelaceada_LATE_11_9010_week1-1.ipynb": notebook("new"),
        "obrienbob_7_9005_week1.ipynb": notebook("bob"),
    }
    done = run(tmp_path, pack(tmp_path / "c.zip", files))
    late = {s.student: s.late for s in done.submissions}
    assert late == {"ada": dt.timedelta(0), "bob": None}
    assert bytes_of(done)["ada"] == notebook("new")
    assert whats(done) == ["duplicate", "late"]
    assert not done.needs_attention
    assert done.untimed == []
    assert "ada, late, by how much is not known" in done.summary()


def test_times_of_entries_are_not_those_of_handing_in(tmp_path):
    moodle = {"Ada Lovelace_501_assignsubmission_file_/week1.ipynb": notebook("a")}
    plain = {"bob.ipynb": notebook("b")}
    sources = [pack(tmp_path / "m.zip", moodle), pack(tmp_path / "p.zip", plain)]
    done = run(tmp_path, *sources)
    assert [s.submitted for s in done.submissions] == [None, None]
    done = collect(sources, WEEK1, STUDENTS, tmp_path / "2", times="mtime")
    ada, bob = done.submissions
    assert ada.submitted is None
    assert bob.submitted is not None
    assert abs(bob.submitted.timestamp() - sources[1].stat().st_mtime) < 5


def test_notebooks_of_unknown_order_are_for_the_teacher_to_decide(tmp_path):
    files = {"ada.ipynb": notebook("1"), "week1_ada.ipynb": notebook("2")}
    done = run(tmp_path, lay(tmp_path / "in", files))
    assert whats(done, minor=False) == ["duplicate"]
    assert digests(files.values()) <= kept(tmp_path / "submitted")


def test_same_bytes_twice_are_one_submission_as_early_as_the_first(tmp_path):
    early = exchange("ada", "2026-12-04 17:00:00.000000 UTC", "x")
    late = {
        name.replace("17:00", "19:00"): data.replace(b"17:00", b"19:00")
        for name, data in early.items()
    }
    done = run(tmp_path, lay(tmp_path / "in", {**early, **late}))
    assert [s.late for s in done.submissions] == [None]
    assert whats(done) == ["duplicate", "not a notebook"]
    assert digests([*early.values(), *late.values()]) <= kept(tmp_path / "submitted")


def test_running_again_changes_nothing(tmp_path):
    sources = [
        lay(
            tmp_path / "in",
            {
                **exchange("ada", "2026-12-04 17:00:00.000000 UTC", "1"),
                **exchange("ada", "2026-12-04 18:30:00.000000 UTC", "2"),
                **exchange("eve", "2026-12-04 18:30:00.000000 UTC", "3"),
                "bob.ipynb": notebook("4"),
                "bob_week1.ipynb": notebook("5"),
                "zoe/week1.pdf": b"%PDF",
            },
        ),
        pack(tmp_path / "m.zip", {"wei.ipynb": notebook("6"), "x/../y": b"7"}),
    ]
    first = run(tmp_path, *sources)
    before = state(tmp_path / "submitted")
    for order in (sources, sources[::-1], sources):
        again = run(tmp_path, *order)
        assert state(tmp_path / "submitted") == before
        assert bytes_of(again) == bytes_of(first)
        assert whats(again) == whats(first)
        assert again.summary().count("\n") == first.summary().count("\n")


def test_later_download_replaces_the_earlier_which_is_kept(tmp_path):
    name = "Ada Lovelace_501_assignsubmission_file_/week1.ipynb"
    monday = pack(tmp_path / "monday.zip", {name: notebook("monday")})
    friday = pack(tmp_path / "friday.zip", {name: notebook("friday")})
    run(tmp_path, monday)
    done = run(tmp_path, friday)
    assert bytes_of(done) == {"ada": notebook("friday")}
    assert whats(done) == ["duplicate"]
    assert not done.needs_attention
    assert done.superseded[0].read_bytes() == notebook("monday")
    assert "superseded/ada" in str(done.superseded[0])
    assert bytes_of(run(tmp_path, monday)) == {"ada": notebook("friday")}
    assert bytes_of(run(tmp_path, monday, friday)) == {"ada": notebook("friday")}


def test_what_nbgrader_had_collected_is_not_overwritten_unseen(tmp_path):
    lay(tmp_path / "submitted", {"ada/week1/week1.ipynb": notebook("by nbgrader")})
    inbound = exchange("ada", "2026-12-04 17:00:00.000000 UTC", "new")
    done = run(tmp_path, lay(tmp_path / "in", inbound))
    assert bytes_of(done) == {"ada": notebook("new")}
    assert digests([notebook("by nbgrader")]) <= kept(tmp_path / "submitted/_week1")
    assert whats(done) == ["duplicate"]
    assert done.needs_attention


def test_a_notebook_that_the_teacher_put_there_counts(tmp_path):
    source = lay(tmp_path / "in", {"ada.ipynb": notebook("first")})
    run(tmp_path, source)
    lay(tmp_path / "submitted", {"ada/week1/week1.ipynb": notebook("by hand")})
    assert bytes_of(run(tmp_path, source)) == {"ada": notebook("by hand")}
    assert digests([notebook("first")]) <= kept(tmp_path / "submitted/_week1")


def test_other_weeks_do_not_mix(tmp_path):
    files = {"ada/week2/week2.ipynb": notebook("2", name="week2", ids=("svd-rank",))}
    done = run(tmp_path, lay(tmp_path / "in", {**files, "ada.ipynb": notebook("1")}))
    assert bytes_of(done) == {"ada": notebook("1")}
    assert len(done.passed_over) == 1
    assert "Passed over: 1 file of other assignments" in done.summary()


WRONG = {"name": "week2", "ids": ("svd-full-rank",)}


@pytest.mark.parametrize(
    ("name", "data", "is_taken", "problems"),
    [
        ("ada_week2.ipynb", notebook(), True, ["wrong name"]),
        ("ada_week2.ipynb", notebook(name="", ids=()), False, ["wrong name"]),
        ("ada_week2.ipynb", notebook(**WRONG), False, ["wrong name"]),
        ("ada/homework.ipynb", notebook(**WRONG), False, ["wrong name"]),
        ("ada/homework.ipynb", notebook(name="", ids=()), True, ["wrong name"]),
        ("ada/homework.ipynb", b"{", True, ["broken"]),
        ("ada/week1.ipynb", notebook(**WRONG), True, ["wrong content"]),
        ("ada/week1.ipynb.txt", notebook(), True, []),
        ("ada/week1.ipynb", notebook(student="bob"), True, ["other author"]),
        ("ada/week1.ipynb", notebook(student="ada"), True, []),
    ],
)
def test_name_and_content_that_do_not_fit(tmp_path, name, data, is_taken, problems):
    done = run(tmp_path, lay(tmp_path / "in", {name: data}))
    assert bytes_of(done) == ({"ada": data} if is_taken else {})
    assert whats(done) == problems
    assert digests([data]) <= kept(tmp_path / "submitted")


def test_draft_beside_the_right_name_is_set_aside(tmp_path):
    folder = "Ada Lovelace_501_assignsubmission_file_"
    files = {
        f"{folder}/week1.ipynb": notebook("right"),
        f"{folder}/draft.ipynb": notebook("draft", name="", ids=()),
        f"{folder}/data.csv": b"1,2",
        f"{folder}/.ipynb_checkpoints/week1-checkpoint.ipynb": notebook("older"),
        "__MACOSX/._week1.ipynb": b"\0\5\x16\7",
    }
    done = run(tmp_path, pack(tmp_path / "m.zip", files))
    assert bytes_of(done) == {"ada": notebook("right")}
    assert whats(done) == ["not a notebook"] * 3 + ["wrong name"]
    assert not done.needs_attention
    assert digests(files.values()) <= kept(tmp_path / "submitted")


def test_a_student_whose_only_file_is_no_notebook_is_for_the_teacher(tmp_path):
    files = {
        "Ada Lovelace_501_assignsubmission_file_/week1.pdf": b"%PDF",
        "Bob OBrien_9_assignsubmission_file_/all.zip": b"PK\3\4",
    }
    done = run(tmp_path, pack(tmp_path / "m.zip", files))
    assert whats(done, minor=False) == ["not a notebook"] * 2
    assert "an archive within; it was not opened" in done.problems[1].detail
    assert {"ada", "bob"} <= set(done.missing)


def test_same_bytes_from_two_students_are_told(tmp_path):
    files = {"ada.ipynb": notebook(), "bob.ipynb": notebook()}
    done = run(tmp_path, lay(tmp_path / "in", files))
    assert whats(done) == ["same bytes"]
    assert len(done.submissions) == 2


def test_every_file_is_accounted_for(tmp_path):
    files = {
        f"{folder}{name}": notebook(f"{folder}{name}")
        for folder in ("", "ada/", "ada/week1/", "eve/", "x/y/z/bob/")
        for name in ("week1.ipynb", "bob.ipynb", "data.csv", "timestamp.txt", "notes")
    }
    folder = lay(tmp_path / "in", files)
    canvas = {
        f"lovelaceada_11_{n}_week1-{n}.ipynb": notebook(f"c{n}") for n in range(5)
    }
    moodle = {
        f"{name}_{n}_assignsubmission_file_/{n}.ipynb": notebook(f"m{n}")
        for n, name in enumerate(["Ada Lovelace", "Eve", "Sam Lee", "Participant"])
    }
    sources = [folder, pack(tmp_path / "c.zip", canvas)]
    sources.append(pack(tmp_path / "m.zip", moodle))
    done = run(tmp_path, *sources)
    given = [*files.values(), *canvas.values(), *moodle.values()]
    assert digests(given) <= kept(tmp_path / "submitted")
    assert done.passed_over == []
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert digests(before.values()) == digests(files.values())


def test_single_notebooks_and_one_students_folder_are_sources(tmp_path):
    lay(tmp_path, {"ada/week1.ipynb": notebook("1"), "bob.ipynb": notebook("2")})
    lay(tmp_path, {"zoe/week1/week1.ipynb": notebook("3")})
    sources = [tmp_path / "ada/week1.ipynb", tmp_path / "bob.ipynb", tmp_path / "zoe"]
    assert sorted(bytes_of(run(tmp_path, *sources))) == ["ada", "bob", "zoe"]


def test_copies_below_a_source_are_not_collected_again(tmp_path):
    course = lay(tmp_path, {"ada.ipynb": notebook()})
    run(tmp_path, course)
    before = state(tmp_path / "submitted")
    assert whats(run(tmp_path, course)) == []
    assert state(tmp_path / "submitted") == before


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere", "there is no such file or folder"),
        ("submitted", "where the copies are kept"),
        ("submitted/ada", "where the copies are kept"),
    ],
)
def test_impossible_sources_are_named(tmp_path, source, message):
    (tmp_path / "submitted/ada").mkdir(parents=True)
    with pytest.raises(CollectError, match=message):
        run(tmp_path, tmp_path / source)
