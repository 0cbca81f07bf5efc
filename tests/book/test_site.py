"""The built site, read as files: links, names, formulas, search, what is promised."""

import json
import re

import pytest

from tools.house import ROOT
from tools.links import Page, dead_links

FOREIGN = re.compile(
    r"""(?:<(?:script|img|link|iframe)[^>]*|url\(["']?|@import.*)https?:"""
)
BUTTON = re.compile(r"<button\b([^>]*)>(.*?)</button>", re.DOTALL)

NUMBERED = re.compile(
    r'id="(equation-[\w-]+)">\s*<div class="formula">.*?</div>'
    r'<span class="eqno">\((\d+\.\d+)\)',
    re.DOTALL,
)


def read(site, page):
    return (site / page).read_text("utf-8")


def test_no_link_is_dead(site):
    assert dead_links(site) == []


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ('href="#main"', 'href="#mein"', "#mein (no such anchor)"),
        ('href="../../book/map.html"', 'href="../../book/mop.html"', "no such file"),
    ],
)
def test_a_dead_link_is_found_with_its_place(copy_of_site, chapters, right, wrong, why):
    page = copy_of_site / chapters[0]
    text = page.read_text("utf-8")
    assert right in text
    page.write_text(text.replace(right, wrong, 1), "utf-8")
    (found,) = dead_links(copy_of_site)
    line = text[: text.index(right)].count("\n") + 1
    assert found.startswith(f"{chapters[0]}, line {line}: ")
    assert why in found


def test_nothing_is_asked_of_other_hosts(site):
    files = [
        path for path in site.rglob("*") if path.suffix in (".html", ".css", ".js")
    ]
    asking = [path for path in files if FOREIGN.search(path.read_text("utf-8"))]
    assert asking == []


def test_each_id_is_unique_on_its_page(site, pages):
    for page in pages:
        ids = re.findall(r'<[^>]*\sid="([^"]+)"', read(site, page))
        assert sorted(ids) == sorted(set(ids)), page


def test_each_picture_has_words_and_room(site, pages):
    for page in pages:
        for image in re.findall(r"<img\b[^>]*>", read(site, page)):
            assert re.search(r'\balt="[^"]+"', image), (page, image[:200])
            assert re.search(r'\bwidth="\d+" height="\d+"', image), (page, image[:200])


def test_no_button_is_blank(site, pages):
    for page in pages:
        buttons = BUTTON.findall(read(site, page))
        assert buttons
        for attributes, inside in buttons:
            has_words = bool(re.search(r"\w", re.sub(r"<[^>]*>", "", inside)))
            has_drawing = bool(re.search(r'<path d="M[^"]{8,}"', inside))
            assert has_words or has_drawing, (page, attributes)
            assert has_words or 'aria-label="' in attributes, (page, attributes)


def test_formulas_are_prerendered_for_eye_and_ear(site, chapters):
    for page in chapters:
        text = read(site, page)
        assert text.count('class="katex-html"') == text.count("<math ") >= 35
        assert "katex-error" not in text
        assert "$$" not in re.sub(
            r"<(pre|annotation).*?</\1>", "", text, flags=re.DOTALL
        )


def test_a_page_holds_no_picture_as_data_and_no_tex(site, pages):
    for page in pages:
        assert 'src="data:' not in read(site, page), page
        assert "<annotation" not in read(site, page), page


def test_fonts_that_a_phone_needs_later_are_not_asked_of_it_at_once(site, chapters):
    for page in chapters:
        fonts = re.findall(r'<link rel="preload" href="([^"]+)"(.*)>', read(site, page))
        waiting = [name for name, rest in fonts if "not all and (pointer" in rest]
        assert any("KaTeX_Size4" in n or "KaTeX_AMS" in n for n in waiting), page
        assert not any("Main-Regular" in n or "source-" in n for n in waiting), page


def test_formula_styles_are_of_the_version_that_wrote_the_html(site):
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    styles = (site / "_static" / "katex" / "katex.min.css").read_text("utf-8")
    (version,) = re.findall(r'\.katex-version:after\{content:"([\d.]+)"', styles)
    assert version == package["dependencies"]["katex"]


def test_equation_numbers_stand_once_and_are_what_references_say(site, chapters):
    for page in chapters:
        text = read(site, page)
        numbers = dict(NUMBERED.findall(text))
        assert len(set(numbers.values())) == len(numbers) > 0
        links = re.findall(r'href="#(equation-[\w-]+)">\(([\d.]+)\)</a>', text)
        assert links
        for anchor, number in links:
            assert numbers[anchor] == number


def test_search_index_holds_words_and_code_but_no_markup(site):
    entries = json.loads((site / "search.json").read_text("utf-8"))
    everything = json.dumps(entries, ensure_ascii=False)
    assert not re.search(r"katex|</?span|\\\\begin|annotation", everything)
    in_code = [entry for entry in entries if "np.random.default_rng(" in entry["text"]]
    assert {entry["url"].partition("#")[0] for entry in in_code} >= {
        "notebooks/linalg/svd.html",
        "notebooks/information/divergence.html",
    }
    assert any("奇异值" in entry["text"] for entry in entries)
    assert any("σ1" in entry["text"] for entry in entries)


def test_search_index_leads_to_anchors_that_exist(site):
    for entry in json.loads((site / "search.json").read_text("utf-8")):
        page, _, anchor = entry["url"].partition("#")
        assert anchor in Page(read(site, page)).anchors, entry["url"]


def test_index_lists_every_labeled_statement(site, chapters):
    index = read(site, "book/theorems.html")
    for page in chapters:
        labels = re.findall(r'id="((?:def|thm)-[\w-]+)"', read(site, page))
        assert labels
        for label in labels:
            assert index.count(f'href="../{page}#{label}"') == 1, label


def test_home_page_names_all_parts_and_links_what_is_written(site, chapters):
    home = read(site, "book/index.html")
    for page in chapters:
        assert f'href="../{page}#ch-' in home
    assert home.count('class="planned"') == 47 - len(chapters)


def test_every_exported_function_is_in_the_reference(site):
    import mathlib.information
    import mathlib.linalg

    for module in (mathlib.linalg, mathlib.information):
        part = module.__name__.rpartition(".")[2]
        text = read(site, f"book/reference/{part}.html")
        for name in module.__all__:
            assert f'id="{module.__name__}.{name}"' in text, name


def test_the_notebook_to_download_is_the_chapter(site, chapters):
    for page in chapters:
        source = page.replace(".html", ".ipynb")
        (link,) = set(re.findall(r'href="([^"]+\.ipynb)" download', read(site, page)))
        assert link.endswith(f"_sources/{source}")
        assert (site / "_sources" / source).read_bytes() == (ROOT / source).read_bytes()


def test_without_a_repository_there_is_no_launch_button(site, chapters):
    assert "Open in" not in read(site, chapters[0])
    assert not (site / "colab").exists()


def test_the_lock_of_node_packages_holds_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert not any("resolved" in package for package in lock["packages"].values())
