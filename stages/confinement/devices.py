"""The device files of one graphics processor, each by its name and no other."""

import stat
from pathlib import Path

from stages.errors import BenchmarkError


def nvidia(processor: int = 0, folder: Path = Path("/dev")) -> tuple[Path, ...]:
    """Return the files that a program needs to compute on one NVIDIA processor.

    Never a wildcard: beside them lie those of other processors, and of services that span processes.

    Raises
    ------
    BenchmarkError
        If one of them is missing, or is no device.
    """
    devices = tuple(folder / name for name in ("nvidiactl", "nvidia-uvm", f"nvidia{processor}"))
    for device in devices:
        if not device.exists() or not stat.S_ISCHR(device.stat().st_mode):
            raise BenchmarkError(
                f"there is no device {device.name}; this submission computes on an NVIDIA processor",
                where=str(device),
                fix="run on a machine with one, with its driver loaded (nvidia-smi shows it)",
            )
    return devices
