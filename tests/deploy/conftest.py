"""One classroom for all tests of a run, and who is in it."""

import pytest

from tests.deploy import browsing, classroom

MINUTE = 60_000


@pytest.fixture(scope="session")
def room(tmp_path_factory):
    """Start the classroom: one machine's as root, else the trial."""
    if not classroom.hub.PROXY.exists():
        pytest.skip("no configurable-http-proxy: run `make setup`")
    folder = tmp_path_factory.mktemp("classroom")
    is_machine = classroom.can_be_machine()
    with classroom.running(folder, is_machine=is_machine) as room:
        yield room


@pytest.fixture(scope="session")
def enter(chromium, room):
    """Return a function that opens a window of somebody who is not logged in yet."""
    contexts = []

    def window():
        context = chromium.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(2 * MINUTE)
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def labs(enter, room):
    """Return the JupyterLabs of two students, who have come at the same time."""
    pages = {}
    for name in classroom.STUDENTS:
        pages[name] = enter()
        browsing.log_in(pages[name], room.address, name, room.passwords[name])
    for page in pages.values():
        page.get_by_role("heading", name="Mathematics of Deep Learning").wait_for()
    return pages


@pytest.fixture(scope="session")
def student(labs):
    """Return the JupyterLab of a student, at the start page."""
    return labs["student1"]


@pytest.fixture(scope="session")
def other(labs):
    """Return the JupyterLab of another student."""
    return labs["student2"]


@pytest.fixture(scope="session")
def grading(enter, room):
    """Return the formgrader, as an instructor comes to it from the hub's first page."""
    page = enter()
    password = room.passwords["instructor"]
    browsing.log_in(page, room.address, "instructor", password, "/hub/home")
    page.locator("#formgrader").click()
    page.locator("#start").click()
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("link", name="Add new assignment").wait_for()
    return page
