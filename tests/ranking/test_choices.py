"""Choices that make no sense are refused before anything is computed."""

from pathlib import Path

import pytest
import yaml

from stages.errors import BenchmarkError
from stages.ranking.choices import absent_baselines, require_controls, require_sampling, require_weights
from stages.ranking.intervals import Sampling
from stages.ranking.verdicts import Weights

ROOT = Path(__file__).parent.parent.parent
CONTROLS = ["perfect", "shuffled", "jittered"]


def test_weights_are_shares():
    """Any two shares that add up to 1."""
    require_weights(Weights(0.6, 0.4))
    require_weights(Weights(1.0, 0.0))


@pytest.mark.parametrize(("biology", "batch"), [(0.6, 0.5), (1.2, -0.2), (0.0, 0.0), (float("nan"), 0.4)])
def test_weights_that_are_no_shares_are_refused(biology, batch):
    """An overall score would leave the scale from 0 to 1."""
    with pytest.raises(
        BenchmarkError, match=rf"biology {biology:g} and batch {batch:g}.*add up to 1"
    ) as error:
        require_weights(Weights(biology, batch))
    assert error.value.where == "params.yaml: weights"


@pytest.mark.parametrize("fraction", [0.0, 1.0, 1.5, -0.5])
def test_a_subsample_of_all_or_no_cells_is_refused(fraction):
    """There would be no spread, or no cells."""
    with pytest.raises(BenchmarkError, match="expected a share above 0 and below 1"):
        require_sampling(Sampling(1, fraction))


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_that_no_column_holds_is_refused(seed):
    """Generators take natural numbers, and the tables those of 32 bits."""
    require_sampling(Sampling(0, 0.5))
    require_sampling(Sampling(2**31 - 1, 0.5))
    with pytest.raises(BenchmarkError, match=f"seed is {seed}; expected 0 to 2147483647"):
        require_sampling(Sampling(seed, 0.5))


def test_an_unknown_control_is_refused_with_the_nearest_one():
    """A typo in params.yaml."""
    with pytest.raises(BenchmarkError, match=r"there is no control `shufled`.*did you mean `shuffled`"):
        require_controls(["perfect", "shufled"], CONTROLS, {})


def test_a_control_at_the_end_of_a_scale_must_be_listed(metrics):
    """Without it the metric could not be scaled."""
    require_controls(CONTROLS, CONTROLS, metrics)
    with pytest.raises(
        BenchmarkError, match=r"control `perfect` is not listed.*scales metric `ari`"
    ) as error:
        require_controls(["shuffled"], CONTROLS, metrics)
    assert error.value.fix == "add `- perfect`"


def test_a_baseline_that_is_no_submission_is_told_with_the_nearest_one():
    """It may be one that a smaller board does not have, so that it is no error."""
    assert absent_baselines(["pca", "hvgg"], ["hvg", "pca"]) == [
        "baseline `hvgg` of params.yaml is no submission; did you mean `hvg`?"
    ]
    assert absent_baselines([], []) == []


def test_every_baseline_of_the_benchmark_is_a_submission():
    """What aggregate only mentions is refused here."""
    listed = yaml.safe_load((ROOT / "params.yaml").read_text())["baselines"]
    assert listed
    assert absent_baselines(listed, [path.name for path in (ROOT / "submissions").iterdir()]) == []
