"""The files for Kubernetes, as far as they can be tried without a cluster."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from jupyterhub.app import JupyterHub
from ltiauthenticator.lti13.auth import LTI13Authenticator
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from tools.house import ROOT

HERE = ROOT / "deploy" / "jupyterhub"
VALUES = yaml.safe_load((HERE / "values.yaml").read_text("utf-8"))
# What the chart's values.schema.yaml allows where we set something; else it refuses.
CHART = {
    "hub": "allowNamedServers config extraEnv extraFiles networkPolicy resources"
    " templatePaths",
    "hub.networkPolicy": "enabled egressAllowRules",
    "proxy": "https",
    "proxy.https": "enabled hosts letsencrypt",
    "proxy.https.letsencrypt": "contactEmail",
    "singleuser": "allowPrivilegeEscalation cloudMetadata cmd cpu defaultUrl fsGid"
    " image memory networkPolicy startTimeout storage uid",
    "singleuser.cloudMetadata": "blockWithIptables ip",
    "singleuser.cpu": "guarantee limit",
    "singleuser.image": "name pullPolicy pullSecrets tag",
    "singleuser.memory": "guarantee limit",
    "singleuser.networkPolicy": "egress egressAllowRules enabled ingress",
    "singleuser.networkPolicy.egressAllowRules": "cloudMetadataServer nonPrivateIPs"
    " privateIPs dnsPortsCloudMetadataServer dnsPortsKubeSystemNamespace"
    " dnsPortsPrivateIPs",
    "singleuser.storage": "capacity dynamic homeMountPath static type",
    "cull": "adminUsers concurrency enabled every maxAge removeNamedServers timeout"
    " users",
    "prePuller": "continuous hook",
    "prePuller.hook": "enabled",
    "prePuller.continuous": "enabled",
}


def section(path):
    """Return the part of the values at a dotted path."""
    found = VALUES
    for key in path.split("."):
        found = found.get(key, {})
    return found


@pytest.mark.parametrize("path", CHART)
def test_values_has_only_keys_of_the_chart(path):
    assert set(section(path)) <= set(CHART[path].split())


def test_values_has_only_sections_that_are_checked():
    assert set(VALUES) == {path for path in CHART if "." not in path}
    assert not {"blockWithIptables", "cloudMetadataServer"} <= {
        name
        for place in ("cloudMetadata", "networkPolicy.egressAllowRules")
        for name, value in section(f"singleuser.{place}").items()
        if value is True
    }


def test_log_in_of_the_values_is_what_the_authenticator_takes():
    config = Config(VALUES["hub"]["config"])
    hub = JupyterHub(config=config)
    assert hub.authenticator_class is LTI13Authenticator
    made = LTI13Authenticator(config=config, parent=None)
    assert made.client_id == {"CLIENT_ID"}
    assert made.allow_all
    known = set(LTI13Authenticator.class_traits(config=True))
    assert set(config.LTI13Authenticator) <= known
    assert made.validate_username("student@school.example")
    assert not made.validate_username("../inbound")


def test_every_file_that_the_values_leave_out_is_in_the_command():
    text = (HERE / "values.yaml").read_text("utf-8")
    named = dict(re.findall(r"extraFiles\.(\w+)\.stringData=(\S+)", text))
    files = VALUES["hub"]["extraFiles"]
    assert set(named) == {name for name in files if "data" not in files[name]}
    assert all((HERE / path).is_file() for path in named.values())


@pytest.fixture
def hub_config(tmp_path, monkeypatch):
    """Return what the two files of the chart's configuration folder set."""
    data = VALUES["hub"]["extraFiles"]["classroom"]["data"]
    settings = tmp_path / "classroom.toml"
    settings.write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in data.items()))
    monkeypatch.setenv("CLASSROOM", str(settings))
    config = Config()
    for name in ("course.py", "exchange.py"):
        config.merge(PyFileConfigLoader(name, path=str(HERE)).load_config())
    return config


def pod(hub_config, name):
    """Return a spawner after the configuration has set it up, twice."""
    spawner = SimpleNamespace(
        user=SimpleNamespace(name=name),
        image="registry/deep-math:1",
        volumes=[{"name": "home"}],
        volume_mounts=[{"name": "home", "mountPath": "/home/jovyan"}],
        init_containers={"block": {"name": "block"}},
        environment={},
    )
    for _ in range(2):
        hub_config.Spawner.pre_spawn_hook(spawner)
    return spawner


def test_a_students_pod_sees_its_own_part_of_the_inbox_only(hub_config):
    spawner = pod(hub_config, "student1@school.example")
    found = {
        mount.get("subPath"): mount.get("readOnly") for mount in spawner.volume_mounts
    }
    assert found == {
        None: None,  # the home
        "deep-math/outbound": True,
        "deep-math/inbound/student1@school.example": False,
    }
    assert [item["name"] for item in spawner.init_containers] == [
        "block",
        "prepare-inbox",
    ]
    assert "config/student:" in spawner.environment["JUPYTER_CONFIG_PATH"]


def test_the_graders_pod_sees_the_whole_exchange(hub_config):
    spawner = pod(hub_config, "grader-deep-math")
    assert spawner.volume_mounts[1:] == [
        {"name": "exchange", "mountPath": "/srv/exchange"}
    ]
    assert "config/grader:" in spawner.environment["JUPYTER_CONFIG_PATH"]


def test_the_image_copies_what_there_is_and_what_is_sent_to_the_builder():
    text = (HERE / "Dockerfile").read_text("utf-8")
    lines = re.findall(r"^COPY (.*) \S+$", text, re.M)
    copied = [word for line in lines for word in line.split()]
    sent = (HERE / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert sent[0] == "*"
    assert {f"!{name}" for name in copied} == {line for line in sent if line[0] == "!"}
    assert all((ROOT / name).exists() for name in copied)
    assert text.rstrip().splitlines()[-3] == "USER jovyan"
    assert Path(str(VALUES["singleuser"]["cmd"][1])).name == "start_server.py"
    assert "/opt/book" in text
