"""Each control has a name and says what it shows."""

from pathlib import Path

import yaml

from stages.control_vectors import VECTORS
from stages.controls import CONTROLS

ROOT = Path(__file__).parent.parent


def test_the_controls_are_those_of_the_benchmark():
    """What params.yaml lists, what can be made and what is described are the same six."""
    listed = yaml.safe_load((ROOT / "params.yaml").read_text())["controls"]
    assert listed == list(CONTROLS) == list(VECTORS)


def test_titles_are_short_and_unlike():
    """They are rows of a table."""
    titles = [control.title for control in CONTROLS.values()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 25
    assert all(control.summary.endswith(".") for control in CONTROLS.values())
