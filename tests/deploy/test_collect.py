"""A submission counts for the student that it is vouched to be from."""

import os

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from deploy.jupyterhub.collect import OwnSubmissions
from tools.house import environment

COURSE = "deep-math"
FIRST, LATER = "2026-03-01 10:00:00 UTC", "2026-03-02 10:00:00 UTC"


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """Return the inbox of an exchange; nbgrader calls programs of the environment."""
    monkeypatch.setenv("PATH", environment()["PATH"])
    inbox = tmp_path / "exchange" / COURSE / "inbound"
    inbox.mkdir(parents=True)
    return inbox


def put(place, student, time=FIRST, text="an answer"):
    """Hand in, as a student's program does."""
    folder = place / f"{student}+ps1+{time}+random"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(text)
    return folder


def collected(inbox, tmp_path):
    """Collect; return each student's text."""
    config = Config()
    config.Exchange.root = str(inbox.parents[1])
    config.CourseDirectory.root = str(tmp_path / "course")
    config.CourseDirectory.course_id = COURSE
    config.CourseDirectory.assignment_id = "ps1"
    (tmp_path / "course").mkdir(exist_ok=True)
    OwnSubmissions(coursedir=CourseDirectory(config=config), config=config).start()
    found = (tmp_path / "course" / "submitted").glob("*/ps1/ps1.ipynb")
    return {path.parts[-3]: path.read_text() for path in found}


def test_collect_takes_the_latest_of_each_student(inbox, tmp_path):
    put(inbox, "student1")
    put(inbox, "student1", LATER, "a better answer")
    put(inbox, "student2")
    assert collected(inbox, tmp_path) == {
        "student1": "a better answer",
        "student2": "an answer",
    }


def test_collect_takes_a_folder_of_the_inbox_for_its_student(inbox, tmp_path):
    put(inbox / "student1", "student1")
    put(inbox / "student2", "student1", LATER, "forged")
    assert collected(inbox, tmp_path) == {"student1": "an answer"}
    assert [path.name[:8] for path in (inbox / "student2").iterdir()] == ["refused."]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_collect_refuses_what_another_account_has_put_in(inbox, tmp_path):
    put(inbox, "student1")
    os.chown(put(inbox, "student1", LATER, "forged"), 54321, -1)
    assert collected(inbox, tmp_path)["student1"] == "an answer"


def test_collect_refuses_a_link_to_what_only_graders_can_read(inbox, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks")
    (put(inbox, "student1") / "data.txt").symlink_to(secret)
    put(inbox, "student2")
    assert collected(inbox, tmp_path) == {"student2": "an answer"}
