"""The cells that a notebook gets from the bank."""

import dataclasses
import io

import pytest
import samples
from sphinx.application import Sphinx

from exercises import bank, render

FENCE = "```python\ndouble = 2\n```"


@pytest.fixture
def only(monkeypatch):
    """Let the bank hold the sample exercises alone."""
    gated = dataclasses.replace(
        samples.CODE, id="test-gated", statement=f"Run\n\n{FENCE}", solution=FENCE
    )
    by_id = {exercise.id: exercise for exercise in (*samples.ALL, gated)}
    monkeypatch.setattr(bank, "get", by_id.__getitem__)
    return list(by_id)


def test_statement_of_a_choice(only):
    assert render.statement("test-mcq") == (
        "::::{exercise} Mcq · choose one ★\n:label: ex-test-mcq\n\nDo it.\n\n"
        "- **(a)** 1\n- **(b)** 2\n- **(c)** 3\n\n"
        ":::{dropdown} Hint\nThink.\n:::\n::::"
    )


def test_a_label_stands_in_place_of_the_kind():
    explore = dataclasses.replace(samples.NUM, label="explore")
    assert render.heading(samples.NUM) == "Num · reckon ★"
    assert render.heading(explore) == "Num · explore ★"


def test_what_holds_code_is_gated(only):
    assert render.statement("test-gated").startswith(
        ":::{exercise-start} Code · code ★\n:label: ex-test-gated\n:::\n\nRun\n\n"
    )
    assert render.statement("test-gated").endswith("\n\n:::{exercise-end}\n:::")
    assert render.solution("test-gated") == (
        ":::{solution-start} ex-test-gated\n:label: sol-test-gated\n:class: dropdown\n"
        f":::\n\n{FENCE}\n\n:::{{solution-end}}\n:::"
    )


def test_check_cells(only):
    assert render.check_cell("test-num") == 'answer = ...\ncheck("test-num", answer)'
    assert render.check_cell("test-num", 4) == (
        'answer = ...\ncheck("test-num", answer, seed=4)'
    )
    assert render.check_cell("test-parts") == (
        'x = ...\ny = ...\ncheck("test-parts", x, y)'
    )
    assert render.check_cell("test-vector").startswith("answer = ...  # [., .]\n")
    assert render.check_cell("test-witness").startswith(
        "A = ...  # [[., ., ...], [., ., ...], ...]\nx = ...  # [., ., ...]\n"
    )
    assert render.check_cell("test-witness").endswith('check("test-witness", A, x)')
    assert render.check_cell("test-code") == (
        'def double(x, k):\n    return ...\n\n\ncheck("test-code", double)'
    )
    with pytest.raises(ValueError, match="marked by hand: it has no check cell"):
        render.check_cell("test-proof")
    assert set(render.cells("test-proof")) == {"statement", "solution"}


def test_no_answer_in_what_a_student_gets(only):
    text = render.statement("test-num", 5) + render.check_cell("test-num", 5)
    assert str(2 * samples.NUM.numbers_for(5)["a"]) not in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_boxes_build_in_sphinx_without_a_warning(only, tmp_path):
    texts = ["# Title"]
    for id in only:
        texts += [render.statement(id), render.solution(id)]
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    (source / "index.md").write_text("\n\n".join(texts), "utf-8")
    log = io.StringIO()
    settings = {
        "extensions": ["myst_parser", "sphinx_design", "sphinx_exercise"],
        "myst_enable_extensions": ["colon_fence", "dollarmath"],
        "exercise_style": "solution_follow_exercise",
    }
    app = Sphinx(
        source, None, out, out / "trees", "html", settings, status=None, warning=log
    )
    app.build()
    assert log.getvalue() == ""
    page = (out / "index.html").read_text("utf-8")
    assert page.count('class="exercise admonition"') == len(only)
    assert page.count('class="solution dropdown admonition"') == len(only)
    assert page.count(">Hint</span>") == len(only)
