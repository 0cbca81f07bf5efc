"""Figures of the book: functions that draw arrays which a chapter has computed."""
