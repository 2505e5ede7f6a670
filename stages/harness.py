"""Calls `embed(adata, run)` of one submission: all of our code that runs in its process.

It imports nothing of ours, because a submission may bring an environment of its own: the standard
library, numpy and anndata, on Python 3.9 or newer. What it writes is checked by whoever started it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import inspect
import json
import os
import platform
import resource
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

REFUSED = 3  # exit status where the submission's code is at fault and the report says how
_LINE = 300


@dataclass(frozen=True)
class Run:
    """What `embed` is told beside the cells.

    Attributes
    ----------
    seed
        Seed of every random draw, 0 to 2**32 - 1.
    device
        `cpu` or `cuda`.
    checkpoint
        Folder with the files of weights, None where none are declared.
    """

    seed: int
    device: str
    checkpoint: Path | None


class Refused(Exception):  # noqa: N818 - an outcome, told in the report
    """The submission did something else than return vectors; `where` is a place in its file."""

    def __init__(self, what: str, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.report = {"what": what, "where": where, "fix": fix}


def main() -> int:
    """Write vectors and report into the files that were left open for them; return the exit status."""
    asked = _arguments()
    report: dict[str, Any] = {}
    try:
        _send(_vectors(asked), asked.vectors)
    except Refused as refusal:
        report = refusal.report
    report |= {"versions": _versions(), "peak_rss_bytes": _peak_rss(), "peak_gpu_bytes": _peak_gpu()}
    with os.fdopen(asked.report, "w", encoding="utf-8") as stream:
        json.dump(report, stream)
    return REFUSED if "what" in report else 0


def _send(vectors: np.ndarray, number: int) -> None:
    """Write what `numpy.save` would, which cannot write into a pipe."""
    with os.fdopen(number, "wb") as pipe:
        np.lib.format.write_array_header_1_0(pipe, np.lib.format.header_data_from_array_1_0(vectors))
        pipe.write(vectors.data)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--code", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--device", required=True)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--backed", action="store_true", help="leave the counts in their file")
    parser.add_argument("--vectors", type=int, required=True, help="number of an open file")
    parser.add_argument("--report", type=int, required=True, help="number of an open file")
    asked = parser.parse_args()
    asked.code = asked.code.resolve()  # as tracebacks name it
    return asked


def _vectors(asked: argparse.Namespace) -> np.ndarray:
    try:
        function = _function(asked.code)  # before the cells: code that cannot be loaded fails at once
        adata = _cells(asked.cells, "r" if asked.backed else None)
        cell_ids = list(adata.obs_names)  # before embed() can touch them
        return as_matrix(function(adata, Run(asked.seed, asked.device, asked.checkpoint)), cell_ids)
    except Refused:
        raise
    except SystemExit as error:
        what = f"embed.py called sys.exit({error.code!r}); expected vectors"
        raise Refused(what, _place(error, asked.code)) from error
    except BaseException as error:  # whatever it is, it comes from the submission
        traceback.print_exc()
        message = str(error).strip().splitlines() or [""]
        what = f"embed.py raised {type(error).__name__}: {message[0][:_LINE]}"
        raise Refused(what, _place(error, asked.code)) from error


def _cells(path: Path, backed: str | None) -> Any:  # noqa: ANN401 - of anndata, imported where its time is well spent
    import anndata  # noqa: PLC0415

    return anndata.read_h5ad(path, backed=backed)


def _function(code: Path) -> Any:  # noqa: ANN401 - whatever the submission calls embed
    """Return `embed` of the file, loaded under a name of its own."""
    spec = importlib.util.spec_from_file_location("submission", code)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["submission"] = module  # dataclasses and pickling look it up
    spec.loader.exec_module(module)
    if not callable(function := getattr(module, "embed", None)):
        names = sorted(name for name, value in vars(module).items() if callable(value))
        raise Refused(f"embed.py has no function embed; it has {names}", fix="define embed(adata, run)")
    _require_two_parameters(function)
    return function


def _require_two_parameters(function: Any) -> None:  # noqa: ANN401 - whatever the submission calls embed
    try:
        taken = inspect.signature(function)
    except ValueError:  # compiled code may not say
        return
    try:
        taken.bind("adata", "run")
    except TypeError as error:
        what = f"embed{taken} cannot be called with (adata, run): {error}"
        raise Refused(what, fix="define embed(adata, run)") from error


def _place(error: BaseException, code: Path) -> str:
    """Return the lines of the submission's own file that led to the error, outermost first."""
    if isinstance(error, SyntaxError) and error.filename == str(code):
        return f"line {error.lineno}: {(error.text or '').strip()}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(code)]
    names = [f"line {frame.lineno}, in {frame.name}" for frame in frames[-3:]]
    return f"{', '.join(names)}: {frames[-1].line}" if frames else ""


def as_matrix(result: Any, cell_ids: list[str]) -> np.ndarray:  # noqa: ANN401 - whatever embed() returned
    """Return float32 vectors; a DataFrame is brought into the order of `cell_ids`.

    Raises
    ------
    Refused
        If it is no array of real numbers, or a DataFrame whose index is not these cells, each once.
    """
    kind = type(result).__name__
    if hasattr(result, "index") and hasattr(result, "columns"):
        result = result.set_axis([str(name) for name in result.index], axis=0)
        _require_cells(list(result.index), cell_ids)
        result = result.loc[cell_ids].to_numpy()
    if hasattr(result, "toarray"):
        raise Refused(f"embed() returned a sparse {kind}; expected a dense array", fix="return it.toarray()")
    array = np.asarray(result)
    if array.dtype.kind not in "fiub":
        raise Refused(
            f"embed() returned {kind} of {array.dtype}; expected real numbers of shape (n_cells, n_dims)",
            fix="return one row of numbers per cell of adata",
        )
    with np.errstate(over="ignore"):  # beyond float32 is infinite, and refused by the reader
        return np.ascontiguousarray(array, dtype=np.float32)


def _require_cells(found: list[str], cell_ids: list[str]) -> None:
    fix = "keep adata.obs_names as the index, each cell once"
    if len(set(found)) < len(found):
        twice = next(name for position, name in enumerate(found) if name in found[:position])
        repeated = len(found) - len(set(found))
        raise Refused(f"embed() returned {repeated} cells twice, among them {twice!r}", fix=fix)
    if missing := sorted(set(cell_ids) - set(found)):
        what = f"embed() returned no vector for {len(missing)} of {len(cell_ids)} cells"
        raise Refused(f"{what}, among them {missing[0]!r}", fix=fix)
    if unknown := sorted(set(found) - set(cell_ids)):
        raise Refused(
            f"embed() returned {len(unknown)} cells that it was not given, among them {unknown[0]!r}", fix=fix
        )


def _versions() -> dict[str, str]:
    """Return the version of Python and of every distribution that is loaded."""
    loaded = {name.partition(".")[0] for name in sys.modules}
    find: Any = getattr(importlib.metadata, "packages_distributions", dict)  # from Python 3.10
    owners = find()
    names = sorted({owners[module][0] for module in loaded & set(owners)})
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in names}


def _peak_rss() -> int:
    """Return the peak of this process's memory; getrusage would count what its parent had at the fork."""
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(fields["VmHWM"].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _peak_gpu() -> int | None:
    torch = sys.modules.get("torch")
    if torch is None or not (torch.cuda.is_available() and torch.cuda.is_initialized()):
        return None
    return int(torch.cuda.max_memory_reserved())


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # what the submission left running, or registered to run at the end, ends here
