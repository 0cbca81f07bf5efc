"""The commands of the instructor's guide print what the guide shows."""

import re
import shlex
from pathlib import Path

import pytest

from exercises import cli
from tools import guide

GUIDE = Path(__file__).resolve().parents[2] / "book" / "instructors.md"
BLOCKS = re.findall(
    r"```console\n\$ exercises (.*?)\n(.*?)```", GUIDE.read_text(), re.S
)


def matches(shown: str, printed: str) -> bool:
    """Compare the outputs; a line ``...`` stands for any lines."""
    pieces = [
        re.escape(piece) for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    ]
    return re.fullmatch("(?:.*\n)*".join(pieces), printed) is not None


def test_an_output_that_differs_is_noticed():
    assert matches("a\n...\nc\n", "a\nb\nb\nc\n")
    assert matches("a\n...\n", "a\nb\n")
    assert not matches("a\n...\nc\n", "a\nb\n")
    assert not matches("a\n", "a\nb\n")


@pytest.mark.box
def test_the_guide_shows_what_is_printed(tmp_path, monkeypatch, capsys):
    guide.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert [block[0].split()[0] for block in BLOCKS] == [
        "list",
        "assign",
        "grade",
        "report",
    ]
    for command, shown in BLOCKS:
        if command.startswith("assign"):
            for made in ("source", "release", "personal"):
                guide.shutil.rmtree(tmp_path / "course" / made)
            (tmp_path / "course" / "nbgrader_config.py").unlink()
        assert cli.main(shlex.split(command)) == 0
        printed = capsys.readouterr().out
        assert matches(shown, printed), printed
