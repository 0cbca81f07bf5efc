"""Who may do what: JupyterHub's groups and roles for one course.

It is loaded by `jupyterhub_config.py` on one machine, and by Zero to JupyterHub as a
file of `jupyterhub_config.d` (see `values.yaml`). Settings are in `classroom.toml`.

Instructors grade together in one shared account, `grader-COURSE`. Nobody logs in as it:
they start and open its server, which shows the formgrader, by the role below. A student
has no scope that reaches it, nor any other student's server.
"""

import os
import tomllib
from pathlib import Path

c = get_config()  # noqa: F821

FILE = Path(os.environ.get("CLASSROOM", Path(__file__).with_name("classroom.toml")))
SETTINGS = tomllib.loads(FILE.read_text("utf-8"))
COURSE = SETTINGS["course"]
GRADER = f"grader-{COURSE}"
INSTRUCTORS = frozenset(SETTINGS["instructors"])


def join_course(authenticator, handler, model):
    """Put who logs in into the course's group; let nobody in as the shared account."""
    if model["name"] == GRADER:
        return None
    kind = "formgrade" if model["name"] in INSTRUCTORS else "nbgrader"
    return {**model, "groups": [f"{kind}-{COURSE}"]}


def token_scopes(spawner):
    """Let a server's own token also read its user's groups: nbgrader asks for them."""
    return [
        "access:servers!server",
        "users:activity!user",
        "read:users:name!user",
        "read:users:groups!user",
    ]


c.Authenticator.manage_groups = True
c.Authenticator.post_auth_hook = join_course
c.Spawner.server_token_scopes = token_scopes
c.JupyterHub.load_roles.extend(
    [
        {"name": "shared-account", "users": [GRADER], "scopes": ["self"]},
        {
            "name": "instructor",
            "description": "Grade; see who is at work, and stop a server that hangs.",
            "groups": [f"formgrade-{COURSE}"],
            "scopes": [
                "self",
                "admin-ui",
                "list:users",
                "read:users",
                "read:servers",
                "delete:servers",
                f"servers!user={GRADER}",
                f"access:servers!user={GRADER}",
            ],
        },
    ]
)
c.JupyterHub.template_vars = {
    "course_group": f"formgrade-{COURSE}",
    "grader": GRADER,
}
