"""A small language of formulas, evaluated without trusting its author.

A formula is a string such as ``"x*exp(-x**2/2) + 1/2"``, a list of them in brackets,
or what SymPy prints for an expression or a matrix. It is parsed by Python's `ast` and
evaluated with numbers, the names of the stated domain and a fixed list of functions;
nothing else is ever called.
"""

from __future__ import annotations

import ast
import cmath
import math
import operator
from typing import Any

from exercises.values import Plain, UnfitError, to_plain

MAX_FORMULA = 4000


class FormulaError(UnfitError):
    """A string that is no formula; the message says why, to the reader."""


def _real_or_complex(real, wide):
    def function(x):
        try:
            return real(x)
        except (ValueError, TypeError):
            return wide(x)

    return function


FUNCTIONS: dict[str, Any] = {
    name: _real_or_complex(getattr(math, name), getattr(cmath, name))
    for name in (
        *("sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan"),
        *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
    )
}
FUNCTIONS |= {
    "ln": FUNCTIONS["log"],
    "log2": lambda x: FUNCTIONS["log"](x) / math.log(2),
    "abs": abs,
    "Abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "Max": max,
    "Min": min,
    "max": max,
    "min": min,
    "erf": math.erf,
    "gamma": math.gamma,
    "factorial": lambda n: math.gamma(n + 1),
    "Heaviside": lambda x, at_zero=0.5: float(x > 0) if x else float(at_zero),
}
CONSTANTS = {"pi": math.pi, "E": math.e, "e": math.e, "I": 1j, "i": 1j}
OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda a, b: float(a) ** b if type(a) is int else a**b,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_TABLES = ("Matrix", "ImmutableMatrix", "MutableDenseMatrix", "ImmutableDenseMatrix")


def evaluate(formula: str, point: dict[str, Any]) -> Plain:
    """Return the value of `formula` at `point`, which gives each name its number."""
    try:
        return to_plain(_value(_parse(formula), point))
    except RecursionError:
        raise FormulaError("the formula is nested too deep") from None
    except (ArithmeticError, ValueError, TypeError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(f"the formula has no value there ({error})") from None


def _parse(formula: str) -> ast.expr:
    if len(formula) > MAX_FORMULA:
        raise FormulaError(f"a formula of {len(formula)} characters")
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        raise FormulaError(
            f"it cannot be read as a formula ({text}); write 2*x, not 2x"
        ) from None


def _value(node: ast.expr, point: dict[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value) if type(value) in (int, float, complex):
            return value
        case ast.Name(id=name):
            return _name(name, point)
        case ast.BinOp(op=ast.BitXor()):
            raise FormulaError("a power is written ** in Python, not ^")
        case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_number(a, point), _number(b, point))
        case ast.UnaryOp(op=op, operand=a) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_number(a, point))
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item, point) for item in items]
        case ast.Call(func=func, args=args, keywords=[]):
            return _call(func, args, point)
    raise FormulaError(f"`{ast.unparse(node)[:60]}` is not allowed in a formula")


def _number(node: ast.expr, point: dict[str, Any]) -> Any:
    """Return the value of a part that is calculated with; [0]*10**9 is no number."""
    value = _value(node, point)
    if isinstance(value, list):
        raise FormulaError("a list stands where a number is calculated with")
    return value


def _name(name: str, point: dict[str, Any]) -> Any:
    if name in point:
        return point[name]
    if name in CONSTANTS:
        return CONSTANTS[name]
    raise FormulaError(
        f"`{name}` is not known here; the variables are {', '.join(point)}"
    )


def _call(func: ast.expr, args: list[ast.expr], point: dict[str, Any]) -> Any:
    if isinstance(func, ast.Attribute):  # np.exp, math.exp, sympy.exp
        func = ast.Name(id=func.attr)
    if not isinstance(func, ast.Name) or func.id not in (*FUNCTIONS, *_TABLES):
        raise FormulaError(f"`{ast.unparse(func)[:60]}` is not a function known here")
    values = [_value(arg, point) for arg in args]
    if func.id in _TABLES:
        return values[0] if len(values) == 1 else values
    return FUNCTIONS[func.id](*values)
