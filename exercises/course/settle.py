"""Settling what counts: writing the copies, and saying what a teacher should know."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exercises.course import bookkeeping, choose, names
from exercises.course.assignment import Assignment
from exercises.course.choose import Work
from exercises.course.collection import Collection, how_late
from exercises.course.keep import Copy, Store, digest_of
from exercises.course.notebooks import look
from exercises.course.roster import Student
from exercises.course.submission import Problem, Submission

BESIDE = "beside"  # a file of nbgrader's: set aside only if its notebook was not taken


@dataclass(frozen=True)
class Aside:
    """A file that is nobody's notebook, and why; `student` if it is known whose."""

    parts: tuple[str, ...]
    copy: Copy
    problem: Problem
    student: str = ""


class Settling:
    """One run: from notebooks sorted by student to a `Collection`."""

    def __init__(
        self,
        assignment: Assignment,
        roster: Mapping[str, Student] | None,
        store: Store,
        result: Collection,
    ):
        self.assignment = assignment
        self.roster = roster
        self.store = store
        self.result = result
        self.ledger = store.ledger()
        self.notes: dict[str, dict[str, Any]] = self.ledger["files"]
        self.kept: set[str] = set()  # digests of what was put beside notebooks

    def settle(self, works: list[Work], asides: list[Aside]) -> Collection:
        """Choose for each student, write the copies, report."""
        students = self._by_student([*self._earlier(), *works])
        self._separate(students)
        taken: list[Work] = []
        for student in sorted(students):
            if best := self._student(list(students[student].values())):
                taken.append(best)
        for aside in asides:
            self._aside(aside, {work.student for work in taken})
        for work, first in choose.shared(taken):
            self._say("same bytes", work, f"the same as {first.student}'s", True)
        done = {work.student for work in taken}
        self.result.missing = sorted(set(self.roster or ()) - done)
        self._write_ledger()
        return self.result

    def _earlier(self) -> list[Work]:
        """Return what earlier runs, or nbgrader, have put there."""
        works = []
        for student, path in self.store.taken():
            digest = digest_of(path)
            if self.roster is not None and student not in self.roster:
                why = "it was collected earlier, but is not on the list of students"
                problem = Problem("unknown student", str(path), why)
                self.result.problems.append(problem)
                continue
            note = self.notes.get(student, {}).get(digest, {})
            works.append(self._remember(student, path, digest, note))
        return works

    def _remember(self, student: str, path: Path, digest: str, note: dict) -> Work:
        beside = bookkeeping.read(path.parent)
        moment = None if note else beside.moment
        return Work(
            student,
            digest,
            path,
            look(path),
            note.get("name", names.FITS),
            first=_moment(note.get("first")) or moment,
            last=_moment(note.get("last")) or moment,
            is_late=note.get("is_late"),
            version=tuple(note.get("version", (0, 0))),
            turn=tuple(note.get("turn", (self.ledger["runs"] + 1, 0))),
            is_by_file=note.get("is_by_file", False),
            beside=beside.files,
            origins=list(note.get("origins", [str(path)])),
        )

    def _by_student(self, works: list[Work]) -> dict[str, dict[str, Work]]:
        students: dict[str, dict[str, Work]] = defaultdict(dict)
        for work in works:
            note = self.notes.get(work.student, {}).get(work.digest, {})
            if "turn" in note:
                work.turn = min(work.turn, tuple(note["turn"]))
            if same := students[work.student].get(work.digest):
                same.merge(work)
            else:
                students[work.student][work.digest] = work
        return students

    def _separate(self, students: dict[str, dict[str, Work]]) -> None:
        """Set aside what differs in upper and lower case only: one folder for two."""
        spelled = defaultdict(list)
        for student in students:
            spelled[student.casefold()].append(student)
        for group in (g for g in spelled.values() if len(g) > 1 and not self.roster):
            for student in group:
                for work in students.pop(student).values():
                    why = f"it may be {' or '.join(sorted(group))}"
                    self._set_aside(work, "ambiguous student", why)

    def _student(self, works: list[Work]) -> Work | None:
        best, rest, bad = choose.choose(works, self.assignment)
        for work in bad:
            why = "it seems to be of another assignment"
            why += f"; {best.origin} was taken" if best else ", and there is no other"
            self._set_aside(work, "wrong name", why, best is not None)
        for work in works:
            self.notes.setdefault(work.student, {})[work.digest] = _note(work)
        if best is None:
            return None
        for work in rest:
            self._supersede(work, best)
        self._take(best, self._place(best))
        self._tell(best, rest)
        return best

    def _supersede(self, work: Work, best: Work) -> None:
        name = f"{self.assignment.name}.ipynb"
        files = {name: work.path, **self._beside(work)}
        folder = self.store.supersede(work.student, work.digest, files)
        self.result.superseded.append(folder / name)
        is_known = choose.is_order_known(best, work)
        why = f"{best.origin} counts" + ("" if is_known else "; which is newer?")
        self._say("duplicate", work, f"{why}; this is in {folder}", is_known)

    def _place(self, best: Work) -> Path:
        home, beside = self.store.home(best.student), self._beside(best)
        path = home / f"{self.assignment.name}.ipynb"
        self.store.place(best.path, path)
        for name in bookkeeping.FILES:
            if name in beside:
                self.store.place(beside[name], home / name)
            else:
                (home / name).unlink(missing_ok=True)
        return path

    def _beside(self, work: Work) -> dict[str, Path]:
        """Return what is kept beside a notebook; its time is written if it is known."""
        self.kept |= {digest_of(path) for path in work.beside.values()}
        if work.first and bookkeeping.STAMP not in work.beside:
            path = self.store.incoming / f"{work.digest}.txt"
            path.write_text(bookkeeping.text(work.first), "utf-8")
            return {**work.beside, bookkeeping.STAMP: path}
        return work.beside

    def _take(self, work: Work, path: Path) -> None:
        due = self.assignment.due
        late = choose.lateness(work, due)
        submission = Submission(work.student, path, work.origin, work.first, late)
        self.result.submissions.append(submission)
        if late is not None:
            how = how_late(late) + ", by the file's own time" * work.is_by_file
            self._say("late", work, how, True)
        elif due and not work.first and work.is_late is None:
            self.result.untimed.append(work.student)
        for origin in work.origins[1:]:
            problem = Problem("duplicate", origin, f"the same as {work.origin}", True)
            self.result.problems.append(problem)

    def _tell(self, work: Work, rest: list[Work]) -> None:
        """Report what a look into a notebook that was taken has shown."""
        seen = work.look
        if seen.broken:
            better = any(not other.look.broken for other in rest)
            hint = "; an earlier one can be read" if better else ""
            self._say("broken", work, f"{seen.broken}; it was taken as it is{hint}")
        elif choose.content(seen, self.assignment) is False:
            what = f"of {seen.assignment!r}" if seen.assignment else "another's"
            self._say("wrong content", work, f"its cells are {what}; it was taken")
        elif work.name != names.FITS:
            self._say("wrong name", work, "it was taken", work.name == names.NEUTRAL)
        if seen.student and seen.student != work.student:
            why = f"it was handed out to {seen.student!r}, handed in by {work.student}"
            self._say("other author", work, why, minor=self.roster is None)
        if seen.kernel:
            self._say("other kernel", work, f"its language is {seen.kernel!r}")

    def _set_aside(self, work: Work, what: str, why: str, minor: bool = False) -> None:
        parts = work.parts or (work.student, work.path.name)
        path = self.store.set_aside(parts, Copy(work.path, work.digest))
        self.result.set_aside.append(path)
        self._say(what, work, f"{why}; it is in {path}", minor)
        for name, file in work.beside.items():
            copy = Copy(file, digest_of(file))
            path = self.store.set_aside((work.student, name), copy)
            self.result.set_aside.append(path)
            self.kept.add(copy.digest)

    def _aside(self, aside: Aside, done: set[str]) -> None:
        problem = aside.problem
        if problem.what == BESIDE:
            if aside.copy.digest in self.kept:
                return
            problem = replace(problem, what="not a notebook")
        path = self.store.set_aside(aside.parts, aside.copy)
        self.result.set_aside.append(path)
        minor = aside.student in done if aside.student else problem.minor
        detail = f"{problem.detail}; it is in {path}"
        self.result.problems.append(replace(problem, detail=detail, minor=minor))

    def _say(self, what: str, work: Work, detail: str, minor: bool = False) -> None:
        self.result.problems.append(Problem(what, work.origin, detail, minor))

    def _write_ledger(self) -> None:
        """Write down what is known of the files, if that is more than before."""
        old = self.store.ledger()
        if self.notes != old["files"]:
            data = {"runs": self.ledger["runs"] + 1, "files": self.notes}
            text = json.dumps(data, indent=1, sort_keys=True) + "\n"
            self.store.write(self.store.room / "collected.json", text)


def _note(work: Work) -> dict[str, Any]:
    return {
        "name": work.name,
        "first": work.first.isoformat() if work.first else None,
        "last": work.last.isoformat() if work.last else None,
        "is_late": work.is_late,
        "is_by_file": work.is_by_file,
        "version": list(work.version),
        "turn": list(work.turn),
        "origins": work.origins,
    }


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
