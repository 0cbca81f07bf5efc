"""Where the book can be had from: the configured repository, or pip's own note."""

import json

import pytest
import yaml
from lists import ROOT

from exercises.course import book

CONFIG = (ROOT / "_config.yml").read_text("utf-8")


def with_url(url: str) -> str:
    return CONFIG.replace('  url: ""\n  branch', f"  url: {url}\n  branch")


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ('"https://example.org/a/b"', "git+https://example.org/a/b@main"),
        ("'https://example.org/a/b'", "git+https://example.org/a/b@main"),
        ("https://example.org/a/b  # ours", "git+https://example.org/a/b@main"),
        ('""', ""),
        ("", ""),
    ],
)
def test_it_reads_what_yaml_reads(url, written):
    config = with_url(url)
    assert config != CONFIG or url == '""'
    assert book.configured(config) == written
    found = yaml.safe_load(config)["repository"]
    wanted = f"git+{found['url']}@{found['branch']}" if found["url"] else ""
    assert written == wanted


def test_other_forms_of_the_section():
    assert book.configured("") == ""
    assert book.configured("title: a\nlaunch:\n  url: https://x.org\n") == ""
    assert book.configured("repository:\n  url: https://x.org") == "git+https://x.org"
    after = "repository:\n\n    # here\n    url: https://x.org/b\n\ntitle: a\n"
    assert book.configured(after) == "git+https://x.org/b"


class Installed:
    def __init__(self, origin):
        self.origin = origin

    def read_text(self, name):
        assert name == "direct_url.json"
        return None if self.origin is None else json.dumps(self.origin)


@pytest.mark.parametrize(
    ("origin", "written"),
    [
        (None, ""),
        ({"url": "file:///home/me/book", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/b", "vcs_info": {"commit_id": "abc"}}, ""),
        (
            {"url": "https://x.org/b", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "git+https://x.org/b@abc",
        ),
    ],
)
def test_a_copy_without_the_repository_asks_pip(monkeypatch, tmp_path, origin, written):
    monkeypatch.setattr(book.metadata, "distribution", lambda name: Installed(origin))
    assert book.requirement(tmp_path) == written
    (tmp_path / "_config.yml").write_text(with_url("https://example.org/b"))
    assert book.requirement(tmp_path) == "git+https://example.org/b@main"


def test_a_copy_that_pip_does_not_know_has_no_address(monkeypatch, tmp_path):
    def missing(name):
        raise book.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(book.metadata, "distribution", missing)
    assert book.requirement(tmp_path) == ""
