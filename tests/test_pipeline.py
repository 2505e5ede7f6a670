"""The pipeline from nothing to a site, and what an edit makes run again."""

import hashlib
import json

import pyarrow.parquet as pq
import pytest

# One worker runs them all: they share one run of the pipeline.
pytestmark = pytest.mark.xdist_group("pipeline")

# These follow from any score, or have a life of their own: a simulation is run when somebody asks for it.
APART = {"aggregate", "publish", "layout", "audit", "sensitivity", "coverage", "report", "report_audit"}
TABLES = ["scores", "evaluations", "ranking", "submissions", "datasets"]
CONTROLS = 6


def changed(clone, *targets):
    """Return the stages that DVC would run again."""
    status = json.loads(clone.run("dvc", "status", "--json", *targets).stdout)
    return {name for name, changes in status.items() if changes != ["always changed"]}


def checksums(clone):
    """Return path -> SHA-256 of all that must be the same bytes on every run."""
    folders = ["data", "leaderboard/scores", "leaderboard/draws", "leaderboard/datasets"]
    files = [path for folder in folders for path in (clone.root / folder).rglob("*") if path.is_file()]
    files += [clone.root / f"leaderboard/{table}.parquet" for table in ("scores", "datasets")]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_command_makes_tables_and_site_from_nothing(benchmark_clone):
    """Every evaluation is in the tables, controls included, and the site opens at index.html."""
    scores = pq.read_table(benchmark_clone.root / "leaderboard/scores.parquet")
    assert len(set(scores["submission"].to_pylist())) == 2 + CONTROLS
    ranking = pq.read_table(benchmark_clone.root / "leaderboard/ranking.parquet")
    assert ranking.num_rows == 2 + CONTROLS
    for table in TABLES:
        assert pq.read_metadata(benchmark_clone.root / f"leaderboard/{table}.parquet").num_rows
    assert "Frozen Cells" in (benchmark_clone.root / "build/site/index.html").read_text()


def test_the_command_ends_with_size_podium_and_address(benchmark_clone):
    """A newcomer sees what was built, who leads and how to open it; nothing is run a second time."""
    again = benchmark_clone.run("make", "leaderboard").stdout
    assert "Running stage" not in again
    assert "make serve" in again
    assert "MB" in again
    assert "PCA" in again


def test_prose_of_a_submission_reruns_no_evaluation(clone):
    """An edit of the summary changes the site and no number."""
    clone.edit("submissions/pca/submission.yaml", "summary: ", "summary: In other words, ")
    assert changed(clone, "submissions/pca/dvc.yaml") == set()


def test_runtime_of_a_submission_reruns_that_submission_only(clone):
    """What a submission runs with is the submission."""
    clone.edit("submissions/pca/submission.yaml", "runtime: {}", "runtime: {uses_batch: true}")
    targets = ["submissions/pca/dvc.yaml", "submissions/random_projection/dvc.yaml", "dvc.yaml:control"]
    expected = {"submissions/pca/dvc.yaml:check", "submissions/pca/dvc.yaml:embed@pbmc68k"}
    assert changed(clone, *targets) == expected


def test_a_claim_reruns_the_rehearsal_only(clone):
    """What a submission says it depends on changes no vector, and is measured again."""
    clone.edit("submissions/pca/submission.yaml", "dataset_context: fit", "dataset_context: statistics")
    assert changed(clone, "submissions/pca/dvc.yaml") == {"submissions/pca/dvc.yaml:check"}


def test_the_code_of_the_rehearsal_reruns_rehearsals_only(clone):
    """No embedding and no score depends on it."""
    with (clone.root / "stages/rehearsing/context.py").open("a") as module:
        module.write("# an edit\n")
    checks = {f"submissions/{name}/dvc.yaml:check" for name in ("pca", "random_projection")}
    assert changed(clone) - APART == checks


def test_a_metric_reruns_scores_only(clone):
    """Embeddings are safe from an edit of the scoring code."""
    with (clone.root / "stages/metrics/silhouette.py").open("a") as module:
        module.write("# an edit\n")
    stages = changed(clone)
    scores = {name for name in stages if "score@" in name}
    assert len(scores) == 2 + CONTROLS
    assert stages - scores <= APART


def test_an_added_dataset_runs_its_own_evaluations_only(clone):
    """One word in params.yaml: datasets adds evaluations and repeats none."""
    clone.edit(
        "params.yaml", "datasets: &datasets\n- pbmc68k\n", "datasets: &datasets\n- pbmc68k\n- pbmc68k_depth\n"
    )
    stages = changed(clone) - APART
    assert stages
    assert {name for name in stages if not name.endswith("pbmc68k_depth")} == set()


def test_forced_runs_write_the_same_bytes(clone):
    """Same code, same input, same bytes: embeddings, scores and tables."""
    before = checksums(clone)
    clone.run("dvc", "repro", "--force", "submissions/pca/dvc.yaml", "dvc.yaml:control", "dvc.yaml:score")
    clone.run("dvc", "repro", "--force", "--single-item", "aggregate")
    assert checksums(clone) == before


def test_a_broken_submission_fails_alone_and_is_shown(clone):
    """The others are scored, the board is built, and the failure is on it with its reason."""
    clone.run("cp", "-r", "submissions/pca", "submissions/broken")
    clone.run("rm", "-f", "submissions/broken/dvc.lock")
    clone.edit("submissions/broken/submission.yaml", "id: pca", "id: broken")
    clone.edit("submissions/broken/submission.yaml", "name: PCA", "name: Broken")
    (clone.root / "submissions/broken/embed.py").write_text(
        'def embed(adata, run):\n    raise MemoryError("the model needs more memory")\n'
    )
    done = clone.run("make", "leaderboard", check=False)
    assert done.returncode != 0
    assert "the model needs more memory" in done.stdout + done.stderr
    rows = pq.read_table(clone.root / "leaderboard/scores.parquet").to_pylist()
    failed = [row for row in rows if row["submission"] == "broken"]
    assert failed
    assert {(row["status"], row["value"]) for row in failed} == {("failed", None)}
    assert "the model needs more memory" in failed[0]["reason"]
    ranking = {
        row["submission"]: row
        for row in pq.read_table(clone.root / "leaderboard/ranking.parquet").to_pylist()
    }
    assert ranking["broken"]["overall"] is None
    assert ranking["pca"]["overall"] is not None
    assert (ranking["broken"]["checks"], ranking["pca"]["checks"]) == ("refused", "passed")
    page = next((clone.root / "build/site").rglob("broken.html")).read_text()
    assert "the model needs more memory" in page


@pytest.mark.slow
def test_submissions_that_crash_hang_or_give_nan_are_shown_and_the_others_are_published(clone, fault):
    """Three of six fail in three ways; three are scored, and each failure has its reason on the board."""
    clone.edit("stages/allowance.py", "_HOUR, _PER_CELL_S = 3600, 0.3", "_HOUR, _PER_CELL_S = 90, 0")
    codes = {
        "crashes": "import os\n\n\ndef embed(adata, run):\n    os._exit(3)\n",
        "hangs": "import time\n\n\ndef embed(adata, run):\n    time.sleep(3600)\n",
        "nans": "def embed(adata, run):\n    return adata.X.toarray() * float('nan')\n",
        "counts": "def embed(adata, run):\n    return adata.X.toarray()[:, :50]\n",
    }
    for name, code in codes.items():
        clone.run("cp", "-r", "submissions/pca", f"submissions/{name}")
        clone.run("rm", "-f", f"submissions/{name}/dvc.lock")
        clone.edit(f"submissions/{name}/submission.yaml", "id: pca", f"id: {name}")
        clone.edit(f"submissions/{name}/submission.yaml", "name: PCA", f"name: {name}")
        (clone.root / f"submissions/{name}/embed.py").write_text(code)
    assert clone.run("make", "leaderboard", check=False).returncode != 0
    rows = {
        row["submission"]: row
        for row in pq.read_table(clone.root / "leaderboard/evaluations.parquet").to_pylist()
        if row["kind"] == "submission"
    }
    assert {name: row["status"] for name, row in rows.items()} == {
        "pca": "ok",
        "random_projection": "ok",
        "counts": "ok",
        "crashes": "failed",
        "hangs": "failed",
        "nans": "failed",
    }
    assert "NaN" in rows["nans"]["reason"]
    assert "still running after 90 s" in rows["hangs"]["reason"]
    assert rows["crashes"]["reason"]
    fault("a submission that crashes, hangs or gives NaN", "shown with its reason; all others published", 3)


@pytest.mark.slow
def test_a_second_run_changes_no_byte(clone, fault):
    """Nothing runs, and nothing is written: results, tables, site and manifest stay as they are."""
    before = {path: path.read_bytes() for path in written(clone)}
    clone.run("make", "leaderboard")
    assert {path: path.read_bytes() for path in written(clone)} == before
    fault("`make leaderboard` once more", "no file of data, results or site changes", 1)


def written(clone):
    """Return every file of data, results and site."""
    folders = ("data", "leaderboard", "build/site")
    return [path for folder in folders for path in (clone.root / folder).rglob("*") if path.is_file()]


@pytest.mark.slow
def test_two_runs_of_the_same_evaluation_end_as_one(clone, fault):
    """The second waits, or finds nothing to do."""
    before = checksums(clone)
    words = ["dvc", "--wait-for-lock", "repro", "--force", "--single-item"]
    target = "submissions/pca/dvc.yaml:score@pbmc68k"
    command = f"{' '.join(words)} {target} & {' '.join(words)} {target}; wait $!"
    clone.run("sh", "-c", command, check=False)
    clone.run("dvc", "repro", "--single-item", target)
    assert checksums(clone) == before
    fault("two runs of one evaluation at the same time", "they end as one would have", 1)
