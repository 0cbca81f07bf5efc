"""`make check` runs every step, and its last lines name those that failed."""

import sys
from pathlib import Path

import pytest

from tools import build_site, check, house


def step(name, code, **options):
    """Return a step that runs a line of Python."""
    return check.Step(name, f"{name} is well", [sys.executable, "-c", code], **options)


def run_steps(monkeypatch, capsys, steps, *names):
    """Run check with these steps instead of the real ones."""
    monkeypatch.setattr(check, "STEPS", steps)
    monkeypatch.setattr(sys, "argv", ["check.py", *names])
    code = check.main()
    return code, capsys.readouterr().out


GOOD = step("good", "print('12 passed in 3.4s')")
BAD = step("bad", "import sys; print('line 7 is wrong'); sys.exit(1)")


def test_all_well(monkeypatch, capsys):
    code, out = run_steps(monkeypatch, capsys, [GOOD])
    assert code == 0
    assert "All is well" in out
    assert "12 passed in 3.4s" in out.split("=== Summary")[1]


def test_a_failure_does_not_stop_the_others_and_is_named_last(monkeypatch, capsys):
    code, out = run_steps(monkeypatch, capsys, [BAD, GOOD])
    assert code == 1
    assert out.index("line 7 is wrong") < out.index("12 passed")
    assert out.endswith("make check STEPS=bad\n")
    assert "STEPS=good" not in out


def test_a_skipped_step_says_why(monkeypatch, capsys):
    skipped = step("other", "raise SystemExit(1)", reason_to_skip=lambda: "no x86 here")
    code, out = run_steps(monkeypatch, capsys, [skipped])
    assert code == 0
    assert "other      skipped" in out
    assert "no x86 here" in out.split("=== Summary")[1]


def test_steps_can_be_named(monkeypatch, capsys):
    code, out = run_steps(monkeypatch, capsys, [BAD, GOOD], "good")
    assert code == 0
    assert "bad" not in out


def test_extra_environment_reaches_the_step(monkeypatch, capsys):
    code = "import os; print(os.environ['EXTRA'])"
    _, out = run_steps(
        monkeypatch, capsys, [step("env", code, extra=lambda: {"EXTRA": "here"})]
    )
    assert "here" in out


def test_check_needs_git_and_says_so(monkeypatch):
    monkeypatch.setattr(check.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["check.py"])
    with pytest.raises(house.SetupError, match="git is not installed"):
        check.main()


def test_the_other_processor_computes_otherwise():
    if not check.other_processor():
        pytest.skip("no other processor can be simulated here")
    code = (
        "import numpy as np; x = np.random.default_rng(1).normal(size=(300, 300));"
        "import hashlib;"
        "print(hashlib.sha256((x @ x).tobytes() + np.tanh(x).tobytes()).hexdigest())"
    )
    one = [
        house.run(
            [sys.executable, "-W", "error", "-c", code],
            env=house.environment(**extra),
            show=False,
        )
        for extra in ({}, check.other_processor())
    ]
    assert one[0] != one[1]


def test_every_kind_of_source_is_in_the_fingerprint(monkeypatch, tmp_path):
    monkeypatch.setattr(build_site, "ROOT", tmp_path)
    monkeypatch.setattr(house, "ROOT", tmp_path)
    monkeypatch.setattr(build_site, "git_head", lambda: "")
    seen = {build_site.fingerprint()}
    names = ("book/_assets/book.css", "notebooks/linalg/svd.ipynb", "_toc.yml")
    for count, name in enumerate(names, start=2):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a")
        seen.add(build_site.fingerprint())
        assert len(seen) == count, f"a change of {name} goes unnoticed"


def test_a_build_that_fails_leaves_the_old_site(monkeypatch, tmp_path):
    site = tmp_path / "html"
    site.mkdir()
    (site / "index.html").write_text("old")
    monkeypatch.setattr(build_site, "BUILD", tmp_path)
    monkeypatch.setattr(build_site, "SITE", site)
    monkeypatch.setattr(build_site, "GIGABYTES", 0)
    monkeypatch.setattr(build_site, "build_figures", lambda: None)

    def fail(workshop: Path):
        raise house.SetupError("a warning")

    monkeypatch.setattr(build_site, "build_pages", fail)
    with pytest.raises(house.SetupError):
        build_site.build()
    assert (site / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["html"]


def test_without_a_browser_the_tests_left_out_are_named(monkeypatch, capsys):
    monkeypatch.setattr(check.browser, "find", lambda: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(check, "STEPS", [GOOD])
    monkeypatch.setattr(sys, "argv", ["check.py"])
    assert check.main() == 0
    loud = capsys.readouterr().err
    assert "WARNING: no Chromium was found" in loud
    assert "tests/book/test_watch.py" in " ".join(loud.split())


def test_without_bubblewrap_the_tests_left_out_are_named(monkeypatch, capsys):
    monkeypatch.setattr(check.bubblewrap, "find", lambda: None)
    monkeypatch.setattr(check, "STEPS", [GOOD])
    monkeypatch.setattr(sys, "argv", ["check.py"])
    assert check.main() == 0
    loud = " ".join(capsys.readouterr().err.split())
    assert "WARNING: no bubblewrap that works was found" in loud
    assert "tests/exercises/grade/test_batch.py" in loud
