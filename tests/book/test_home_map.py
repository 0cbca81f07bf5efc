"""The picture of the home page is the one that its numbers give."""

import json

from tools.canonical import ROOT
from tools.home_map import PICTURE, draw
from tools.outputs import difference


def test_home_picture_is_what_its_script_draws():
    stored = PICTURE.read_text(encoding="utf-8")
    assert difference("image/svg+xml", stored, draw()) is None, (
        "run `.venv/bin/python -m tools.home_map`"
    )


def test_home_figure_begins_with_the_matrix_of_its_picture():
    page = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    block = page[page.index("{moving-figure} linear-map") :]
    parameters = json.loads(block[block.index("\n{") : block.index("\n```")])
    assert parameters == {"A": [[1.2, 0.7], [0.3, 1.1]]}
