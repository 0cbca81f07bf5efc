"""`make hub` says what is missing, and starts with passwords of its own."""

import os
import shutil
import socket
import tomllib

import pytest

from tools import hub
from tools.house import SetupError


def test_hub_names_the_part_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(hub, "PROXY", tmp_path / "configurable-http-proxy")
    with pytest.raises(SetupError, match=r"configurable-http-proxy.*`make setup`"):
        hub.require()
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(SetupError, match=r"needs Node, .*`make setup`"):
        hub.require()


def test_hub_refuses_windows(monkeypatch):
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(SetupError, match="does not run on Windows"):
        hub.require()


def test_hub_names_another_port_when_its_own_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SetupError, match=rf"tools\.hub {port + 1}"):
            hub.require_port(port)


def test_hub_has_new_passwords_at_each_start(tmp_path):
    first, second = (hub.prepare(tmp_path, 8000) for _ in range(2))
    for who, length in (("STUDENT", 8), ("INSTRUCTOR", 32)):
        name = f"CLASSROOM_{who}_PASSWORD"
        assert len(first[name]) >= length
        assert first[name] != second[name]
    settings = tomllib.loads((tmp_path / "classroom.toml").read_text())
    assert settings["address"] == "http://127.0.0.1:8000"
    assert settings["log_in"] == "trial"
