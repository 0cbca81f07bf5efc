"""The commands of ``exercises``: one module each.

A module has `HELP` (a line), ``add_arguments(parser)`` and ``run(options) -> int``,
the exit code. What it raises of `exercises.cli.CommandError` is told in a line.
"""
