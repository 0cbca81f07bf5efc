"""Collect submissions, but none that was put in under another student's name.

nbgrader takes a submission's student from the name of its folder, and only warns if the
folder's owner is somebody else. Anyone could so replace a classmate's work. Here the
name counts if it is vouched for by

- the owner of the folder, on one machine, where each student has an account, or
- the folder it lies in, on Kubernetes, where each student's pod sees the part of the
  inbox that bears the student's name, and no other (`exchange.py`).

A submission with a symbolic link is not taken either: nbgrader would copy the file that
it points to, which may be one that only graders can read.
"""

import pwd
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect


def owner(folder: Path) -> str:
    """Return the account that a folder belongs to, or its number if it has none."""
    uid = folder.lstat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def holds_links(folder: Path) -> bool:
    """Say whether a folder is, or holds, a symbolic link."""
    return any(path.is_symlink() for path in (folder, *folder.rglob("*")))


def named(folder: Path) -> str:
    """Return the student in `student+assignment+time+random`, or nothing."""
    parts = folder.name.rsplit("+", 3)
    return parts[0] if len(parts) == 4 else ""


class OwnSubmissions(ExchangeCollect):
    """nbgrader's collecting, of submissions that are whose they say."""

    def init_src(self) -> None:
        """Set aside what is not the named student's; then find the latest as ever."""
        inbox = Path(self.root, self.coursedir.course_id, "inbound")
        for folder in sorted(inbox.glob("*")):
            if not named(folder):
                self._take_from(folder, inbox)
        for entry in sorted(filter(named, inbox.glob("*"))):
            if owner(entry) not in (named(entry), owner(inbox)):
                self._refuse(entry, f"was put in by {owner(entry)}")
            elif holds_links(entry):
                self._refuse(entry, "holds a symbolic link")
        super().init_src()

    def _take_from(self, folder: Path, inbox: Path) -> None:
        """Move one student's part of the inbox into it."""
        if folder.is_symlink() or not folder.is_dir() or owner(folder) != owner(inbox):
            return
        for entry in sorted(folder.iterdir()):
            if named(entry) == folder.name:
                entry.rename(inbox / entry.name)
            elif named(entry):
                self._refuse(entry, f"was put in by {folder.name}")

    def _refuse(self, entry: Path, why: str) -> None:
        """Give a submission a name that is never collected."""
        self.log.warning("%s %s: it is not collected", entry, why)
        entry.rename(entry.with_name("refused." + entry.name.replace("+", ".")))
