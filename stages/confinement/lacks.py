"""What a message of a kernel or of bubblewrap says about a machine, and what helps."""

from dataclasses import dataclass

from stages.errors import BenchmarkError


@dataclass(frozen=True, slots=True)
class _Lack:
    """A feature that is missing, by the words that are printed without it."""

    words: tuple[str, ...]
    what: str
    where: str
    fix: str


_LACKS = (
    _Lack(
        ("uid map", "RTM_NEWADDR"),
        "AppArmor keeps unprivileged programs from having user namespaces",
        "kernel.apparmor_restrict_unprivileged_userns",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0  (or load an AppArmor profile with "
        "`userns,` for /usr/bin/bwrap)",
    ),
    _Lack(
        ("new namespace", "No space left on device", "user namespaces"),
        "the kernel gives unprivileged programs no user namespaces",
        "user.max_user_namespaces and kernel.unprivileged_userns_clone",
        "sudo sysctl -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1  (in a container: "
        "allow unshare and mount)",
    ),
    _Lack(
        ("Unknown option",),
        "bubblewrap is older than version 0.8",
        "bwrap --version",
        "install bubblewrap 0.8 or newer",
    ),
    _Lack(
        ("prlimit",),
        "there is no prlimit, which limits the number of processes",
        "/usr/bin/prlimit",
        "sudo apt-get install util-linux",
    ),
)


def explained(lack: BenchmarkError) -> BenchmarkError:
    """Return the lack with its feature by name and its fix, or as it is where its words are unknown."""
    for known in _LACKS:
        if any(words in lack.what for words in known.words):
            said = lack.what.rpartition(": bwrap: ")[2]
            return BenchmarkError(f"{known.what} ({said})", where=known.where, fix=known.fix)
    return lack
