"""Limits grow with the cells and with the machine, and memory is what can be had."""

import os
from pathlib import Path

import pytest

from stages.allowance import free_memory, is_in_a_bounded_group, limits_for

TABLE = "MemTotal:       16000 kB\nMemAvailable:    8000 kB\n"


@pytest.fixture
def machine(tmp_path):
    """Return a table of memory and the bounds of its groups, where none is there yet."""
    table = tmp_path / "meminfo"
    table.write_text(TABLE)
    return table, (tmp_path / "memory.max", tmp_path / "memory.limit_in_bytes")


def test_more_cells_may_take_longer():
    """An hour, and nine for a hundred thousand cells; the rest is of the machine."""
    few, many = limits_for(0), limits_for(100_000)
    assert few.wall_s == 3600
    assert many.wall_s == 33_600
    assert many.cpu_s == many.wall_s * os.cpu_count()
    assert few.processes > 256


def test_memory_is_what_is_free(machine):
    """What others hold is not to be had."""
    assert free_memory(*machine) == 8000 << 10
    assert not is_in_a_bounded_group(machine[1])


@pytest.mark.parametrize("way", [0, 1])
def test_a_group_bounds_the_memory_of_a_container(machine, way):
    """Beyond it the kernel would end the run without a word."""
    machine[1][way].write_text("4096000\n")
    assert free_memory(*machine) == 4_096_000
    assert is_in_a_bounded_group(machine[1])


@pytest.mark.parametrize("text", ["max", "9223372036854771712"])
def test_a_group_without_a_bound_bounds_nothing(machine, text):
    """The two ways in which a kernel says so."""
    machine[1][0].write_text(text)
    assert free_memory(*machine) == 8000 << 10
    assert not is_in_a_bounded_group(machine[1])


def test_a_system_without_a_table_gives_all_it_has(machine):
    """Elsewhere than on Linux, what others hold is not known."""
    table, bounds = machine
    table.unlink()
    assert free_memory(table, bounds) == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


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
