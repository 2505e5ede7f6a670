"""Work done in several processes is the work done in one."""

import subprocess
import sys

from stages.metrics.parallel import each, n_cores


def test_results_come_in_order_from_any_number_of_processes():
    """The function need not be importable: workers are born with it."""
    code = """
from stages.metrics.parallel import each
print([each(lambda number: number**2, [3, 1, 2], n_workers=n) for n in (2, 8)])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[[9, 1, 4], [9, 1, 4]]"
    assert each(lambda number: number**2, [3, 1, 2], n_workers=1) == [9, 1, 4]


def test_no_work_gives_no_result():
    """And starts no process."""
    assert each(abs, [], n_workers=4) == []


def test_there_is_a_core():
    """The one this runs on."""
    assert n_cores() >= 1
