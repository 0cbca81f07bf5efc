# ruff: noqa: E501  (a payload is read best on one line)
"""Submissions that attack the grader, or are broken, and what each of them deserves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from homework import cell, encode, honest

from exercises.course.assignment import Assignment

ONES, TAIL, PRODUCT = "svd-pinv-ones", "svd-tail", "svd-pinv-product"
LEAST, ORDER = "divergence-least-cross-entropy", "svd-penrose-order"
FLAW, CASES, PROOF = "svd-left-inverse-flaw", "svd-four-cases", "svd-descent-limit"
FORMULA, SECRET, DOUBLE = "own-formula", "own-secret", "own-double"

ARENA = f"""
seeds = "student"
bank = "own.py"

[points]
{ONES} = 2
{TAIL} = 3
{PRODUCT} = 2
{LEAST} = 1
{ORDER} = 2
{FLAW} = 1
{CASES} = 2
{FORMULA} = 2
{SECRET} = 3
{DOUBLE} = 2
{PROOF} = 4

[limits]
seconds = 1
total = 5
memory = 600
output = 2
"""

OWN = '''
"""A teacher's own exercises. CANARY"""
import numpy as np

from exercises.bank import Bank
from exercises.compare import Property
from exercises.kinds import Code, Num, Sym

bank = Bank("own")
TEXTS = {"statement": "Do it.", "hint": "Think.", "solution": "CANARY", "difficulty": 1}
bank.add(Sym(
    **TEXTS, id="own-formula", title="A slope", answer="2*x*exp(x**2)",
    domain={"x": (0.1, 1.0)},
))
bank.add(Num(**TEXTS, id="own-secret", title="A secret", answer=48151.62342))
bank.add(Code(
    **{**TEXTS, "solution": """```python
def double(x):
    return 2 * x
```"""},
    id="own-double", title="Double",
    starter="def double(x):\\n    return ...",
    inputs=lambda rng: {"x": rng.normal(size=3)},
    reference=lambda x: 2 * x,
    properties=[Property("it is twice x", lambda got, x: np.abs(got - 2 * x).max())],
))
'''


@dataclass(frozen=True)
class Hostile:
    """A submission: how it is made of a student's honest notebook, what it loses.

    `lost` names the exercises without points (the others get all of theirs); `events`
    are those of which the teacher must be told one, such as "crash|time-out"; `said` is a
    text in a message.
    """

    name: str
    make: Callable[[Assignment, str], bytes]
    lost: frozenset[str] = frozenset()
    events: str = ""
    said: str = ""


ALL: list[Hostile] = []
EVERYTHING: frozenset[str] = frozenset(
    (ONES, TAIL, PRODUCT, LEAST, ORDER, FLAW, CASES, FORMULA, SECRET, DOUBLE)
)


def _add(name: str, make: Callable, lost, events: str, said: str) -> None:
    lost = frozenset([lost] if isinstance(lost, str) and lost else lost)
    ALL.append(Hostile(name, make, lost, events, said))


def before(name: str, source: str, lost=(), events: str = "", said: str = "") -> None:
    """Add one with a cell in front of all honest answers."""

    def make(assignment: Assignment, student: str) -> bytes:
        book = worked(assignment, student)
        book["cells"].insert(1, cell(source))
        return encode(book)

    _add(name, make, lost, events, said)


def instead(name: str, id: str, source: str, events: str = "", said: str = "") -> None:
    """Add one with something else in place of one answer."""

    def make(assignment: Assignment, student: str) -> bytes:
        book = worked(assignment, student)
        book["cells"][place(book, id)]["source"] = source
        return encode(book)

    _add(name, make, id, events, said)


def changed(
    name: str, change: Callable[[dict], Any], lost=(), events: str = "", said: str = ""
) -> None:
    """Add one whose notebook is changed by a function."""

    def make(assignment: Assignment, student: str) -> bytes:
        book = worked(assignment, student)
        return encode(change(book) or book)

    _add(name, make, lost, events, said)


def raw(
    name: str,
    data: Callable[[bytes], bytes],
    said: str,
    lost: Iterable[str] = EVERYTHING,
) -> None:
    """Add one whose bytes are changed by a function."""
    _add(name, lambda a, s: data(encode(worked(a, s))), lost, "", said)


def worked(assignment: Assignment, student: str) -> dict[str, Any]:
    """An honest notebook, in which the proof is written as well."""
    book = honest(assignment, student)
    book["cells"][place(book, PROOF)]["source"] = f"It is {student}'s proof."
    return book


def place(book: dict, id: str, part: str = "") -> int:
    """The cell of an answer, or of its check."""
    ids = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in book["cells"]]
    return ids.index(id + part)


# Time, memory, processes

before("endless loop", "while True: pass", events="time-out")
before(
    "endless loop in C",
    "x = 'a' * 30_000\nx += 'b'\nsum(range(10**13))",
    events="time-out",
)
before("sleeps for ever", "import time\ntime.sleep(1e6)", events="time-out")
before(
    "loop that swallows interrupts",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    events="time-out",
)
before("memory", "x = bytearray(10**12)", events="memory")
before(
    "memory by and by", "x = []\nwhile True: x.append(bytes(10**7))", events="memory"
)
before(
    "memory in children",
    "import os, time\nfor i in range(4):\n  if os.fork() == 0:\n"
    "    x = bytearray(b'x') * (400 << 20)\n    time.sleep(60)\ntime.sleep(60)",
    events="memory|time-out",
)
before(
    "memory that is shared",
    "import mmap, os, time\nfor i in range(6):\n  if os.fork() == 0:\n"
    "    x = mmap.mmap(-1, 220 << 20)\n"
    "    for k in range(0, 220 << 20, 4096): x[k] = 1\n"
    "    time.sleep(60)\ntime.sleep(60)",
    events="memory|time-out",
)
before(
    "memory without a file",
    "import os\nkept = []\nwhile True:\n  kept.append(os.memfd_create('x'))\n"
    "  os.write(kept[-1], bytes(50 << 20))",
)
before("disk", "f = open('/tmp/x', 'wb')\nwhile True: f.write(bytes(10**6))")
before(
    "output without end",
    "import os\nfor i in range(20):\n  for fd in (1, 2): os.write(fd, bytes(10**7))\n"
    "while True: print('x' * 10**6)",
    events="time-out",
)
before("fork bomb", "import os\nwhile True: os.fork()", events="")
before(
    "short processes",
    "import os, signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nwhile True:\n"
    "  try:\n    if os.fork() == 0: os._exit(0)\n  except OSError: pass",
    events="time-out|memory",
)
before(
    "threads without end",
    "import threading, time\ntry:\n  while True:\n"
    "    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
    "except RuntimeError: pass",
)
before(
    "daemon",
    "import os, signal, time\nif os.fork() == 0:\n  os.setsid()\n"
    "  if os.fork(): os._exit(0)\n"
    "  for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n"
    "    except (OSError, ValueError): pass\n"
    "  while True: time.sleep(0.01)",
)
before("os._exit", "import os\nos._exit(0)", events="crash")
before("segfault", "import ctypes\nctypes.string_at(8)", events="crash")
before(
    "kills all",
    "import os\ntry: os.kill(-1, 9)\nfinally: os.kill(os.getpid(), 9)",
    events="crash",
)
before(
    "signals to the first process",
    "import os\nfor s in range(1, 65):\n  try: os.kill(1, s)\n  except OSError: pass",
)
before("exit and quit", "import sys\nexit()\nsys.exit(1)")
before("stops itself", "import os\nos.kill(os.getpid(), 19)", events="time-out")
before(
    "deep recursion",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
    events="crash|memory|time-out",
)
instead("endless function", TAIL, "def tail(A, k):\n    while True: pass", "time-out")
instead(
    "function that ends Python",
    DOUBLE,
    "import os\ndef double(x):\n    os._exit(0)",
    "crash",
)
instead(
    "function that exits",
    DOUBLE,
    "def double(x):\n    raise SystemExit",
    said="leave Python",
)
instead(
    "function slow at each call",
    DOUBLE,
    "import time\ndef double(x):\n    time.sleep(2.5)\n    return 2 * x",
    "time-out",
)

# What is read and written

before(
    "vandal",
    """
import os, pathlib, shutil, sys
for top in ("/", "/home", "/root", "/work", "/usr", "/box", sys.prefix, "/proc", "/tmp"):
    shutil.rmtree(top, ignore_errors=True)
    for name in ("x", "sitecustomize.py", "numpy.py"):
        try: pathlib.Path(top, name).write_text("raise SystemExit")
        except OSError: pass
""",
)
before("relative path upwards", "open('../../../../../../etc/passwd').read()")
before("network", "import socket\nsocket.create_connection(('1.1.1.1', 53), timeout=1)")
before(
    "shadows numpy",
    "open('numpy.py', 'w').write('1/0')\nopen('/tmp/json.py', 'w').write('1/0')",
)
before("closes everything", "import os\nos.closerange(0, 256)", events="crash")
before(
    "system v and queues",
    """
import ctypes
libc = ctypes.CDLL(None)
libc.shmget(4711, 1 << 20, 0o1666); libc.semget(4711, 9, 0o1666); libc.msgget(4711, 0o1666)
libc.syscall(240, b"marked", 0o102, 0o666, 0)
""",
)
before("data file that is not there", "x = open('data.csv').read()")

# Python turned against the grader

before(
    "numpy patched",
    "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True",
)
before(
    "builtins patched",
    "import builtins\nbuiltins.len = builtins.isinstance = builtins.all = lambda *a: True",
    events="crash",
)
before(
    "exec and compile replaced",
    "import builtins\nbuiltins.exec = builtins.compile = builtins.print = None",
    lost=EVERYTHING,
)
before(
    "modules of the box patched",
    """
import sys
for name in list(sys.modules):
    if name.startswith("exercises") or name in ("json", "struct", "socket"):
        for key in list(vars(sys.modules[name])):
            setattr(sys.modules[name], key, None)
""",
    events="crash|tampering|time-out",
)
before("modules forgotten", "import sys\nsys.modules.clear()", lost=EVERYTHING)
before("streams replaced", "import sys\nsys.stdout = sys.stderr = sys.stdin = None")
before("trace", "import sys\nsys.settrace(lambda *a: 1 / 0)")
before(
    "audit hook",
    "import sys\ndef hook(*a): raise KeyError\nsys.addaudithook(hook)",
    events="crash",
)
before(
    "import hook",
    "import sys\nclass H:\n  def find_spec(self, *a): raise SystemExit\nsys.meta_path.insert(0, H())",
)
before(
    "alarm",
    "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
    lost=EVERYTHING,
)
before("atexit", "import atexit, os\natexit.register(lambda: os.kill(-1, 9))")
before("warnings are errors", "import warnings\nwarnings.simplefilter('error')")
before(
    "limits",
    "import resource, os\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))\nos.nice(10)\nos.umask(0o777)\nos.chdir('/')",
)
before(
    "garbage collector",
    "import gc\ngc.disable(); gc.set_threshold(0)\nx = [o for o in gc.get_objects() if isinstance(o, dict) and 'expected' in o]",
)

LIAR = """
class Liar:
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.zeros((2, 2))
    def __float__(self): return 0.0
    def __getattr__(self, name): return self
    __hash__ = object.__hash__
"""
instead("liar", ONES, LIAR + "answer = Liar()", said="a Liar")
instead(
    "lying array",
    ONES,
    "class A(np.ndarray):\n  __eq__ = lambda *a: np.ones((2, 2), bool)\nanswer = np.zeros((2, 2)).view(A)",
)
instead("lying result", DOUBLE, LIAR + "def double(x):\n    return Liar()")
instead("not a number", ONES, "answer = np.full((2, 2), np.nan)", said="NaN")
instead("infinite", SECRET, "answer = float('inf')")
instead("true", SECRET, "answer = True")
instead("giant integer", SECRET, "answer = 10**100_000", said="1000 bits")
instead("giant array", ONES, "answer = np.zeros((1000, 1000, 10))", said="more than")
instead("giant text", LEAST, "answer = 'b' * 99_000")
instead("cyclic", ONES, "answer = []\nanswer.append(answer)", said="nested")
instead("all letters", CASES, "answer = 'abcd'")
instead("tower", FORMULA, "answer = '9**9**9**9*x'")
instead("factorial", FORMULA, "answer = 'factorial(10**6)'")
instead("list times a number", FORMULA, "answer = 'max([0]*999999999)'", said="list")
instead("deep formula", FORMULA, "answer = '(' * 1900 + 'x' + ')' * 1900")
instead("code as a formula", FORMULA, 'answer = \'__import__("os").system("true")\'')
instead("wrapping integers", DOUBLE, "def double(x):\n    return [2**63, 2**63, 2**63]")
instead(
    "writes its own grade",
    DOUBLE,
    "def double(x):\n    return {'status': 'right', 'score': 1.0}",
)
instead(
    "only the shown inputs",
    DOUBLE,
    "seen = []\ndef double(x):\n    seen.append(1)\n"
    "    return 2 * x if len(seen) <= 6 else [0, 0, 0]",
    said="not shown",
)
instead(
    "input in the name of an error",
    DOUBLE,
    "seen = []\ndef double(x):\n    seen.append(1)\n    if len(seen) <= 6: return 2 * x\n"
    "    raise type('CANARYOF' + x.tobytes().hex(), (Exception,), {})('CANARYOF')",
    said="It raised an error, on an input that is not shown",
)
instead(
    "pickle",
    ONES,
    "import pickle\nclass P:\n  def __reduce__(self): return exec, ('1/0',)\nanswer = pickle.dumps(P())",
)
instead("input", ONES, "answer = input('?')", said="EOFError")

# The channel

FORGE = """
import json, os, struct, sys, time
frame = sys._getframe()
while not {"request", "sock"} <= set(frame.f_locals): frame = frame.f_back
sock, tag = frame.f_locals["sock"], frame.f_locals["request"]["tag"]
def receive(n):
    data = b""
    while len(data) < n:
        piece = sock.recv(n - len(data))
        if not piece: os._exit(0)
        data += piece
    return data
def get(): return json.loads(receive(struct.unpack(">I", receive(4))[0]))
def send(text): sock.sendall(struct.pack(">I", len(text)) + text.encode())
def serve(value):
    send(json.dumps({"error": "", "tag": tag}))
    while True:
        request = get()
        own = '"tag": "%s"' % request["tag"]
        if request["do"] == "run": send('{"error": "", %s}' % own)
        elif request["do"] == "calls":
            for _ in request["inputs"]: send("{%s, %s}" % (value, own))
        elif request["function"] == "yes": send('{"function": true, %s}' % own)
        else:
            all = ",".join(["{%s}" % value] * len(request["names"]))
            send('{"outcomes": [%s], %s}' % (all, own))
"""


def forged(name: str, value: str, events: str = "", said: str = "") -> None:
    """Add one that answers in the box's place; `value` is Python."""
    before(f"forged: {name}", f"{FORGE}\nserve({value})", EVERYTHING, events, said)


forged("a grade", repr('"value": 1, "status": "right", "score": 1.0, "passed": true'))
forged(
    "sizes without end",
    "'\"value\": {\"shape\": [%s], \"data\": []}' % ','.join(['9' * 4300] * 100)",
)
forged(
    "sizes of nothing",
    "'\"value\": {\"shape\": [%s], \"data\": []}' % ','.join(['0'] * 50_000)",
)
forged("sizes that lie", repr('"value": {"shape": [true, -1, 2.5], "data": [1, 2]}'))
forged("deep", "'\"value\": ' + '[' * 50_000 + ']' * 50_000", "crash")
forged(
    "numbers too large",
    repr('"value": [1e400, NaN, -Infinity, {"complex": [NaN, 1.0]}]'),
)
forged("long numbers", "'\"value\": ' + '9' * 4000", said="1000 bits")
forged("longer numbers", "'\"value\": ' + '9' * 5000", "crash")
forged(
    "a text of controls",
    r"""'"value": "\\ud800\\u0000\\u001b[31m", "trouble": "\\ud800\\u001b]0;x"'""",
)
forged(
    "keys of controls", r"""'"value": {"dict": [["\\ud800\\u001b]0;x\\u0007", 1]]}'"""
)
forged(
    "keys twice", repr('"value": 1, "value": {"shape": [1], "data": [2]}, "missing": 0')
)
forged(
    "wrong types",
    repr('"value": {"float": "1e5"}, "trouble": ["x"], "missing": "no", "printed": 5'),
)
forged(
    "too much", "'\"value\": \"' + 'a' * 3_000_000 + '\"'", "output", said="too large"
)
before(
    "forged: no object",
    FORGE + "\nsend('[1, 2]')\nwhile True: time.sleep(1)",
    events="tampering",
)
before(
    "forged: no JSON", FORGE + "\nsend('}{')\nwhile True: time.sleep(1)", events="crash"
)
before(
    "forged: errors",
    FORGE
    + "\nsend(json.dumps({'tag': tag, 'error': [[1]], 'failed': [1]}))\nos._exit(0)",
    EVERYTHING,
    "crash",
)
before(
    "drips",
    FORGE
    + "\nsock.send(struct.pack('>I', 90))\nwhile True: sock.send(b' '); time.sleep(0.2)",
    events="time-out",
)
before(
    "announces too much",
    FORGE + "\nsock.send(b'\\xff' * 4)\nwhile True: time.sleep(1)",
    events="output",
)
before(
    "never ends",
    FORGE + "\nsock.send(struct.pack('>I', 2 << 20))\nwhile True: sock.send(b' ')",
    events="crash|time-out",
)
before("closes the socket", FORGE + "\nsock.close()", events="crash")
before(
    "junk later",
    FORGE
    + "\nimport threading\nthreading.Timer(0.0, lambda: send('{}')).start()\ntime.sleep(0.2)",
    events="tampering",
)

# The notebook


def _replace_sources(book: dict, part: str, source: str) -> None:
    for one in book["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id", "").endswith(part):
            one["source"] = source


def _move(book: dict) -> None:
    i = place(book, ONES)
    pair = book["cells"][i : i + 2]
    del book["cells"][i : i + 2]
    book["cells"] += pair


def _strip(book: dict) -> None:
    for one in book["cells"]:
        one["metadata"] = {}


def _twice(right_last: bool) -> Callable[[dict], None]:
    def change(book: dict) -> None:
        i = place(book, SECRET)
        other = {**book["cells"][i], "source": "answer = 1"}
        book["cells"].insert(i if right_last else i + 1, other)

    return change


def _as(kind: str) -> Callable[[dict], None]:
    def change(book: dict) -> None:
        book["cells"][place(book, SECRET)]["cell_type"] = kind

    return change


def _split(book: dict) -> None:
    i = place(book, DOUBLE)
    book["cells"][i]["source"] = "def double(x):\n    return helper(x)"
    book["cells"].insert(i + 1, cell("def helper(x):\n    return 2 * x"))


def _empty(book: dict) -> None:
    book["cells"][place(book, ORDER)]["source"] = ""


def _pretend(book: dict) -> None:
    book["cells"].insert(1, cell("answer = 1", nbgrader={"grade_id": SECRET}))
    book["cells"].append(cell("answer = 2", exercise={"id": SECRET, "part": "answer"}))


def _odd_metadata(book: dict) -> None:
    odd: list[Any] = [[], None, "x", 5, {"nbgrader": []}, {"exercise": [1]}]
    odd += [{"exercise": {"id": 5, "part": {}}}, {"nbgrader": {"grade_id": {}}}]
    for value in odd:
        book["cells"] += [{**cell("1"), "metadata": value}, value]
    book["cells"] += [{"cell_type": [], "source": {}}, {"cell_type": "code"}]
    book["metadata"] = [1]


def _sources(*sources: str) -> Callable[[dict], None]:
    def change(book: dict) -> None:
        book["cells"][1:1] = [cell(source) for source in sources]

    return change


changed("check cells emptied", lambda b: _replace_sources(b, "-check", ""))
changed(
    "check cells cheat",
    lambda b: _replace_sources(b, "-check", "answer = 1\nimport os\nos._exit(0)"),
)
changed("moved", _move)
changed("marks lost", _strip, lost=PROOF, said="no cell")
changed("right copy last", _twice(True), events="broken")
changed("wrong copy last", _twice(False), lost=SECRET, events="broken")
changed("answer in prose", _as("markdown"), lost=SECRET)
changed("answer in a raw cell", _as("raw"), lost=SECRET)
changed("answer in two cells", _split)
changed("emptied answer after another", _empty, lost=ORDER)
changed("pretends to be another answer", _pretend, lost=SECRET, events="broken")
changed("odd metadata", _odd_metadata)
changed("duplicate ids", lambda b: [c.update(id="same") for c in b["cells"]] and None)
changed(
    "another kernel",
    lambda b: {**b, "metadata": {"kernelspec": {"language": "R"}}},
    events="broken",
)
changed(
    "source in lines",
    lambda b: (
        [c.update(source=c["source"].splitlines(True)) for c in b["cells"]] and None
    ),
)
changed(
    "magics",
    _sources(
        "%matplotlib inline\nimport numpy",
        "!rm -rf /",
        "%%bash\nrm -rf /",
        "np.sum?",
        "%timeit 1\nx = 1",
    ),
)
changed("await", _sources("import asyncio\nawait asyncio.sleep(0)"))
changed(
    "display",
    _sources("display(1)\nfrom IPython.display import HTML\ndisplay(HTML('x'))"),
)
changed(
    "missing packages",
    _sources("import torch_that_is_not_there", "from exercises import bank"),
)
changed(
    "compiler",
    _sources(
        "x = 9**9**9",
        "x = 1 << 10**9",
        "-" * 100_000 + "1",
        "x\0y",
        "(" * 50_000,
        "a" + ".a" * 50_000,
        "# -*- coding: utf-16 -*-\n1",
        " " * 190_000 + "a",
    ),
    events="memory|time-out",
)
changed("cell too long", _sources("x" * 300_000), events="broken")
changed("large", lambda b: b["cells"][0].update(outputs=[{"text": "x" * 60_000_000}]))
changed(
    "too many cells",
    lambda b: b["cells"].extend([cell("")] * 100_000),
    EVERYTHING,
    said="cells, more than",
)
changed("no cells", lambda b: {"cells": {}}, EVERYTHING, said="without cells")
raw("truncated", lambda data: data[: len(data) // 2], "it is no JSON")
raw("empty", lambda data: b"", "it is no JSON")
raw("nested JSON", lambda data: b"[" * 1_000_000, "nested too deep")
raw(
    "long integer",
    lambda data: b'{"cells": [], "x": ' + b"9" * 10_000 + b"}",
    "it is no JSON",
)
raw("many lists", lambda data: b"[" + b"[],[]," * 6_000_000 + b"[]]", "memory")
raw(
    "not UTF-8",
    lambda data: data.replace(b'"nbformat"', b'"\xff\xfe\xe9": 1, "nbformat"'),
    "",
    (),
)
raw("UTF-16", lambda data: data.decode().encode("utf-16"), "", ())
raw(
    "lone surrogates",
    lambda data: data.replace(b"import numpy", b"# \\ud800\\nimport numpy"),
    "",
    (),
)
raw("a pickle", lambda data: b"cos\nsystem\n(S'true'\ntR.", "no JSON")
raw(
    "another notebook",
    lambda data: json.dumps({"cells": [cell("1")]}).encode(),
    "no cell",
)

# What wants to know

SPY = r"""
import ctypes, gc, glob, os, re, sys
sign = bytes([67, 65, 78, 65, 82, 89, 45])
wanted = re.compile(sign + rb"[0-9a-f]{16}")
found = set()
def look(data):
    found.update(wanted.findall(data if isinstance(data, bytes) else repr(data).encode()))
def read(path, n=200_000):
    try:
        with open(path, "rb", buffering=0) as file: look(file.read(n))
    except (OSError, ValueError): pass
look(dict(os.environ)); look(sys.argv); look(sys.orig_argv); look(os.uname())
for pattern in ("/proc/[0-9]*/environ", "/proc/[0-9]*/cmdline", "/proc/[0-9]*/comm",
                "/proc/[0-9]*/mountinfo", "/proc/net/unix", "/proc/keys", "/proc/self/maps",
                "/tmp/*", "/tmp/*/*", "/dev/shm/*", "/dev/mqueue/*", "/run/*", "/var/tmp/*",
                "/box/**", PLACES):
    for path in glob.glob(pattern, recursive=True):
        look(path); read(path)
for fd in range(64):
    try: look(os.readlink(f"/proc/self/fd/{fd}"))
    except OSError: pass
    try: look(os.pread(fd, 100_000, 0))
    except OSError: pass
    read(f"/proc/1/fd/{fd}")
frame = sys._getframe()
while frame:
    look(list(frame.f_locals)); look(frame.f_code.co_filename); frame = frame.f_back
for thing in gc.get_objects():
    if type(thing) is dict:
        for value in list(thing.values()):
            if type(value) in (str, bytes): look(value)
for line in open("/proc/self/maps"):
    span, mode = line.split()[:2]
    start, end = (int(x, 16) for x in span.split("-"))
    if mode.startswith("rw") and end - start < 100 << 20 and "[v" not in line:
        try: look(ctypes.string_at(start, end - start))
        except Exception: pass
text = repr(sorted(found))
"""


def spy(places: str) -> str:
    """Code that looks for a canary everywhere, and in files that match `places`."""
    return SPY.replace("PLACES", repr(places))
