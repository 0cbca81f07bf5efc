"""A new chapter begins as the template, and keeps the rules from its first minute."""

import shutil

import pytest

from tools.canonical import ROOT, is_canonical
from tools.chapter_rules import problems
from tools.new_chapter import new_chapter


@pytest.fixture
def house(tmp_path):
    for name in ("book/contents.toml", "tools/template.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_new_chapter_keeps_the_rules_and_has_its_own_labels(house):
    path = new_chapter("linalg/vector_spaces", house)
    assert path == house / "notebooks" / "linalg" / "vector_spaces.ipynb"
    assert list(problems(path)) == []
    assert is_canonical(path)
    text = path.read_text(encoding="utf-8")
    assert "(ch-vector-spaces)=" in text
    assert "# Vector spaces" in text
    assert "-template" not in text


def test_new_chapter_refuses_a_name_that_is_not_planned(house):
    with pytest.raises(ValueError, match="no chapter 'linalg/spectra'"):
        new_chapter("linalg/spectra", house)


def test_new_chapter_does_not_overwrite(house):
    new_chapter("linalg/norms", house)
    with pytest.raises(ValueError, match="exists"):
        new_chapter("linalg/norms", house)
