"""The page that a student gets: what passed, what failed and on which input.

Everything that came from the student is shown as text. There is no script on the page
and its policy allows none; nothing is fetched. No expected value is known here: the
messages and hints are those of the record.
"""

from __future__ import annotations

from exercises.course.assignment import Assignment
from exercises.grade.record import Mark
from exercises.model import BY_HAND, LOST, RIGHT, UNANSWERED, WON, WRONG
from exercises.report.page import duration, moment, page, paragraphs, points, prose
from exercises.report.rows import UNREADABLE, WAITING, Result, Row
from exercises.report.safe import escape, line, number, shorten

WORDS = {
    RIGHT: ("✓", "Right", "right"),
    WON: ("✓", "Better than a coin", "right"),
    WRONG: ("✗", "Not right", "wrong"),
    LOST: ("○", "No better than a coin", ""),
    UNANSWERED: ("○", "Not answered", ""),
    BY_HAND: ("○", "To be marked", ""),
}
CONTAINED = {
    "time-out": "it ran longer than is allowed and was stopped. Look for a loop that "
    "does not end, or for a slow way where there is a quick one",
    "memory": "it asked for more memory than is allowed and was stopped",
    "crash": "Python itself stopped while it ran",
    "output": "it gave back more than can be read; return only what is asked for",
    "tampering": "it changed Python, NumPy or the book's code. That was undone before "
    "the rest was graded",
    "broken": "it raised an error or is no valid Python",
}


def feedback(row: Row, assignment: Assignment) -> str:
    """Return the page of one student as HTML."""
    parts = [
        f"<h1>{prose(assignment.title)}</h1>",
        f"<p>{escape(line(row.title, 200))}{_id(row)}</p>",
        f'<p class="soft">{_handed_in(row)}</p>',
        _total(row, assignment),
        *_contained(row),
    ]
    if row.status != UNREADABLE:
        parts += [_exercise(result) for result in row.results]
    return page(f"{assignment.title}: {line(row.title, 200)}", "\n".join(parts))


def _id(row: Row) -> str:
    if not row.student.name:
        return ""
    return f' <span class="soft">({escape(row.student.id)})</span>'


def _handed_in(row: Row) -> str:
    submission = row.submission
    when = submission.submitted if submission else None
    text = f"Handed in {moment(when)}" if when else "Handed in; the time is not known"
    if row.late:
        text += f", {duration(row.late)} late"
    return escape(text) + "."


def _total(row: Row, assignment: Assignment) -> str:
    if row.status == UNREADABLE:
        trouble = prose(line(row.record.trouble if row.record else "", 500))
        return (
            '<div class="note"><p><strong>Your notebook could not be read.</strong> '
            f"{trouble}</p><p>Ask your teacher whether you may hand it in again.</p>"
            "</div>"
        )
    if row.status == WAITING:
        waiting = sum(result.item.points for result in row.waiting)
        return (
            f'<div class="total"><strong>{points(row.so_far, assignment.points)} so far'
            f"</strong>Exercises worth {number(waiting)} points are still to be "
            "marked by hand.</div>"
        )
    total = points(row.total, assignment.points)
    return f'<div class="total"><strong>{total}</strong></div>'


def _contained(row: Row) -> list[str]:
    """Say in words that help what was stopped; the details are the teacher's."""
    events = row.record.events if row.record else ()
    said: dict[str, None] = {}
    for event in events[:50]:
        what = CONTAINED.get(event.what, "something went wrong while it ran")
        said[f"<li>{escape(line(event.where, 80))}: {escape(what)}.</li>"] = None
    if not said:
        return []
    intro = "<p>While your notebook was graded:</p>"
    return [f'<div class="note">{intro}<ul>{"".join(said)}</ul></div>']


def _exercise(result: Result) -> str:
    mark = result.mark
    if mark is None:
        return ""
    sign, word, kind = _verdict(result, mark)
    worth = points(result.earned, result.item.points)
    parts = [
        f'<section class="exercise {kind}"><div class="head">'
        f"<h2>{prose(mark.title)}</h2>"
        f'<span class="points">{worth}</span></div>',
        f'<p class="verdict"><span aria-hidden="true">{sign}</span> {word}</p>',
    ]
    if mark.message and mark.status != BY_HAND:
        parts.append(f"<p>{prose(mark.message)}</p>")
    if mark.hint:
        parts.append(f'<div><p class="label">Hint</p>{paragraphs(mark.hint)}</div>')
    if result.hand.comment:
        comment = prose(result.hand.comment.strip())
        parts.append('<p class="label">Your teacher writes</p>')
        parts.append(f'<div class="comment">{comment}</div>')
    return "".join([*parts, _answer(mark), "</section>"])


def _verdict(result: Result, mark: Mark) -> tuple[str, str, str]:
    if result.earned is None:
        return WORDS[BY_HAND]
    if result.is_hand_given or mark.status == BY_HAND:
        full = result.earned >= result.item.points
        return ("✓", "Marked by hand", "right") if full else ("○", "Marked by hand", "")
    return WORDS.get(mark.status, ("○", escape(mark.status), ""))


def _answer(mark: Mark) -> str:
    if not mark.answer.strip():
        return ""
    shown, note = shorten(mark.answer)
    label = escape(f"Your answer to {mark.id}")
    note = f'<p class="soft">{escape(note)}</p>' if note else ""
    is_open = "" if mark.status in (RIGHT, WON) else " open"
    return (
        f"<details{is_open}><summary>Your answer</summary>"
        f'<pre tabindex="0" role="region" aria-label="{label}">{escape(shown)}</pre>'
        f"{note}</details>"
    )
