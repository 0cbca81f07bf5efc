"""Noticing that NumPy, or the checker itself, was changed in this session.

`watch` remembers the functions of a module or the fields of an exercise; `changed`
lists what is no longer the same, `restore` puts it back. It is a guard against slips
and jokes, not a wall: code in the same process can do anything. Grades are made in
another process.
"""

from __future__ import annotations

import builtins
import sys
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy.fft
import numpy.linalg
import numpy.random  # noqa: F401  (imported so that all of it is watched)

_BUILTINS = (
    *("abs", "all", "any", "bool", "callable", "complex", "dict", "enumerate"),
    *("float", "getattr", "int", "isinstance", "issubclass", "len", "list", "map"),
    *("max", "min", "range", "repr", "round", "set", "sorted", "str", "sum"),
    *("tuple", "type", "zip", "__import__", "__build_class__"),
)


class _Watched(NamedTuple):
    label: str
    owner: Any
    key: str
    thing: Any
    code: Any
    defaults: Any


_watched: list[_Watched] = []
_watched_builtins: list[_Watched] = []
_seen: set[int] = set()


def watch(label: str, owner: Any, keys=None) -> None:
    """Remember the callables of `owner`, or what it has under `keys`."""
    namespace = vars(owner)
    for key in keys or [key for key in namespace if callable(namespace[key])]:
        thing = namespace[key]
        inner = _function(thing)
        code = inner.__code__ if inner else None
        defaults = inner.__defaults__ if inner else None
        entry = _Watched(f"{label}.{key}", owner, key, thing, code, defaults)
        _watched.append(entry)


def watch_module(module: ModuleType) -> None:
    """Remember the functions of a module and the methods of its own classes."""
    if id(module) in _seen:
        return
    _seen.add(id(module))
    name = module.__name__
    watch(_known_as(name), module)
    if name.split(".")[0] == "exercises":
        for key, thing in list(vars(module).items()):
            if isinstance(thing, type) and thing.__module__ == name:
                watch(f"{name}.{key}", thing)


def watch_package(package: str) -> None:
    """Remember every module of `package` that has been imported."""
    for name, module in list(sys.modules.items()):
        inside = name == package or name.startswith(package + ".")
        if inside and isinstance(module, ModuleType):
            watch_module(module)


def changed() -> list[str]:
    """Return the names of what was changed since it was first watched."""
    return [entry.label for entry in _watched if _is_changed(entry)]


def restore_builtins() -> list[str]:
    """Put back those of Python's own functions that were changed.

    It calls none of them itself.
    """
    found = []
    for entry in _watched_builtins:
        namespace = builtins.__dict__
        if entry.key not in namespace or namespace[entry.key] is not entry.thing:
            namespace[entry.key] = entry.thing
            found.append(entry.label)
    return found


def restore() -> list[str]:
    """Put back what was changed, and return its names."""
    found = restore_builtins()
    for entry in _watched:
        if _is_changed(entry):
            found.append(entry.label)
            if entry.code is not None:
                inner = _function(entry.thing)
                inner.__code__, inner.__defaults__ = entry.code, entry.defaults
            if type(entry.owner) is type:
                setattr(entry.owner, entry.key, entry.thing)
            else:
                entry.owner.__dict__[entry.key] = entry.thing
    return found


def _is_changed(entry: _Watched) -> bool:
    namespace = entry.owner.__dict__
    if entry.key not in namespace or namespace[entry.key] is not entry.thing:
        return True
    if entry.code is None:
        return False
    inner = _function(entry.thing)
    return inner.__code__ is not entry.code or inner.__defaults__ is not entry.defaults


def _function(thing: Any) -> Any:
    """Return the Python function inside of `thing`, if there is one."""
    if type(thing) is FunctionType:
        return thing
    inner = getattr(thing, "_implementation", None)
    return inner if type(inner) is FunctionType else None


def _known_as(name: str) -> str:
    return "np" + name[5:] if name.split(".")[0] == "numpy" else name


watch("builtins", builtins, _BUILTINS)
_watched_builtins.extend(_watched)
watch_package("numpy")
