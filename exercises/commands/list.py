"""Show the exercises of the book by part, chapter, kind and difficulty.

`personal` says that an exercise has other numbers, or its choices in another order, for
each student. Ids are what an assignment lists.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from exercises import bank, render
from exercises.cli import CommandError
from exercises.course.assignment_file import read_text
from exercises.course.own import OwnError, load_own
from exercises.course.plain import plain
from exercises.kinds import Proof
from exercises.kinds.choices import Lettered
from exercises.model import Exercise

HELP = "show the exercises by part, chapter, kind, difficulty"
WIDTH = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("--part", metavar="P", help="only this part, such as linalg")
    add("--chapter", metavar="C", help="only this chapter, such as svd")
    add("--kind", metavar="K", help=f"only this kind: {', '.join(render.NAMES)}")
    add("--difficulty", metavar="N", type=int, choices=(1, 2, 3), help="1, 2 or 3")
    add("--search", metavar="WORD", nargs="+", help="only those with all the words")
    add("--full", metavar="ID", help="show statement, hint and solution of one")
    add("--seed", metavar="N", type=int, help="with --full: the numbers of this seed")
    add("--own", metavar="FILE", type=Path, help="your own exercises as well")


def run(options: argparse.Namespace) -> int:
    """Print the table, or one exercise."""
    own = _own(options.own) if options.own else {}
    if options.full:
        print(full(_get(options.full), options.seed))
        return 0
    parts = {name: bank.load(name) for name in bank.parts()}
    if own:
        parts[bank.OWN] = list(own.values())
    everything = [exercise for found in parts.values() for exercise in found]
    _known("part", options.part, parts)
    _known("chapter", options.chapter, [e.chapter for e in everything])
    _known("kind", options.kind, render.NAMES)
    chosen = {
        part: [e for e in found if _is_wanted(e, options)]
        for part, found in parts.items()
        if options.part in (None, part)
    }
    print("\n".join(table(chosen, is_bold=_is_terminal())))
    return 0


def table(parts: dict[str, list[Exercise]], is_bold: bool = False) -> Iterable[str]:
    """Go through the lines of the table: parts, chapters, exercises, a sum."""
    bold = "\033[1m{}\033[0m" if is_bold else "{}"
    chosen = [exercise for found in parts.values() for exercise in found]
    if not chosen:
        yield "No exercise is like that; leave out an option."
        return
    for part, found in parts.items():
        for chapter in dict.fromkeys(exercise.chapter for exercise in found):
            inside = [exercise for exercise in found if exercise.chapter == chapter]
            wide = max(len(exercise.id) for exercise in inside)
            yield bold.format(f"{part} · {chapter}")
            yield f"  {'id':<{wide}}  kind     level  points  personal  title"
            yield from (_line(exercise, wide) for exercise in inside)
            yield ""
    points = sum(exercise.points for exercise in chosen)
    yield f"{len(chosen)} exercises, {points} points"


def _line(exercise: Exercise, wide: int) -> str:
    personal = "yes" if is_personal(exercise) else "-"
    line = (
        f"  {exercise.id:<{wide}}  {exercise.kind:<7}  {exercise.difficulty:<5}  "
        f"{exercise.points:<6}  {personal:<8}  {exercise.title}"
    )
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"


def is_personal(exercise: Exercise) -> bool:
    """Say whether a student's seed changes what is asked."""
    return exercise.vary is not None or isinstance(exercise, Lettered)


def full(exercise: Exercise, seed: int | None = None) -> str:
    """Return the texts of an exercise, as a teacher reads them."""
    facts = (
        f"{exercise.id} · {bank.part_of(exercise.id)} · {exercise.kind} · difficulty "
        f"{exercise.difficulty} · {exercise.points} points"
    )
    texts = [render.heading(exercise), facts]
    texts += [plain(exercise.text(exercise.statement, seed))]
    texts += [plain(text) for text in render.listed(exercise, seed)]
    texts += [exercise.form_of_answer()]
    for name in ("hint", "solution"):
        text = plain(exercise.text(getattr(exercise, name), seed))
        texts.append(f"{name.upper()}\n{text}")
    texts.append(_answer(exercise, seed))
    return "\n\n".join(text for text in texts if text)


def _answer(exercise: Exercise, seed: int | None) -> str:
    """Return the rubric of a proof, or the answer if it is not a function."""
    if isinstance(exercise, Proof):
        shares = [f"- {100 * share:.0f} %: {what}" for what, share in exercise.rubric]
        return "\n".join(["RUBRIC", *shares])
    parts = exercise.right_answer(seed)
    if any(map(callable, parts)):
        return ""
    return "ANSWER\n" + "\n".join(str(part) for part in parts)


def _is_wanted(exercise: Exercise, options: argparse.Namespace) -> bool:
    words = [word.lower() for word in options.search or ()]
    text = f"{exercise.id} {exercise.title} {exercise.statement}".lower()
    return (
        options.chapter in (None, exercise.chapter)
        and options.kind in (None, exercise.kind)
        and options.difficulty in (None, exercise.difficulty)
        and all(word in text for word in words)
    )


def _known(what: str, value: str | None, among: Iterable[str]) -> None:
    names = list(dict.fromkeys(among))
    if value is None or value in names:
        return
    near = difflib.get_close_matches(value.lower(), names, n=1)
    advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
    raise CommandError(f"there is no {what} {value!r}; {advice}")


def _own(path: Path) -> dict[str, Exercise]:
    try:
        return load_own(read_text(path))
    except OwnError as error:
        raise CommandError(error.told(str(path))) from None


def _get(id: str) -> Exercise:
    try:
        return bank.get(id)
    except KeyError as error:
        raise CommandError(str(error.args[0])) from None


def _is_terminal() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
