"""The configuration of one machine, in each way to log in, and what it refuses."""

import json
import os
import pwd
from pathlib import Path

import pytest
from jupyterhub.app import JupyterHub
from traitlets.config.loader import PyFileConfigLoader

from tools import lab
from tools.house import ROOT

HERE = ROOT / "deploy" / "jupyterhub"
LTI = """
[lti]
issuer = "https://platform.example"
client_id = ["one"]
authorize_url = "https://platform.example/auth"
jwks_endpoint = "https://platform.example/keys"
username_key = "email"
"""
SETTINGS = """
course = "deep-math"
instructors = ["instructor"]
students = ["student1"]
student_group = "students"
log_in = "{log_in}"
address = "http://{host}:8000"
data = "{data}"
idle_hours = 3
memory_gib = 4
processes = 1000
"""


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return a function that evaluates the configuration, as on a machine set up."""
    mode = Path.stat
    me = pwd.getpwuid(os.getuid())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda *_: None)
    monkeypatch.setattr(os, "umask", lambda _: 0)
    monkeypatch.setattr(pwd, "getpwnam", lambda _: me)

    def readable(path, **options):
        found = mode(path, **options)
        return os.stat_result((found.st_mode | 0o005, *found[1:]))

    def load(log_in, host="127.0.0.1", more=LTI):
        settings = tmp_path / "classroom.toml"
        settings.write_text(
            SETTINGS.format(log_in=log_in, host=host, data=tmp_path / "data") + more
        )
        monkeypatch.setenv("CLASSROOM", str(settings))
        with monkeypatch.context() as patch:
            patch.setattr(Path, "stat", readable)
            loader = PyFileConfigLoader("jupyterhub_config.py", path=str(HERE))
            return loader.load_config()

    return load


@pytest.mark.parametrize(
    ("log_in", "authenticator", "spawner"),
    [
        ("pam", "PAMAuthenticator", "LocalProcessSpawner"),
        ("lti", "LTI13Authenticator", "LocalProcessSpawner"),
        ("trial", "SharedPasswordAuthenticator", "SimpleLocalProcessSpawner"),
    ],
)
def test_each_way_to_log_in_is_what_jupyterhub_takes(
    load, monkeypatch, log_in, authenticator, spawner
):
    monkeypatch.setenv("CLASSROOM_STUDENT_PASSWORD", "s" * 12)
    monkeypatch.setenv("CLASSROOM_INSTRUCTOR_PASSWORD", "i" * 32)
    config = load(log_in)
    hub = JupyterHub(config=config)
    assert hub.authenticator_class.__name__ == authenticator
    assert hub.spawner_class.__name__ == spawner
    made = hub.authenticator_class(config=config)
    assert made.allow_all == (log_in == "lti")
    assert made.manage_groups
    known = set(hub.authenticator_class.class_traits(config=True))
    assert set(config[authenticator]) <= known
    assert not hub.allow_named_servers
    assert {role["name"] for role in hub.load_roles} == {
        "shared-account",
        "instructor",
        "culler",
    }


def test_exchange_lets_students_put_in_and_neither_list_nor_remove(load, tmp_path):
    load("pam")
    inbox = tmp_path / "data" / "exchange" / "deep-math" / "inbound"
    assert oct(inbox.stat().st_mode & 0o7777) == "0o3733"
    assert oct(inbox.parents[1].stat().st_mode & 0o7777) == "0o1777"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"log_in": "lti", "more": LTI.replace("one", "")}, r"\[lti\] client_id"),
        ({"log_in": "trial", "host": "0.0.0.0"}, "its address must be 127.0.0.1"),
        ({"log_in": "trial"}, "a trial needs passwords"),
    ],
)
def test_configuration_refuses_what_would_let_anybody_in(load, arguments, why):
    with pytest.raises(SystemExit, match=why):
        load(**arguments)


def test_configuration_refuses_to_start_without_root_or_the_graders_account(
    load, monkeypatch
):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="start the hub as root, or `make hub`"):
        load("pam")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", {}.__getitem__)
    with pytest.raises(SystemExit, match="useradd --create-home grader-deep-math"):
        load("pam")


def test_settings_of_the_lab_are_those_of_make_lab():
    path = HERE / "config" / "common" / "labconfig" / "default_setting_overrides.json"
    named = {":".join(name.rsplit("/", 1)): to for name, to in lab.SETTINGS.items()}
    assert json.loads(path.read_text("utf-8")) == named
