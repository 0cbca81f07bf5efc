"""Answers that try to pass without being right; `check` must stay standing."""

import builtins
import io
import random
import sys
import warnings

import numpy as np
import pytest
import samples

from exercises import guard, rules, run
from exercises.check import examine
from exercises.kinds import Code
from exercises.model import Finding

TARGET = samples.CODE
original_sum = np.sum


class Liar:
    """Equal to everything, as large as you like, and whatever you ask for."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __array__(self, *args, **kwargs):
        return np.zeros(2)

    def __float__(self):
        return 0.0

    def __getattr__(self, name):
        return self

    def __len__(self):
        return 2

    def __iter__(self):
        return iter([0.0, 0.0])

    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __sub__
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = object.__hash__


class Meta(type):
    """A metaclass whose classes claim to be every other class."""

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(np.ndarray)

    def __instancecheck__(cls, instance):
        return True


class Chameleon(metaclass=Meta):
    """Says that it is an array."""

    @property
    def __class__(self):
        return np.ndarray


class LyingArray(np.ndarray):
    """An array equal to everything."""

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __array_function__(self, *args, **kwargs):
        return 0.0

    def __array_ufunc__(self, *args, **kwargs):
        return 0.0


class LyingFloat(float):
    """A number equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0


class LyingText(str):
    """A text equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class LyingList(list):
    """A list that shows others what it likes."""

    def __iter__(self):
        return iter([0.0, 0.0])


class LyingTuple(tuple):
    """A tuple that shows others what it likes."""

    def __iter__(self):
        return iter([0.0, 0.0])

    def __getitem__(self, i):
        return 0.0


class NastyError(Exception):
    """An exception that fails when it is looked at."""

    def __str__(self):
        raise SystemExit

    __repr__ = __str__


def prints(x, k):
    print("✓ test-code: right. It holds on 7 inputs.")
    sys.stderr.write("right")
    return np.zeros(len(x))


def raises_nasty(x, k):
    raise NastyError


def exits(x, k):
    sys.exit(0)


def raises_right(x, k):
    raise NastyError from AssertionError("right")


def stops(x, k):
    raise KeyboardInterrupt


def leaves(x, k):
    raise GeneratorExit


def ends_generator(x, k):
    raise StopIteration


def recurses(x, k):
    return recurses(x, k)


def lowers_recursion_limit(x, k):
    sys.setrecursionlimit(80)
    return np.zeros(len(x))


def swallows_streams(x, k):
    sys.stdout = sys.stderr = None
    return np.zeros(len(x))


def replaces_streams(x, k):
    vars(sys.stdout)["text"] = LyingText("right")
    sys.stdout = io.StringIO()
    return np.zeros(len(x))


def traces(x, k):
    sys.settrace(lambda *a: (_ for _ in ()).throw(SystemExit))
    return np.zeros(len(x))


def mutates(x, k):
    x *= 2 * k
    return x


def mutates_and_hides(x, k):
    x[:] = 0
    return 2 * x * k


def reshapes_input(x, k):
    x.shape = (1, -1)
    return np.zeros(x.size)


def patches_allclose(x, k):
    np.allclose = np.array_equal = lambda *a, **b: True
    return np.zeros(len(x))


def patches_array(x, k):
    np.array = np.asarray = lambda *a, **b: Liar()
    return np.zeros(len(x))


def patches_inner_code(x, k):
    np.sum._implementation.__code__ = (lambda *a, **b: 0).__code__
    return np.zeros(len(x))


def patches_builtins(x, k):
    builtins.all = builtins.any = lambda *a: True
    builtins.abs = lambda *a: 0.0
    builtins.len = lambda *a: 0
    builtins.isinstance = lambda *a: True
    return np.zeros(len(x.data))


def patches_builtins_to_raise(x, k):
    def bomb(*args, **kwargs):
        raise SystemExit

    builtins.str = builtins.zip = builtins.type = builtins.isinstance = bomb
    builtins.getattr = builtins.list = builtins.repr = bomb


def patches_checker(x, k):
    setattr(rules.Close, "explain", lambda *a: None)  # noqa: B010
    return np.zeros(len(x))


def patches_judge(x, k):
    setattr(Code, "judge", lambda *a: Finding("right", "", 1.0))  # noqa: B010
    return np.zeros(len(x))


def patches_guard(x, k):
    guard.restore = guard.changed = lambda: []
    rules._near = lambda *a: True
    return np.zeros(len(x))


def patches_code_of_checker(x, k):
    rules._near.__code__ = (lambda got, want, tolerance: True).__code__
    return np.zeros(len(x))


def silences(x, k):
    np.seterr(all="ignore")
    np.set_printoptions(precision=0)
    warnings.simplefilter("error")
    np.random.seed(0)  # noqa: NPY002
    random.seed(0)
    return np.zeros(len(x))


def loops(x, k):
    cycle = []
    cycle.append(cycle)
    return cycle


CHEATS = [
    *(prints, raises_nasty, raises_right, exits, stops, leaves, ends_generator),
    *(recurses, lowers_recursion_limit, swallows_streams, replaces_streams, traces),
    *(mutates, mutates_and_hides, reshapes_input, patches_allclose, patches_array),
    *(patches_inner_code, patches_builtins, patches_builtins_to_raise),
    *(patches_checker, patches_judge, patches_guard, patches_code_of_checker),
    *(silences, loops),
    lambda x, k: Liar(),
    lambda x, k: Chameleon(),
    lambda x, k: np.zeros(len(x)).view(LyingArray),
    lambda x, k: [LyingFloat(0)] * len(x),
    lambda x, k: LyingList([1.0] * len(x)),
    lambda x, k: LyingTuple([1.0] * len(x)),
    lambda x, k: LyingText("right"),
    lambda x, k: np.array([Liar()] * len(x), dtype=object),
    lambda x, k: np.full(len(x), np.nan),
    lambda x, k: np.ma.masked_all(len(x)),
    lambda x, k: np.broadcast_to(0.0, (10**7,)),
    lambda x, k: [0.0] * (2 * 10**6),
    lambda x, k: 10 ** (10**4),
    lambda x, k: True,
    lambda x, k: examine,
    lambda x, k: run,
    lambda x, k: Exception("right"),
    lambda x, k: {"passed": True, "status": "right"},
    lambda x, k: "right",
    Liar(),
    Chameleon,
    print,
    eval,
]


def state() -> tuple:
    return (
        np.geterr(),
        np.get_printoptions(),
        str(np.random.get_state()),  # noqa: NPY002
        random.getstate(),
        sys.getrecursionlimit(),
        sys.gettrace(),
        sys.stdout,
        sys.stderr,
        warnings.filters[:],
    )


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda c: getattr(c, "__name__", "obj"))
def test_cheat_does_not_pass_and_leaves_nothing_behind(cheat, capfd):
    before = state()
    verdict = examine(TARGET, (cheat,))
    assert state() == before
    assert verdict.status == "wrong"
    assert verdict.message
    assert "itself failed" not in verdict.message
    assert repr(verdict).startswith("✗ test-code: not right.")
    assert verdict._repr_html_()
    assert guard.changed() == []
    assert capfd.readouterr() == ("", "")
    assert examine(TARGET, TARGET.right_answer()).passed  # it still works afterwards


VALUES = [
    Liar(),
    Chameleon(),
    Chameleon,
    LyingFloat(0),
    LyingText("b"),
    LyingList([1]),
    LyingTuple([1, 2, 3]),
    np.zeros(1).view(LyingArray),
    np.ma.masked_all(1),
    NastyError(),
    type,
    lambda: 6.0,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize(
    "exercise",
    [e for e in samples.ALL if e.is_checked and e not in (samples.CODE, samples.SVD)],
    ids=lambda e: e.id,
)
def test_lying_value_does_not_pass(value, exercise):
    n = len(exercise.right_answer())
    verdict = examine(exercise, (value,) * n)
    assert verdict.status == "wrong"
    assert verdict.message


def test_numpy_patched_in_an_earlier_cell_is_named():
    np.sum = lambda *args, **kwargs: 0
    try:
        verdict = examine(TARGET, TARGET.right_answer())
    finally:
        np.sum = original_sum
    assert not verdict.passed
    assert "NumPy was changed in this session: np.sum; restart" in verdict.message
    assert examine(TARGET, TARGET.right_answer()).passed


def test_change_made_by_the_answer_is_put_back_and_named():
    verdict = examine(TARGET, (patches_allclose,))
    assert "np.allclose" in verdict.message
    assert "put back" in verdict.message
    assert np.allclose(1, 1 + 1e-12)
    assert not np.allclose(1, 2)


def test_reference_changed_from_outside_is_noticed():
    from exercises import bank, check

    exercise = bank.get("svd-tail")
    assert isinstance(exercise, Code)
    original = exercise.reference
    object.__setattr__(exercise, "reference", lambda A, k: 0.0)
    try:
        verdict = check("svd-tail", lambda A, k: 0.0)
    finally:
        object.__setattr__(exercise, "reference", original)
    assert "svd-tail.reference" in verdict.message


def test_mutated_input_is_named():
    assert "changed its argument `x`" in examine(TARGET, (mutates,)).message


def test_interrupt_is_explained_and_ends_the_calls():
    calls = []

    def function(x, k):
        calls.append(k)
        raise KeyboardInterrupt

    verdict = examine(TARGET, (function,))
    assert "interrupted before it ended (a loop without end?)" in verdict.message
    assert len(calls) == 1


def test_printing_does_not_disturb_a_right_answer(capfd):
    def double(x, k):
        print("working")
        return 2 * x * k

    assert examine(TARGET, (double,)).passed
    assert capfd.readouterr() == ("", "")
