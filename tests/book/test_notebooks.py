"""Every chapter keeps the rules of form and is committed in canonical form."""

import pytest

from tools.canonical import ROOT, chapters, is_canonical
from tools.chapter_rules import problems

CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]


def test_there_are_chapters():
    assert chapters(), f"no notebook below {ROOT / 'notebooks'}"


@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_keeps_the_rules_of_form(path):
    broken = list(problems(path.relative_to(ROOT)))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_is_in_canonical_form(path):
    assert is_canonical(path), f"{path} is not canonical: run `make canonical`"
