"""Results that nobody owns are refused, with the command that removes them."""

import pytest

from stages.errors import BenchmarkError
from stages.ranking.evidence import Results
from stages.ranking.strangers import require_owners


@pytest.fixture
def tree(tmp_path):
    """Return folders of results with one submission, one control and one dataset."""
    results = Results(*(tmp_path / name for name in ("datasets", "scores", "draws", "runs", "checks")))
    for path in (
        "datasets/tiny.json",
        "scores/pca/tiny.json",
        "scores/shuffled/tiny.json",
        "runs/pca/tiny.json",
    ):
        touch(tmp_path / path)
    return results


def touch(path):
    """Make an empty file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def check(results, active=("tiny",)):
    """Check the tree against what there is."""
    return require_owners(
        results,
        submissions=["pca", "scvi"],
        controls=["shuffled"],
        catalog=["tiny", "lung"],
        active=active,
    )


def test_results_with_owners_pass(tree):
    """A submission without results, and hidden files, are no strangers."""
    touch(tree.scores / ".gitkeep")
    touch(tree.scores / "pca/.tiny.json.tmp")
    assert check(tree) == []


def test_folders_that_are_not_there_hold_no_strangers(tmp_path):
    """Nothing has run yet."""
    assert check(Results(*(tmp_path / name for name in "abcde"))) == []


def test_results_of_a_removed_submission_are_refused(tree):
    """A ghost row would stay on the board; the fix removes scores and runs at once."""
    touch(tree.scores / "pca_old/tiny.json")
    touch(tree.runs / "pca_old/tiny.json")
    with pytest.raises(BenchmarkError, match="`pca_old` is no submission and no control") as error:
        check(tree)
    assert error.value.where == f"{tree.scores}/pca_old, {tree.runs}/pca_old"
    assert error.value.fix.startswith(f"git rm -r {tree.scores}/pca_old {tree.runs}/pca_old")


def test_a_rehearsal_of_a_removed_submission_is_refused(tree):
    """Its file goes with it, and controls have none."""
    touch(tree.checks / "pca.json")
    assert check(tree) == []
    touch(tree.checks / "shuffled.json")
    with pytest.raises(BenchmarkError, match="`shuffled` is no submission") as error:
        check(tree)
    assert error.value.fix.startswith(f"git rm -r {tree.checks}/shuffled.json")


def test_results_of_a_misspelt_submission_get_the_nearest_name(tree):
    """A folder that was renamed by hand."""
    touch(tree.scores / "scvi2/tiny.json")
    with pytest.raises(BenchmarkError, match="did you mean `scvi`"):
        check(tree)


def test_results_of_a_control_that_is_not_listed_are_refused(tree):
    """Controls come from params.yaml."""
    touch(tree.scores / "one_hot_labels/tiny.json")
    with pytest.raises(BenchmarkError, match="`one_hot_labels` is no submission and no control"):
        check(tree)


def test_a_run_of_a_control_is_refused_and_its_scores_are_kept(tree):
    """Controls have no runs; the fix names the run alone."""
    touch(tree.runs / "shuffled/tiny.json")
    with pytest.raises(BenchmarkError) as error:
        check(tree)
    assert error.value.where == f"{tree.runs}/shuffled"


def test_results_on_an_unknown_dataset_are_refused(tree):
    """The fix names them in every folder."""
    for folder in (tree.facts, tree.scores / "pca", tree.runs / "pca"):
        touch(folder / "lungs.json")
    with pytest.raises(
        BenchmarkError, match=r"`lungs` is no dataset of the catalog.*did you mean `lung`"
    ) as error:
        check(tree)
    expected = f"{tree.facts}/lungs.json {tree.scores}/pca/lungs.json {tree.runs}/pca/lungs.json"
    assert error.value.fix.startswith(f"git rm -r {expected}")


def test_a_file_that_is_no_result_is_refused(tree):
    """Notes belong elsewhere."""
    touch(tree.scores / "pca/notes.txt")
    with pytest.raises(BenchmarkError, match=r"`notes\.txt` is no dataset of the catalog"):
        check(tree)


def test_results_on_a_dataset_that_is_not_active_are_ignored_aloud(tree):
    """They stay for the day it is active again; its facts are still shown."""
    touch(tree.facts / "lung.json")
    assert check(tree) == []
    touch(tree.scores / "pca/lung.json")
    touch(tree.runs / "pca/lung.json")
    assert check(tree) == ["ignored 2 files of `lung`, which is not among the datasets of params.yaml"]
