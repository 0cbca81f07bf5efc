"""The teacher's report: who has what, where many failed, and what needs a look."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from exercises.course.assignment import Assignment, Item
from exercises.course.submission import Problem
from exercises.model import LOST, RIGHT, UNANSWERED, WON, WRONG
from exercises.report.page import duration, page, prose
from exercises.report.rows import FINAL, MISSING, UNREADABLE, WAITING, Result, Row
from exercises.report.safe import escape, line, number
from exercises.report.tables import trouble

FORMGRADER = "jupyter lab"
_TEXTS = ("id", "name", "status", "late", "trouble", "exercise", "students", "what")
_TEXTS += ("commonest messages", "where", "detail", "file", "why")


def page_of(
    rows: Sequence[Row], assignment: Assignment, problems: Iterable[Problem] = ()
) -> str:
    """Return the report as a page of HTML."""
    parts = [
        f"<h1>{prose(assignment.title)}</h1>",
        "".join(f"<p>{escape(text)}</p>" for text in lead(rows, assignment)),
        *_waiting(rows, assignment),
        "<h2>Students</h2>",
        _students(rows, assignment),
        "<h2>Exercises</h2>",
        _exercises(rows, assignment),
        *_contained(rows),
        *_problems(list(problems)),
    ]
    return page(f"{assignment.title}: report", "\n".join(parts), "wide")


def lead(rows: Sequence[Row], assignment: Assignment) -> list[str]:
    """Say how many there are of each, and the middle of the final totals."""
    counts = Counter(row.status for row in rows)
    late = sum(1 for row in rows if row.late)
    handed = len(rows) - counts[MISSING]
    said = [f"{handed} of {len(rows)} students handed in, {late} of them late."]
    for status in (FINAL, WAITING, UNREADABLE):
        if counts[status]:
            said.append(f"{counts[status]} {status}.")
    totals = [row.total for row in rows if row.total is not None]
    lines = [" ".join(said)]
    if totals:
        low, high = number(min(totals)), number(max(totals))
        middle = number(statistics.median(totals))
        lines.append(
            f"Final totals: from {low} to {high}, median {middle}, "
            f"of {number(assignment.points)} points."
        )
    return lines


def _waiting(rows: Sequence[Row], assignment: Assignment) -> list[str]:
    waits = Counter(result.item.id for row in rows for result in row.waiting)
    if not waits:
        return []
    each = ", ".join(f"{n} of {escape(id)}" for id, n in waits.items())
    again = [
        f"{row.student.id} ({result.item.id})"
        for row in rows
        for result in row.waiting
        if result.hand.waits
    ]
    note = f"<p>Changed since they were marked: {escape(some(again))}.</p>"
    return [
        f'<div class="note"><p><strong>To be marked by hand: {each}.</strong> In the '
        f"folder of the course run <code>{FORMGRADER}</code> and open <code>"
        f"/formgrader/gradebook/{escape(assignment.name)}</code> at the address that "
        f"it prints. Then run <code>exercises report</code> again.</p>"
        f"{note if again else ''}</div>"
    ]


def _table(caption: str, header: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are HTML, those that hold numbers stand at the right."""
    head = "".join(map(_head, header))
    lines = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(map(_cell, rest))}</tr>\n'
        for first, *rest in body
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _head(text: str) -> str:
    kind = "" if text in _TEXTS else ' class="number"'
    return f'<th scope="col"{kind}>{text}</th>'


def _cell(text: str) -> str:
    is_number = text.replace(".", "", 1).isdigit() or text == "?"
    return f'<td class="number">{text}</td>' if is_number else f"<td>{text}</td>"


def _students(rows: Sequence[Row], assignment: Assignment) -> str:
    ids = [escape(item.id) for item in assignment.items]
    header = ["id", "name", "total", "status", "late", *ids, "trouble"]
    return _table("Points of each student", header, map(_student, rows))


def _student(row: Row) -> list[str]:
    return [
        escape(row.student.id),
        escape(line(row.student.name, 60)),
        number(row.total),
        row.status,
        duration(row.late) if row.late else "",
        *(_short(result, row) for result in row.results),
        escape(line(trouble(row), 200)),
    ]


def _short(result: Result, row: Row) -> str:
    if row.status in (MISSING, UNREADABLE):
        return ""
    return "?" if result.earned is None else number(result.earned)


def counts_of(rows: Sequence[Row], item: Item) -> Counter[str]:
    """Count the states of one exercise."""
    return Counter(
        _state(result)
        for row in rows
        for result in row.results
        if result.item.id == item.id and row.status not in (MISSING, UNREADABLE)
    )


def _state(result: Result) -> str:
    if result.earned is None:
        return "to be marked"
    if result.mark is None or result.is_hand_given:
        return "marked by hand"
    return result.mark.status


def shares(counts: Counter[str]) -> str:
    """Write "3 right, 1 wrong"."""
    order = [RIGHT, WON, LOST, WRONG, UNANSWERED, "to be marked"]
    names = [*(n for n in order if n in counts), *sorted(set(counts) - set(order))]
    return ", ".join(f"{counts[name]} {name}" for name in names) or "nobody yet"


def _exercises(rows: Sequence[Row], assignment: Assignment) -> str:
    body = []
    for index, item in enumerate(assignment.items):
        results = [row.results[index] for row in rows]
        earned = [
            result.earned
            for row, result in zip(rows, results, strict=True)
            if result.earned is not None and row.status not in (MISSING, UNREADABLE)
        ]
        mean = number(round(statistics.fmean(earned), 2)) if earned else ""
        body.append(
            [
                f"{escape(item.id)}<br>{prose(item.exercise.title)}",
                number(item.points),
                mean,
                escape(shares(counts_of(rows, item))),
                _messages(results),
            ]
        )
    header = ["exercise", "points", "mean", "students", "commonest messages"]
    return _table("How each exercise went", header, body)


def _messages(results: Iterable[Result]) -> str:
    """Return the three commonest messages of wrong answers."""
    said = Counter(
        line(result.mark.message, 160)
        for result in results
        if result.mark and result.mark.status == WRONG and result.mark.message
    )
    return "<br>".join(f"{n} ×: {prose(text)}" for text, n in said.most_common(3))


def every_event(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str, str]]:
    """Go through what was contained: row, what, where, detail."""
    for row in rows:
        for event in row.record.events[:20] if row.record else ():
            yield row, event.what, event.where, event.detail


def _contained(rows: Sequence[Row]) -> list[str]:
    body = [
        [
            escape(row.student.id),
            escape(line(what, 20)),
            escape(line(where, 80)),
            escape(line(detail, 200)),
        ]
        for row, what, where, detail in every_event(rows)
    ]
    header = ["id", "what", "where", "detail"]
    if not body:
        return []
    return ["<h2>Contained</h2>", _table("What was stopped", header, body)]


def _problems(problems: list[Problem]) -> list[str]:
    if not problems:
        return []
    body = [
        [escape(line(one.what, 40)), escape(line(one.origin, 200)), escape(why(one))]
        for one in problems
    ]
    header = ["what", "file", "why"]
    return ["<h2>Collecting</h2>", _table("Problems with files", header, body)]


def why(problem: Problem) -> str:
    """Return a problem's detail on one line."""
    return line(problem.detail, 300)


def some(texts: Sequence[str], most: int = 12) -> str:
    """List a few of many."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
