"""Texts of MyST in plain Markdown: nothing of the markup is left."""

import re

import pytest

from exercises import bank
from exercises.course.plain import plain, statement

MARKUP = re.compile(
    r"\{[a-z:]+\}`|:::|^\([\w-]+\)=|\{exercise|^:[\w-]+:|<<", re.MULTILINE
)


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("By {prf:ref}`thm-js` it is.", "By the theorem “js” of the book it is."),
        ("{prf:ref}`thm-eckart-young`", "the theorem “eckart young” of the book"),
        ("{ref}`the power\nmethod <ch-power>`", "the power\nmethod"),
        ("{prf:ref}`Theorem %s <thm-a>` holds", "Theorem holds"),
        ("{numref}`Figure {number} <fig-a>`", "Figure"),
        ("see {eq}`eq-normal`", "see the equation “normal” of the book"),
        ("{cite}`strang2019`", "[strang2019]"),
        ("{term}`entropy` and {term}`nats <nat>`", "entropy and nats"),
        ("{math}`x^2` and {code}`np.dot`", "$x^2$ and `np.dot`"),
        ("(sec-one)=\n# Title\n% a comment\ntext", "# Title\ntext"),
        ("$$x = 1$$ (eq-one)", "$$x = 1$$"),
        ("$$\nx\n$$ (eq-one)\nand", "$$\nx\n$$\nand"),
        (
            ":::{note} Mind\n:class: tip\n\nThis.\n:::\nThat.",
            "**Mind**\n\n\nThis.\nThat.",
        ),
        (":::{note}\nThis.\n:::", "This."),
        ("```{code-block} python\n:linenos: 1\n\nx = 1\n```", "```python\nx = 1\n```"),
        ("```python\n{ref}`a`\n:::\n```", "```python\n{ref}`a`\n:::\n```"),
        ("Set $\\{x : |x|<1\\}`y`$ and `{a}`", "Set $\\{x : |x|<1\\}`y`$ and `{a}`"),
        ("100% sure\n\n$a<b$ and $c>d$", "100% sure\n\n$a<b$ and $c>d$"),
    ],
)
def test_markup_becomes_words(myst, markdown):
    assert plain(myst) == markdown


@pytest.mark.parametrize("exercise", list(bank.exercises()), ids=lambda e: e.id)
def test_no_markup_is_left_in_the_bank(exercise):
    for seed in (None, 3):
        for text in (exercise.hint, exercise.solution):
            assert not MARKUP.search(plain(exercise.text(text, seed)))
        text = statement(exercise, seed)
        assert not MARKUP.search(text), text
        assert "[thm" not in text


@pytest.mark.parametrize("exercise", list(bank.exercises()), ids=lambda e: e.id)
def test_formulas_are_those_of_the_book(exercise):
    before = exercise.text(exercise.statement)
    formulas = re.findall(r"\$+[^$]+\$+", before)
    assert re.findall(r"\$+[^$]+\$+", plain(before)) == formulas
