"""As whom PostgreSQL runs: as ourselves, or, because it refuses root, in a user namespace or as a system account."""

import ctypes
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .notices import Trouble
from .process import LIBC, as_we_are

CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class Identity:
    """The owner its files have on disk, and what a child does to become it."""

    name: str
    uid: int
    gid: int
    become: Callable[[], None]

    def can(self, path: Path, mode: int = os.X_OK) -> bool:
        """Return whether this identity reaches the path, tried by a child that has become it."""
        child = os.fork()
        if child == 0:
            os._exit(self._try(path, mode))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def _try(self, path: Path, mode: int) -> int:
        try:
            self.become()
            return 0 if os.access(path, mode) else 1
        except OSError:
            return 1

    def own(self, folder: Path) -> None:
        """Give the folder and all in it to this identity, if it is not so already."""
        if os.geteuid() == 0 and folder.stat().st_uid != self.uid:
            for place, _, files in os.walk(folder):
                for path in [place, *(os.path.join(place, name) for name in files)]:
                    os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose(wish: str = "") -> Identity:
    """Return the identity for PostgreSQL; PORTAL_PG_AS=namespace or =account decides it by hand."""
    if os.geteuid() != 0:
        return Identity("self", os.geteuid(), os.getegid(), as_we_are)
    account = _account()
    namespace = Identity("namespace", 0, 0, lambda: _enter_namespace(account))
    if wish != "account" and namespace.can(Path("/")):
        return namespace
    return Identity("account", account.pw_uid, account.pw_gid, lambda: _drop_to(account))


def _account() -> pwd.struct_passwd:
    """Use an account that is there; making one is not ours to do."""
    accounts = {entry.pw_name: entry for entry in reversed(pwd.getpwall()) if entry.pw_uid != 0}
    for name in ("postgres", "nobody", *accounts):
        if name in accounts:
            return accounts[name]
    raise Trouble(
        "root 不能运行 PostgreSQL,而系统里没有其他账户 | no account but root here, and PostgreSQL refuses root"
    )


def _enter_namespace(account: pwd.struct_passwd) -> None:
    """Be root outside and the account inside; capabilities end with the exec, so files need our plain permission."""
    uid, gid = os.geteuid(), os.getegid()
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    _set("setgroups", "deny")
    _set("uid_map", f"{account.pw_uid} {uid} 1")
    _set("gid_map", f"{account.pw_gid} {gid} 1")
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)


def _set(name: str, text: str) -> None:
    with open(f"/proc/self/{name}", "w") as file:
        file.write(text)


def _drop_to(account: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
