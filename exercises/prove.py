"""What proves a definition: right answers pass, usual mistakes fail with help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exercises.check import outcomes_of
from exercises.model import LOST, RIGHT, UNANSWERED, WON, WRONG, Exercise, Finding, Task

SEEDS = (None, *range(200))
EMPTY = ((), (None,), (...,))


def faults(exercise: Exercise, seeds: Iterable[int | None] = SEEDS) -> Iterator[str]:
    """Go through what is wrong with a definition; nothing, if all is well.

    For each of the `seeds` (of the personal numbers and of the inputs) the reference
    answer must pass, each listed mistake must fail with its message, and an empty
    answer must be one that was not given. A proof has texts alone.
    """
    if not exercise.is_checked:
        yield from _text_faults(exercise, None)
        return
    for seed in seeds:
        where = "with the book's numbers" if seed is None else f"with seed {seed}"
        try:
            found = [*_text_faults(exercise, seed), *_faults(exercise, seed)]
        except Exception as error:
            found = [f"it fails itself ({type(error).__name__}: {error})"]
        yield from (f"{fault}, {where}" for fault in found)
    if not exercise.wrong_answers():
        yield "it lists no usual mistake in `wrong`"


def _faults(exercise: Exercise, seed: int | None) -> Iterator[str]:
    task = exercise.task(seed, seed or 0)
    finding = _judged(exercise, task, exercise.right_answer(seed))
    if finding.status not in (RIGHT, WON):
        yield f"the reference answer fails: {finding.message}"
    for answer, message in exercise.wrong_answers(seed):
        finding = _judged(exercise, task, answer)
        if finding.status not in (WRONG, LOST):
            yield f"the mistake {answer!r:.80} is accepted"
        elif not finding.message or not _holds(finding.message, message):
            yield f"the mistake {answer!r:.80} is not told {message!r}"
    for empty in EMPTY:
        if _judged(exercise, task, empty).status != UNANSWERED:
            yield f"the empty answer {empty!r} is not seen to be empty"


def _judged(exercise: Exercise, task: Task, answer: tuple) -> Finding:
    return exercise.judge(task, outcomes_of(exercise, task.calls, answer))


def _holds(message: str, part: str) -> bool:
    return " ".join(part.split()) in " ".join(message.split())


def _text_faults(exercise: Exercise, seed: int | None) -> Iterator[str]:
    for name in ("statement", "hint", "solution"):
        try:
            exercise.text(getattr(exercise, name), seed)
        except ValueError as error:
            yield f"the {name} cannot be written ({error})"
