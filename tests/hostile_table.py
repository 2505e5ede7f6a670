"""Prints what becomes of each hostile submission in each tier: PYTHONPATH=. python tests/hostile_table.py."""

import ast
import sys
import time

from hostile_world import ATTACKS, PYTHON, World, names_of_attacks

from stages.sandbox import TIERS, offer


def purpose(attack):
    """Return the first line of an attack's own words."""
    return ast.get_docstring(ast.parse((ATTACKS / f"{attack}.py").read_text())).splitlines()[0]


def cell(attack, tier):
    """Return how a run ended, and the harm that it did."""
    with World() as world:
        outcome, harm = world.run(attack, tier)
    return f"{outcome.status}; **{', '.join(sorted(harm))}**" if harm else outcome.status


def main():
    """Print the table, the tiers of this machine, and the time it took."""
    started = time.monotonic()
    tiers = [tier for tier in reversed(TIERS) if offer(tier, PYTHON).lack is None]
    lines = [f"| attack | what it does | {' | '.join(tiers)} |", "|---" * (2 + len(tiers)) + "|"]
    harmed = dict.fromkeys(tiers, 0)
    for attack in names_of_attacks():
        cells = [cell(attack, tier) for tier in tiers]
        for tier, text in zip(tiers, cells, strict=True):
            harmed[tier] += "**" in text
        lines.append(f"| {attack} | {purpose(attack)} | {' | '.join(cells)} |")
    lines.append(f"| harm done | | {' | '.join(str(number) for number in harmed.values())} |")
    lines += [f"\n{tier}: {', '.join(offer(tier, PYTHON).controls)}" for tier in tiers]
    lines.append(f"\n{time.monotonic() - started:.0f} s\n")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
