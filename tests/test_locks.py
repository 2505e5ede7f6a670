"""What a lock says is read as text; what no stage may write is refused."""

from pathlib import Path

import pytest
import yaml

from stages.errors import BenchmarkError
from stages.locks import outputs

ROOT = Path(__file__).parent.parent


@pytest.fixture
def lock(tmp_path):
    """Return a function that writes a lock of one stage with one output."""

    def write(path="data/embeddings/pca/planted.parquet", md5="0" * 32):
        entry = {"outs": [{"path": path, "md5": md5, "size": 5}]}
        file = tmp_path / "dvc.lock"
        file.write_text(yaml.safe_dump({"schema": "2.0", "stages": {"embed@planted": entry}}))
        return file

    return write


def test_an_output_knows_its_kind_and_the_command_that_makes_it(lock):
    """Data are DVC's, results are git's; digits alone stay text."""
    data, result = next(outputs(lock())), next(outputs(lock("leaderboard/scores/pca/planted.json")))
    assert (data.path, data.md5, data.size) == ("data/embeddings/pca/planted.parquet", "0" * 32, 5)
    assert (data.is_data, data.is_result, result.is_data, result.is_result) == (True, False, False, True)
    assert data.again == f"dvc repro --force --single-item {lock().with_name('dvc.yaml')}:embed@planted"


def test_a_folder_is_refused(lock):
    """The files of a folder are listed in the cache, where nobody can verify them."""
    with pytest.raises(BenchmarkError, match="data/x is locked as a folder; every output is one file"):
        list(outputs(lock("data/x", md5="0.dir")))


@pytest.mark.parametrize("path", ["/etc/passwd", "data/../.git/config", "stages/score.py", ".dvc/config"])
def test_a_file_that_no_stage_writes_is_refused(lock, path):
    """A checkout of such a lock would write over it."""
    with pytest.raises(BenchmarkError, match="lies outside leaderboard/, data/, build/, docs/") as error:
        list(outputs(lock(path)))
    assert error.value.fix.startswith("git checkout origin/main -- ")


def test_every_lock_in_git_is_read():
    """Whatever stages of today write is where stages may write."""
    for path in [ROOT / "dvc.lock", *ROOT.glob("submissions/*/dvc.lock")]:
        assert list(outputs(path))
