"""Finding the student whose work a file is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from exercises.course.names import Clue, fold, without
from exercises.course.roster import Student, is_student_id

LOGINS = ("login", "username", "user", "netid", "sis_id")
NUMBERS = {"canvas": "canvas_id", "moodle": "moodle_id"}
MAX_WORDS = 24


class People:
    """The students of a course, found by what names tell.

    With a roster, a student is known by id, by e-mail address or its first part, by the
    columns `LOGINS`, by the numbers of Canvas and Moodle (columns ``canvas_id`` and
    ``moodle_id``) and by name in any usual order. Without one the file's name decides.
    """

    def __init__(self, roster: Mapping[str, Student] | None, assignment: str):
        self.roster = roster
        self.assignment = assignment
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.folded: dict[str, set[str]] = defaultdict(set)
        self.named: dict[str, set[str]] = defaultdict(set)
        self.numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for student in (roster or {}).values():
            self._learn(student)

    def _learn(self, student: Student) -> None:
        more = {key.strip().casefold(): text for key, text in student.more.items()}
        logins = [more.get(key, "") for key in LOGINS]
        for key in filter(None, {student.id, *_mail(student.email), *logins}):
            self.exact[key.casefold()].add(student.id)
            self.folded[fold(key)].add(student.id)
        for key in _orders(student.name):
            self.named[key].add(student.id)
        for kind, column in NUMBERS.items():
            for number in re.findall(r"\w+", more.get(column, "")):
                self.numbers[kind, number].add(student.id)

    def find(self, clue: Clue, root: str = "") -> tuple[list[str], str]:
        """Return the students it may be (best: one), and how they were called."""
        if self.roster is None:
            name = self._stranger(clue, root)
            return [name] if is_student_id(name) else [], name
        if clue.kind in NUMBERS:
            return self._by_number(clue)
        if clue.kind == "exchange":
            name = clue.names[0]
            return [name] if name in self.roster else [], name
        return self._by_place(clue, root)

    def _by_number(self, clue: Clue) -> tuple[list[str], str]:
        name, number = clue.names[0], clue.number
        shown = f"{name} ({number})" if number else name
        by_number = self.numbers.get((clue.kind, number.removeprefix("anon_")), set())
        by_name = self._whole(name)
        if by_number and by_name:
            return sorted(by_number & by_name or by_number | by_name), shown
        return sorted(by_number or by_name), shown

    def _by_place(self, clue: Clue, root: str) -> tuple[list[str], str]:
        stem = without(clue.stem, self.assignment)
        texts = [*clue.names, clue.stem, stem]
        for look in (self._whole, self._within):
            for text in [*texts, root]:
                if found := look(text):
                    return sorted(found), text
        return [], next(filter(None, texts), clue.stem)

    def _whole(self, text: str) -> set[str]:
        """Find the students whom a text as a whole names."""
        if not fold(text):
            return set()
        for index, key in ((self.exact, text.casefold()), (self.folded, fold(text))):
            if found := index.get(key):
                return found
        return self.named.get(fold(text), set())

    def _within(self, text: str) -> set[str]:
        """Find the students whom the most words in a row of a text name."""
        words = re.findall(r"[^\W_]+", text)[:MAX_WORDS]
        for length in range(len(words), 0, -1):
            found: set[str] = set()
            for start in range(len(words) - length + 1):
                run = "".join(words[start : start + length])
                if not run.isdigit() or len(run) > 2:
                    found |= self._whole(run)
            if found:
                return found
        return set()

    def _stranger(self, clue: Clue, root: str) -> str:
        """Make up an id for a student of whom only the file's name is known."""
        if clue.kind in NUMBERS:
            plain = "-".join(fold(word) for word in clue.names[0].split())
            name = plain if plain.isascii() and plain else "participant"
            return "_".join(filter(None, (name, clue.number)))
        own = without(clue.stem, self.assignment)
        own = re.sub(r"-\d{1,3}$| \(\d{1,3}\)$", "", own)
        return next(filter(None, (*clue.names, own, root)), "")


def _mail(address: str) -> Iterable[str]:
    return (address, address.partition("@")[0])


def _orders(name: str) -> set[str]:
    """Return a name folded, in each order in which LMSs and people write its words.

    >>> sorted(_orders("Ada King Lovelace"))
    ['adakinglovelace', 'kinglovelaceada', 'lovelaceadaking']
    """
    words = re.split(r"[\s,]+", name.strip())[:MAX_WORDS]
    turned = (words[k:] + words[:k] for k in range(len(words)))
    texts = ["".join(order) for order in turned]
    return {fold(text, german) for text in texts for german in (False, True)} - {""}
