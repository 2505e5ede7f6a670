"""An interpreter brings its programs and libraries, and nothing that lies beside them."""

import sys
from pathlib import Path

from stages.confinement.interpreter import Interpreter


def make_python(prefix, *, environment_of=None):
    """Lay out a Python, or an environment of one."""
    (prefix / "bin").mkdir(parents=True)
    (prefix / "lib" / "python3.11").mkdir(parents=True)
    python = prefix / "bin" / "python3"
    if environment_of:
        (prefix / "pyvenv.cfg").write_text(f"home = {environment_of.parent}\n")
        python.symlink_to(environment_of)
    else:
        python.write_text("")
    return python


def test_an_environment_brings_itself_and_the_python_that_it_was_made_with(tmp_path):
    """Both places, programs and libraries only."""
    base = make_python(tmp_path / "base")
    python = make_python(tmp_path / "env", environment_of=base)
    found = Interpreter.of(python)
    assert set(found.paths) == {
        tmp_path / "env" / "bin",
        tmp_path / "env" / "lib",
        tmp_path / "env" / "pyvenv.cfg",
        tmp_path / "base" / "bin",
        tmp_path / "base" / "lib",
    }
    assert found.links == {}


def test_an_environment_amid_data_does_not_bring_the_data(tmp_path):
    """Labels beside bin and lib stay out of sight."""
    base = make_python(tmp_path / "base")
    python = make_python(tmp_path / "project", environment_of=base)
    (tmp_path / "project" / "data").mkdir()
    assert not any(
        (tmp_path / "project" / "data").is_relative_to(path) for path in Interpreter.of(python).paths
    )


def test_a_link_on_the_way_is_kept_as_a_link(tmp_path):
    """A program in somebody's home that leads to a Python elsewhere brings nothing of that home."""
    base = make_python(tmp_path / "base")
    (tmp_path / "home" / "bin").mkdir(parents=True)
    link = tmp_path / "home" / "bin" / "python3"
    link.symlink_to(base)
    python = make_python(tmp_path / "env", environment_of=link)
    found = Interpreter.of(python)
    assert found.links == {link: str(base)}
    assert not any(path.is_relative_to(tmp_path / "home") for path in found.paths)
    assert tmp_path / "base" / "lib" in found.paths


def test_an_environment_behind_a_link_is_found_under_both_names(tmp_path):
    """The interpreter is run under the name that was given; its libraries may be looked for by the other."""
    base = make_python(tmp_path / "base")
    make_python(tmp_path / "env", environment_of=base)
    (tmp_path / "linked").symlink_to(tmp_path / "env")
    paths = Interpreter.of(tmp_path / "linked" / "bin" / "python3").paths
    assert {tmp_path / "linked" / "lib", tmp_path / "env" / "lib"} <= set(paths)


def test_the_python_of_the_system_brings_nothing():
    """Its folders are there in any case."""
    if Path("/usr/bin/python3").exists():
        assert Interpreter.of(Path("/usr/bin/python3")).paths == ()


def test_the_interpreter_of_the_tests_is_complete():
    """All its own folders are among those found, unless they are the system's."""
    found = Interpreter.of(Path(sys.executable))
    for folder in (sys.prefix, sys.base_prefix):
        library = Path(folder, "lib")
        assert library in found.paths or library.resolve().is_relative_to("/usr")
