"""Assignments: what a teacher lists, hands out and collects.

=============== ==============================================================
`assignment`    the list of exercises, points and dates (``course/week1.toml``)
`roster`        the students, from ``students.csv``
`handout`       the notebooks of the teacher and of the students
`collect`       what was handed in: folders, nbgrader's exchange, Moodle, Canvas
=============== ==============================================================
"""
