"""The file of nbgrader's grade book: opened, closed, and what goes wrong in between."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exercises.report.safe import ReportError

PATIENCE = 10.0  # seconds to wait for another program that writes


def path_of(course: Path) -> Path:
    """Return where nbgrader keeps the grade book of a course."""
    return course / "gradebook.db"


@contextlib.contextmanager
def opened(course: Path) -> Iterator[Any]:
    """Open the grade book of a course, and close it.

    Raises
    ------
    ReportError
        If nbgrader is not there, or the file is locked or broken.
    """
    try:
        from nbgrader.api import Gradebook, InvalidEntry
        from sqlalchemy import URL
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError as error:
        raise ReportError(
            f"nbgrader is needed for the grade book ({error}): pip install '.[teach]'"
        ) from None
    path = path_of(course)
    try:
        with _quiet(), _own_programs_first():
            patience = {"timeout": str(PATIENCE)}
            file = str(path.resolve())
            url: Any = URL.create("sqlite", database=file, query=patience)
            book = Gradebook(url)
            with book:
                yield book
    except (
        InvalidEntry,
        SQLAlchemyError,
        OSError,
        subprocess.SubprocessError,
    ) as error:
        why = str(error.args[0] if error.args else error)
        raise ReportError(_advice(path, why)) from None


def _advice(path: Path, why: str) -> str:
    if "locked" in why:
        return (
            f"{path} is in use by another program. Nothing is lost: the records are "
            "kept. Wait for it, or close formgrader, and run `exercises report` again."
        )
    return f"{path} cannot be used ({why}); the records are kept."


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader from printing a trace of what is then raised."""
    logger = logging.getLogger("tornado.application")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


@contextlib.contextmanager
def _own_programs_first() -> Iterator[None]:
    """Let nbgrader find ``alembic``, which it runs, beside this Python."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
