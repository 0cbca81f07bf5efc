"""Every term that a chapter defines is in the glossary, with its Chinese."""

import re

import nbformat
import pytest

from tools.canonical import ROOT, chapters

DEFINITION = re.compile(r"^(:{3,}|`{3,})\{prf:definition\}.*?^\1\s*$", re.M | re.S)
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
ENTRY = re.compile(r"^(\S.*)\n  (.*)$", re.M)


def glossary():
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    body = text[text.index("```{glossary}") :]
    return {term.lower(): words for term, words in ENTRY.findall(body)}


def defined_terms(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for box in DEFINITION.finditer(cell.source):
                yield from BOLD.findall(box[0])


def is_entry(term, entries):
    term = term.lower()
    return term in entries or (term.endswith("s") and term[:-1] in entries)


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in chapters()])
def test_defined_terms_are_in_the_glossary(path):
    terms = list(defined_terms(path))
    assert terms, f"{path} defines no term in bold in a prf:definition"
    missing = [term for term in terms if not is_entry(term, glossary())]
    assert not missing, f"add to book/glossary.md: {missing}"


def test_every_entry_has_its_chinese():
    entries = glossary()
    assert len(entries) > 150
    bare = [
        term
        for term, words in entries.items()
        if not re.match(r"\{zh\}`[^`]*[\u4e00-\u9fff][^`]*` · ", words)
    ]
    assert not bare
