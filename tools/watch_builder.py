"""The process behind `make watch` that is always ready to build.

Imports Jupyter Book, Sphinx, the theme and the extensions once; then, for each line on
standard input, forks a child that builds and ends. So every build starts fresh (edited
extensions and docstrings are seen), but without the seconds of imports. Where a process
cannot fork (Windows), each build is a process of its own, which is slower.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import subprocess
import sys

from tools.house import BIN, ROOT

WARM = (
    "jupyter_book.cli.main",
    "jupyter_book.config",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_",
    "sphinx.builders.html",
    "sphinx.environment",
    "sphinx.ext.autosummary",
    "sphinx_book_theme",
    "pydata_sphinx_theme",
    "sphinx_external_toc.parsing",
    "sphinx_jupyterbook_latex",
    "sphinxcontrib.applehelp",
    "sphinxcontrib.devhelp",
    "sphinxcontrib.htmlhelp",
    "sphinxcontrib.qthelp",
    "sphinxcontrib.serializinghtml",
    "numpydoc",
    "numpy",
    "nbconvert",
    "pygments.lexers.python",
    "pygments.formatters.html",
)


def warm_up() -> None:
    """Import what every build imports, but nothing that lives in this repository."""
    import yaml

    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config.get("sphinx", {})
    own = set(sphinx.get("local_extensions", {}))
    extensions = sphinx.get("config", {}).get("extensions", [])
    for name in [*WARM, *(name for name in extensions if name not in own)]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def arguments(out: str, *, everything: bool) -> list[str]:
    """Return what `jupyter-book` is called with; warnings are shown, not fatal."""
    return ["build", ".", "--path-output", out, "-n", "-q", *["--all"] * everything]


def build_in_child(words: list[str]) -> int:
    """Fork, build in the child, and return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        gc.disable()
        from jupyter_book.cli.main import main as jupyter_book

        jupyter_book(words, standalone_mode=False)
        code = 0
    except Exception as error:
        print(error, file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)


def build_in_process(words: list[str]) -> int:
    """Build in a new process, for platforms that cannot fork."""
    command = [BIN / "jupyter-book", *words]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode


def main() -> int:
    """Answer each line of standard input with a build and a line about it."""
    out = sys.argv[1]
    build = build_in_child if hasattr(os, "fork") else build_in_process
    if build is build_in_child:
        warm_up()
    for line in sys.stdin:
        code = build(arguments(out, everything=json.loads(line)["everything"]))
        print(json.dumps({"code": code}), flush=True)
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
