"""Grading untrusted work by *values out*.

A student's code runs in a box that holds nothing worth stealing; what comes out are
plain values, and they are judged here, outside. The modules, from the inside to the
outside:

=============== ==============================================================
`inside`        what runs in the box, under the student's code
`channel`       messages between the two sides
`sandbox`       the walls of the box: bubblewrap
`box`           a box seen from outside: start, ask, stop
`watch`         its processes' time and memory
`layout`        which cells of a notebook answer which exercise
`replies`       what a box says, taken as plain values
`sitting`       one notebook in a box: cells, answers, and what went wrong
`timing`        a time limit for judging
`grader`        from a submission to a `Record`
`record`        the result of a submission, as it is kept
`journal`       the records of a batch, safe against being stopped
`batch`         many submissions: workers, progress, resuming
`cluster`       the same on a Dask cluster
=============== ==============================================================
"""
