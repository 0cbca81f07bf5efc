"""From a submission to its record: ask, run, judge, and say it to the student."""

from __future__ import annotations

import faulthandler
import functools
import hashlib
import math
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
from exercises.kinds import Code, Sym
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
    assignment = job.assignment()
    seed = assignment.seed_for(job.student)
    sitting = Sitting(boxes, [_question(i, seed, job.secret) for i in assignment.items])
    trouble = ""
    try:
        if len(job.data) > NOTEBOOK * MIB:
            raise UnreadableError(f"it is larger than {NOTEBOOK} MiB")
        sitting.run(job.data)
    except UnreadableError as error:
        trouble = str(error)
    marks = []
    for item in assignment.items:
        found = sitting.answers[item.id]
        marks.append(_mark(item, seed, job.secret, found, sitting.events, trouble))
    notebook, asked = job.digests()
    seconds = round(time.monotonic() - start, 3)
    events = tuple(sitting.events)
    return Record(job.student, notebook, asked, tuple(marks), events, trouble, seconds)


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


def _question(item: Item, seed: int | None, secret: str) -> Question:
    exercise = item.exercise
    if not exercise.is_checked:
        return Question(item.id, (), "no", starter=exercise.starter_code(seed))
    visible, hidden = _tasks(item, seed, secret)
    kinds = {Code: "yes", Sym: "maybe"}
    return Question(
        id=item.id,
        names=tuple(render.answer_names(exercise, seed)),
        function=next((kinds[k] for k in kinds if isinstance(exercise, k)), "no"),
        calls=[*visible.calls, *hidden.calls],
        starter=exercise.starter_code(seed),
        forbidden=tuple(getattr(exercise, "forbidden", ())),
    )


def _mark(
    item: Item,
    seed: int | None,
    secret: str,
    answer: Answer,
    events: list[Event],
    trouble: str,
) -> Mark:
    exercise = item.exercise
    if not trouble and not answer.is_found:
        finding = Finding(UNANSWERED, NOT_FOUND)
    elif trouble:
        finding = Finding(UNANSWERED, f"Your notebook could not be read: {trouble}")
    elif not exercise.is_checked:
        finding = _by_hand(answer, exercise.starter_code(seed))
    else:
        finding = _judge(item, seed, secret, answer, events)
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
        answer=answer.source,
    )


def _clean(text: str) -> str:
    """Return a message without what a student could hide in it or blow it up with."""
    text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def _by_hand(answer: Answer, starter: str) -> Finding:
    if answer.source.strip() in ("", starter.strip()):
        return Finding(UNANSWERED)
    return Finding(BY_HAND, "It is read and marked by a person.")


def _judge(item: Item, seed, secret: str, answer: Answer, events: list) -> Finding:
    """Judge on the inputs of `check` first, then on the hidden ones."""
    if answer.trouble:
        return wrong(f"{answer.trouble}.")
    visible, hidden = _tasks(item, seed, secret)
    n = len(visible.calls)
    called = len(answer.outcomes) == n + len(hidden.calls) and n > 0
    shown = answer.outcomes[:n] if called else _some_missing(answer.outcomes)
    try:
        with _no_longer_than(JUDGING):
            finding = item.exercise.judge(visible, shown)
            if finding.score > 0 and hidden.calls:
                rest = answer.outcomes[n:] if called else answer.outcomes
                other = item.exercise.judge(hidden, rest)
                if other.score < finding.score:
                    message = other.discreet or other.message
                    finding = replace(other, message=message)
    except Exception as error:  # no answer may end the batch
        events.append(Event("crash", item.id, f"judging it: {type(error).__name__}"))
        return wrong("your answer could not be judged; your teacher has been told.")
    if finding.status == UNANSWERED and answer.said:
        return wrong(f"{answer.said}.")
    return finding if math.isfinite(finding.score) else replace(finding, score=0.0)


def _some_missing(outcomes: list[Outcome]) -> list[Outcome]:
    """Let the parts that are there count, where others are missing."""
    if all(outcome.missing for outcome in outcomes):
        return outcomes
    missing = Outcome(trouble="it is missing")
    return [missing if outcome.missing else outcome for outcome in outcomes]


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` after a time, in a main thread of a system with signals."""

    def stop(signum, frame):
        raise TimeoutError(f"more than {seconds:g} s")

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (ValueError, AttributeError):  # another thread, another system
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    is_worker = multiprocessing.parent_process() is not None
    try:
        if is_worker:  # a long call in C hears no signal: the batch replaces the worker
            with open(os.devnull, "w") as nowhere:
                faulthandler.dump_traceback_later(2 * seconds, exit=True, file=nowhere)
                yield
        else:
            yield
    finally:
        if is_worker:
            faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
