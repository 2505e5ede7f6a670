"""What becomes of each hostile submission of the tests in each tier that this machine offers.

    python -m benchmarks.attacks

It writes the second table of docs/attacks.md. Most attacks succeed where nothing confines them: run it on a
machine that you can spare.
"""

import ast
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.sections import write_section
from stages.cli import run
from stages.files import read_json, write_json
from stages.sandbox import TIERS, offer

_TESTS = Path(__file__).parents[1] / "tests"
_RESULTS, _PAGE = Path("benchmarks/results/attacks.json"), Path("docs/attacks.md")
_Attacks = dict[str, dict[str, Any]]


def attacks(*, names: list[str] | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Make attacks, one after the other, each on a world of its own, and write the table.

    Parameters
    ----------
    names
        Which attacks; default: all of them.
    results, page
        The file of results, and the page whose table is made from it.
    """
    sys.path.insert(0, str(_TESTS))  # the attacks and the world that they attack are parts of the tests
    from hostile_world import PYTHON, World, names_of_attacks  # noqa: PLC0415

    started = time.monotonic()
    tiers = [tier for tier in reversed(TIERS) if offer(tier, PYTHON).lack is None]
    found: _Attacks = {name: {"purpose": _purpose(name)} for name in names or names_of_attacks()}
    for name, row in found.items():
        for tier in tiers:
            with World() as world:
                outcome, harm = world.run(name, tier)
            row[tier] = {"status": outcome.status, "harm": sorted(harm)}
    content = {"machine": machine(), "wall_s": time.monotonic() - started, "attacks": found}
    content["controls"] = {tier: list(offer(tier, PYTHON).controls) for tier in tiers}
    write_json(content, results)
    write_section(page, "attacks", table(read_json(results)["attacks"]))


def table(found: _Attacks) -> str:
    """Return how each attack ended, and in how many harm was done."""
    tiers = [tier for tier in reversed(TIERS) if all(tier in row for row in found.values())]
    lines = [f"| attack | what it does | {' | '.join(tiers)} |", "|---" * (2 + len(tiers)) + "|"]
    for name, row in sorted(found.items()):
        cells = [_told(row[tier]) for tier in tiers]
        lines.append(f"| `{name}` | {row['purpose']} | {' | '.join(cells)} |")
    harmed = [f"**{sum(bool(row[tier]['harm']) for row in found.values())}**" for tier in tiers]
    lines.append(f"| **harm done** | of {len(found)} attacks | {' | '.join(harmed)} |")
    return "\n".join(lines)


def _told(ended: dict[str, Any]) -> str:
    harm = f": **{', '.join(ended['harm'])}**" if ended["harm"] else ""
    return f"`{ended['status']}`{harm}"


def _purpose(name: str) -> str:
    """Return the first line of an attack's own words."""
    text = (_TESTS / "hostile" / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").splitlines()[0]


if __name__ == "__main__":
    run(attacks)
