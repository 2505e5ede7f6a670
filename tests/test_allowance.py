"""Limits grow with the cells and with the machine, and memory is what can be had."""

import os
from pathlib import Path

from stages.allowance import free_memory, limits_for

TABLE = "MemTotal:       16000 kB\nMemAvailable:    8000 kB\n"


def test_more_cells_may_take_longer():
    """An hour, and nine for a hundred thousand cells; the rest is of the machine."""
    few, many = limits_for(0), limits_for(100_000)
    assert few.wall_s == 3600
    assert many.wall_s == 33_600
    assert many.cpu_s == many.wall_s * os.cpu_count()
    assert few.processes > 256


def test_memory_is_what_is_free(tmp_path):
    """What others hold is not to be had, nor what a control group has no room for."""
    (tmp_path / "meminfo").write_text(TABLE)
    assert free_memory(tmp_path / "meminfo") == 8000 << 10
    assert free_memory(tmp_path / "meminfo", room=4_096_000) == 4_096_000
    assert free_memory(tmp_path / "meminfo", room=1 << 40) == 8000 << 10


def test_a_system_without_a_table_gives_all_it_has(tmp_path):
    """Elsewhere than on Linux, what others hold is not known."""
    assert free_memory(tmp_path / "none") == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_less_than_all_of_it_is_allowed():
    """The limit is told with its figures; the kernel's own end is not."""
    assert limits_for(1).memory_bytes < free_memory()


def test_what_is_allowed_is_what_submitters_are_told():
    """The page names the hour, the time per cell and the room for temporary files."""
    page = " ".join((Path(__file__).parents[1] / "docs/submit.md").read_text().split())
    none, one = limits_for(0), limits_for(1)
    assert none.wall_s == 3600
    assert f"time is an hour and {one.wall_s - none.wall_s:g} s per cell" in page
    assert f"{none.tmp_bytes >> 30} GiB at most" in page
