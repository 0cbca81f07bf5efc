"""nbgrader's exchange on Kubernetes: each student's pod sees its own part of the inbox.

All pods run as one user id: permissions keep nobody apart, but what is mounted does.
A student has the released assignments, to read, and the folder of the inbox that bears
the student's name. The graders' pod has the whole exchange. `collect.py` takes the name
of that folder for the name of the student.

Loaded by Zero to JupyterHub as a file of `jupyterhub_config.d`, after `course.py`.
"""

import os
import tomllib
from pathlib import Path

c = get_config()  # noqa: F821

SETTINGS = tomllib.loads(Path(os.environ["CLASSROOM"]).read_text("utf-8"))
COURSE, CLAIM = SETTINGS["course"], SETTINGS["exchange_claim"]
BOOK, TARGET, VOLUME = "/opt/book/deploy/jupyterhub", "/srv/exchange", "exchange"
PREPARE = """
cd /mnt && mkdir -p "$COURSE/inbound/$STUDENT" "$COURSE/outbound"
chmod 1777 . && chown 1000:100 "$COURSE" "$COURSE"/*bound "$COURSE/inbound/$STUDENT"
"""


def mounts(name):
    """Return what of the exchange somebody's pod sees, and where."""
    whole = {"name": VOLUME, "mountPath": TARGET}
    if name == f"grader-{COURSE}":
        return [whole]
    parts = {"outbound": "outbound", "inbound": f"inbound/{name}"}
    return [
        whole
        | {
            "mountPath": f"{TARGET}/{COURSE}/{place}",
            "subPath": f"{COURSE}/{part}",
            "readOnly": place == "outbound",
        }
        for place, part in parts.items()
    ]


def prepare_inbox(name, image):
    """Return the container that makes somebody's part of the inbox beforehand."""
    variables = {
        "COURSE": COURSE,
        "STUDENT": "" if name.startswith("grader-") else name,
    }
    return {
        "name": "prepare-inbox",
        "image": image,
        "command": ["sh", "-ec", PREPARE],
        "env": [{"name": key, "value": value} for key, value in variables.items()],
        "securityContext": {"runAsUser": 0},
        "volumeMounts": [{"name": VOLUME, "mountPath": "/mnt"}],
    }


def replace_named(old, new):
    """Return `old`, a list or a dict of Kubernetes' objects, with those of `new`."""
    names = {item["name"] for item in new}
    kept = old.values() if isinstance(old, dict) else old
    return [*(item for item in kept if item["name"] not in names), *new]


def set_up(spawner):
    """Give a pod its part of the exchange, and say where its settings are."""
    name = spawner.user.name
    kind = "grader" if name == f"grader-{COURSE}" else "student"
    claim = {"name": VOLUME, "persistentVolumeClaim": {"claimName": CLAIM}}
    spawner.volumes = replace_named(spawner.volumes, [claim])
    spawner.volume_mounts = replace_named(spawner.volume_mounts, mounts(name))
    spawner.init_containers = replace_named(
        spawner.init_containers, [prepare_inbox(name, spawner.image)]
    )
    spawner.environment |= {
        "CLASSROOM_COURSE": COURSE,
        "CLASSROOM_EXCHANGE": TARGET,
        "JUPYTER_CONFIG_PATH": f"{BOOK}/config/{kind}:{BOOK}/config/common",
    }


c.Spawner.pre_spawn_hook = set_up
