"""Assignments: what a teacher lists, hands out and collects.

=============== ==============================================================
`assignment`    the list of exercises, points and dates (``course/week1.toml``)
`roster`        the students, from ``students.csv``
`handout`       the notebooks of the teacher and of the students
`collect`       what was handed in: folders, nbgrader's exchange, Moodle, Canvas
=============== ==============================================================

Behind `collect`, from the files to the report:

=============== ==============================================================
`folders`       walking through folders that others can write to
`archives`      reading zip archives that may be hostile
`names`         what the name of a file tells: whose, of what, when
`people`        the student whose work a file is
`notebooks`     a first look into a notebook that may be broken
`bookkeeping`   what nbgrader writes beside a notebook
`choose`        which of a student's notebooks counts
`keep`          byte-exact copies, written whole or not at all
`settle`        writing what counts, reporting what a teacher should know
`collection`    the result and its summary
=============== ==============================================================
"""
