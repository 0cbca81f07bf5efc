"""Each kind of exercise, on answers as readers give them."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
import samples
import sympy

from exercises.check import examine
from exercises.kinds import Code, Mcq, Num, Order, Proof
from exercises.model import Exercise, Wrong, true


def message(exercise: Exercise, *answer, seed=None) -> str:
    verdict = examine(exercise, answer, seed)
    assert not verdict.passed, verdict
    assert verdict.status == "wrong"
    return verdict.message


@pytest.mark.parametrize("exercise", samples.ALL, ids=lambda e: e.id)
@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_sample_accepts_right_and_refuses_wrong(exercise, seed):
    if exercise.is_checked:
        assert examine(exercise, exercise.right_answer(seed), seed).passed
        for answer, text in exercise.wrong_answers(seed):
            verdict = examine(exercise, answer, seed)
            assert not verdict.passed
            assert verdict.status in ("wrong", "lost")
            assert text in verdict.message
    assert examine(exercise, ()).status == "unanswered"
    assert examine(exercise, (None,)).status == "unanswered"
    assert examine(exercise, (...,)).status == "unanswered"


# num


@pytest.mark.parametrize(
    "answer",
    [6, 6.0, 6.005, np.float32(6), np.int8(6), np.array(6.0), Fraction(12, 2), 6 + 0j],
)
def test_num_takes_any_number(answer):
    assert examine(samples.NUM, (answer,)).passed


def test_num_takes_a_number_of_sympy_as_its_text_only():
    assert "number is asked for" in message(samples.NUM, sympy.Integer(6))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (-6, "sign"),
        (6 * np.log(2), "nats or bits"),
        (600, "percentage"),
        (9, "You squared."),
        (float("nan"), "NaN"),
        (float("inf"), "infinite"),
        (10**300, "not the right value"),
        (10**400, "exponent"),
        (True, "number is asked for, not the bool True"),
        ("6", "number is asked for, not the str '6'"),
        ([6.0], "number is asked for, not an array of shape (1,)"),
        (np.zeros((2, 2)), "an array of shape (2, 2)"),
        (lambda: 6, "something to call"),
        (object(), "an object"),
    ],
)
def test_num_says_what_is_wrong(answer, text):
    assert text in message(samples.NUM, answer)


def test_num_names_the_part_and_counts_it():
    verdict = examine(samples.PARTS, (1.0, 3.0))
    assert verdict.message.startswith("`y`: 3 is not the right value")
    assert verdict.score == pytest.approx(0.5)
    call = '2 answers are asked for: `check("test-parts", x, y)`.'
    assert message(samples.PARTS, 1.0) == call
    assert message(samples.PARTS, [1.0, 20.0]) == call


def test_num_takes_the_entries_of_a_vector_one_by_one():
    assert examine(samples.VECTOR, ([3.0, 4.0],)).passed
    assert examine(samples.VECTOR, (3.0, 4.0)).passed
    assert "[1]" in message(samples.VECTOR, 3.0, 5.0)
    call = 'One answer is asked for: `check("test-vector", answer)`.'
    assert message(samples.VECTOR, 3.0, 4.0, 5.0) == call
    assert message(samples.NUM, 3.0, 4.0).startswith("One answer is asked for")


def test_num_says_the_advice_of_several_parts_once():
    text = message(samples.PARTS, -1.0, -20.0)
    assert text.count("Look at the sign.") == 1
    assert "`x`: -1 is not the right value. `y`: -20 is not" in text
    text = message(samples.PARTS, -1.0, 2000.0)
    assert "value. Look at the sign. `y`" in text


@pytest.mark.parametrize(
    ("answer", "close"), [(6.05, True), (5.95, True), (6.2, False), (6.0001e6, False)]
)
def test_num_tells_a_near_miss_with_more_digits(answer, close):
    text = message(samples.NUM, answer)
    assert ("It is close: give more digits (tolerance 0.1 %)." in text) == close
    text = message(samples.NUM, 6.0123456)
    assert text.startswith("6.012346 is not the right value.")


def test_num_that_is_exact_has_no_near_miss():
    exact = dataclasses.replace(samples.PARTS, rtol=0)
    assert "close" not in message(exact, 1.0, 20.01)


def test_num_personal_numbers_decide():
    a = samples.NUM.numbers_for(5)["a"]
    assert a != 3
    assert examine(samples.NUM, (2 * a,), seed=5).passed
    assert not examine(samples.NUM, (6,), seed=5).passed


# code


def test_code_names_the_input_and_gives_it():
    verdict = examine(samples.CODE, (lambda x, k: 2 * x * k + (k > 1),))
    assert "3 of 3 entries are wrong" in verdict.message
    assert "`k = " in verdict.message
    assert verdict.inputs["x"].shape == (3,)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x, k: 2 * x, "You forgot k."),
        (lambda x, k: -2 * x * k, "Look at the sign."),
        (lambda x, k: 1 / 0, "It raised ZeroDivisionError: division by zero, on `x = "),
        (lambda x: x, "It raised TypeError"),
        (lambda x, k: x * np.nan, "NaN"),
        (
            lambda x, k: (2 * x * k)[:, None],
            "the shape is (2, 1), but (2,) is asked for",
        ),
        (lambda x, k: 3.0, "an array of shape (2,) is asked for, not the float 3"),
        (lambda x, k: "no", "not the str 'no'"),
        (lambda x, k: x > 0, "not True and False"),
        (lambda x, k: print(2 * x * k), "prints but returns nothing"),
        (lambda x, k: None, "Your function returns None: is a `return` missing?"),
        (lambda x, k: None if k > 1 else 2 * x * k, "is a `return` missing?"),
        (lambda x, k: np.matrix(x), "subclass of np.ndarray"),
        (lambda x, k: np.array([object()] * 2), "holds no numbers"),
        (lambda x, k: (v for v in x), "a generator"),
        (lambda x, k: {1: 2}, "whose key is an int"),
        (np.zeros(3), "a function is asked for, not an ndarray"),
        ("double", "a function is asked for, not a str"),
    ],
)
def test_code_says_what_is_wrong(function, text):
    found = message(samples.CODE, function)
    assert text.lower() in found.lower()


def test_code_takes_lists_and_tuples_for_arrays():
    assert examine(samples.CODE, (lambda x, k: [2 * v * k for v in x],)).passed
    assert examine(samples.CODE, (lambda x, k: tuple(2 * v * k for v in x),)).passed
    assert examine(samples.CODE, (lambda x, k: (2 * k * x).astype("f4"),)).message


def test_code_slip_is_recognized_where_an_edge_gives_zero():
    # the edge x = 0 gives 0 for every unit, which says nothing about the unit
    text = message(samples.CODE, lambda x, k: 2 * x * k * np.log(2))
    assert "nats or bits" in text


def test_code_value_in_place_of_a_function_is_told_without_an_input():
    text = message(samples.CODE, 3.0)
    assert text == "A function is asked for, not a float (pass `f`, not `f(...)`)."


def test_code_long_inputs_are_pointed_to():
    code = dataclasses.replace(samples.CODE, edges=[{"x": np.ones(99), "k": 1}])
    text = message(code, lambda x, k: 0 * x)
    assert "`x = an array of shape (99,)`, `k = 1` (the inputs are in `_.inputs`)" in (
        text
    )
    assert "_.inputs" not in message(samples.CODE, lambda x, k: 0 * x + 1)


def test_code_states_its_tolerance():
    assert samples.CODE.form_of_answer() == "Tolerance: 0.0001 %."
    assert samples.SVD.form_of_answer() == ""


def test_code_that_must_be_quiet_may_not_warn():
    def double(x, k):
        np.log(np.zeros(1))
        return 2 * x * k

    assert examine(samples.CODE, (double,)).passed
    advice = Wrong(double, "Silence it.")
    quiet = dataclasses.replace(samples.CODE, quiet=True, wrong=[advice])
    text = message(quiet, double)
    assert text.startswith("The result is right, but it warned, on")
    assert "Silence it. It warned: divide by zero" in text
    assert examine(quiet, samples.CODE.right_answer()).passed


def helper(A):
    return np.linalg.pinv(A)


def indirect(x, k):
    return helper(x) * k


def nested(x, k):
    def inner():
        return np.linalg.pinv(x)

    return inner() * k


@pytest.mark.parametrize(
    "function",
    [lambda x, k: np.linalg.pinv(x), indirect, nested, np.linalg.pinv, helper],
    ids=lambda f: f.__name__,
)
def test_code_that_uses_a_forbidden_function_is_told(function):
    strict = dataclasses.replace(samples.CODE, forbidden=("pinv", "inv"))
    text = message(strict, function)
    assert text == "It uses `pinv`, which this exercise forbids."
    assert examine(strict, samples.CODE.right_answer()).passed
    assert "forbids" not in message(samples.CODE, function)


def test_code_that_calls_itself_is_looked_through_once():
    def endless(x, k):
        return endless(x, k)

    strict = dataclasses.replace(samples.CODE, forbidden=("pinv",))
    assert "RecursionError" in message(strict, endless)


def test_code_answer_that_raises_not_implemented_is_unanswered():
    def double(x, k):
        raise NotImplementedError

    assert examine(samples.CODE, (double,)).status == "unanswered"


def test_code_warning_and_print_are_reported_with_the_failure():
    def double(x, k):
        print("here I am")
        return np.log(0 * x)

    text = message(samples.CODE, double)
    assert "It printed: here I am" in text
    assert "divide by zero" in text


def test_code_inputs_are_fresh_for_fresh_entropy():
    first, again, other = (samples.CODE.task(None, n).calls for n in (1, 1, 2))
    assert first == again
    assert first[-1] != other[-1]


def test_properties_decide_where_the_answer_is_not_unique():
    def flipped(A):
        U, s, Vt = np.linalg.svd(A, full_matrices=False)
        return -U, s, -Vt

    assert examine(samples.SVD, (flipped,)).passed
    assert examine(samples.SVD, (lambda A: list(flipped(A)),)).passed
    text = message(samples.SVD, lambda A: (2 * flipped(A)[0], *flipped(A)[1:]))
    assert "U has orthonormal columns: this fails by 3" in text
    assert "Result 1: the shape is (4, 4)" in message(samples.SVD, np.linalg.svd)
    assert "NaN" in message(samples.SVD, lambda A: [x * np.nan for x in flipped(A)])


# sym


def test_sym_takes_strings_sympy_and_functions():
    x = sympy.symbols("x")
    for answer in (
        "x*log(x) - x + 7",
        "x*(ln(x) - 1)",
        sympy.integrate(sympy.log(x), x),
        lambda x: x * np.log(x) - x,
    ):
        assert examine(samples.SYM, (answer,)).passed


def test_sym_compares_matrices():
    x, y = sympy.symbols("x y")
    for answer in (
        sympy.Matrix([[2 * x, y], [y, x]]),
        "[[2*x, y], [y, x]]",
        [["2*x", "y"], ["y", "x"]],
        lambda x, y: [[2 * x, y], [y, x]],
    ):
        assert examine(samples.MATRIX, (answer,)).passed, answer
    assert "entries are wrong" in message(samples.MATRIX, "[[x, y], [y, x]]")
    assert "shape" in message(samples.MATRIX, "[2*x, y]")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("x*log(x)", "You left out a term."),
        ("x**2", "more than a constant"),
        ("2x", "write 2*x, not 2x"),
        ("x^2", "** in Python, not ^"),
        ("t*log(t)", "`t` is not known here; the variables are x"),
        ("__import__('os').system('true')", "not a function known here"),
        ("x.real", "not allowed in a formula"),
        ("[x for x in (1,)]", "not allowed in a formula"),
        ("10**10**10", "no value there"),
        ("x/(x - x)", "no value there"),
        ("(" * 3000 + "x", "cannot be read"),
        ("x" * 5000, "5000 characters"),
        (lambda x: 1 / 0, "raised ZeroDivisionError"),
    ],
)
def test_sym_says_what_is_wrong(answer, text):
    assert text in message(samples.SYM, answer)


# letters


@pytest.mark.parametrize("answer", ["b", "B", " b ", "(b)", ["b"], {"b"}])
def test_mcq_reads_a_letter(answer):
    assert examine(samples.MCQ, (answer,)).passed


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("a", "Not (a): too small"),
        ("ab", "Choose one letter."),
        ("d", 'There is no (d); the letters are "abc".'),
        (2, "Answer with letters in a string"),
        (np.array([1, 2]), "Answer with letters in a string"),
        ({1, 2}, "Answer with letters in a string"),
        ("bb", "twice"),
    ],
)
def test_mcq_says_what_is_wrong(answer, text):
    assert text in message(samples.MCQ, answer)


@pytest.mark.parametrize(
    "answer",
    ["ac", "ca", "A, C", ["a", "c"], ("c", "a"), {"c", "a"}, np.array(["c", "a"])],
)
def test_multi_takes_any_order(answer):
    assert examine(samples.MULTI, (answer,)).passed


def test_multi_says_false_before_missing():
    assert message(samples.MULTI, "ab") == "Not (b): it is even"
    assert "missing" in message(samples.MULTI, "a")


def test_shuffled_letters_follow_the_seed():
    letters = {samples.MCQ.right_answer(seed) for seed in range(20)}
    assert len(letters) == 3
    assert samples.MCQ.right_answer(None) == ("b",)


def test_order_accepts_every_valid_order_and_no_other():
    shown = samples.ORDER.listed(None)
    letter = {choice.text: "abcde"[i] for i, choice in enumerate(shown)}
    let, left, right, so = (letter[t] for t in ("Let.", "Left.", "Right.", "So."))
    assert examine(samples.ORDER, (let + left + right + so,)).passed
    assert examine(samples.ORDER, (let + right + left + so,)).passed
    text = message(samples.ORDER, let + left + so + right)
    assert f"Line ({so}) comes too early" in text
    assert "luck proves nothing" in message(
        samples.ORDER, let + left + right + letter["By luck."] + so
    )
    assert "missing" in message(samples.ORDER, let + left + right)


def test_order_is_never_shown_solved():
    for seed in range(100):
        shown = [c.text for c in samples.ORDER.listed(seed) if c.is_true]
        assert shown != ["Let.", "Left.", "Right.", "So."]


@pytest.mark.parametrize(
    "answer", [3, 3.0, "3", "3.", "line 3", "Line 3.", "(3)", [3], np.int64(3)]
)
def test_flaw_takes_the_number_of_a_line(answer):
    assert examine(samples.FLAW, (answer,)).passed


def test_flaw_defends_right_lines():
    said = "Line 1 is not where it goes wrong: it is given."
    assert message(samples.FLAW, 1) == said
    assert "Line 2 is not where" in message(samples.FLAW, 2)
    for none in (4, True, 2.5, [1, 3], "lines 1 to 3", 10**99):
        assert "1 to 3" in message(samples.FLAW, none)


# objects and predictions


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (([[1, 0], [0, 1]], [2, 0]), "A x = 0: this fails by 2"),
        (
            ([[1, -1], [0, 0]], [0.5, 0.5]),
            "|x| > 1: this fails, the number is 0.707107",
        ),
        (([[1, -1]], [1, 1]), "`A`: the shape is (1, 2), but (n, n) is asked for"),
        (([[1, -1], [0, 0]], [1, 1, 1]), "`x`: the shape is (3,), but (n,) is asked"),
        (([[1, -1], [0, np.nan]], [1, 1]), "`A`: it must hold finite numbers only"),
        (([[True, False], [False, True]], [1, 1]), "finite numbers only"),
        ((3, [1, 1]), "`A`: an array of shape (n, n) is asked for, not 3"),
        (
            ([[1, -1], [0, 0]],),
            '2 objects are asked for: `check("test-witness", A, x)`.',
        ),
        (([[0, 0], [0, 0]], [0, 0]), "Zero is too short."),
    ],
)
def test_witness_says_which_condition_fails(answer, text):
    assert text in message(samples.WITNESS, *answer)


def test_witness_accepts_other_objects_than_the_example():
    assert examine(samples.WITNESS, (np.zeros((3, 3)), np.ones(3))).passed


def test_predict_scores_by_the_logarithm():
    verdict = examine(samples.PREDICT, (0.75,))
    assert verdict.passed
    assert verdict.score == pytest.approx(1 + np.log2(0.75))
    assert "It always does." in verdict.message
    assert repr(verdict).startswith("✓ test-predict: better than a coin. It happened; ")
    assert "you gave it 0.75" in verdict.message
    lost = examine(samples.PREDICT, (0.5,))
    assert (lost.passed, lost.status, lost.score) == (False, "lost", 0)
    assert "The score is +0.000 bits" in lost.message
    assert repr(lost).startswith("○ test-predict: no better than a coin. It happened")
    assert "minus infinity" in examine(samples.PREDICT, (0,)).message
    assert examine(samples.PREDICT, (0.1,)).status == "lost"
    assert "from 0 to 1" in message(samples.PREDICT, True)


def test_predict_states_the_rule_of_its_score():
    assert r"$1 + \log_2 p$" in samples.PREDICT.form_of_answer()


def test_proof_is_marked_by_hand():
    verdict = examine(samples.PROOF, ("Since ...",))
    assert verdict.status == "by hand"
    assert not verdict.passed


# definitions


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda t: Num(**t | {"id": "Bad id"}, answer=1), "the id must be"),
        (
            lambda t: Num(**t | {"difficulty": 4}, answer=1),
            "difficulty must be 1, 2 or 3",
        ),
        (lambda t: Num(**t | {"hint": " "}, answer=1), "the hint is empty"),
        (
            lambda t: Num(**t | {"hint": "Use {prf:ref}`thm-svd`."}, answer=1),
            "a role is raw text",
        ),
        (
            lambda t: Proof(**t, rubric=[("a", 1), ("b", 2)]),
            "rubric sum to 3, not to 1",
        ),
        (lambda t: Mcq(**t, choices=[true("1"), true("2")]), "exactly one choice"),
        (
            lambda t: Order(**t, lines={"a": "1", "b": "2"}, after={"a": ["b"]}),
            "'a' is written before what it comes after",
        ),
        (
            lambda t: Code(
                **t, inputs=lambda rng: {}, reference=lambda: 1, starter="x = 1"
            ),
            "defines no function",
        ),
    ],
)
def test_a_bad_definition_is_refused_by_name(make, text):
    texts = samples.TEXTS | {"id": "test-bad", "title": "Bad"}
    with pytest.raises(ValueError, match=text):
        make(texts)


def test_a_hole_without_a_number_is_refused():
    with pytest.raises(ValueError, match="<<b>> in a text: `b` is not known"):
        samples.NUM.text("The <<a>> and <<b>>.")
    assert samples.NUM.text("<<a>>, <<4*a:.1f>>") == "3, 12.0"
