"""Whom a submission runs as: never root, where that can be had."""

import os
import secrets
from pathlib import Path

# systemd hands these out to services for the time of their run; no account has one of them. Not
# `nobody`: other services use it, and runs beside each other could send each other signals.
_FIRST, _LAST = 61184, 65519
_SETGID, _SETUID, _SYS_ADMIN = 6, 7, 21  # bits of capabilities


def is_root() -> bool:
    """Whether this process is root, of the machine or of a namespace."""
    return os.geteuid() == 0


def spare_user() -> int | None:
    """Return a user, drawn anew each time, that root can become; None where it cannot change users."""
    if not is_root():
        return None
    user = _FIRST + secrets.randbelow(_LAST - _FIRST + 1)
    return user if _may_change() and _is_mapped(user, "uid_map") and _is_mapped(user, "gid_map") else None


def may_mount() -> bool:
    """Whether this process may have mounts of its own."""
    return is_root() and bool(_rights() >> _SYS_ADMIN & 1)


def become(user: int) -> None:
    """Become a user without any group or right; there is no way back."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _may_change() -> bool:
    rights = _rights()
    groups = Path("/proc/self/setgroups")
    return bool(rights >> _SETGID & rights >> _SETUID & 1) and groups.read_text().strip() == "allow"


def _rights() -> int:
    """Return the capabilities of this process, one bit each; none where there are no such things."""
    table = Path("/proc/self/status")
    status = table.read_text(encoding="utf-8") if table.exists() else ""
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(fields.get("CapEff", "0"), 16)


def _is_mapped(user: int, table: str) -> bool:
    rows = [list(map(int, line.split())) for line in Path("/proc/self", table).read_text().splitlines()]
    return any(first <= user < first + count for first, _, count in rows)
