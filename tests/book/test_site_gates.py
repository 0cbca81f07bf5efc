"""What must not be published stops the build, with words that say where."""

import json
import re

import pytest

HOME = """# Home

The formula $\\frac{1}{2$ is broken.

See {ref}`no <ch-nowhere>`, {prf:ref}`thm-nowhere`, {eq}`eq-nowhere`, [page](gone.md)
and [an anchor](#gone).

{ref}`A planned one <ch-eigen>` is fine.

```{moving-figure} linear-mop
:still: x.svg
:alt: x
```

```{part-chapters} lynalg
```
"""
SVD = """(ch-svd)=
# Chapter

**You need** {ref}`what comes later <ch-entropy>`.

$$x = \\undefinedmacro$$
"""
CHAPTER_GRAPH = "# Map\n\n```{chapter-graph}\n```\n"


@pytest.fixture(scope="module")
def broken(small_book):
    """Build a book in which much is wrong, once."""
    return small_book(
        {"book/index": HOME, "notebooks/linalg/svd": SVD, "book/map": CHAPTER_GRAPH}
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("book/index.md:3", r"formula .*KaTeX parse error"),
        ("svd.ipynb: cell 1, line 6", r"Undefined control sequence: \\undefinedmacro"),
        ("book/index.md:5", "undefined label: 'ch-nowhere'"),
        ("book/index", "label 'thm-nowhere' not found"),
        ("book/index.md:5", "equation not found: eq-nowhere"),
        ("book/index.md:5", "cross-reference target not found: 'gone.md'"),
        ("book/index.md:5", "cross-reference target not found: 'gone'"),
        ("book/index.md:10", "no moving figure 'linear-mop'; there are"),
        ("book/index.md:15", "no part 'lynalg' in book/contents.toml"),
        ("notebooks/linalg/svd", "`You need` names ch-entropy, which is no earlier"),
    ],
)
def test_the_build_fails_and_says_where(broken, place, words):
    assert broken.returncode != 0
    lines = [line for line in broken.output.splitlines() if re.search(words, line)]
    assert lines, broken.output
    assert any(place in line for line in lines), lines


def test_a_reference_to_a_planned_chapter_is_text(broken):
    assert "ch-eigen" not in broken.output
    home = (broken.site / "book" / "index.html").read_text("utf-8")
    assert '<span class="planned">A planned one</span>' in home


def test_a_reference_turns_into_a_link_when_the_chapter_is_written(small_book):
    text = "# Home\n\n{ref}`spectral <ch-eigen>`\n\n```{part-map}\n```\n"
    chapter = "(ch-eigen)=\n# Eigenvalues\n\nText.\n"
    book = small_book({"book/index": text, "notebooks/linalg/eigen": chapter})
    assert book.returncode == 0, book.output
    home = (book.site / "book" / "index.html").read_text("utf-8")
    links = re.findall(r'href="\.\./notebooks/linalg/eigen\.html#ch-eigen"', home)
    assert len(links) == 2  # in the sentence and in the map of parts


def test_launch_buttons_follow_the_configuration(small_book):
    url = "https://github.com/someone/somebook"
    book = small_book(
        {"book/index": "# Home\n", "notebooks/linalg/svd": "(ch-svd)=\n# A\n\nText.\n"},
        repository={"url": url, "branch": "main"},
        launch_buttons={
            "notebook_interface": "jupyterlab",
            "binderhub_url": "https://binder.test",
            "jupyterhub_url": "https://hub.test",
            "colab_url": "https://colab.test",
        },
    )
    assert book.returncode == 0, book.output
    page = (book.site / "notebooks" / "linalg" / "svd.html").read_text("utf-8")
    links = {name: href for href, name in re.findall(r'"([^"]+)">Open in (\w+)<', page)}
    path = "notebooks/linalg/svd.ipynb"
    assert links["Binder"].startswith("https://binder.test/v2/gh/someone/somebook/main")
    assert links["Binder"].endswith(f"lab/tree/{path}")
    assert links["JupyterHub"].startswith(
        "https://hub.test/hub/user-redirect/git-pull?"
    )
    assert links["Colab"] == (
        f"https://colab.test/github/someone/somebook/blob/gh-pages/colab/{path}"
    )
    copy = json.loads((book.site / "colab" / path).read_text("utf-8"))
    first, second = copy["cells"][:2]
    install = rf'%pip install -q "git\+{re.escape(url)}@[0-9a-f]{{40}}"'
    assert re.fullmatch(install, "".join(first["source"]))
    assert "".join(second["source"]).startswith("(ch-svd)=")
