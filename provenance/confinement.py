"""Limits of a process that reads documents of strangers: the kernel enforces them, where it can.

Landlock (https://docs.kernel.org/userspace-api/landlock.html) lets a process give up rights for good, without being
root: files from Linux 5.13 on, TCP from 6.7 on, signals from 6.12 on. A network namespace of its own
(https://man7.org/linux/man-pages/man7/network_namespaces.7.html) holds no other machine. Python can create one since
3.12.
"""

import contextlib
import os
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

#: What libraries may read while they work: shared objects, time zones, and what the process is told about itself. No
#: fonts: a text does not depend on which ones a machine has.
_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"),
    *("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom", "/proc/self"),
)
#: Versions of Landlock that know of TCP, of sockets that lie in files, and of UDP.
_TCP, _SOCKET_FILES, _UDP = 4, 9, 10

#: What a process can reach that nothing holds.
_ALL = ("files", "TCP", "networks other than TCP", "sockets that lie in files")


def level() -> int:
    """The version of Landlock that this kernel has; 0 where it has none, or the library that asks for it is missing."""
    try:
        import landlockpy  # noqa: PLC0415 - not there on every system
    except ImportError:
        return 0
    return landlockpy.abi_version()


def confine() -> tuple[str, ...]:
    """Give up the network, writing, and all files but those that programs are made of; it cannot be undone.

    Files that are open stay open. What this machine cannot keep from the process is returned, and remains in reach.
    """
    alone = _leave_the_network()
    known = _give_up_files()
    kept = (known > 0, alone or known >= _TCP, alone or known >= _UDP, known >= _SOCKET_FILES)
    return tuple(what for what, is_kept in zip(_ALL, kept, strict=True) if not is_kept)


def unconfined() -> tuple[str, ...]:
    """What :func:`confine` cannot keep from a process on this machine, as tried in one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", __file__]  # the folder of this file is no place to look for modules
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    return _ALL if done.returncode else tuple(filter(None, done.stdout.split("\n")))


def _leave_the_network() -> bool:
    """Move to a network without anybody in it, and say whether that went well.

    Who is not root has to become the root of a user namespace for it; root would lose the right to read what others
    own.
    """
    if sys.version_info >= (3, 12):
        with contextlib.suppress(OSError):
            os.unshare(os.CLONE_NEWNET if os.geteuid() == 0 else os.CLONE_NEWNET | os.CLONE_NEWUSER)
            return True
    return False


def _give_up_files() -> int:
    """Have Landlock hold us, and return which version of it does."""
    known = level()
    if not known:
        return 0
    from landlockpy import AccessFS, Ruleset, Scope  # noqa: PLC0415 - as above

    try:
        with Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL) as rules:
            for path in _readable():
                with contextlib.suppress(OSError):  # what is not there, or not for us, need not be allowed
                    rights = AccessFS.READ_FILE | (AccessFS.READ_DIR if path.is_dir() else AccessFS.NONE)
                    rules.allow_path(path, rights)
            rules.restrict()
    except OSError:
        return 0
    return known


def _readable() -> set[Path]:
    """Where Python, its packages and the libraries of the system lie."""
    installed = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    named = [site.getusersitepackages() if site.ENABLE_USER_SITE else "", *os.environ.get("PYTHONPATH", "").split(":")]
    folders = [*installed, *site.getsitepackages(), f"{sys.base_prefix}/lib", *_SYSTEM, *filter(os.path.isabs, named)]
    return {Path(__file__).parent, *map(Path, folders)}


if __name__ == "__main__":
    print(*confine(), sep="\n")  # noqa: T201 - for unconfined()
