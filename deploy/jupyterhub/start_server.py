"""Start somebody's JupyterLab: give them the chapters, then become the server.

It runs in the student's own account, never as root: who knows what is in their folder.
A chapter that is there already is theirs, and is never written over.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # for `tools`, which is not installed

from tools import lab  # noqa: E402

INTRODUCTION = """# Mathematics of Deep Learning

Open a chapter and run its cells from the top with Shift-Enter. Figures move once their
cell has run, and `check` answers as soon as you have put in an answer. The chapters are
your own copies: change anything. To get one back as it was, delete it, stop your server
(*File → Hub Control Panel*), and start it again.

What is to be handed in is under *Nbgrader → Assignment List*.
"""


def copy_chapters(folder: Path) -> list[Path]:
    """Copy the chapters that are missing, trusted, so that their pictures show."""
    notary = NotebookNotary()
    copied = []
    for source in (path for _, paths in lab.chapters() for path in paths):
        target = folder / source.relative_to(ROOT / "notebooks")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            notary.sign(nbformat.read(target, as_version=4))
            copied.append(target)
    return copied


def prepare(home: Path) -> None:
    """Close the home to others, and put the book into it."""
    os.umask(0o077)
    with contextlib.suppress(PermissionError):  # a mounted volume, on Kubernetes
        home.chmod(0o700)
    folder = home / "book"
    copy_chapters(folder)
    page = lab.start_page(INTRODUCTION, folder, folder)
    (folder / "start.md").write_text(page, encoding="utf-8")
    if os.environ["JUPYTERHUB_USER"] == f"grader-{os.environ['CLASSROOM_COURSE']}":
        (home / os.environ["CLASSROOM_COURSE"] / "source").mkdir(
            parents=True, exist_ok=True
        )


def main() -> None:
    """Prepare, and become the server; whatever a student has done, it starts."""
    try:
        prepare(Path.home())
    except OSError as error:
        print(f"The chapters could not be copied: {error}", file=sys.stderr)
    command = [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]]
    os.execv(sys.executable, command)


if __name__ == "__main__":
    main()
