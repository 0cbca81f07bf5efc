"""Each gate closes: what must not land is refused, with words that say where."""

import subprocess
import sys

import nbformat
import pytest

from tools.canonical import ROOT, is_canonical
from tools.chapter_rules import problems

TEMPLATE = ROOT / "tools" / "template.ipynb"


@pytest.fixture
def chapter(tmp_path):
    """Return the template and a function that saves it and gives its path."""
    notebook = nbformat.read(TEMPLATE, as_version=4)
    path = tmp_path / "template.ipynb"

    def save():
        nbformat.write(notebook, path)
        return path

    return notebook, save


def run_nbval(path):
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "tools.outputs"]
    place = ["-p", "no:cacheprovider", "--rootdir", ROOT, "-c", ROOT / "pyproject.toml"]
    return subprocess.run(
        [*command, *map(str, place), str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def code_cell(notebook, words):
    cells = [c for c in notebook.cells if c.cell_type == "code" and words in c.source]
    assert len(cells) == 1
    return cells[0]


def test_template_passes_every_gate(chapter):
    _, save = chapter
    assert list(problems(TEMPLATE)) == []
    assert is_canonical(TEMPLATE)
    run = run_nbval(save())
    assert run.returncode == 0, run.stdout


def test_falsified_number_is_refused(chapter):
    notebook, save = chapter
    output = code_cell(notebook, "print(add(2, 3))").outputs[0]
    assert output.text == "5\n"
    output.text = "6\n"
    run = run_nbval(save())
    assert run.returncode == 1
    assert "stdout: the text differs" in run.stdout
    assert "make canonical" in run.stdout


def test_moved_point_in_a_figure_is_refused(chapter):
    notebook, save = chapter
    data = code_cell(notebook, "2, then 3").outputs[0].data
    svg = data["image/svg+xml"]
    start = svg.index('<path d="M ', svg.index('id="line2d_')) + len('<path d="M ')
    end = svg.index(" ", start)
    moved = f"{float(svg[start:end]) + 0.5:g}"
    data["image/svg+xml"] = svg[:start] + moved + svg[end:]
    run = run_nbval(save())
    assert run.returncode == 1
    assert "a coordinate of the figure is" in run.stdout


def test_failing_claim_is_refused(chapter):
    notebook, save = chapter
    claim = code_cell(notebook, "# Claim")
    claim.source = claim.source.replace("== 5", "== 6")
    run = run_nbval(save())
    assert run.returncode == 1
    assert "AssertionError" in run.stdout


def break_never_run(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def break_order(notebook):
    code_cell(notebook, "def add").execution_count = 9


def break_stderr(notebook):
    code_cell(notebook, "def add").outputs.append(
        nbformat.v4.new_output("stream", name="stderr", text="RuntimeWarning: overflow")
    )


def break_error(notebook):
    code_cell(notebook, "def add").outputs.append(
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    )


def break_alt(notebook):
    del code_cell(notebook, "2, then 3").metadata["mystnb"]["image"]


def break_caption(notebook):
    del code_cell(notebook, "2, then 3").metadata["mystnb"]["figure"]["caption"]


def break_name(notebook):
    code_cell(notebook, "2, then 3").metadata["mystnb"]["figure"]["name"] = "steps"


def break_raster(notebook):
    data = code_cell(notebook, "2, then 3").outputs[0].data
    data["image/png"] = "iVBORw0KGgo="
    del data["image/svg+xml"]


def break_tag(notebook):
    code_cell(notebook, "def add").metadata["tags"] = ["hide-inpt"]


def break_ignored_output(notebook):
    code_cell(notebook, "def add").metadata["tags"] = ["nbval-ignore-output"]


def break_label(notebook):
    cell = next(c for c in notebook.cells if "thm-template-commutes" in c.source)
    cell.source = cell.source.replace("thm-template", "theorem-template")


def break_title(notebook):
    notebook.cells[0].source = notebook.cells[0].source.replace("(ch-template)=", "")


def break_section(notebook):
    cell = next(c for c in notebook.cells if "## What we proved" in c.source)
    cell.source = cell.source.replace("## What we proved", "## Summary")


def break_macro(notebook):
    notebook.cells[1].source += "\n\n$\\newcommand{\\R}{\\mathbb R}$"


def break_filler(notebook):
    notebook.cells[1].source += "\n\nThis is clearly true."


def break_import(notebook):
    code_cell(notebook, "def add").source = "import torch"


def break_download(notebook):
    code_cell(notebook, "def add").source = "import numpy\n!pip install torch"


def break_claim_names(notebook):
    code_cell(notebook, "# Claim").source += "\ntotal = add(1, 1)"


def break_claim_generator(notebook):
    code_cell(notebook, "# Claim").source += "\nassert rng.random() < 1"


def break_claim_comment(notebook):
    code_cell(notebook, "# Claim").source = "assert add(2, 3) == 5"


def break_hidden_name(notebook):
    code_cell(notebook, "2, then 3").source += "\nplace = 5"
    code_cell(notebook, "0.1 + 0.2").source += "\nprint([place for _ in range(2)])"


def break_syntax(notebook):
    code_cell(notebook, "0.1 + 0.2").source += "\nprint("


def break_reading(notebook):
    cell = next(c for c in notebook.cells if "*Core.*" in c.source)
    cell.source = cell.source.replace("*Core.*", "")


def break_core_first(notebook):
    cell = next(c for c in notebook.cells if "*Core.*" in c.source)
    cell.source = "## First\n\n*Second reading.*\n\n" + cell.source


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (break_never_run, "not run once, in order"),
        (break_order, "not run once, in order"),
        (break_stderr, "holds stderr"),
        (break_error, "is an error: ValueError"),
        (break_alt, "needs alt text"),
        (break_caption, "needs a caption"),
        (break_name, "needs a name"),
        (break_raster, "must be SVG"),
        (break_tag, "unknown tag “hide-inpt”"),
        (break_ignored_output, "a comment must say why"),
        (break_label, "must be lower case and begin with"),
        (break_title, "must begin with (ch-template)="),
        (break_section, "has no “What we proved”"),
        (break_macro, "no TeX macros"),
        (break_filler, "says “clearly”"),
        (break_import, "imports torch"),
        (break_download, "does not download"),
        (break_claim_names, "names begin with _, not so total"),
        (break_claim_generator, "a generator of its own"),
        (break_claim_comment, "begins with a comment"),
        (break_hidden_name, "uses place, which only a folded figure cell defines"),
        (break_syntax, "never closed"),
        (break_reading, "is marked neither *Core.* nor *Second reading.*"),
        (break_core_first, "stands after “First”"),
    ],
)
def test_broken_rule_is_named_with_its_place(chapter, breaks, words):
    notebook, save = chapter
    breaks(notebook)
    path = save()
    found = list(problems(path))
    assert any(words in line for line in found), found
    assert all(str(path) in line for line in found)


@pytest.mark.parametrize("breaks", [break_never_run, break_tag])
def test_only_the_broken_rule_is_named(chapter, breaks):
    notebook, save = chapter
    breaks(notebook)
    assert len(list(problems(save()))) == 1


def test_editor_state_is_not_canonical(chapter):
    notebook, save = chapter
    notebook.metadata["toc"] = {"base_numbering": 1}
    assert not is_canonical(save())
