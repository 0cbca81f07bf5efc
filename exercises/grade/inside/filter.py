"""Closing the system calls by which students could reach each other or the host.

What namespaces do not separate is refused here: keyrings, shared memory without a file
(which no limit counts), attributes of files, message queues, hypervisors' sockets, and
changes to the first process of the box, which a later job would inherit.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_...
X32 = 0x40000000  # calls of another convention of x86_64
FIRST = 1  # the first process of the box

# name: numbers on x86_64 and on aarch64
REFUSED = {
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mq_open": (240, 180),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "fanotify_init": (300, 262),
    "io_uring_setup": (425, 425),
}
# name: the argument that says which process, and the numbers
OF_A_PROCESS = {
    "prlimit64": (0, (302, 261)),
    "sched_setaffinity": (0, (203, 122)),
    "sched_setscheduler": (0, (144, 119)),
    "sched_setparam": (0, (142, 118)),
    "sched_setattr": (0, (314, 274)),
}
OF_ITSELF = {"setpriority": (141, 140), "ioprio_set": (251, 30)}
SOCKET = (41, 198)
FAMILIES = (1, 2, 10, 16)  # local, IPv4, IPv6, netlink

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in seccomp_data
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
PR_SET_SECCOMP, MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]  # code, jumps if true and if false, value


def close() -> bool:
    """Refuse these calls from now on, to children too; say whether that worked."""
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    code = b"".join(struct.pack("=HBBI", *step) for step in program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    address = ctypes.addressof(buffer)
    rules = struct.pack("@HP", len(code) // 8, address)
    prctl = ctypes.CDLL(None).prctl
    return prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.c_char_p(rules), 0, 0) == 0


def program(machine: str) -> list[Instruction]:
    """Return the filter for the kernel, in the order in which it looks."""
    which = list(ARCHITECTURES).index(machine)
    no, yes = (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, ARCHITECTURES[machine]), no]
    steps += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), no]
    for numbers in REFUSED.values():
        steps += [(EQUAL, 0, 1, numbers[which]), no]
    for argument, numbers in OF_A_PROCESS.values():
        steps += _on(numbers[which], argument, [(EQUAL, 0, 1, FIRST), no, yes])
    for numbers in OF_ITSELF.values():
        other = [(EQUAL, 1, 0, 0), no, _argument(1), (EQUAL, 1, 0, 0), no, yes]
        steps += _on(numbers[which], 0, other)
    known = [(EQUAL, len(FAMILIES) - i, 0, n) for i, n in enumerate(FAMILIES)]
    return [*steps, *_on(SOCKET[which], 0, [*known, no, yes]), yes]


def _on(number: int, argument: int, steps: list[Instruction]) -> Iterator[Instruction]:
    """Yield the steps for one call, which look at one of its arguments first."""
    yield EQUAL, 0, len(steps) + 1, number
    yield _argument(argument)
    yield from steps


def _argument(n: int) -> Instruction:
    return LOAD, 0, 0, ARGUMENTS + 8 * n  # its lower half: these are ints
