"""The tables follow from the small files: what is stale, strange or missing is refused or says so."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stages.aggregate import aggregate
from stages.controls import CONTROLS
from stages.errors import BenchmarkError
from stages.metrics import METRICS

ROOT = Path(__file__).parent.parent
TABLES = ["datasets", "draws", "evaluations", "ranking", "scores", "submissions"]
N_DRAWS = 12
SEED = 7


def put(path, content):
    """Write JSON, or text as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


@dataclass
class Benchmark:
    """A repository with the files that aggregate reads, written by hand."""

    root: Path
    datasets: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=lambda: list(CONTROLS))

    def __post_init__(self):
        """Start without submissions and datasets."""
        (self.root / "submissions").mkdir(parents=True)
        put(self.root / "catalog.yaml", "{}")
        put(self.root / "corpora.yaml", "{}")
        self.entries = {}

    def path(self, kind, submission, dataset):
        """Return where a result belongs."""
        return self.root / kind / submission / f"{dataset}.json"

    def add_dataset(self, name, kind="real", *, active=True):
        """Describe and prepare a dataset; one that is active gets its controls' scores."""
        self.entries[name] = (
            f"{name}:\n  title: {name}\n  version: 1\n  kind: {kind}\n  organism: human\n  tissue: blood\n"
            "  summary: Cells.\n  source: {builtin: cells}\n  license: CC0\n  citation: Nobody\n"
        )
        put(self.root / "catalog.yaml", "".join(self.entries.values()))
        put(self.root / "datasets" / f"{name}.json", facts(name))
        if active:
            self.datasets.append(name)
            for control in self.controls:
                self.store(control, name, control_values(control))

    def add_submission(self, name, track="fitted", **values):
        """Describe a submission, and let it score a value in every metric of each dataset."""
        put(
            self.root / "submissions" / name / "submission.yaml",
            f"id: {name}\nname: {name.upper()}\nversion: 1\nsummary: Vectors.\ntrack: {track}\nlicense: MIT\n"
            "dataset_context: none\npretraining: []\nruntime: {uses_batch: false}\n",
        )
        for dataset, value in values.items():
            put(self.path("runs", name, dataset), run_record(name, dataset))
            self.store(name, dataset, dict.fromkeys(METRICS, value))

    def store(self, submission, dataset, values):
        """Write the scores of an evaluation, and the draws behind their intervals."""
        put(self.path("scores", submission, dataset), scores(submission, dataset, values))
        put(self.path("draws", submission, dataset), draws(submission, dataset, values))

    def edit(self, kind, submission, dataset, **changes):
        """Change keys of a result."""
        path = self.path(kind, submission, dataset)
        put(path, json.loads(path.read_text()) | changes)

    def aggregate(self, tables="tables", **changes):
        """Run the stage; return table -> rows."""
        options = {
            "submissions": self.root / "submissions",
            "catalog": self.root / "catalog.yaml",
            "corpora": self.root / "corpora.yaml",
            "datasets": self.datasets,
            "controls": self.controls,
            "baselines": ["hvg", "pca"],
            "facts": self.root / "datasets",
            "scores": self.root / "scores",
            "draws": self.root / "draws",
            "runs": self.root / "runs",
            "manifest": self.root / "manifest.json",
            "checks": self.root / "checks",
            "seed": SEED,
            "draw_fraction": 0.5,
            "biology": 0.6,
            "batch": 0.4,
            "tables": self.root / tables,
        }
        aggregate(**options | changes)
        return {name: pq.read_table(self.root / tables / f"{name}.parquet").to_pylist() for name in TABLES}

    def bytes_of(self, tables="tables"):
        """Return table -> bytes, of what was written last."""
        return {name: (self.root / tables / f"{name}.parquet").read_bytes() for name in TABLES}


def control_values(control):
    """Return values that put every scale's ends at 0 and 1, so that a scaled value is the value."""
    ends = {name: (metric.worst_control, metric.best_control) for name, metric in METRICS.items()}
    return {name: float(end.index(control)) if control in end else 0.5 for name, end in ends.items()}


def draws(submission, dataset, values):
    """Return the content of a draws file with equal draws in both views."""
    spreads = {
        name: {"low": None, "high": None, "draws": [value + 0.001 * draw for draw in range(N_DRAWS)]}
        for name, value in values.items()
    }
    return {
        "submission": submission,
        "dataset": dataset,
        "embedding_sha256": f"embedding of {submission}",
        "schema_version": 1,
        "views": {"native": spreads, "pca50": spreads},
    }


def scores(submission, dataset, values):
    """Return the content of a scores file with equal values in both views."""
    return {
        "submission": submission,
        "submission_version": 1,
        "dataset": dataset,
        "dataset_version": 1,
        "benchmark_version": "0.1.0",
        "embedding_sha256": f"embedding of {submission}",
        "truth_sha256": f"truth of {dataset}",
        "seed": SEED,
        "n_cells": 700,
        "n_dims": 50,
        "views": {"native": values, "pca50": values},
        "schema_version": 1,
    }


def run_record(submission, dataset):
    """Return the content of a run record."""
    numbers = {"n_cells": 700, "n_dims": 50, "wall_s": 7.0, "cpu_s": 9.0, "peak_rss_bytes": 1 << 30}
    texts = {"device": "cpu", "confinement": "none", "reason": "", "status": "ok", "code_sha256": "c"}
    versions = {
        "submission_version": 1,
        "dataset_version": 1,
        "benchmark_version": "0.1.0",
        "schema_version": 1,
    }
    return {
        **numbers,
        **texts,
        **versions,
        "submission": submission,
        "dataset": dataset,
        "embedding_sha256": f"embedding of {submission}",
        "seed": SEED,
        "permutation_seed": 1,
        "peak_gpu_bytes": None,
        "versions": {},
        "date": "2026-01-01T00:00:00Z",
        "git_commit": None,
    }


def facts(dataset):
    """Return the content of a facts file."""
    numbers = {"n_cells": 700, "n_genes": 5, "n_batches": 2, "n_labels": 2, "n_donors": None, "sparsity": 0.5}
    return {
        **numbers,
        "dataset": dataset,
        "dataset_version": 1,
        "cells_per_label": {"B": 300, "T": 400},
        "cells_per_batch": {"1": 350, "2": 350},
        "median_genes_per_cell": 2.0,
        "median_counts_per_cell": 3.0,
        "cells_sha256": "c",
        "truth_sha256": f"truth of {dataset}",
        "unintegrated_sha256": "u",
        "warnings": [],
        "schema_version": 1,
    }


@pytest.fixture
def empty(tmp_path):
    """Return a benchmark in which nothing is."""
    return Benchmark(tmp_path / "benchmark")


@pytest.fixture
def benchmark(empty):
    """Return a benchmark of three datasets, one of them synthetic, and three submissions."""
    for name, kind in (("blood", "real"), ("lung", "real"), ("planted", "synthetic")):
        empty.add_dataset(name, kind)
    empty.add_submission("pca", blood=0.5, lung=0.7, planted=0.9)
    empty.add_submission("hvg", blood=0.4, lung=0.4, planted=0.9)
    empty.add_submission("scgpt", "zero-shot", blood=0.6, lung=0.3, planted=0.9)
    return empty


def by_submission(rows):
    """Return submission -> row."""
    return {row["submission"]: row for row in rows}


def test_the_overall_score_is_the_mean_over_real_datasets(benchmark):
    """(0.5 + 0.7) / 2; the synthetic 0.9 is left out."""
    ranking = by_submission(benchmark.aggregate()["ranking"])
    assert ranking["pca"]["overall"] == pytest.approx(0.6)
    assert [ranking[name]["rank"] for name in ("pca", "scgpt", "hvg")] == [1, 2, 3]
    assert ranking["scgpt"]["best_baseline"] == "pca"
    assert ranking["scgpt"]["difference"] == pytest.approx(-0.15)
    assert {row["n_datasets"] for row in ranking.values()} == {2}


def test_a_submission_that_calls_itself_fitted_does_not_become_the_reference(benchmark):
    """Baselines are those that params.yaml lists."""
    before = by_submission(benchmark.aggregate()["ranking"])
    benchmark.add_submission("newcomer", blood=0.9, lung=0.9, planted=0.9)
    after = by_submission(benchmark.aggregate()["ranking"])
    assert {row["best_baseline"] for row in after.values()} == {"pca"}
    assert {name: row["difference"] for name, row in before.items()} == {
        name: row["difference"] for name, row in after.items() if name != "newcomer"
    }
    assert {name for name, row in after.items() if row["baseline"]} == {"hvg", "pca"}


def test_a_baseline_that_is_no_submission_is_said_and_changes_nothing(benchmark, capsys):
    """A small board has few of them; a typo is told with the nearest name."""
    benchmark.aggregate()
    assert capsys.readouterr().err == ""
    tables = benchmark.aggregate(baselines=["pcaa", "hvg"])
    assert capsys.readouterr().err == (
        "baseline `pcaa` of params.yaml is no submission; did you mean `pca`?\n"
    )
    assert {row["best_baseline"] for row in tables["ranking"]} == {"hvg"}


def test_every_metric_of_every_evaluation_is_a_row(benchmark):
    """Submissions and controls, both views, sorted."""
    rows = benchmark.aggregate()["scores"]
    keys = [(row["submission"], row["dataset"], row["view"], row["metric"]) for row in rows]
    assert len(set(keys)) == len(keys) == (3 + len(CONTROLS)) * 3 * 2 * len(METRICS)
    assert keys == sorted(keys)


def test_group_means_can_be_made_again_from_the_rows_of_the_headline(benchmark):
    """As the README of the tables says."""
    tables = benchmark.aggregate()
    evaluation = next(
        row for row in tables["evaluations"] if (row["submission"], row["dataset"]) == ("pca", "lung")
    )
    for group in ("biology", "batch"):
        counting = [
            row["scaled"]
            for row in tables["scores"]
            if row["submission"] == "pca"
            and row["dataset"] == "lung"
            and row["headline"]
            and row["group"] == group
        ]
        assert len(counting) == sum(metric.ranked and metric.group == group for metric in METRICS.values())
        assert evaluation[group] == pytest.approx(sum(counting) / len(counting))


def test_controls_are_rows_of_the_ranking_without_a_rank(benchmark):
    """Under the names that the site shows."""
    ranking = by_submission(benchmark.aggregate()["ranking"])
    assert len(ranking) == 3 + len(CONTROLS)
    for control, description in CONTROLS.items():
        assert (ranking[control]["kind"], ranking[control]["rank"]) == ("control", None)
        assert ranking[control]["name"] == description.title


def test_every_dataset_of_the_catalog_is_a_row(benchmark):
    """Active or not, in the headline or why not."""
    benchmark.add_dataset("kidney", active=False)
    rows = {row["dataset"]: row for row in benchmark.aggregate()["datasets"]}
    assert {name: (row["active"], row["headline_reason"]) for name, row in rows.items()} == {
        "blood": (True, ""),
        "kidney": (False, "not evaluated"),
        "lung": (True, ""),
        "planted": (True, "synthetic"),
    }
    assert rows["kidney"]["n_cells"] == 700


def test_every_submission_is_a_row(benchmark):
    """With what it cost: 7 s for 700 cells are 100 s for 10,000."""
    rows = by_submission(benchmark.aggregate()["submissions"])
    assert sorted(rows) == ["hvg", "pca", "scgpt"]
    assert rows["pca"]["wall_s_per_10k_cells"] == pytest.approx(100)
    assert (rows["pca"]["peak_rss_mib"], rows["pca"]["n_runs_ok"]) == (1024, 3)


def test_a_failed_run_is_rows_with_a_reason_and_a_provisional_rank(benchmark):
    """Its old scores lie around and are not believed; nothing of it is zero."""
    benchmark.edit("runs", "pca", "lung", status="failed", reason="out of memory", embedding_sha256=None)
    tables = benchmark.aggregate()
    failed = [row for row in tables["scores"] if (row["submission"], row["dataset"]) == ("pca", "lung")]
    assert len(failed) == 2 * len(METRICS)
    assert {(row["status"], row["value"], row["scaled"], row["reason"]) for row in failed} == {
        ("failed", None, None, "out of memory")
    }
    ranking = by_submission(tables["ranking"])
    assert (ranking["pca"]["overall"], ranking["pca"]["provisional"]) == (None, True)
    assert ranking["pca"]["ranked_score"] == pytest.approx(0.5 - (0.4 + 0.6) / 2 + (0.4 + 0.45) / 2)
    assert ranking["pca"]["reason"] == "lung: out of memory"
    assert ranking["scgpt"]["best_baseline"] == "hvg"


def test_a_submission_that_never_ran_is_on_the_board(benchmark):
    """Without a rank, with the reason."""
    benchmark.add_submission("scvi")
    row = by_submission(benchmark.aggregate()["ranking"])["scvi"]
    assert (row["rank"], row["n_scored"], row["reason"]) == (None, 0, "blood: has not run; lung: has not run")


def test_a_dataset_with_one_batch_is_shown_and_leaves_the_headline(benchmark):
    """No batch metric has ends there, so nobody could have an overall score on it."""
    benchmark.add_dataset("solo")
    benchmark.add_submission("pca", solo=0.5)
    gone = {"status": "undefined", "reason": "one batch only"}
    for submission in [*CONTROLS, "pca"]:
        path = benchmark.path("scores", submission, "solo")
        content = json.loads(path.read_text())
        for view in content["views"].values():
            view.update({name: gone for name, metric in METRICS.items() if metric.group == "batch"})
        put(path, content)
        benchmark.path("draws", submission, "solo").unlink()
    tables = benchmark.aggregate()
    assert by_submission(tables["ranking"])["pca"]["overall"] == pytest.approx(0.6)
    row = next(row for row in tables["datasets"] if row["dataset"] == "solo")
    assert (row["in_headline"], row["headline_reason"]) == (False, "no batch metric counts on it")
    solo = next(
        row for row in tables["evaluations"] if (row["submission"], row["dataset"]) == ("pca", "solo")
    )
    assert (solo["status"], solo["reason"]) == ("undefined", "no batch metric counts on this dataset")
    assert solo["biology"] == pytest.approx(0.5)


def test_without_submissions_there_are_tables(empty):
    """A benchmark starts with its controls."""
    empty.add_dataset("blood")
    tables = empty.aggregate()
    assert [row["submission"] for row in tables["ranking"]] == sorted(CONTROLS)
    assert tables["submissions"] == []


def test_the_same_files_give_the_same_bytes_in_any_order(benchmark):
    """Datasets and controls in another order, files written again in another order."""
    benchmark.aggregate()
    before = benchmark.bytes_of()
    for path in sorted(benchmark.root.rglob("*.json"), reverse=True):
        content = path.read_text()
        path.unlink()
        path.write_text(content)
    benchmark.aggregate(tables="again", datasets=benchmark.datasets[::-1], controls=benchmark.controls[::-1])
    assert benchmark.bytes_of("again") == before


@settings(
    deadline=None,
    derandomize=True,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=st.dictionaries(st.sampled_from(["blood", "lung", "planted"]), st.floats(-1, 2), max_size=3))
def test_another_submission_changes_nobodys_scores(tmp_path_factory, values):
    """Whatever it scores, and wherever it fails: all other rows of scores and evaluations are the same."""
    benchmark = Benchmark(tmp_path_factory.mktemp("property") / "benchmark")
    for name, kind in (("blood", "real"), ("lung", "real"), ("planted", "synthetic")):
        benchmark.add_dataset(name, kind)
    benchmark.add_submission("pca", blood=0.5, lung=0.7, planted=0.9)
    before = benchmark.aggregate()
    benchmark.add_submission("newcomer", **values)
    after = benchmark.aggregate()
    for table in ("scores", "evaluations"):
        assert [row for row in after[table] if row["submission"] != "newcomer"] == before[table]
    scores_of_record = ["overall", "overall_low", "overall_high", "biology", "batch", "avg_bio"]
    for name, row in by_submission(before["ranking"]).items():
        later = by_submission(after["ranking"])[name]
        assert [row[column] for column in scores_of_record] == [later[column] for column in scores_of_record]


def test_results_on_a_dataset_that_is_not_active_are_ignored_aloud(benchmark, capsys):
    """They are in no row of scores, and standard error says so."""
    benchmark.datasets.remove("lung")
    tables = benchmark.aggregate()
    assert {row["dataset"] for row in tables["scores"]} == {"blood", "planted"}
    assert f"ignored {3 + 2 * (3 + len(CONTROLS))} files of `lung`" in capsys.readouterr().err


def test_results_of_a_removed_submission_are_refused(benchmark):
    """`git rm submissions/hvg` leaves its numbers behind."""
    (benchmark.root / "submissions/hvg/submission.yaml").unlink()
    with pytest.raises(BenchmarkError, match="`hvg` is no submission and no control") as error:
        benchmark.aggregate()
    assert error.value.fix.startswith(f"git rm -r {benchmark.root}/scores/hvg {benchmark.root}/draws/hvg")
    assert not (benchmark.root / "tables").exists()


def test_results_of_a_control_that_is_not_listed_are_refused(benchmark):
    """No metric is scaled by it, and params.yaml does not name it any more."""
    benchmark.controls.remove("shuffle_within_batch")
    with pytest.raises(BenchmarkError, match="`shuffle_within_batch` is no submission and no control"):
        benchmark.aggregate()


def test_results_on_an_unknown_dataset_are_refused(benchmark):
    """A dataset that was renamed in the catalog."""
    put(benchmark.path("scores", "pca", "lungs"), scores("pca", "lungs", {}))
    with pytest.raises(
        BenchmarkError, match=r"`lungs` is no dataset of the catalog.*did you mean `lung`"
    ) as error:
        benchmark.aggregate()
    assert error.value.fix.startswith(f"git rm -r {benchmark.root}/scores/pca/lungs.json")


def test_an_unknown_active_dataset_is_refused(benchmark):
    """A typo in params.yaml."""
    with pytest.raises(BenchmarkError, match=r"there is no dataset `bloood`.*did you mean `blood`"):
        benchmark.aggregate(datasets=["bloood"])


def test_a_stale_score_is_refused(benchmark):
    """The embedding was made anew."""
    benchmark.edit("runs", "pca", "lung", embedding_sha256="another")
    with pytest.raises(
        BenchmarkError, match="the scores are of embedding embedding of; the last run made another"
    ):
        benchmark.aggregate()


def test_scores_of_a_later_version_are_refused(benchmark):
    """What they mean is not known here."""
    benchmark.edit("scores", "pca", "lung", schema_version=99)
    with pytest.raises(
        BenchmarkError, match="schema_version is 99; this version of the benchmark reads up to 1"
    ):
        benchmark.aggregate()


@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        ("datasets/lung.json", "the dataset could not be prepared: there are no facts of version 1"),
        ("scores/shuffle_global/lung.json", "control shuffle_global has not been scored"),
    ],
    ids=["facts", "control"],
)
def test_a_dataset_on_which_nobody_can_be_evaluated_stops_no_other(benchmark, capsys, lost, reason):
    """Its rows are failed ones with the reason; everything else is as without it, byte by byte."""
    without = benchmark.aggregate("without", datasets=["blood", "planted"])
    capsys.readouterr()
    (benchmark.root / lost).unlink()
    tables = benchmark.aggregate()
    assert capsys.readouterr().err == f"nobody is evaluated on `lung`: {reason}\n"
    assert benchmark.bytes_of()["ranking"] == benchmark.bytes_of("without")["ranking"]
    assert not any(row["provisional"] for row in tables["ranking"])
    for table in ("scores", "evaluations", "datasets"):
        rest = [row for row in tables[table] if row["dataset"] != "lung"]
        assert rest == [row for row in without[table] if row["dataset"] != "lung"]
    for table in ("scores", "evaluations"):
        there = [row for row in tables[table] if row["dataset"] == "lung"]
        assert {row["submission"] for row in there} == {"hvg", "pca", "scgpt", *CONTROLS}
        assert {(row["status"], row["reason"]) for row in there} == {("failed", reason)}
    lung = next(row for row in tables["datasets"] if row["dataset"] == "lung")
    assert (lung["active"], lung["in_headline"]) == (True, False)
    assert lung["headline_reason"] == f"not evaluated: {reason}"


def test_where_no_dataset_can_be_evaluated_there_are_tables(benchmark):
    """Nobody is ranked, nobody is provisional, and everybody is there."""
    for path in (benchmark.root / "datasets").iterdir():
        path.unlink()
    ranking = benchmark.aggregate()["ranking"]
    assert len(ranking) == 3 + len(CONTROLS)
    assert {(row["rank"], row["provisional"], row["reason"]) for row in ranking} == {
        (None, False, "no dataset is part of the headline")
    }


def test_a_control_that_a_metric_needs_must_be_listed(benchmark):
    """And one that is listed must exist."""
    with pytest.raises(BenchmarkError, match="control `one_hot_labels` is not listed"):
        benchmark.aggregate(controls=[name for name in CONTROLS if name != "one_hot_labels"])
    with pytest.raises(BenchmarkError, match=r"there is no control `one_hot_label`.*did you mean"):
        benchmark.aggregate(controls=[*CONTROLS, "one_hot_label"])


def test_weights_and_fraction_must_be_shares(benchmark):
    """Before anything is read."""
    with pytest.raises(BenchmarkError, match="add up to 1"):
        benchmark.aggregate(biology=0.7)
    with pytest.raises(BenchmarkError, match="draw_fraction is 1"):
        benchmark.aggregate(draw_fraction=1.0)


def test_the_hash_of_an_embeddings_file_stands_beside_its_scores(benchmark):
    """Whoever downloads an embedding can check it; what was not recorded is null."""
    entry = {"md5": "0" * 32, "sha256": "f" * 64, "size": 5}
    files = {"data/embeddings/pca/lung.parquet": entry, "data/prepared/lung/cells.h5ad": entry}
    put(benchmark.root / "manifest.json", {"schema_version": 1, "files": files})
    rows = {(row["submission"], row["dataset"]): row for row in benchmark.aggregate()["evaluations"]}
    assert rows["pca", "lung"]["file_sha256"] == "f" * 64
    assert {row["file_sha256"] for row in rows.values()} == {"f" * 64, None}


def test_on_the_command_line_bad_input_is_three_lines(benchmark):
    """Flags as in dvc.yaml; exit code 1, no traceback."""
    root = benchmark.root
    benchmark.edit("scores", "pca", "lung", schema_version=99)
    flags = {
        "submissions": [root / "submissions"],
        "catalog": [root / "catalog.yaml"],
        "corpora": [root / "corpora.yaml"],
        "datasets": benchmark.datasets,
        "controls": benchmark.controls,
        "baselines": ["hvg", "pca"],
        "facts": [root / "datasets"],
        "scores": [root / "scores"],
        "draws": [root / "draws"],
        "runs": [root / "runs"],
        "manifest": [root / "manifest.json"],
        "checks": [root / "checks"],
        "seed": [SEED],
        "draw_fraction": [0.5],
        "biology": [0.6],
        "batch": [0.4],
        "tables": [root / "tables"],
    }
    words = [str(word) for flag, values in flags.items() for word in (f"--{flag}", *values)]
    done = subprocess.run(
        [sys.executable, "-m", "stages.aggregate", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert [line[:6] for line in done.stderr.splitlines()] == ["error:", "  in  ", "  fix "]


def test_nothing_heavy_is_imported():
    """Aggregate starts in about a second."""
    heavy = "{'pandas', 'anndata', 'scanpy', 'sklearn', 'torch', 'igraph'}"
    code = f"import sys, stages.aggregate; sys.exit(sorted({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def check_record(name, **changes):
    """Return what the rehearsal of a submission of `Benchmark` wrote."""
    record = {"submission": name, "submission_version": 1, "code_sha256": "c", "declared_context": "none"}
    record |= {"status": "ok", "reason": "", "seed": SEED, "tolerance": 1e-3, "cost": {}}
    return record | {"figures": {"measured_context": "none", "names_worth": 0.25}} | changes


def test_what_was_measured_decides_who_is_zero_shot_and_who_is_refused(benchmark):
    """A missing file is no pass; a refused submission has no rank and its scores stay; nobody else moves."""
    for name in ("honest", "silent", "caught"):
        benchmark.add_submission(name, "zero-shot", lung=0.5, blood=0.5, planted=0.5)
    reason = "dataset_context is none; measured is fit: in other company vectors move by 2"
    put(benchmark.root / "checks/honest.json", check_record("honest"))
    refused = {"status": "refused", "reason": reason, "figures": {}}
    put(benchmark.root / "checks/caught.json", check_record("caught", **refused))
    tables = benchmark.aggregate()
    ranking, about = by_submission(tables["ranking"]), by_submission(tables["submissions"])
    found = {name: (ranking[name]["checks"], ranking[name]["zero_shot"]) for name in ("honest", "silent")}
    assert found == {"honest": ("passed", True), "silent": ("not checked", False)}
    caught = ranking["caught"]
    assert (caught["checks"], caught["zero_shot"], caught["rank"]) == ("refused", False, None)
    assert caught["reason"] == f"refused by the rehearsal: {reason}"
    assert caught["overall"] == ranking["honest"]["overall"]
    assert ranking["honest"]["rank"] is not None
    assert about["caught"]["checks_reason"] == reason
    assert about["honest"]["names_worth"] == 0.25
    assert about["silent"]["measured_context"] is None
