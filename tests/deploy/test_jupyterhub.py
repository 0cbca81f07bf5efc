"""The classroom, driven as a class does: who gets in, sees what, is kept out."""

import re

import nbformat
import pytest

from tests.deploy.browsing import log_in, press, run
from tests.deploy.classroom import COURSE, GRADER
from tools import lab
from tools.house import ROOT

pytestmark = pytest.mark.browser
CHAPTERS = [path for _, paths in lab.chapters() for path in paths]
FORMGRADER = f"/user/{GRADER}/formgrader/manage_assignments"
WRITE = f"""
import pathlib, nbformat
source = pathlib.Path.home() / "{COURSE}" / "source" / "ps1"
source.mkdir(parents=True)
note = {{"grade": True, "grade_id": "proof", "locked": False, "points": 3,
         "schema_version": 3, "solution": True, "task": False}}
cell = nbformat.v4.new_markdown_cell("Prove it.", metadata={{"nbgrader": note}})
nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source / "ps1.ipynb")
"""
FORGE = f"""
import os, pathlib
inbox = pathlib.Path(os.environ["CLASSROOM_EXCHANGE"], "{COURSE}", "inbound")
forged = inbox / "student1+ps1+2099-01-01 00:00:00 UTC+x"
forged.mkdir()
(forged / "ps1.ipynb").write_text("not the work of student1")
forged.chmod(0o777)
print("forged")
"""
COLLECTED = f"""
import pathlib
for path in sorted(pathlib.Path.home().glob("{COURSE}/submitted/*/ps1/ps1.ipynb")):
    print(path.parts[-3], path.read_text())
"""


def answer(page, room, path):
    """Return the status with which the classroom answers the owner of a page."""
    response = page.context.request.get(f"{room.address}{path}")
    return response.status


def machine_only(room):
    """Leave out what the trial, with one account for all, cannot promise."""
    if not room.is_machine:
        pytest.skip("accounts of a machine need root, bubblewrap and useradd")


@pytest.mark.parametrize(
    ("name", "password"),
    [("student1", "not the password"), (GRADER, None), ("outsider", None)],
)
def test_who_does_not_belong_is_refused(room, enter, name, password):
    page = enter()
    log_in(page, room.address, name, password or room.passwords[name])
    page.locator(".login_error").wait_for()
    assert "Invalid username or password" in page.locator(".login_error").inner_text()
    page.goto(f"{room.address}/hub/home")
    assert "/hub/login" in page.url


def test_student_opens_a_chapter_and_runs_a_cell(student):
    chapter = CHAPTERS[0]
    student.get_by_role("link", name=lab.title(chapter)).click()
    student.locator(".jp-Notebook .jp-Cell").first.wait_for()
    student.locator(".jp-Notebook .jp-Cell").first.click()
    student.keyboard.press("Escape")
    student.keyboard.press("a")
    student.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
    code = "from mathlib import linalg; print(linalg.pinv([[2.0]]) + 41)"
    student.keyboard.insert_text(code)
    student.keyboard.press("Shift+Enter")
    output = student.locator(".jp-Notebook .jp-OutputArea-output")
    output.filter(has_text="[[41.5]]").wait_for()


def test_the_chapters_are_the_students_own_and_their_pictures_are_trusted(student):
    code = f"""
import nbformat, pathlib
from nbformat.sign import NotebookNotary
path = pathlib.Path.home() / "book" / "{CHAPTERS[-1].relative_to(ROOT / "notebooks")}"
print(NotebookNotary().check_signature(nbformat.read(path, 4)))
from exercises import check
print(check.__name__)
"""
    assert run(student, code) == "True\ncheck"


def test_student_has_the_assignment_list_and_not_the_formgrader(student):
    student.get_by_role("menuitem", name="Nbgrader").click()
    items = student.locator(".lm-Menu-content").last.get_by_role("menuitem")
    assert [text.strip() for text in items.all_inner_texts()] == ["Assignment List"]
    student.keyboard.press("Escape")


def test_instructor_sees_the_formgrader_and_a_student_is_refused(
    room, grading, student
):
    assert grading.locator("h1").last.inner_text() == "Manage Assignments"
    assert answer(grading, room, FORMGRADER) == 200
    assert answer(student, room, FORMGRADER) == 403
    assert answer(student, room, f"/hub/spawn/{GRADER}") == 404
    assert answer(student, room, f"/user/{GRADER}/api/contents") == 403
    home = student.context.new_page()
    home.goto(f"{room.address}/hub/home")
    home.get_by_role("heading", name="JupyterHub home page").wait_for(state="attached")
    assert home.locator("#formgrader").count() == 0


def test_student_cannot_reach_another_students_server(room, student, other):
    assert answer(other, room, "/user/student2/api/contents") == 200
    assert answer(student, room, "/user/student2/api/contents") == 403
    assert answer(student, room, "/user/student2/lab") == 403
    assert answer(student, room, "/hub/api/users/student2") == 404
    assert answer(student, room, "/hub/api/users") == 403


def test_student_cannot_read_what_is_not_theirs(room, student, other, grading):
    machine_only(room)
    code = f"""
import os, pathlib
for place in ("/home/student2", "/home/{GRADER}", "/srv/classroom",
              "/srv/classroom/exchange/{COURSE}/inbound", "/home/student1"):
    try:
        print(len(os.listdir(place)) > 0)
    except PermissionError:
        print("refused")
for path in ("/home/{GRADER}/{COURSE}/gradebook.db", "/srv/classroom/cookie_secret",
             "/srv/classroom/jupyterhub.sqlite", "/etc/shadow"):
    try:
        open(path)
    except PermissionError:
        print("refused")
print(open(os.path.expanduser("~/mine"), "w").fileno() > 0)
print(oct(os.stat(os.path.expanduser("~/mine")).st_mode & 0o777))
"""
    answers = run(student, code).split("\n")
    assert answers == ["refused"] * 4 + ["True"] + ["refused"] * 4 + ["True", "0o600"]


def test_kernels_do_not_speak_where_others_listen(room, student):
    machine_only(room)
    code = """
import json, os, pathlib
from ipykernel.connect import get_connection_info
info = json.loads(get_connection_info())
print(info["transport"], info["ip"].startswith(str(pathlib.Path.home())))
"""
    assert run(student, code) == "ipc True"


def test_students_work_is_limited(room, student):
    machine_only(room)
    code = (
        "import resource as r; print(*map(r.getrlimit, (r.RLIMIT_AS, r.RLIMIT_NPROC)))"
    )
    memory = 4 * 2**30
    assert run(student, code) == f"({memory}, {memory}) (1000, 1000)"


def test_an_assignment_is_released_handed_in_and_collected(
    room, grading, student, other
):
    assert run(grading, WRITE) == ""
    for button in ("assign", "release"):
        report = press(grading, "ps1", button)
        assert report["success"], report
    student.get_by_role("menuitem", name="Nbgrader").click()
    student.get_by_role("menuitem", name="Assignment List").click()
    student.get_by_role("button", name="Fetch").click()
    submit = student.get_by_role("button", name="Submit")
    submit.wait_for()
    work = f"""
import os, pathlib
os.chdir(pathlib.Path.home() / "{COURSE}" / "ps1")
text = pathlib.Path("ps1.ipynb").read_text()
pathlib.Path("ps1.ipynb").write_text(text.replace("YOUR ANSWER HERE", "By student1"))
print(text.count("YOUR ANSWER HERE"))
"""
    assert run(student, work) == "1"
    submit.click()
    student.get_by_text(re.compile(r"^\d{4}-\d\d-\d\d ")).first.wait_for()
    if room.is_machine:
        assert run(other, FORGE) == "forged"
    report = press(grading, "ps1", "collect")
    assert report["success"], report
    assert ("was put in by student2" in report["log"]) == room.is_machine
    collected = run(grading, COLLECTED)
    name, notebook = collected.split(" ", 1)
    assert name == "student1"
    cells = nbformat.reads(notebook, as_version=4).cells
    assert [cell.source for cell in cells] == ["By student1"]
