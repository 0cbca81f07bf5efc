"""Noticing that NumPy, or the checker itself, was changed in this session.

`watch` remembers the functions of a module or the fields of an exercise; `changed`
lists what is no longer the same. It is a guard against slips and jokes, not a wall:
code in the same process can do anything. Grades are made in another process.
"""

from __future__ import annotations

import builtins
import sys
from types import FunctionType, ModuleType
from typing import Any

import numpy.fft
import numpy.linalg
import numpy.random  # noqa: F401  (imported so that all of it is watched)

_BUILTINS = (
    *("abs", "all", "any", "bool", "callable", "complex", "dict", "enumerate"),
    *("float", "getattr", "int", "isinstance", "issubclass", "len", "list", "map"),
    *("max", "min", "range", "repr", "round", "set", "sorted", "str", "sum"),
    *("tuple", "type", "zip", "__import__", "__build_class__"),
)
# name -> (namespace, key, object, code, defaults)
_watched: list[tuple[str, Any, str, Any, Any, Any]] = []
_seen: set[int] = set()


def watch(name: str, namespace: dict[str, Any] | Any, keys=None) -> None:
    """Remember the callables of `namespace`, which the reader knows as `name`."""
    for key in keys or list(namespace):
        if key in namespace and (keys or callable(namespace[key])):
            thing = namespace[key]
            inner = _function(thing)
            code = inner.__code__ if inner else None
            defaults = inner.__defaults__ if inner else None
            label = f"{name}.{key}"
            _watched.append((label, namespace, key, thing, code, defaults))


def watch_module(module: ModuleType) -> None:
    """Remember the functions of a module and the methods of its own classes."""
    if id(module) in _seen:
        return
    _seen.add(id(module))
    name = module.__name__
    watch(_known_as(name), vars(module))
    if name.split(".")[0] == "exercises":
        for key, thing in list(vars(module).items()):
            if isinstance(thing, type) and thing.__module__ == name:
                watch(f"{name}.{key}", vars(thing))


def watch_package(package: str) -> None:
    """Remember every module of `package` that has been imported."""
    for name, module in list(sys.modules.items()):
        inside = name == package or name.startswith(package + ".")
        if inside and isinstance(module, ModuleType):
            watch_module(module)


def changed() -> list[str]:
    """Return the names of what was changed since it was first watched."""
    found = []
    for label, namespace, key, thing, code, defaults in _watched:
        try:
            now = namespace[key]
        except KeyError:
            found.append(label)
            continue
        if now is not thing:
            found.append(label)
        elif code is not None:
            inner = _function(thing)
            if inner.__code__ is not code or inner.__defaults__ is not defaults:
                found.append(label)
    return found


def _function(thing: Any) -> Any:
    """Return the Python function inside of `thing`, if there is one."""
    if type(thing) is FunctionType:
        return thing
    inner = getattr(thing, "_implementation", None)
    return inner if type(inner) is FunctionType else None


def _known_as(name: str) -> str:
    return "np" + name[5:] if name.split(".")[0] == "numpy" else name


watch("builtins", vars(builtins), _BUILTINS)
watch_package("numpy")
