"""Answers in the page and in Python: the same status and the same words for each.

Every exercise that answers in its page is driven in a real browser, by its controls,
with the right answer, each listed mistake, the usual slips, nothing, and nonsense. What
decides is also compared alone, on numbers drawn at random.
"""

import functools
import html
import json
import re
import subprocess

import numpy as np
import pytest

from exercises import bank
from exercises.check import _TITLES, check, examine
from exercises.compare import SLIPS
from exercises.kinds import Num, Predict
from exercises.model import Wrong
from exercises.page import page_data
from exercises.values import Array, to_plain
from tools.house import BIN, ROOT

pytestmark = pytest.mark.browser

TEXTS = {"statement": "Do it.", "hint": "Think.", "solution": "So.", "difficulty": 1}
NUMBERS = "_static/exercises/numbers.js"
JUDGE = "_static/exercises/judge.js"
ANSWERED = [
    exercise for exercise in bank.exercises() if page_data(exercise.id) is not None
]
# Laying out a whole chapter at every step would take most of the time.
EXERCISES_ALONE = (
    "section > :not(section, .exercise, .exercise-progress) { display: none }"
)
# A verdict's visible text in the bank's language: code in backticks, formulas as read.
SOURCE = """(element) => {
  const copy = element.querySelector(".verdict").cloneNode(true);
  for (const part of copy.querySelectorAll(".math"))
    part.replaceWith("$" + part.querySelector("math").textContent + "$");
  for (const part of copy.querySelectorAll("code"))
    part.replaceWith("`" + part.textContent + "`");
  for (const part of copy.querySelectorAll("em"))
    part.replaceWith("*" + part.textContent + "*");
  return copy.textContent;
}"""
JUDGED = """async ([module, data, answers]) => {
  const { judge } = await import(module);
  return answers.map((answer) => {
    const { status, message } = judge(data, answer);
    const words = message.map((p) => (typeof p === "number" ? data.texts[p] : p));
    return [status, words.join(" ").replace(/\\s+/g, " ").trim()];
  });
}"""


def home_of(exercise):
    """Return the page of the exercise's chapter."""
    part = next(part for part in bank.parts() if exercise in bank.load(part))
    return f"notebooks/{part}/{exercise.chapter}.html"


def plain_quotes(text):
    for curly, straight in {"’": "'", "“": '"', "”": '"', "‘": "'"}.items():
        text = text.replace(curly, straight)
    return " ".join(text.split())


def typed(value):
    """Return a number or an array as a reader types it, a grid as its fields."""
    plain = to_plain(value)
    if type(plain) is Array:
        return [repr(entry) for entry in plain.data]
    return repr(plain)


class Driven:
    """An exercise on its page, and what a reader does to it."""

    def __init__(self, page, exercise):
        self.exercise = exercise
        self.element = page.locator(f'book-exercise[data-id="{exercise.id}"]')

    def empty(self):
        self.element.evaluate("(e) => { localStorage.clear(); e.restore(); }")

    def put(self, answer: tuple):
        """Put an answer, given as `check` takes it, into the controls."""
        self.empty()
        getattr(self, f"put_{self.exercise.kind}")(answer)

    def put_num(self, answer):
        texts = []
        for value in map(typed, answer):
            texts += value if isinstance(value, list) else [value]
        self.type_all(texts)

    def type_all(self, texts):
        fields = self.element.locator("[type=text], textarea").all()
        for field, text in zip(fields, texts, strict=True):
            field.fill(text)

    def put_multi(self, answer):
        for value in str(answer[0]):
            self.element.locator(f'.choices input[value="{value}"]').check()

    put_mcq = put_flaw = put_multi

    def put_order(self, answer):
        for letter in answer[0]:
            name = f"Add line ({letter})"
            self.element.get_by_role("button", name=name).click()

    def put_predict(self, answer):
        self.element.locator("[type=text]").fill(repr(answer[0]))

    def submit(self):
        """Press the button; return the status and the visible words."""
        self.element.locator("[type=submit]").click()
        status = self.element.get_attribute("data-status")
        text = plain_quotes(self.element.evaluate(SOURCE))
        sign, word, _ = _TITLES[status]
        assert text.startswith(f"{sign} {word.capitalize()}."), text
        message = text.removeprefix(f"{sign} {word.capitalize()}.")
        return status, message.removesuffix("There is a hint below.").strip()

    def tell(self, answer: tuple):
        self.put(answer)
        return self.submit()


@pytest.fixture
def drive(visit):
    """Return a function that opens an exercise's page and drives it there."""

    @functools.cache
    def page(path):
        found = visit(path)
        found.add_style_tag(content=EXERCISES_ALONE)
        return found

    return lambda exercise: Driven(page(home_of(exercise)), exercise)


@functools.cache
def as_read(tex):
    """Return a formula as its MathML reads, the text that a screen reader gets."""
    node = [str(BIN / "node"), str(ROOT / "book" / "_ext" / "press" / "katex.mjs")]
    request = json.dumps({"tex": tex, "display": False}) + "\n"
    done = subprocess.run(node, input=request, capture_output=True, encoding="utf-8")
    (math,) = re.findall("<math.*</math>", json.loads(done.stdout)["html"])
    return html.unescape(re.sub("<[^>]+>", "", math))


def in_python(exercise, answer):
    verdict = check(exercise.id, *answer)
    formulas = re.compile(r"\$(.*?)\$")
    message = formulas.sub(lambda found: f"${as_read(found[1])}$", verdict.message)
    return verdict.status, plain_quotes(message)


def slips(exercise):
    """Return answers to a number that are off by a usual factor, or nearly right."""
    right = exercise.right_answer()
    factors = [1 / factor for factor, _ in SLIPS] + [1 + 4 * exercise.rtol, 7.0]
    for factor in factors:
        yield tuple(np.multiply(value, factor) for value in right)
    if any(np.ndim(value) == 2 for value in right):
        shift = np.array([[0, 1], [2, 3]])
        yield tuple(np.transpose(np.array(value) + shift) for value in right)


@pytest.mark.parametrize("exercise", ANSWERED, ids=lambda exercise: exercise.id)
def test_the_page_says_what_python_says(drive, exercise):
    driven = drive(exercise)
    right = exercise.right_answer()
    assert driven.tell(right) == in_python(exercise, right)
    for answer, _ in exercise.wrong_answers():
        if exercise.kind == "multi":  # the boxes have no order of their own
            answer = ("".join(sorted(answer[0])),)
        said = in_python(exercise, answer)
        assert said[0] != "right"
        assert driven.tell(answer) == said, answer
    if exercise.kind == "num":
        for answer in slips(exercise):
            assert driven.tell(answer) == in_python(exercise, answer), answer
    driven.empty()
    assert driven.submit() == in_python(exercise, (None,)) == ("unanswered", "")


@pytest.mark.parametrize(
    "exercise", [e for e in ANSWERED if e.kind == "num"], ids=lambda e: e.id
)
def test_what_is_no_number_is_not_right_and_the_field_is_marked(drive, exercise):
    driven = drive(exercise)
    good = [
        text
        for value in map(typed, exercise.right_answer())
        for text in (value if isinstance(value, list) else [value])
    ]
    for text, said in [
        ("abc", "“abc” cannot be read as a number"),
        ("2sqrt(2)", "products need a *, as in 2*sqrt(2)"),
        ("1,000", "“1,000” can be read as two numbers"),
        ("1/0", "This divides by zero"),
        ("(1", "“(1” cannot be read as a number"),
        ("alert(1)", "“alert(1)” cannot be read as a number"),
        ("10**400", "This is an integer of more than 1000 bits: give its exponent"),
    ]:
        driven.empty()
        driven.type_all([text, *good[1:]])
        status, message = driven.submit()
        assert status == "wrong"
        assert plain_quotes(said).lower() in message.lower()
        assert in_python(exercise, (text, *exercise.right_answer()[1:]))[0] == "wrong"
        fields = driven.element.locator("[aria-invalid=true]")
        assert fields.first.input_value() == text
    driven.empty()
    driven.type_all(["", *good[1:]])
    assert driven.submit() == ("unanswered", "")
    assert driven.element.locator("[aria-invalid=true]").count() == 0


@pytest.mark.parametrize(
    ("texts", "same"),
    [
        (["2*sqrt(2)", "√2"], ([2 * 2**0.5, 2**0.5],)),
        (["2,8284", "1,4142"], ([2.8284, 1.4142],)),
        (["−2.83", "1.41"], ([-2.83, 1.41],)),
        (["sqrt(8)", "2^(1/2)"], ([8**0.5, 2**0.5],)),
        (["nan", "1"], ([float("nan"), 1],)),
        (["2.83", "inf"], ([2.83, float("inf")],)),
        (["1e400", "1"], ([1e400, 1],)),
    ],
)
def test_numbers_are_read_as_they_are_written(drive, texts, same):
    exercise = bank.get("svd-by-hand")
    driven = drive(exercise)
    driven.empty()
    driven.type_all(texts)
    assert driven.submit() == in_python(exercise, same)


@pytest.mark.parametrize("text", ["[1/4, .25; 0.25, 1/4]", "[[1/4,.25],[0.25,1/4]]"])
def test_a_matrix_pasted_into_one_place_fills_the_grid(drive, text):
    exercise = bank.get("svd-pinv-ones")
    driven = drive(exercise)
    driven.empty()
    driven.element.locator("[type=text]").nth(2).fill(text)
    values = driven.element.locator("[type=text]").all()
    assert [field.input_value() for field in values] == ["0.25"] * 4
    assert driven.submit() == ("right", "")


# What decides, alone


@pytest.fixture
def blank(visit):
    """Return a page of the site on which modules can be imported."""
    return visit("book/notation.html")


def data_of(exercise):
    """Return what a page is told of an exercise that is not in the bank."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank, "get", lambda id: exercise)
        return page_data(exercise.id)


def number_exercises(rng):
    """Yield exercises whose answers are drawn at random."""
    answers = [
        float(rng.normal() * 10.0 ** rng.integers(-6, 7)),
        int(rng.integers(-50, 5000)),
        float("inf"),
        rng.normal(size=3),
        rng.normal(size=(2, 2)),
        rng.normal(size=(2, 3)),
        rng.normal(size=20),
    ]
    for answer in answers:
        yield Num(
            **TEXTS,
            id="test-drawn",
            title="Drawn",
            answer=answer,
            rtol=float(rng.choice([0, 1e-4, 1e-2])),
            atol=float(rng.choice([1e-9, 0.5])),
            wrong=[
                Wrong(np.multiply(answer, 3.0), "Thrice."),
                Wrong(np.array([1.0, 2.0]), "Of another shape."),
            ],
        )


def tries(want, rng):
    """Yield answers to a number or an array: right, nearly right, and wrong."""
    want = np.array(want)
    for factor in [
        1,
        3,
        -1,
        1.001,
        1.003,
        1.015,
        0.95,
        100,
        0.01,
        np.log(2),
        1 / np.log(2),
    ]:
        yield (want * factor).tolist()
    yield (want.T * 1.0).tolist()
    yield (want + rng.normal(size=want.shape)).tolist()
    yield np.round(want, 3).tolist()
    yield from (1, 0.0, 12345678, 2.5, float("nan"), float("-inf"), 10**200)
    yield from ([1, 2], [1.0, float("nan"), 3.0], [[1, 2], [3, 4]], [[1, 2], [3]])
    yield from ([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[[1]]], 1e-7, 123456.5)


@pytest.mark.parametrize("seed", range(3))
def test_judge_agrees_with_python_on_random_numbers(blank, seed):
    rng = np.random.default_rng(seed)
    for exercise in number_exercises(rng):
        answers = list(tries(exercise.answer, rng))
        data = data_of(exercise)
        judged = blank.evaluate(
            JUDGED, [f"/{JUDGE}", data, [[repr(answer)] for answer in answers]]
        )
        for answer, (status, message) in zip(answers, judged, strict=True):
            verdict = examine(exercise, (answer,))
            assert (status, message) == (verdict.status, verdict.message), answer


def test_judge_agrees_on_probabilities(blank):
    for happens in (True, False):
        exercise = Predict(
            **TEXTS,
            id="test-predict",
            title="Predict",
            experiment=lambda rng, happens=happens: happens,
            report="So it is.",
        )
        given = [0, 1, 0.5, 0.25, 1.0, 0.123456, 1e-7, 1.5, -0.1, 2, float("nan")]
        given += np.random.default_rng(0).uniform(size=50).tolist()
        request = [f"/{JUDGE}", data_of(exercise), [repr(p) for p in given]]
        for p, said in zip(given, blank.evaluate(JUDGED, request), strict=True):
            verdict = examine(exercise, (p,))
            assert tuple(said) == (verdict.status, verdict.message), p


def expression(rng, depth):
    """Return a random expression of Python's arithmetic."""
    if depth == 0:
        return str(rng.choice(["0", "1", "2", "7", "12", "0.5", "1e3", "2.5e-1", ".3"]))
    a, b = expression(rng, depth - 1), expression(rng, depth - 1)
    forms = [f"{a} + {b}", f"{a}-{b}", f"{a}*{b}", f"({a})/({b})", f"-({a})", f"({a})"]
    return str(rng.choice([*forms, f"({a})**2", f"-{a}**3", f"(-{a})", f"2**-({a})"]))


def test_expressions_have_python_s_values_and_types(blank):
    rng = np.random.default_rng(20)
    texts, values = [], []
    while len(texts) < 400:
        text = expression(rng, int(rng.integers(0, 5)))
        try:
            value = eval(text)
        except (ZeroDivisionError, OverflowError):
            continue
        if type(value) is float or (type(value) is int and abs(value) < 2**900):
            texts.append(text)
            values.append(value)
    read = """async ([module, texts]) => {
      const { read } = await import(module);
      return texts.map(read).map((x) => [typeof x, String(x)]);
    }"""
    for text, value, (kind, found) in zip(
        texts, values, blank.evaluate(read, [f"/{NUMBERS}", texts]), strict=True
    ):
        assert kind == ("bigint" if type(value) is int else "number"), text
        same = int(found) == value if kind == "bigint" else float(found) == value
        assert same or np.isclose(float(found), value, rtol=1e-12, atol=0), text


def test_numbers_are_shown_as_python_shows_them(blank):
    rng = np.random.default_rng(20)
    numbers = [0.0, -0.0, 1e22, 1e-5, 99999.5, 0.00012345, 1234.5, 1235.5, 100.0, 1e-4]
    numbers += (rng.normal(size=300) * 10.0 ** rng.integers(-9, 9, size=300)).tolist()
    numbers += (rng.integers(0, 10**6, size=100) / 8).tolist()  # many exact halves
    show = """async ([module, numbers]) => {
      const { general } = await import(module);
      return numbers.map((x) => [general(Number(x), 4), general(Number(x), 7)]);
    }"""
    request = [f"/{NUMBERS}", [repr(x) for x in numbers]]
    expected = [[f"{x:.4g}", f"{x:.7g}"] for x in numbers]
    assert blank.evaluate(show, request) == expected


def test_names_of_the_language_are_no_numbers(blank):
    words = ["constructor", "__proto__", "toString", "pi.e", "fetch('x')", "x=>1"]
    words += ["sqrt", "sqrt2", "1;2", "`1`", "'1'", "0x10", "1__0", "()", "[", "[1,]"]
    refuse = """async ([module, words]) => {
      const { read, Unreadable } = await import(module);
      return words.filter((word) => {
        try { read(word); } catch (error) { return !(error instanceof Unreadable); }
        return true;
      });
    }"""
    assert blank.evaluate(refuse, [f"/{NUMBERS}", words]) == []


def test_data_in_the_page_are_those_of_the_bank(site):
    for exercise in ANSWERED:
        text = (site / home_of(exercise)).read_text("utf-8")
        held = text.partition(f'data-id="{exercise.id}" data-exercise="')[2]
        held = html.unescape(held.partition('"')[0])
        assert json.loads(held) == page_data(exercise.id)


def test_what_replaces_a_check_cell_leaves_the_page_well_formed(site):
    for exercise in ANSWERED:
        text = (site / home_of(exercise)).read_text("utf-8")
        between = text.partition(f'id="ex-{exercise.id}"')[2]
        between = between.partition(f'id="sol-{exercise.id}"')[0]
        between = between.rpartition("<details")[0]  # the solution's own
        for tag in ("div", "noscript", "form", "label", "template", "book-exercise"):
            closed = between.count(f"</{tag}>") - (tag == "div")  # the box's own
            assert len(re.findall(rf"<{tag}[\s>]", between)) == closed, (tag, exercise)
