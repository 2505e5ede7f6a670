"""Shared code is lent to the submissions that pin it, and to no other."""

import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.inference import infer
from stages.libraries import lend_libraries, library_sha256
from stages.submission import read_submission

CODE = "from doubling import twice\n\ndef embed(adata, run):\n    return twice(adata.X.toarray())\n"


@pytest.fixture
def library(tmp_path):
    """Return a library with a package inside."""
    folder = tmp_path / "submissions/_libraries/doubling"
    (folder / "parts").mkdir(parents=True)
    (folder / "__init__.py").write_text("from doubling.parts.two import TWO\n\ntwice = lambda x: TWO * x\n")
    (folder / "parts/__init__.py").write_text("")
    (folder / "parts/two.py").write_text("TWO = 2\n")
    return folder


def pinned(library, name="doubling", sha256=None):
    """Return the runtime of a submission that uses it."""
    return f"{{libraries: [{{name: {name}, sha256: '{sha256 or library_sha256(library)}'}}]}}"


def run(folder, cells):
    """Return what came of a run."""
    given = {"checkpoint": folder, "seed": 1, "permutation_seed": 2}
    return infer(cells, read_submission(folder), folder=folder, **given)


def test_a_pinned_library_can_be_imported(library, new_submission, cells):
    """By its name, packages inside it included."""
    done = run(new_submission(CODE, runtime=pinned(library)), cells)
    assert np.array_equal(done.result(), 2 * cells.X.toarray())


def test_a_library_that_is_not_declared_is_not_there(library, new_submission, cells):
    """DVC would not see an edit of it."""
    assert library.is_dir()
    assert run(new_submission(CODE), cells).error.what.startswith("embed.py raised ModuleNotFoundError")


def test_an_edited_library_is_refused_until_it_is_pinned_again(library, new_submission, cells):
    """Vectors of other code than the pinned are never published under its name."""
    folder = new_submission(CODE, runtime=pinned(library))
    (library / "parts/two.py").write_text("TWO = 3\n")
    error = run(folder, cells).error
    assert "submission.yaml says" in error.what
    assert error.where.endswith("submission.yaml: runtime.libraries[0].sha256")
    assert error.fix == f"python -m stages.pin --submissions {folder.parent}"


def test_an_unknown_library_is_named_with_its_neighbour(library, new_submission, tmp_path):
    """A slip of one letter."""
    assert library.is_dir()
    folder = new_submission(runtime=pinned(library, name="doublin", sha256="0" * 64))
    libraries = read_submission(folder).runtime.libraries
    with pytest.raises(BenchmarkError, match=r"no library `doublin`; did you mean `doubling`"):
        lend_libraries(libraries, folder, tmp_path)


def test_names_and_bytes_make_the_hash_and_what_python_compiles_does_not(library):
    """A file that was renamed is another library; a cache is none."""
    before = library_sha256(library)
    (library / "__pycache__").mkdir()
    (library / "__pycache__/two.pyc").write_bytes(b"compiled")
    assert library_sha256(library) == before
    (library / "parts/two.py").rename(library / "parts/three.py")
    assert library_sha256(library) != before
