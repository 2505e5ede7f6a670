"""Submissions start in the order that leaves no worker idle at the end."""

from pathlib import Path

import pytest

from stages.files import write_json
from stages.longest_first import longest_first

ROOT = Path(__file__).parent.parent


def test_the_longest_comes_first_and_the_unknown_before_it(tmp_path, capsys):
    """What all its datasets took together counts."""
    for name, seconds in {"quick": [1, 2], "slow": [1, 9], "middling": [4, 4]}.items():
        (tmp_path / name).mkdir()
        for number, cpu_s in enumerate(seconds):
            write_json({"cpu_s": cpu_s}, tmp_path / name / f"{number}.json")
    given = ["quick", "new", "middling", "slow", "newer"]
    longest_first(submissions=[Path("submissions") / name for name in given], runs=tmp_path)
    expected = ["new", "newer", "slow", "middling", "quick"]
    assert capsys.readouterr().out.split() == [f"submissions/{name}" for name in expected]


def test_a_damaged_record_leaves_the_order_whole(tmp_path, capsys):
    """Its submission starts first, as one that has never run."""
    records = {
        "quick": '{"cpu_s": 1}',
        "null": '{"cpu_s": null}',
        "conflict": "<<<<<<< HEAD\n",
        "no_key": "{}",
    }
    for name, text in records.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.json").write_text(text)
    longest_first(submissions=[Path(name) for name in records], runs=tmp_path)
    assert capsys.readouterr().out.split() == ["null", "conflict", "no_key", "quick"]


@pytest.mark.parametrize("target", ["leaderboard", "spread"])
def test_make_starts_them_in_this_order(target):
    """On one machine and on several."""
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition(f"\n{target}:")[2].partition("\n\n")[0]
    # An assignment of its own has the status of the program; an argument would lose it.
    assert recipe.count("$(IN_TURN)") == recipe.count("turn=$$($(IN_TURN))") == 1
    assert "$$turn " in recipe
    assert "\nIN_TURN := python -m stages.longest_first " in makefile
