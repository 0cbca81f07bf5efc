"""Run every check that a change must pass, and sum up at the end.

Usage: check.py [STEP ...]     (`check.py --list` names the steps)

A step that fails does not stop the others; the last lines say which failed and the
command that repeats each one.
"""

from __future__ import annotations

import argparse
import functools
import platform
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tools import browser, bubblewrap, build_site, house
from tools.house import BIN, PYTHON, ROOT, SITE, SetupError, say

PYTEST = ["python", "-m", "pytest", "-q", "-rs", "-n", "2", "--dist", "loadfile"]
NBVAL = [*PYTEST, "--nbval", "notebooks"]


NO_BROWSER = """
WARNING: no Chromium was found, so these tests were left out: {tests}. Install Chromium
or Google Chrome, or run `make test`, which installs one.
"""
NO_BOX = """
WARNING: no bubblewrap that works was found, so these tests were left out: {tests}.
Install it (Linux only), or run `make test` as root, which installs it.
"""


@dataclass(frozen=True)
class Step:
    """One check: its name, what it shows, and the command (a program of the venv)."""

    name: str
    what: str
    command: list[str]
    extra: Callable[[], dict[str, str]] = dict
    reason_to_skip: Callable[[], str] = str


@dataclass(frozen=True)
class Result:
    """How a step ended: `verdict` is passed, FAILED or skipped."""

    step: Step
    verdict: str
    seconds: float
    note: str


def no_chapters() -> str:
    """Say why notebooks cannot be compared, if they cannot."""
    return "" if any(ROOT.glob("notebooks/*/*.ipynb")) else "there are no chapters yet"


def built_site() -> dict[str, str]:
    """Name the site that was just built, so that its tests need not build it again."""
    return {"BOOK_SITE": str(SITE)} if build_site.is_up_to_date() else {}


def no_other_processor() -> str:
    """Say why no other processor can be simulated, if none can."""
    if not other_processor():
        return f"it is simulated on x86-64 with AVX2 only, not on {platform.machine()}"
    return no_chapters()


@functools.cache
def other_processor() -> dict[str, str]:
    """Return what makes OpenBLAS and NumPy compute as on a processor without AVX2.

    It changes the last bits of matrix products, exp and tanh. NumPy warns of a feature
    that this processor does not have, so only those that it has are disabled.
    """
    code = (
        "from numpy._core._multiarray_umath import __cpu_features__ as have;"
        "print(*(name for name in ('X86_V3', 'X86_V4') if have.get(name)))"
    )
    features = house.run([PYTHON, "-c", code], show=False).strip()
    if not features:
        return {}
    return {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": features}


STEPS = [
    Step("lint", "ruff finds no fault", ["ruff", "check", "."]),
    Step("format", "ruff formats nothing anew", ["ruff", "format", "--check", "."]),
    Step("types", "pyright finds no wrong type", ["pyright"]),
    Step("layers", "each room imports only what it may", ["lint-imports"]),
    Step(
        "figures",
        "the bundles of the moving figures are those of their sources",
        ["node", "tools/build_figures.mjs", "--check"],
    ),
    Step(
        "site",
        "the site builds without a warning",
        ["python", "-m", "tools.build_site"],
    ),
    Step(
        "tests",
        "doctests, unit and browser tests pass",
        [*PYTEST, "--benchmark-disable"],
        extra=built_site,
    ),
    Step(
        "notebooks",
        "stored outputs are what the code gives",
        NBVAL,
        reason_to_skip=no_chapters,
    ),
    Step(
        "processor",
        "stored outputs hold on another processor",
        NBVAL,
        extra=other_processor,
        reason_to_skip=no_other_processor,
    ),
]


def main() -> int:
    """Run the named steps, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--list", action="store_true", help="name the steps and stop")
    options = parser.parse_args()
    if options.list:
        for step in STEPS:
            say(f"{step.name:10} {step.what}")
        return 0
    known = {step.name: step for step in STEPS}
    if unknown := set(options.steps) - set(known):
        parser.error(f"no such step: {', '.join(sorted(unknown))}; see --list")
    if shutil.which("git") is None:
        raise SetupError(
            "git is not installed, and the tests ask it which files belong to the"
            " book. Install it (`sudo apt-get install git`, `brew install git`) and run"
            " the same command again. `make book` works without."
        )
    env = environment()
    results = [run(known[name], env) for name in options.steps or known]
    if "CHROMIUM" not in env:
        house.complain(NO_BROWSER.format(tests=", ".join(marked("browser"))))
    if bubblewrap.find() is None:
        house.complain(NO_BOX.format(tests=", ".join(marked("box"))))
    return summarize(results)


def marked(marker: str) -> list[str]:
    """Return the test files that use a marker: they need a browser, or a box."""
    files = sorted(ROOT.glob("tests/**/test_*.py"))
    found = [path for path in files if f"mark.{marker}" in path.read_text("utf-8")]
    return [path.relative_to(ROOT).as_posix() for path in found]


def environment() -> dict[str, str]:
    """Return the environment of all steps; it names the browser, if there is one."""
    env = house.environment(COLUMNS="100")
    chromium = browser.find()
    if chromium:
        env["CHROMIUM"] = chromium
    return env


def run(step: Step, env: dict[str, str]) -> Result:
    """Run one step, showing its output as it comes."""
    say(f"\n--- {step.name}: {step.what}")
    start = time.monotonic()
    reason = step.reason_to_skip()
    if reason:
        say(f"skipped: {reason}")
        return Result(step, "skipped", 0.0, reason)
    try:
        program, *arguments = step.command
        output = house.run(
            [BIN / program, *arguments], env={**env, **step.extra()}, indent=""
        )
        verdict = "passed"
    except house.CommandError as failure:
        output, verdict = failure.output, "FAILED"
    seconds = time.monotonic() - start
    say(f"--- {step.name} {verdict} in {seconds:.1f} s")
    return Result(step, verdict, seconds, last_line(output))


def last_line(output: str) -> str:
    """Return a tool's own summary, its last line with anything in it."""
    lines = [line.strip(" =") for line in output.splitlines() if line.strip(" =")]
    return lines[-1] if lines else ""


def summarize(results: list[Result]) -> int:
    """Print a line for each step and how to repeat those that failed."""
    say("\n=== Summary")
    for result in results:
        name, verdict = result.step.name, result.verdict
        say(f"{name:10} {verdict:8} {result.seconds:6.1f} s   {result.note}")
    failed = [result.step for result in results if result.verdict == "FAILED"]
    if not failed:
        say(f"=== All is well ({sum(r.seconds for r in results):.0f} s)")
        return 0
    say(f"=== {len(failed)} of {len(results)} steps FAILED. To repeat one:")
    for step in failed:
        say(f"make check STEPS={step.name}")
    return 1


if __name__ == "__main__":
    sys.exit(house.guarded(main))
