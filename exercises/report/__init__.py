"""What comes of the records: pages for students, tables for grade books.

=============== ==============================================================
`rows`          what is known of each student, from which all is written
`feedback`      a page for each student
`tables`        CSV, and the files that Canvas, Moodle and Gradescope import
`gradescope`    the autograder that gives Gradescope what was graded here
`gradebook`     nbgrader's grade book; `database` opens its file
`marking`       the notebooks that nbgrader's formgrader opens
`summary`       the teacher's report: scores, lateness, what was contained
`terminal`      the same in a few lines
`publish`       all of these at once
`safe`          strangers' text, made fit for pages and tables; atomic writes
`page`, `tex`   how a page looks; formulas as MathML
=============== ==============================================================
"""

from exercises.report.publish import write
from exercises.report.safe import ReportError

__all__ = ["ReportError", "write"]
