"""Figures of the book: functions that draw arrays which a chapter has computed."""

from mathlib.plotting.style import use_style

__all__ = ["use_style"]
