"""Pins follow the library; nothing else in submission.yaml moves."""

import shutil
from pathlib import Path

from stages.libraries import library_sha256
from stages.pin import pin
from stages.submission import read_submission


def test_pins_are_brought_up_to_date(new_submission, tmp_path, capsys):
    """Only the hash changes, and a second run finds nothing to do."""
    library = tmp_path / "submissions/_libraries/doubling"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("TWO = 2\n")
    folder = new_submission(runtime="{libraries: [{name: doubling, sha256: '" + "0" * 64 + "'}]}")
    before = (folder / "submission.yaml").read_text()
    pin(submissions=tmp_path / "submissions")
    after = (folder / "submission.yaml").read_text()
    assert after == before.replace("0" * 64, library_sha256(library))
    assert capsys.readouterr().out == f"{folder / 'submission.yaml'}: pinned\n"
    pin(submissions=tmp_path / "submissions")
    assert capsys.readouterr().out == ""


def test_two_new_pins_get_the_hashes_of_their_own_libraries(new_submission, tmp_path):
    """Both are zeros before: what is written for one is not written for the other."""
    libraries = [tmp_path / "submissions/_libraries" / name for name in ("doubling", "halving")]
    for library in libraries:
        library.mkdir(parents=True)
        (library / "__init__.py").write_text(f"NAME = {library.name!r}\n")
    entries = [f"{{name: {library.name}, sha256: '{'0' * 64}'}}" for library in libraries]
    folder = new_submission(runtime=f"{{libraries: [{', '.join(entries)}]}}")
    pin(submissions=tmp_path / "submissions")
    found = read_submission(folder).runtime.libraries
    assert [library.sha256 for library in found] == [library_sha256(library) for library in libraries]


def test_the_libraries_of_this_repository_are_pinned(capsys, monkeypatch, tmp_path):
    """What is committed runs."""
    source = Path(__file__).parent.parent / "submissions"
    shutil.copytree(source, tmp_path / "submissions")
    monkeypatch.chdir(tmp_path)
    pin(submissions=Path("submissions"))
    assert capsys.readouterr().out == ""
