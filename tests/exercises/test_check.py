"""`check` as a chapter calls it, and the verdict it shows."""

import ast
import dataclasses
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import samples

from exercises import Verdict, bank, check
from exercises.bank import Bank
from exercises.check import examine
from exercises.model import Finding

ROOT = Path(__file__).resolve().parents[2]


class Tags(HTMLParser):
    """Collects the tags of a page and checks that they are closed in order."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags(verdict: Verdict) -> list[str]:
    page = Tags()
    page.feed(verdict._repr_html_())
    assert page.open == []
    return page.seen


def test_unknown_id_suggests_close_ones():
    verdict = check("svd-pinv-one", 1)
    assert not verdict.passed
    assert "no exercise 'svd-pinv-one'. Did you mean svd-pinv-ones" in verdict.message
    assert "Did you mean" not in check("qqqqqq", 1).message


@pytest.mark.parametrize("id", [None, 3, [], {"a": 1}, object(), check])
def test_an_id_that_is_no_text_is_explained(id):
    assert "Give the id first" in check(id, 1).message


@pytest.mark.parametrize("seed", [-1, 1.5, "x", [1]])
def test_a_bad_seed_is_explained(seed):
    assert "seed must be an integer" in check("svd-pinv-ones", 1, seed=seed).message


def test_verdict_is_frozen():
    verdict = check("svd-pinv-ones", None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        verdict.status = "right"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        verdict.passed = True  # type: ignore[misc]


def test_a_message_that_begins_with_a_greek_letter_keeps_it():
    sigma = dataclasses.replace(samples.NUM, wrong=[])
    object.__setattr__(sigma, "judge", lambda *a: Finding("wrong", "σ₂ is small"))
    assert examine(sigma, (9,)).message == "σ₂ is small"
    object.__setattr__(sigma, "judge", lambda *a: Finding("wrong", "a is small"))
    assert examine(sigma, (9,)).message == "A is small"


def test_text_of_a_verdict_is_stable():
    assert repr(check("svd-pinv-ones", None)) == "○ svd-pinv-ones: not answered yet"
    text = repr(examine(samples.NUM, (9,)))
    assert text == (
        "✗ test-num: not right. 9 is not the right value. You squared.\n  Hint: Think."
    )
    assert repr(examine(samples.NUM, (6,))) == "✓ test-num: right"


def test_html_of_a_verdict_is_well_formed_and_escaped():
    def double(x, k):
        raise ValueError("<script>alert(1)</script> & `</div><b>`")

    verdict = examine(samples.CODE, (double,))
    assert "<script>" in verdict.message
    assert set(tags(verdict)) <= {"div", "strong", "span", "code", "details", "summary"}
    assert "&lt;script&gt;" in verdict._repr_html_()
    assert tags(check("<b>", 1)).count("b") == 0


def test_hint_is_given_after_a_wrong_answer_only():
    assert "Hint" not in repr(examine(samples.NUM, (None,)))
    assert "Hint" not in repr(examine(samples.NUM, (6,)))
    assert "<details><summary>Hint</summary>Think." in (
        examine(samples.NUM, (7,))._repr_html_()
    )


def test_verdict_never_names_the_expected_value():
    for answer in (5, "x", [1], None, float("nan"), -6):
        assert "6" not in repr(examine(samples.NUM, (answer,))).replace("-6", "")


def test_an_exercise_that_fails_itself_says_so():
    broken = dataclasses.replace(samples.CODE, reference=lambda x, k: 1 / 0)
    verdict = examine(broken, (lambda x, k: x,))
    assert "exercise itself failed (ZeroDivisionError" in verdict.message
    assert "not your mistake" in verdict.message


def test_bank_refuses_an_id_that_is_taken():
    bank.load("linalg")
    with pytest.raises(
        ValueError, match=r"'svd-tail' .* part 'other', but part 'linalg'"
    ):
        Bank("other").add(dataclasses.replace(samples.CODE, id="svd-tail"))


def test_bank_loads_a_part_only_when_it_is_needed():
    code = (
        "import sys, exercises; "
        "print([m for m in sys.modules if m.startswith('exercises.bank.')]); "
        "from exercises import bank; bank.get('svd-tail'); "
        "print('exercises.bank.information' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "False"], done.stderr


def test_exercises_import_what_a_browser_has():
    code = (
        "import sys; from exercises import bank, render; list(bank.exercises()); "
        "print(*{m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded, done.stderr
    assert not loaded & {"matplotlib", "IPython", "sympy", "scipy"}
    teachers = {"grade", "report", "course", "commands"}
    for path in (ROOT / "exercises").rglob("*.py"):
        if path.relative_to(ROOT / "exercises").parts[0] in teachers:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names]
                assert not set(names) & {"subprocess", "threading", "signal"}, path
