"""Collecting what was handed in.

`collect` finds the files of folders, of nbgrader's exchange and of the downloads of
Moodle and Canvas, copies each, decides whose it is and which of a student's notebooks
counts, and reports what a teacher should know. Every file that can be read is kept
somewhere below the given folder (see `keep`); the sources are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exercises.course import archives, folders, names
from exercises.course.assignment import Assignment
from exercises.course.bookkeeping import FILES, Beside, gather
from exercises.course.choose import Work
from exercises.course.collection import Collection
from exercises.course.found import Found
from exercises.course.keep import CollectError, Copy, Store, UnreadableError
from exercises.course.notebooks import look
from exercises.course.people import People
from exercises.course.roster import Student
from exercises.course.settle import BESIDE, Aside, Settling
from exercises.course.submission import Problem, printable

_JUNK = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|.*-checkpoint\.ipynb")
_JUNK_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", ".git"}
_LMS = ("moodle", "canvas")


def collect(
    sources: Sequence[Path],
    assignment: Assignment,
    roster: Mapping[str, Student] | None,
    into: Path,
    *,
    times: str = "known",
) -> Collection:
    """Collect the notebooks of an assignment.

    Parameters
    ----------
    sources : sequence of Path
        Folders, zip archives and single notebooks.
    assignment : Assignment
        What was handed out.
    roster : mapping of str to Student, or None
        The students; without them the names of the files decide.
    into : Path
        Where copies are kept, in nbgrader's layout.
    times : {"known", "mtime"}
        Whether a file's own time counts as the time of handing in where no other is
        known. That of a file in a download of Moodle's or Canvas' never does: it is
        the time of the download.

    Returns
    -------
    Collection

    Raises
    ------
    CollectError
        If a source does not exist or the copies cannot be written.
    """
    into = Path(into)
    for source in sources:
        _check(Path(source), into)
    store = Store(into, assignment.name)
    with store.open():
        people = People(roster, assignment.name)
        gathering = _Gathering(assignment, people, store, times)
        for place, source in enumerate(sources, start=1):
            gathering.source(Path(source), place)
        return Settling(assignment, roster, store, gathering.result).settle(
            gathering.works, gathering.asides
        )


def _check(source: Path, into: Path) -> None:
    named = printable(str(source))
    if not source.exists():
        raise CollectError(f"{named}: there is no such file or folder")
    if not (source.is_dir() or source.is_file()):
        raise CollectError(f"{named}: it is neither a file nor a folder")
    here, there = source.resolve(), into.resolve()
    if here == there or there in here.parents:
        raise CollectError(f"{named}: it lies in {into}, where the copies are kept")


@dataclass(frozen=True)
class _Staged:
    found: Found
    copy: Copy
    clue: names.Clue

    @property
    def name(self) -> str:
        return self.found.parts[-1]


class _Gathering:
    """Finds files, copies them, and sorts them by student."""

    def __init__(self, assignment, people: People, store: Store, times: str):
        self.assignment = assignment
        self.people = people
        self.store = store
        self.times = times
        self.run = int(store.ledger()["runs"]) + 1
        self.works: list[Work] = []
        self.asides: list[Aside] = []
        self.result = Collection(assignment.name, store.into)

    def source(self, source: Path, place: int) -> None:
        """Take in a source; whether it is Canvas' is seen from all its names."""
        staged = list(self._staged(source))
        own = [s.name for s in staged if _is_notebook(s.name) and not _is_junk(s)]
        if own and all(map(names.is_canvas, own)):
            staged = [self._again(one) for one in staged]
        of_nbgrader = [
            (one.clue, one.found.parts, one.copy.path)
            for one in staged
            if one.clue.assignment == self.assignment.name
        ]
        besides = gather(of_nbgrader, self._report_stamp)
        for one in staged:
            self._sort(one, place, besides.get(one.found.parts[:-1], Beside()))

    def _staged(self, source: Path) -> Iterator[_Staged]:
        for found in self._find(source):
            clue = names.read(found.parts or ("",), self.assignment.name)
            if clue.assignment not in ("", self.assignment.name):
                self.result.passed_over.append(found.origin)
            elif found.open is None:
                self._report("refused", found, found.trouble)
            else:
                try:
                    yield _Staged(found, self.store.stage(found), clue)
                except UnreadableError as error:
                    self._report("refused", found, f"it was not copied: {error}")

    def _again(self, one: _Staged) -> _Staged:
        clue = names.read(one.found.parts, self.assignment.name, is_canvas=True)
        return _Staged(one.found, one.copy, clue)

    def _find(self, source: Path) -> Iterator[Found]:
        if source.is_dir():
            return folders.walk(source, self.store.into)
        try:
            if archives.is_zip(source):
                return archives.entries(source)
        except OSError:
            pass
        return iter([folders.single(source)])

    def _report(self, what: str, found: Found, why: str) -> None:
        self.result.problems.append(Problem(what, found.origin, why))

    def _report_stamp(self, origin: str, why: str) -> None:
        self.result.problems.append(Problem("timestamp", origin, why))

    def _sort(self, one: _Staged, place: int, beside: Beside) -> None:
        students, called = self.people.find(one.clue, one.found.root)
        student = students[0] if len(students) == 1 else ""
        if one.found.trouble:
            self._aside(one, "refused", one.found.trouble)
        elif one.name in FILES and one.clue.assignment == self.assignment.name:
            why = "it belongs to a notebook that was not taken"
            self._aside(one, BESIDE, why, minor=True)
        elif _is_junk(one):
            self._aside(one, "not a notebook", "a program left it there", minor=True)
        elif not _is_notebook(one.name):
            self._other_file(one, student)
        elif len(students) > 1:
            why = f"{called!r} may be {' or '.join(students)}"
            self._aside(one, "ambiguous student", why)
        elif not student:
            self._aside(one, "unknown student", f"nobody is known as {called!r}")
        else:
            self._check_owner(one.found, student)
            self.works.append(self._work(one, student, called, place, beside))

    def _other_file(self, one: _Staged, student: str) -> None:
        """Set a file aside; it matters if it is all that a student handed in."""
        if self.people.roster is None and not one.clue.names:
            student = ""
        minor = one.clue.kind == "folder" and not student
        self._aside(one, "not a notebook", _advice(one.name), minor, student)

    def _aside(self, one: _Staged, what, why, minor=False, student="") -> None:
        problem = Problem(what, one.found.origin, why, minor)
        self.asides.append(Aside(one.found.parts, one.copy, problem, student))

    def _work(self, one: _Staged, student: str, called: str, place, beside) -> Work:
        clue, moment = one.clue, beside.moment
        fit = names.fit(clue.stem, self.assignment.name)
        is_own = clue.kind == "folder" and names.fold(called) in names.fold(clue.stem)
        if fit == names.NEUTRAL and is_own:
            fit = names.FITS  # the name says whose it is; it need not say of what
        by_file = not moment and self.times == "mtime" and clue.kind not in _LMS
        moment = one.found.modified if by_file else moment
        return Work(
            student,
            one.copy.digest,
            one.copy.path,
            look(one.copy.path),
            fit,
            parts=one.found.parts,
            first=moment,
            last=moment,
            is_late=clue.is_late,
            version=clue.version,
            turn=(self.run, place),
            is_by_file=by_file,
            beside=dict(beside.files),
            origins=[one.found.origin],
        )

    def _check_owner(self, found: Found, student: str) -> None:
        if found.owner in (self.people.roster or {}) and found.owner != student:
            why = f"the file belongs to {found.owner}, but is in the name of {student}"
            self._report("other author", found, why)
        if found.links > 1:
            why = f"the file has {found.links} names on its disk; who put it there?"
            self._report("linked", found, why)


def _is_notebook(name: str) -> bool:
    return ".ipynb" in name.casefold()


def _is_junk(one: _Staged) -> bool:
    parts = one.found.parts
    return bool(_JUNK.fullmatch(parts[-1]) or _JUNK_FOLDERS & set(parts[:-1]))


def _advice(name: str) -> str:
    if re.search(r"(?i)\.(zip|gz|tgz|tar|7z|rar)$", name):
        return "an archive within; it was not opened: unpack it, collect the folder"
    return "its name does not end in .ipynb"
