"""What is handed out is what the grader finds again."""

from collections import Counter

import lists
import pytest

from exercises.course import answers
from exercises.course.handout import student_notebook, text_of
from exercises.grade.box import Boxes
from exercises.grade.grader import Job, grade
from tools import bubblewrap

pytestmark = [
    pytest.mark.box,
    pytest.mark.skipif(bubblewrap.find() is None, reason="no bubblewrap works here"),
]


def statuses(week, notebook, boxes) -> Counter:
    source = tuple(sorted(week.source().items()))
    record = grade(Job(source, "secret", "ana", text_of(notebook).encode()), boxes)
    assert record.trouble == ""
    assert record.events == ()
    return Counter(mark.status for mark in record.marks)


@pytest.mark.parametrize("seeds", ["book", "student"])
def test_untouched_is_unanswered_and_the_teachers_answers_are_right(seeds):
    week = lists.everything(seeds)
    notebook = student_notebook(week, "ana" if seeds == "student" else "")
    regions = {i.id: answers.region(i, week.seed_for("ana")) for i in week.items}
    with Boxes(week.limits, warm=True) as boxes:
        n = len(week.items)
        assert statuses(week, notebook, boxes) == {"unanswered": n}
        for cell in notebook["cells"]:
            role = cell["metadata"].get("exercise", {})
            if role.get("part") == "answer":
                cell["source"] += regions[role["id"]]
        found = statuses(week, notebook, boxes)
    assert found.keys() == {"right", "won", "by hand"}
    assert found["by hand"] == sum(not i.exercise.is_checked for i in week.items)
