"""The tables of docs/speed.md, made from measured results, and where tables go on a page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stages.files import read_json
from stages.marked import put_between

_GIB = 1024


def write_page(results: Path, page: Path) -> None:
    """Put the tables between the markers of the page."""
    put_tables(tables(read_json(results)), page, "make bench")


def put_tables(written: str, page: Path, command: str) -> None:
    """Put Markdown between the markers of a page; the first one names the command that wrote it."""
    begin = f"<!-- tables: written by `{command}` -->"
    put_between(begin, "<!-- /tables -->", written, page, what="the tables")


def tables(results: Mapping[str, Any]) -> str:
    """Return the Markdown of all that was measured."""
    parts = [_machine(results["machine"]), _sizes(results["sizes"])]
    if "growth" in results:
        parts += ["## Growth", _growth(results["growth"])]
    return "\n\n".join(parts)


def _machine(machine: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}; {versions}."


def _sizes(sizes: Mapping[str, Any]) -> str:
    head = (
        "| cells x dimensions | same metrics: CPU s | wall s | memory | Benchmarker: CPU s | wall s | memory "
        "| ratio of CPU s | everything: CPU s | memory | with 20 draws: CPU s |\n|---" + "|--:" * 10 + "|"
    )
    order = sorted(sizes, key=lambda size: [int(number) for number in size.split("x")])
    return "\n".join([head, *(_size(size, sizes[size]) for size in order)])


def _size(size: str, found: Mapping[str, Any]) -> str:
    n_cells, n_dims = (int(number) for number in size.split("x"))
    ours, peer = found.get("ours"), found.get("peer")
    cells = [
        f"{n_cells:,} x {n_dims:,}",
        *(_cost(ours) if ours else ["not run"] * 3),
        *(_cost(peer) if peer else ["not run"] * 3),
        f"{peer['cpu_s'] / ours['cpu_s']:.0f}" if peer and ours else "",
        *(_cost(found["all"])[::2] if "all" in found else ["not run"] * 2),
        _seconds(found["draws"]["cpu_s"]) if "draws" in found else "not run",
    ]
    return f"| {' | '.join(cells)} |"


def _cost(cost: Mapping[str, float]) -> list[str]:
    memory = cost["peak_mib"]
    shown = f"{memory / _GIB:.1f} GiB" if memory >= _GIB else f"{memory:.0f} MiB"
    return [_seconds(cost["cpu_s"]), _seconds(cost["wall_s"]), shown]


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 100 else f"{seconds:.0f}"  # noqa: PLR2004 - three digits are enough


def _growth(growth: Mapping[str, Any]) -> str:
    lines = [
        "| cells | dimensions | distance pass: s | GFLOP/s | share of the speed of a matrix product |",
        "|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['n_cells']:,} | {row['n_dims']:,} | {row['sweep_s']:.2f} | {row['gflops']:.1f} "
        f"| {row['share']:.0%} |"
        for row in growth["rows"]
    ]
    exponents = ", ".join(f"{value:.2f} at {dims} dimensions" for dims, value in growth["exponents"].items())
    return "\n".join(lines) + (
        f"\n\nThe time of the pass grows with the number of cells to the power of {exponents}. A double-"
        f"precision matrix product runs at {growth['peak_gflops']:.1f} GFLOP/s on one thread of this machine."
    )
