"""The page of speed shows what was measured."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from benchmarks import attacks, confinement, faults, preparing, standing_still, throughput, two_clones
from benchmarks.cells import FILES, write_cells
from benchmarks.large_repository import make_large_repository
from benchmarks.page import tables, write_page
from benchmarks.preparing import write_raw, write_table
from benchmarks.process import cost_of
from benchmarks.sections import write_section
from benchmarks.unscored import without_evaluations
from stages.errors import BenchmarkError
from stages.metrics.inputs import read_evaluation

ROOT = Path(__file__).parent.parent
REPORTING = """
def test_a_fault(fault):
    fault("a", "it holds", 2)
    fault("a", "it holds", 3)

def test_harm(fault):
    fault("b", "it holds", 1, harm=1)
"""
COST = {"cpu_s": 2.0, "wall_s": 1.0, "peak_mib": 200.0}
MACHINE = {"processor": "P", "cores": 2, "python": "3.11", "versions": {"numpy": "2"}}
RESULTS = {
    "machine": MACHINE,
    "sizes": {
        "5000x50": {"ours": COST, "all": COST},
        "1000x50": {"ours": COST, "all": COST, "peer": COST | {"cpu_s": 60.0, "peak_mib": 2048.0}},
    },
}


def test_the_page_holds_the_tables_of_the_results():
    """Numbers in it are never typed: `make bench` writes both."""
    results = json.loads((ROOT / "benchmarks/results/scoring.json").read_text())
    assert tables(results) in (ROOT / "docs/speed.md").read_text()


def test_a_ratio_is_of_cpu_seconds_and_small_sizes_come_first():
    """What was not run says so."""
    lines = tables(RESULTS).splitlines()
    assert (
        lines[-2]
        == "| 1,000 x 50 | 2.0 | 1.0 | 200 MiB | 60.0 | 1.0 | 2.0 GiB | 30 | 2.0 | 200 MiB | not run |"
    )
    assert lines[-1].startswith("| 5,000 x 50 | 2.0 | 1.0 | 200 MiB | not run | not run | not run |  |")


def test_a_size_where_only_a_part_was_run_says_so():
    """Of a million cells the pipeline scores a subsample, which is all there is to measure."""
    sizes = {"1000000x50": {"all": COST}, "100000x50": {"ours": COST | {"peak_mib": 3072.0}}}
    lines = tables(RESULTS | {"sizes": sizes}).splitlines()
    missing = "| not run | not run | not run "
    assert lines[-2] == f"| 100,000 x 50 | 2.0 | 1.0 | 3.0 GiB {missing}|  | not run | not run | not run |"
    assert lines[-1] == f"| 1,000,000 x 50 {missing * 2}|  | 2.0 | 200 MiB | not run |"


def test_a_page_without_a_place_is_refused(tmp_path):
    """It stays as it is."""
    (tmp_path / "page.md").write_text("# Speed\n")
    (tmp_path / "results.json").write_text(json.dumps(RESULTS))
    with pytest.raises(BenchmarkError, match="the page has no place for the tables"):
        write_page(tmp_path / "results.json", tmp_path / "page.md")


def test_made_cells_are_an_evaluation(tmp_path):
    """Of the size that was asked for, the same every time."""
    write_cells(tmp_path, 60, 7)
    found = read_evaluation(*(tmp_path / f"{name}.parquet" for name in FILES))
    assert found.points.shape == (60, 7)
    assert len(set(found.truth.label)) > 5


def test_cost_counts_children():
    """CPU seconds of a process that a process starts are its own."""
    burn = "t = __import__('time').process_time\nwhile t() < 0.3: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    assert cost_of(["-c", code]).cpu_s > 0.3


@pytest.mark.parametrize(
    ("measured", "key"), [(attacks, "attacks"), (confinement, "costs")], ids=["attacks", "confinement"]
)
def test_the_page_of_attacks_holds_what_was_measured(measured, key):
    """Numbers in it are never typed: the commands that it names write both."""
    name = measured.__name__.rpartition(".")[2]
    results = json.loads((ROOT / f"benchmarks/results/{name}.json").read_text())
    assert measured.table(results[key]) in (ROOT / "docs/attacks.md").read_text()


def test_no_attack_did_harm_where_it_was_confined():
    """The table that is published is of a run in which the sandbox held, and the witness saw."""
    found = json.loads((ROOT / "benchmarks/results/attacks.json").read_text())["attacks"]
    assert len(found) >= 30
    harmed = {tier: sum(bool(row[tier]["harm"]) for row in found.values()) for tier in ("bubblewrap", "none")}
    assert harmed["bubblewrap"] == 0
    assert harmed["none"] >= 20


def test_an_attack_is_shown_with_its_end_in_every_tier(tmp_path):
    """One attack, made here, in the tiers that this machine has."""
    page = tmp_path / "page.md"
    page.write_text("<!-- attacks: measured -->\n<!-- /attacks -->\n")
    attacks.attacks(names=["crash"], results=tmp_path / "found.json", page=page)
    lines = page.read_text().splitlines()
    assert lines[2].startswith("| attack | what it does | none")
    assert lines[4].startswith("| `crash` | ")
    assert "`exit_139`" in lines[4]
    assert lines[5].startswith("| **harm done** | of 1 attacks | ")


def test_cost_is_told_beside_the_plain_program(tmp_path):
    """What confinement adds is the difference of CPU seconds."""
    page = tmp_path / "page.md"
    page.write_text("<!-- cost: measured -->\n<!-- /cost -->\n")
    confinement.confinement(repeats=1, results=tmp_path / "costs.json", page=page)
    lines = page.read_text().splitlines()
    assert lines[4].startswith("| an empty program | plain | ")
    assert lines[5].startswith("| an empty program | none | ")


def test_a_page_without_a_place_for_a_table_is_told(tmp_path):
    """Marks are part of the page, and easily lost in an edit."""
    page = tmp_path / "page.md"
    page.write_text("no marks\n")
    with pytest.raises(BenchmarkError, match="the page has no place for the table"):
        write_section(page, "cost", "| a |")


def test_what_preparing_costs_is_written_between_its_marks(tmp_path):
    """Small sizes first, and nothing else in the page changes; a second time gives the same page."""
    page = tmp_path / "speed.md"
    begin, end = "<!-- preparing: written by `python -m benchmarks.preparing` -->", "<!-- /preparing -->"
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    cost = COST | {"n_entries": 4000, "embed": COST | {"cpu_s": 1.0, "peak_mib": 512.0}}
    results = {"cells": {"200000": cost, "20000": cost | {"peak_mib": 3072.0}}}
    write_table(results, page)
    rows = "| 20,000 | 4,000 | 2 | 3.0 GiB | 1 | 0.5 GiB |\n| 200,000 | 4,000 | 2 | 0.2 GiB | 1 | 0.5 GiB |"
    assert page.read_text().startswith(f"before\n{begin}\n")
    assert page.read_text().endswith(f"{rows}\n\n{end}\nafter\n")
    first = page.read_text()
    write_table(results, page)
    assert page.read_text() == first


def test_half_a_million_cells_are_prepared_and_embedded_within_8_gib():
    """As measured, and as the page says."""
    results = json.loads((ROOT / "benchmarks/results/preparing.json").read_text())
    assert preparing.table(results) in (ROOT / "docs/speed.md").read_text()
    cost = results["cells"]["500000"]
    assert max(cost["peak_mib"], cost["embed"]["peak_mib"]) < 8 * 1024


def test_made_cells_have_the_counts_of_a_transcriptome(tmp_path):
    """About every tenth gene of a cell."""
    n_entries = write_raw(30, tmp_path / "raw.h5ad")
    assert n_entries / 30 == pytest.approx(2000, rel=0.05)


def test_the_page_of_storage_holds_the_throughput_that_was_measured():
    """Two workers do at least 1.6 times what one does, on evaluations that really ran."""
    ways = json.loads((ROOT / "benchmarks/results/throughput.json").read_text())["ways"]
    assert throughput.table(ways) in (ROOT / "docs/remotes.md").read_text()
    for found in ways.values():
        assert found["1"]["evaluations"] == found["2"]["evaluations"] > 0
    assert ways["make"]["1"]["wall_s"] / ways["make"]["2"]["wall_s"] > 1.6


def test_throughput_is_measured_with_the_lines_that_make_runs():
    """Otherwise the table would be of another program."""
    makefile = (ROOT / "Makefile").read_text().replace("$$", "$")
    for line in throughput.MAKE.split(" | ")[1:]:
        assert line.replace("$WORKERS", "$(JOBS)") in makefile
    assert "python -m stages.spread --address $(ADDRESS) --submissions $turn ||" in makefile


def test_a_rehearsal_stays_and_evaluations_go():
    """What is measured is what runs again."""
    names = ["check", "embed@planted", "score@planted", "score@pbmc68k"]
    stages = {name: {"cmd": "x"} for name in names}
    lock = yaml.safe_dump({"schema": "2.0", "stages": stages})
    assert yaml.safe_load(without_evaluations(lock)) == {"schema": "2.0", "stages": {"check": {"cmd": "x"}}}


def test_the_page_of_speed_holds_what_standing_still_costs():
    """One evaluation is known to be done in a second or two, whatever the size of the leaderboard."""
    results = json.loads((ROOT / "benchmarks/results/standing_still.json").read_text())
    assert standing_still.table(results) in (ROOT / "docs/speed.md").read_text()
    assert (results["submissions"], results["datasets"]) == (100, 20)
    assert results["whole"]["one evaluation"]["cpu_s"] < 2


def test_the_page_of_storage_holds_the_transcript():
    """The reader computed nothing: no stage ran."""
    lines = json.loads((ROOT / "benchmarks/results/two_clones.json").read_text())["transcript"]
    assert two_clones.transcript(lines) in (ROOT / "docs/remotes.md").read_text()
    assert "maintainer$ dvc push --remote other" in lines
    assert not any("Running stage" in line for line in lines)


def test_the_page_of_storage_holds_the_faults_that_were_seen():
    """Stages were killed 199 times or more, and 200 times who writes rows."""
    found = json.loads((ROOT / "benchmarks/results/faults.json").read_text())["faults"]
    assert faults.table(found) in (ROOT / "docs/remotes.md").read_text()
    killed = {what: row["times"] for what, row in found.items() if "`kill -9` in the middle of" in what}
    assert len(killed) == 6
    assert sum(killed.values()) >= 199
    assert found["`kill -9` of who writes rows"]["times"] == 200


def test_a_fault_is_told_how_often_it_was_seen(tmp_path):
    """What tests report is added up, each fault in a row of its own."""
    page = tmp_path / "page.md"
    page.write_text("<!-- faults: measured -->\n<!-- /faults -->\n")
    (tmp_path / "test_it.py").write_text(REPORTING)
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    faults.faults(
        tests=[str(tmp_path / "test_it.py::test_a_fault")], results=tmp_path / "found.json", page=page
    )
    assert "| a | 5 | it holds |" in page.read_text().splitlines()


def test_a_fault_whose_test_fails_is_named(tmp_path):
    """There is no table then."""
    (tmp_path / "test_it.py").write_text(REPORTING)
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    with pytest.raises(BenchmarkError, match="failure: AssertionError: b: 1"):
        faults.faults(
            tests=[str(tmp_path / "test_it.py")], results=tmp_path / "found.json", page=tmp_path / "p"
        )


def test_a_large_repository_stands_still(tmp_path):
    """Two submissions on two datasets, of which none was run: nothing is to be done."""
    make_large_repository(tmp_path, 2, 2)
    words = [sys.executable, "-m", "dvc", "status"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "Data and pipelines are up to date.\n"
