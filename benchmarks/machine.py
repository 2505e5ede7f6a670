"""What a measurement was made on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("numpy", "scipy", "igraph", "scib-metrics", "jax")


def machine() -> dict[str, object]:
    """Return processor, cores, system and versions."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _LIBRARIES},
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
