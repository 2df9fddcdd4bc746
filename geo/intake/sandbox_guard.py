"""The fences around a reader: limits, no network, no new privileges, no files but its own.

Each function says whether the system granted the fence, so that a host that offers fewer is known and
not assumed safe. Everything is done with plain system calls; nothing has to be installed and nothing
needs root, though a separate network needs either root or user namespaces.

Sources: Linux ``prctl(2)``, ``unshare(2)``, ``landlock(7)``, ``seccomp(2)``.
"""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import os
import platform
import resource
import signal
import socket
import struct
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_DUMPABLE = 1, 38, 22, 4
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 1 << 2 | 1 << 3
_OWN = _READ | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/opt/homebrew/lib")
_PACKAGES = ("numpy", "shapely", "pyogrio", "pyproj", "pandas", "pyarrow", "defusedxml", "ezdxf")
"""What readers import once the fence stands; the folders they lie in stay readable."""
_SINGLE_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom")
_OWN_STATUS = Path("/proc/self/status")

_REFUSED_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    # socket socketpair connect bind listen accept accept4 execve execveat ptrace process_vm_readv
    # process_vm_writev kill tkill mount unshare setns bpf keyctl io_uring_setup open_by_handle_at
    "x86_64": (
        0xC000003E,
        (41, 53, 42, 49, 50, 43, 288, 59, 322, 101, 310, 311, 62, 200, 165, 272, 308, 321, 250, 425, 304),
    ),
    "aarch64": (
        0xC00000B7,
        (
            198,
            199,
            203,
            200,
            201,
            202,
            242,
            221,
            281,
            117,
            270,
            271,
            129,
            130,
            40,
            97,
            268,
            280,
            219,
            425,
            265,
        ),
    ),
}
"""Audit number of the machine, and the numbers of the calls a reader never needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one reading may use. ``wall_s`` is held by the reader server, the rest by the kernel."""

    cpu_s: int = 20
    wall_s: float = 30.0
    memory_bytes: int = 3 * 1024**3
    file_bytes: int = 600 * 1024**2
    descriptors: int = 64
    answer_bytes: int = 512 * 1024**2


def prepare() -> None:
    """Do once, before any fork, what is the same for every file."""
    if _linux():
        _libc()
        _descriptors()


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _linux() -> bool:
    return sys.platform == "linux"


def set_limits(limits: Limits) -> bool:
    """Hold this process to CPU seconds, memory, file size and descriptors; no core dumps."""
    held = True
    for kind, value in (
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.descriptors),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            # macOS refuses to limit address space; what it grants is still worth having.
            held = False
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return held


def no_new_privileges() -> bool:
    """Give up gaining rights through set-uid programs, for good."""
    return _linux() and _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0


def die_with_parent() -> bool:
    """Ask the kernel to kill this process when the one that forked it ends."""
    return _linux() and _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0


def own_network() -> bool:
    """Move to a network namespace of its own, without any interface up."""
    if not _linux():
        return False
    libc = _libc()
    if libc.unshare(_CLONE_NEWNET) == 0:
        return True
    return libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0


def refuse_calls() -> bool:
    """Refuse sockets, programs, tracing and signals by a seccomp filter; needs `no_new_privileges`."""
    if not _linux() or platform.machine() not in _REFUSED_CALLS:
        return False
    audit, calls = _REFUSED_CALLS[platform.machine()]
    load, equal, greater, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
    steps = [(load, 0, 0, 4), (equal, 1, 0, audit), (give, 0, 0, kill), (load, 0, 0, 0)]
    # Numbers from here on are the x32 calls of x86_64: the same doors under other numbers.
    steps += [(greater, len(calls) + 1, 0, 0x40000000)]
    steps += [(equal, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    header = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(program))
    return _libc().prctl(_PR_SET_SECCOMP, 2, ctypes.create_string_buffer(header), 0, 0) == 0


def only_files(folder: Path) -> bool:
    """Allow this process the files of ``folder``, and reading of the libraries it runs on (Landlock)."""
    if not _linux():
        return False
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    handled = (1 << 13) - 1
    handled |= (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    attributes = ctypes.c_uint64(handled)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(attributes), ctypes.c_size_t(8), ctypes.c_uint32(0))
    if rules < 0:
        return False
    own, status = _place(folder), _place(_OWN_STATUS)
    try:
        _allow(libc, rules, status, 1 << 2)
        _allow(libc, rules, own, (_OWN | (1 << 14 if version >= 3 else 0)))
        for descriptor, access in _descriptors():
            _allow(libc, rules, descriptor, access)
        return no_new_privileges() and libc.syscall(_LANDLOCK_RESTRICT, rules, ctypes.c_uint32(0)) == 0
    finally:
        os.close(own)
        os.close(status)
        os.close(rules)


@cache
def _descriptors() -> tuple[tuple[int, int], ...]:
    """What every reader may read, opened once before any fork, with the access each gets."""
    return tuple((_place(place), _READ if place.is_dir() else 1 << 2) for place in _readable())


def _readable() -> list[Path]:
    paths = sysconfig.get_paths()
    package = Path(__file__).resolve().parents[1]
    places = [Path(paths[key]) for key in ("stdlib", "platstdlib", "purelib", "platlib")]
    # Packages may come from elsewhere: a user's own site-packages, a .pth file, PYTHONPATH.
    specs = (importlib.util.find_spec(name) for name in _PACKAGES)
    places += [Path(spec.origin).parents[1] for spec in specs if spec is not None and spec.origin]
    places += [package, *(Path(item) for item in _LIBRARIES + _SINGLE_FILES)]
    return [place for place in dict.fromkeys(places) if place.exists()]


def _place(path: Path) -> int:
    return os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC)


def _allow(libc: Any, rules: int, descriptor: int, access: int) -> None:
    rule = struct.pack("=Qi", access, descriptor)
    libc.syscall(_LANDLOCK_ADD, rules, ctypes.c_int(1), ctypes.create_string_buffer(rule), ctypes.c_uint32(0))


def fence(folder: Path, limits: Limits) -> dict[str, bool]:
    """Put up every fence a forked reader gets; the answer says which stand."""
    return {
        "limits": set_limits(limits),
        "parent": die_with_parent(),
        "privileges": no_new_privileges(),
        "files": only_files(folder),
        "calls": refuse_calls(),
    }


def try_out(folder: Path) -> dict[str, bool]:
    """From inside the fences, try what must not work: what is True was really refused."""
    secret = Path("/etc/passwd")
    return {
        "socket_refused": _refused(_open_socket),
        "outside_refused": _refused(secret.read_bytes),
    } | ({"inside_works": not _refused(lambda: (folder / "probe").write_bytes(b"x"))})


def _open_socket() -> None:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        # Port 9 is "discard": a refusal by the other side is still a way out, a missing route is not.
        try:
            probe.connect(("127.0.0.1", 9))
        except ConnectionRefusedError:
            return
        except TimeoutError:
            return


def _refused(action: Any) -> bool:
    try:
        action()
    except OSError:
        return True
    return False
