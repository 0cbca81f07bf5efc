"""An assignment, records of it, and a student who attacks the reports."""

import datetime as dt
import html.parser
from pathlib import Path

from exercises import bank
from exercises.course import assignment as assignments
from exercises.course.roster import Student
from exercises.course.submission import Submission
from exercises.grade.record import Event, Mark, Record

PROOF = "divergence-js-coin"
TOML = f"""
title = "Week 1: singular values, $A = U\\\\Sigma V^\\\\top$"
due = 2026-12-04T18:00:00+01:00
seeds = "student"

[points]
svd-pinv-ones = 2
divergence-both-ways = 1.5
{PROOF} = 5
"""
DUE = dt.datetime.fromisoformat("2026-12-04T18:00:00+01:00")
HINT = "Is $A^\\top = A$?"
HOSTILE = (
    "</style><script>window.hacked = 1; fetch('http://evil.example/a')</script>\n"
    "<img src='http://evil.example/b' onerror='window.hacked = 2'>\n"
    "[x](javascript:window.hacked=3) <a href='javascript:window.hacked=4'>click</a>\n"
    "![](http://evil.example/c.png)\n"
    "&lt;script&gt; &#60;script&#62;window.hacked=5&#60;/script&#62; \"quoted\" 'too'\n"
    "</pre></details></section></main><iframe srcdoc='<script>top.hacked=6</script>'>\n"
    "\u202eright to left\u202c \x00 \x1b[31m \ufeff \u2028 \ud800 half\n"
    "$a <img src=x onerror=window.hacked=7> b$ \\href{javascript:window.hacked=8}{x}\n"
    "# " + PROOF + "\n\n```mermaid\n<script>window.hacked=9</script>\n```\n"
    "<base href='http://evil.example/'><meta http-equiv=refresh content='0;url=http://e'>"
    "<svg onload=window.hacked=10><style>* { display: none }</style>]]>--><!--\n"
)


def mark(id, points, earned, status, **more):
    """Return a mark whose title is the bank's."""
    exercise = bank.get(id)
    return Mark(id, exercise.title, exercise.kind, points, earned, status, **more)


def record(student, earned=(2.0, 0.0, None), *, answer="answer = 1", **more):
    """Return a record of the three exercises of `TOML`."""
    states = ["right" if points else "wrong" for points in earned[:2]]
    fails = {
        "message": "at `x = [1.0, 2.0]` it is not symmetric",
        "hint": "Is $A^\\top = A$?",
    }
    marks = (
        mark(
            "svd-pinv-ones",
            2.0,
            earned[0],
            states[0],
            answer=answer,
            **({} if earned[0] else fails),
        ),
        mark(
            "divergence-both-ways",
            1.5,
            earned[1],
            states[1],
            answer=answer,
            **({} if earned[1] else fails),
        ),
        mark(PROOF, 5.0, earned[2], "by hand", answer=f"By symmetry $a < b$. {answer}"),
    )
    return Record(student, "0" * 64, "1" * 64, marks, **more)


def new_assignment():
    """Return the assignment."""
    return assignments.from_source("week1", TOML)


def new_roster():
    """Return four students: one late, one without work, one with a hostile name."""
    return {
        "ada": Student(
            "ada",
            "Ada Lovelace",
            "ada@example.org",
            {"canvas_id": "101", "sis_id": "S1", "section": "A"},
        ),
        "emmy": Student(
            "emmy",
            "Noether, Emmy",
            "emmy@example.org",
            {"canvas_id": "102", "sis_id": "S2", "section": "A"},
        ),
        "mal": Student(
            "mal",
            '=HYPERLINK("http://evil.example")',
            "+mal@example.org",
            {"canvas_id": "103", "sis_id": "S3", "section": "B"},
        ),
        "sofia": Student(
            "sofia",
            'Sofia "S." Kovalevskaya\nline',
            "s@example.org",
            {"canvas_id": "104", "sis_id": "S4", "section": "B"},
        ),
    }


def new_records():
    """Return the records of three of them, as a grader leaves them."""
    events = (
        Event("time-out", "cell 4", HOSTILE),
        Event("tampering", HOSTILE, "np.sum"),
    )
    return [
        record("ada"),
        record("emmy", (2.0, 1.5, 0.0)),
        record("mal", (0.0, 0.0, None), answer=HOSTILE, events=events),
    ]


def new_submissions():
    """Return when they came: ada in time, emmy late, of mal nobody knows."""
    late = dt.timedelta(hours=26)
    return {
        "ada": Submission("ada", Path("ada.ipynb"), "ada.ipynb", DUE - late, None),
        "emmy": Submission("emmy", Path("emmy.ipynb"), "emmy.ipynb", DUE + late, late),
        "mal": Submission("mal", Path("mal.ipynb"), HOSTILE),
    }


class Reader(html.parser.HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = [], set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)
