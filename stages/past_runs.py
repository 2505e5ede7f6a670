"""What the records of a submission's last runs say, for decisions that only cost time when they are wrong."""

import math
from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import read_json


def past_runs(records: Path, key: str) -> list[float | None]:
    """Return one number of every record of a submission.

    A damaged record must not keep a submission from running: its next run writes it anew.

    Parameters
    ----------
    records
        Folder of `<dataset>.json`, as far as there are any.
    key
        Of the number, such as `cpu_s`.

    Returns
    -------
    list
        Finite numbers of at least 0, in the order of the files' names; None where a record cannot be read
        or has no such number.
    """
    return [_number(path, key) for path in sorted(records.glob("*.json"))]


def _number(path: Path, key: str) -> float | None:
    try:
        record = read_json(path)
    except (BenchmarkError, OSError):
        return None
    found = record.get(key) if isinstance(record, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return found if math.isfinite(found) and found >= 0 else None
