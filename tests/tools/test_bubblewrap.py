"""Finding and installing bubblewrap."""

import os
import shutil
import stat

import pytest

from tools import bubblewrap, house


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A `bwrap` on a path of its own that ends with the given code."""

    def make(code: int) -> str:
        path = tmp_path / "bwrap"
        path.write_text(f"#!/bin/sh\nexit {code}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nowhere")
        return str(path)

    return make


def test_find_wants_one_that_works(program):
    assert bubblewrap.find() == shutil.which("bwrap") or bubblewrap.find() is None
    path = program(0)
    assert bubblewrap.find() == path
    program(1)
    assert bubblewrap.find() is None


def test_ensure_says_loudly_what_is_lost(program, capsys):
    program(1)
    bubblewrap.ensure()
    assert "Every test marked `box` is left out" in " ".join(
        capsys.readouterr().err.split()
    )


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")
def test_ensure_installs_as_root_on_debian(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(bubblewrap, "find", lambda: "/usr/bin/bwrap" if calls else None)
    monkeypatch.setattr(bubblewrap.sys, "platform", "linux")
    monkeypatch.setattr(bubblewrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        bubblewrap.shutil, "which", lambda name: None if name == "bwrap" else name
    )
    monkeypatch.setattr(house, "run", lambda command, show: calls.append(command))
    bubblewrap.ensure()
    assert "install -y --no-install-recommends bubblewrap" in calls[0][-1]
    assert capsys.readouterr().err == ""
