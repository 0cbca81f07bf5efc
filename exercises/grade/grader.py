"""From a submission to its record: ask, run, judge, and say it to the student."""

from __future__ import annotations

import functools
import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import exercises
from exercises import render
from exercises.check import phrase, reader_entropy
from exercises.course import assignment as assignments
from exercises.course.assignment import Assignment, Item
from exercises.grade.box import NOTEBOOK, Boxes
from exercises.grade.layout import Question
from exercises.grade.record import Event, Mark, Record
from exercises.grade.sitting import Answer, Sitting, UnreadableError
from exercises.grade.timing import no_longer_than
from exercises.kinds import Code, Sym
from exercises.kinds.code import HIDDEN
from exercises.model import BY_HAND, UNANSWERED, WRONG, Finding, Task, wrong
from exercises.values import Outcome

MAX_MESSAGE = 2000
JUDGING = 20.0  # seconds for the judgment of one answer
NOT_FOUND = "There is no cell for this answer: it was deleted, or moved elsewhere."
MIB = 1 << 20


@dataclass(frozen=True)
class Job:
    """Everything that another process needs to grade one submission.

    `source` is that of the assignment (`Assignment.source`), `secret` draws the hidden
    inputs, `data` holds the notebook's bytes.
    """

    source: tuple[tuple[str, str], ...]
    secret: str
    student: str
    data: bytes

    def assignment(self) -> Assignment:
        """Return the assignment, made once in a process."""
        return _assignment(self.source)

    def digests(self) -> tuple[str, str]:
        """Return the digests of the notebook and of what is asked of it."""
        asked = hashlib.sha256(repr((self.source, self.secret, _code())).encode())
        return hashlib.sha256(self.data).hexdigest(), asked.hexdigest()


@functools.lru_cache(maxsize=8)
def _assignment(source: tuple[tuple[str, str], ...]) -> Assignment:
    return assignments.from_source(**dict(source))


@functools.cache
def _code() -> str:
    """Return the digest of the bank and of what judges by it."""
    total = hashlib.sha256()
    for path in sorted(Path(exercises.__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def grade(job: Job, boxes: Boxes) -> Record:
    """Grade one submission; whatever it holds, a record comes back."""
    start = time.monotonic()
    with boxes.of_one_student():
        marks, events, trouble = _examine(job, boxes)
    notebook, asked = job.digests()
    seconds = round(time.monotonic() - start, 3)
    return Record(
        job.student, notebook, asked, tuple(marks), tuple(events), trouble, seconds
    )


def _examine(job: Job, boxes: Boxes) -> tuple[list[Mark], list[Event], str]:
    """Return marks, events, and why it could not be read.

    The notebook is run twice: with the inputs of `check`, which give the messages, and
    then with hidden ones as well, of which nothing is said but that they fail.
    """
    items = job.assignment().items
    seed = job.assignment().seed_for(job.student)
    tasks = {item.id: _tasks(item, seed, job.secret) for item in items}
    first = Sitting(boxes, [_question(i, seed, tasks[i.id][0].calls) for i in items])
    trouble = ""
    try:
        if len(job.data) > NOTEBOOK * MIB:
            raise UnreadableError(f"it is larger than {NOTEBOOK} MiB")
        first.run(job.data)
    except UnreadableError as error:
        trouble = str(error)
    events = list(first.events)
    found = {
        item.id: _finding(item, seed, tasks[item.id][0], first, events, trouble)
        for item in items
    }
    again = [i for i in items if found[i.id].score > 0 and tasks[i.id][1].calls]
    if again:
        both = {id: [*a.calls, *b.calls] for id, (a, b) in tasks.items()}
        questions = [_question(i, seed, both[i.id]) for i in items]
        called = [i.id for i in again if first.answers[i.id].is_called]
        second = Sitting(boxes, questions, first, called)
        if called:
            second.run(job.data)
            events += _news(events, second.events)
        for item in again:
            visible, task = tasks[item.id]
            answer = first.answers[item.id]
            if item.id in called:
                answer = second.answers[item.id]
                answer.outcomes = answer.outcomes[len(visible.calls) :]
            hidden = _judge(item, task, answer, events)
            if hidden.score < found[item.id].score:
                found[item.id] = replace(hidden, message=_discreet(hidden))
    marks = [_mark(i, seed, found[i.id], first.answers[i.id].source) for i in items]
    return marks, events, trouble


def _news(known: list[Event], events: list[Event]) -> list[Event]:
    """Return what is new, without the details, in which a student may say anything."""
    seen = {(event.what, event.where) for event in known}
    return [Event(e.what, e.where) for e in events if (e.what, e.where) not in seen]


def _discreet(finding: Finding) -> str:
    return finding.discreet or "It is not right on inputs that are not shown."


def hidden_entropy(secret: str, id: str) -> int:
    """Return what the hidden inputs of an exercise are drawn from."""
    digest = hashlib.sha256(f"{secret}\0{id}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


@functools.lru_cache(maxsize=4096)
def _tasks(item: Item, seed: int | None, secret: str) -> tuple[Task, Task]:
    """Return what `check` asks, and the same with inputs that nobody has seen."""
    exercise = item.exercise
    visible = exercise.task(seed, reader_entropy(item.id))
    return visible, exercise.task(seed, hidden_entropy(secret, item.id))


def _question(item: Item, seed: int | None, calls: Sequence[dict]) -> Question:
    exercise = item.exercise
    if not exercise.is_checked:
        return Question(item.id, (), "no", starter=exercise.starter_code(seed))
    kinds = {Code: "yes", Sym: "maybe"}
    return Question(
        id=item.id,
        names=tuple(render.answer_names(exercise, seed)),
        function=next((kinds[k] for k in kinds if isinstance(exercise, k)), "no"),
        calls=calls,
        starter=exercise.starter_code(seed),
        forbidden=tuple(getattr(exercise, "forbidden", ())),
    )


def _mark(item: Item, seed: int | None, finding: Finding, source: str) -> Mark:
    exercise = item.exercise
    earned: float | None = round(item.points * min(1.0, max(0.0, finding.score)), 4)
    if finding.status == BY_HAND:
        earned = None
    hint = exercise.text(exercise.hint, seed) if finding.status == WRONG else ""
    return Mark(
        id=item.id,
        title=exercise.title,
        kind=exercise.kind,
        points=item.points,
        earned=earned,
        status=finding.status,
        message=_clean(phrase(finding.message)),
        hint=hint,
        answer=source,
    )


def _clean(text: str) -> str:
    """Return a message without what a student could hide in it or blow it up with."""
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def _finding(
    item: Item,
    seed: int | None,
    task: Task,
    sitting: Sitting,
    events: list[Event],
    trouble: str,
) -> Finding:
    """Return what is to be said of an answer, seen with the inputs of `check`."""
    answer = sitting.answers[item.id]
    if trouble:
        return Finding(UNANSWERED, f"Your notebook could not be read: {trouble}")
    if not answer.is_found:
        return Finding(UNANSWERED, NOT_FOUND)
    if item.exercise.is_checked:
        return _judge(item, task, answer, events)
    if answer.source.strip() in ("", item.exercise.starter_code(seed).strip()):
        return Finding(UNANSWERED)
    return Finding(BY_HAND, "It is read and marked by a person.")


def _judge(item: Item, task: Task, answer: Answer, events: list[Event]) -> Finding:
    """Judge an answer; whatever happens, a finding comes back."""
    if answer.trouble:
        return wrong(f"{answer.trouble}.", discreet=f"{answer.trouble}, {HIDDEN}.")
    try:
        with no_longer_than(JUDGING):
            finding = item.exercise.judge(task, _some_missing(answer.outcomes))
    except Exception as error:  # no answer may end the batch
        events.append(Event("crash", item.id, f"judging it: {type(error).__name__}"))
        return wrong("your answer could not be judged; your teacher has been told.")
    if finding.status == UNANSWERED and answer.said:
        return wrong(f"{answer.said}.")
    return finding if math.isfinite(finding.score) else replace(finding, score=0.0)


def _some_missing(outcomes: list[Outcome]) -> list[Outcome]:
    """Let the parts that are there count, where others are missing."""
    if not outcomes or all(outcome.missing for outcome in outcomes):
        return outcomes
    missing = Outcome(trouble="it is missing")
    return [missing if outcome.missing else outcome for outcome in outcomes]
