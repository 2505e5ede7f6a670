"""The names of what confines a run, as they are recorded with its result."""

from stages.confinement import landlock
from stages.confinement.ground import Ground

_NAMESPACES = ("user", "pid", "network", "ipc", "uts", "mount")


def controls_of(ground: Ground) -> tuple[str, ...]:
    """Return what holds a run on this ground, the strongest first."""
    controls: list[str] = []
    if ground.tier == "bubblewrap":
        controls += [f"{name}_namespace" for name in _NAMESPACES]
    if ground.tier == "landlock":
        controls.append(f"landlock_abi_{landlock.abi()}")
    if ground.tier != "none":
        controls.append("seccomp")
    if ground.scratch is None:
        controls.append("no_writable_host_path")
    if ground.user is not None:
        controls.append("user_of_its_own")
    if ground.stays_root:
        controls.append("root_without_capabilities")
    return (*controls, "limits_of_the_kernel", "watched_from_outside", "fixed_environment")
