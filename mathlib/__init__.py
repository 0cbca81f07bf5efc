"""The library that the book *Mathematics of Deep Learning* derives, chapter by chapter.

One subpackage a part of the book; each public function is derived in a chapter of
that part and exported once, from the part's ``__init__``.
"""
