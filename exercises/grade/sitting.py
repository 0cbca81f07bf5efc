"""One notebook in a box: run its cells, take its answers, note what went wrong.

The notebook is run from top to bottom, and an answer is taken at the end of its stretch
of cells. A cell or a call that ends the box is left out, and the rest is run again in
a new one.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from exercises.grade import replies
from exercises.grade.box import Box, BoxError, Boxes
from exercises.grade.layout import (
    Question,
    Stretch,
    forbidden_name,
    lay_out,
    oddities,
    text_of,
)
from exercises.grade.record import Event
from exercises.values import Outcome
from exercises.wire import to_json

MAX_RUNS = 12


class UnreadableError(Exception):
    """A submission that is no notebook; the message says why."""


@dataclass
class Answer:
    """What came out for one exercise.

    `trouble` says why there is nothing to judge; `said` is what the cell's own error
    said; `source` is the text of the student's cells; `is_called` if a function was
    called, so that there is an outcome for each input.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    trouble: str = ""
    said: str = ""
    source: str = ""
    is_found: bool = False
    is_called: bool = False


class Sitting:
    """Runs one notebook and collects the answers to the questions.

    After `run`, `answers` has an entry for each question, `cells` the cells of the
    notebook and `events` what was contained. Of another sitting of the same notebook,
    `before`, only the answers to `again` are taken, without the cells that were
    dropped.
    """

    def __init__(
        self,
        boxes: Boxes,
        questions: Sequence[Question],
        before: Sitting | None = None,
        again: Collection[str] = (),
    ):
        self.boxes, self.questions = boxes, questions
        self.only = None if before is None else set(again)
        self.limits = boxes.limits
        self.answers = {question.id: Answer() for question in questions}
        self.events: list[Event] = []
        self.cells: list[dict[str, Any]] = []
        self.stretches: list[Stretch] = []
        self.dropped = set() if before is None else set(before.dropped)
        self.open: set[str] = set()
        self.errors: dict[int, str] = {}
        self.deadline = 0.0
        self.spent: list[str] = []

    def run(self, notebook: bytes) -> None:
        """Run the notebook, as often as it takes.

        Raises
        ------
        UnreadableError
            If it is no notebook.
        """
        self.deadline = time.monotonic() + 3 * self.limits.total
        for _ in range(MAX_RUNS):
            box = self.boxes.take()
            try:
                self._read(box, notebook)
                if self._run_through(box):
                    break
            finally:
                self.boxes.give_back(box)
            if time.monotonic() > self.deadline:
                break
        for id in self.open:
            self.answers[id].trouble = "the notebook did not get that far in its time"
        self._explain_missing()

    # Reading

    def _read(self, box: Box, notebook: bytes) -> None:
        try:
            uses = any(question.forbidden for question in self.questions)
            request = {"do": "read", "uses": uses and self.only is None}
            found = box.ask(request, notebook, seconds=30.0)
        except BoxError as error:
            raise UnreadableError(f"it cannot be read ({error})") from None
        if "broken" in found:
            raise UnreadableError(str(found["broken"])[:300])
        if self.cells:
            return
        self.cells = found["cells"]
        self.events += [
            Event("broken", "notebook", replies.text_of(n)) for n in found["notes"]
        ]
        self.events += oddities(self.questions, self.cells)
        self.stretches = lay_out(self.questions, self.cells)
        for stretch in self.stretches:
            answer = self.answers[stretch.question.id]
            answer.is_found = True
            answer.source = text_of(stretch, self.cells)
            if name := forbidden_name(stretch.question, self.cells):
                answer.trouble = f"it uses `{name}`, which this exercise forbids"
        self.open = {s.question.id for s in self.stretches if s.question.names}
        if self.only is not None:
            self.open &= self.only

    # Running

    def _run_through(self, box: Box) -> bool:
        """Run the cells in order; say whether all answers are in."""
        self.open -= {id for id in self.open if self.answers[id].trouble}
        self.spent = []
        for i in range(len(self.cells) + 1):
            due = [
                s for s in self.stretches if s.end == i and s.question.id in self.open
            ]
            for stretch in due:
                if not self._take(box, stretch):
                    return False
            if not self.open or i == len(self.cells):
                return True
            if time.monotonic() > self.deadline:
                return True
            self._spend(i)
            if (self._is_run(i) or self.spent) and not self._run_cell(box, i):
                return False
        return True

    def _spend(self, i: int) -> None:
        """Forget earlier answers of the same names, where a new answer begins."""
        for stretch in self.stretches:
            if stretch.first == i and not stretch.is_guess:
                self._forget(stretch.question)

    def _forget(self, question: Question) -> None:
        if question.function != "yes":
            self.spent += question.names

    def _is_run(self, i: int) -> bool:
        cell = self.cells[i]
        is_guess = any(s.is_guess and s.first == i for s in self.stretches)
        is_asked = cell["part"] != "check" or is_guess
        return cell["is_code"] and is_asked and i not in self.dropped

    def _run_cell(self, box: Box, i: int) -> bool:
        """Run a cell; if it ends the box, leave it out from now on."""
        cell = i if self._is_run(i) else None
        forget, self.spent = self.spent, []
        try:
            reply = box.ask({"do": "run", "cell": cell, "forget": forget})
        except BoxError as error:
            self.dropped.add(i)
            self._contain(error, f"cell {i + 1}")
            for stretch in self.stretches:
                if stretch.first == i:
                    why = f"your cell was stopped: {_EXPLAINED[error.what]}"
                    self.answers[stretch.question.id].trouble = why
            return False
        self.errors[i] = replies.text_of(reply.get("error"))
        if self.errors[i].startswith("MemoryError"):
            self._contain(BoxError("memory", self.errors[i]), f"cell {i + 1}")
        return True

    def _take(self, box: Box, stretch: Stretch) -> bool:
        """Take an answer; if that ends the box, note it and say so."""
        question, answer = stretch.question, self.answers[stretch.question.id]
        try:
            answer.outcomes = self._outcomes(box, question, answer)
        except BoxError as error:
            self._contain(error, question.id)
            answer.trouble = _EXPLAINED[error.what]
            self.open.discard(question.id)
            return False
        self.open.discard(question.id)
        if stretch.is_guess:
            self._forget(question)
        return True

    def _outcomes(self, box: Box, question: Question, answer: Answer) -> list[Outcome]:
        request = {"do": "answer", "names": list(question.names)}
        reply = box.ask({**request, "function": question.function})
        if "function" not in reply:
            if reply.get("not_callable"):
                return [Outcome(trouble="a function is asked for", called=False)]
            return replies.several(reply.get("outcomes"), len(question.names))
        outcomes, answer.is_called = [], True
        end = min(self.deadline, time.monotonic() + 2 * self.limits.total)
        inputs = [
            {name: to_json(value) for name, value in call.items()}
            for call in question.calls
        ]
        for reply in box.ask_each({"do": "calls", "inputs": inputs}, len(inputs)):
            outcomes.append(replies.decode(reply))
            if outcomes[-1].trouble.startswith("it raised MemoryError"):
                self._contain(BoxError("memory", outcomes[-1].trouble), question.id)
            if time.monotonic() > end and len(outcomes) < len(inputs):
                raise BoxError("time-out", "all calls together")
        return outcomes

    def _contain(self, error: BoxError, where: str) -> None:
        event = Event(error.what, where, replies.text_of(error.detail))
        if event not in self.events:
            self.events.append(event)

    def _explain_missing(self) -> None:
        """Say what a student's own cell said, where an answer is missing."""
        for stretch in self.stretches:
            answer = self.answers[stretch.question.id]
            for i in range(stretch.first, stretch.end):
                if self.errors.get(i) and not answer.said:
                    answer.said = f"cell {i + 1} raised {self.errors[i]}"


_EXPLAINED = {
    "time-out": "it did not end in its time",
    "memory": "it needs more memory than it may use",
    "crash": "it ended Python",
    "output": "what it returns is too large",
    "tampering": "it disturbed the grader",
}
