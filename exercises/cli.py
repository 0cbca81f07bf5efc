"""The command ``exercises``: from a list of exercises to grades.

Run as ``exercises COMMAND`` or ``python -m exercises COMMAND``.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import pkgutil
import sys
from collections.abc import Sequence

from exercises import commands
from exercises.course.assignment import AssignmentError
from exercises.course.keep import CollectError
from exercises.course.roster import RosterError

_ORDER = ("list", "assign", "collect", "grade", "report")


class CommandError(Exception):
    """A command that cannot be carried out; the message says why and what to do."""


def names() -> list[str]:
    """Return the commands, in the order in which a course needs them."""
    found = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    return sorted(found, key=lambda name: (*_ORDER, name).index(name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors of the user's are told in a line, exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack ★ or Σ
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(words[0] if words else "").parse_args(words)
    try:
        code = options.run(options)
        sys.stdout.flush()
        return code
    except (AssignmentError, RosterError, CollectError, CommandError) as error:
        print(f"exercises {options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `exercises list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser(command: str) -> argparse.ArgumentParser:
    """Return the parser; it knows `command` alone, or all if that is none of them."""
    parser = argparse.ArgumentParser(prog="exercises", description=__doc__)
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in [command] if command in names() else names():
        module = importlib.import_module(f"exercises.commands.{name}")
        one = choices.add_parser(
            name,
            help=module.HELP,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    return parser
