"""A submission's own environment is built once from its pins, or the error names what is missing."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stages.environment import (
    environment_key,
    index_settings,
    interpreter_of,
    python_of,
    requirements_of,
)
from stages.errors import BenchmarkError
from stages.inference import infer
from stages.schema import Runtime
from stages.submission import read_submission

WHERE = "submission.yaml: runtime"
OLD = {"requirements": ("numpy==1.26.4",), "exclude_newer": "2024-06-01"}


def runtime(**keys):
    """Return what a submission asks for."""
    return Runtime.model_validate(keys)


def test_without_pins_it_is_the_benchmarks_own(tmp_path):
    """Nothing is built where nothing is asked for."""
    assert interpreter_of(runtime(), WHERE, tmp_path) == Path(sys.executable)
    assert not list(tmp_path.iterdir())


def test_the_harness_finds_what_it_needs():
    """What it imports, numpy and anndata, is added where a submission does not pin it."""
    assert requirements_of(runtime(**OLD)) == ["numpy==1.26.4", "anndata"]
    both = runtime(requirements=("anndata==0.10.7", "NumPy==1.26.4"))
    assert requirements_of(both) == ["NumPy==1.26.4", "anndata==0.10.7"]


def test_environments_are_shared_by_those_that_ask_for_the_same():
    """Order plays no part; a pin, a day and a Python do."""
    two = ("scipy==1.13.1", "numpy==1.26.4")
    key = environment_key(runtime(requirements=two))
    assert key == environment_key(runtime(requirements=two[::-1]))
    others = [{"exclude_newer": "2024-06-01"}, {"python": "3.9"}, {"requirements": two[:1]}]
    assert len({key, *(environment_key(runtime(**{"requirements": two} | other)) for other in others)}) == 4


def test_python_is_the_benchmarks_unless_named():
    """Text, never a number: 3.10 is not 3.1."""
    assert python_of(runtime(python="3.10")) == "3.10"
    assert python_of(runtime()) == f"3.{sys.version_info.minor}"


def test_settings_of_pip_are_told_to_uv():
    """What the machine says of its packages counts for both; uv's own settings come first."""
    pip = {
        "PIP_INDEX_URL": "https://a",
        "PIP_EXTRA_INDEX_URL": "https://b https://c",
        "PIP_FIND_LINKS": "/d /e",
    }
    assert index_settings(pip) == {
        "UV_DEFAULT_INDEX": "https://a",
        "UV_INDEX": "https://b https://c",
        "UV_FIND_LINKS": "/d,/e",
    }
    assert index_settings(pip | {"UV_FIND_LINKS": "/f"}) == {"UV_FIND_LINKS": "/f"}
    assert index_settings({}) == {}


def test_a_python_that_is_not_there_is_named(tmp_path, monkeypatch):
    """None is downloaded."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BenchmarkError, match=r"there is no Python 3.8 on this machine") as error:
        interpreter_of(runtime(python="3.8"), WHERE, tmp_path)
    assert error.value.where == "submission.yaml: runtime.python"
    assert "`python3.8 --version` answers" in error.value.fix


def test_a_wheel_that_is_not_there_is_named(tmp_path, monkeypatch):
    """Nothing half-built is taken for an environment afterwards."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("UV_DEFAULT_INDEX", (tmp_path / "empty").as_uri())
    asked = runtime(requirements=("no-such-thing==1.0",), exclude_newer="2024-06-01")
    for _ in range(2):
        with pytest.raises(
            BenchmarkError, match=r"the environment cannot be built: .*no-such-thing"
        ) as error:
            interpreter_of(asked, WHERE, tmp_path)
        assert error.value.where == "submission.yaml: runtime.requirements"
    assert not list(tmp_path.rglob("ready"))


def test_a_machine_without_a_package_index_is_told_to_connect(tmp_path, monkeypatch):
    """It is not the pins that are at fault."""
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    with pytest.raises(BenchmarkError) as error:
        interpreter_of(runtime(requirements=("no-such-thing==1.0",)), WHERE, tmp_path)
    assert error.value.fix.startswith("connect this machine")


def test_an_environment_without_uv_says_how_to_get_it(tmp_path, monkeypatch):
    """The program comes with the benchmark; an environment made by hand may lack it."""
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BenchmarkError, match="there is no program uv") as error:
        interpreter_of(runtime(**OLD), WHERE, tmp_path)
    assert error.value.fix.endswith("-m pip install uv")


def test_a_second_builder_waits_for_the_first(tmp_path):
    """Two submissions with the same pins, evaluated at once, build one environment."""
    asked = runtime(**OLD)
    folder = tmp_path / environment_key(asked)
    (folder / "bin").mkdir(parents=True)
    (folder / "ready").touch()  # as the first leaves it
    lock = subprocess.Popen(
        ["flock", f"{folder}.lock", "sh", "-c", "echo held; read line"], stdin=-1, stdout=-1
    )
    assert lock.stdout.readline() == b"held\n"
    found = []
    second = threading.Thread(target=lambda: found.append(interpreter_of(asked, WHERE, tmp_path)))
    second.start()
    second.join(0.3)
    assert second.is_alive()
    lock.communicate(b"\n")
    second.join(60)
    assert found == [folder / "bin/python"]


@pytest.mark.slow  # packages are downloaded
def test_a_model_with_old_pins_runs_in_its_own_libraries(new_submission, cells, tmp_path, monkeypatch):
    """Its numpy is not ours, what ran is in the report, and the second run builds nothing."""
    monkeypatch.setattr("stages.environment.interpreter_of.__defaults__", (tmp_path,))
    code = (
        "import numpy\n"
        "assert numpy.__version__ == '1.26.4'\n"
        "def embed(adata, run):\n    return adata.X.toarray()\n"
    )
    folder = new_submission(code, runtime="{requirements: [numpy==1.26.4], exclude_newer: 2024-06-01}")
    entry = read_submission(folder)
    given = {"folder": folder, "checkpoint": tmp_path, "seed": 0, "permutation_seed": 0}
    first = infer(cells, entry, **given)
    assert (first.result() == cells.X.toarray()).all()
    assert first.ended.report.versions["numpy"] == "1.26.4"
    ready = next(tmp_path.rglob("ready")).stat().st_mtime_ns
    assert infer(cells, entry, **given).error is None
    assert [path.stat().st_mtime_ns for path in tmp_path.rglob("ready")] == [ready]
