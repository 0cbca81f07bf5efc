"""What comes of the records: pages for students, tables for grade books.

=============== ==============================================================
`feedback`      a page for each student
`tables`        CSV, and the files that Canvas, Moodle and Gradescope import
`gradebook`     nbgrader's gradebook, and the proofs for its formgrader
`summary`       the teacher's report: scores, lateness, what was contained
=============== ==============================================================
"""
