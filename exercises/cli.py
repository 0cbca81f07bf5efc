"""The command ``exercises``: from a list of exercises to grades.

Run as ``exercises COMMAND`` or ``python -m exercises COMMAND``.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from exercises.course.assignment import AssignmentError
from exercises.course.keep import CollectError
from exercises.course.roster import RosterError

COMMANDS = ("list", "assign", "collect", "grade", "report")


class CommandError(Exception):
    """A command that cannot be carried out; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors of the user's are told in a line, exit code 2."""
    parser = argparse.ArgumentParser(prog="exercises", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"exercises.commands.{name}")
        one = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (AssignmentError, RosterError, CollectError, CommandError) as error:
        print(f"exercises {options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
