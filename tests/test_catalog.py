"""The catalog describes every dataset, and a mistake in it is found before anything runs."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from stages.builtin import BUILTIN
from stages.catalog import Contamination, Dataset, Keys, Source, read_catalog, read_dataset
from stages.errors import BenchmarkError

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "data/catalog.yaml"
ENTRY = """
tiny:
  title: Tiny
  version: 1
  kind: real
  organism: Homo sapiens
  tissue: blood
  summary: Three cells.
  source: {path: data/tiny.h5ad}
  keys: {batch_key: batch, label_key: cell_type}
  license: MIT
  citation: Nobody.
"""


@pytest.fixture
def edited(tmp_path):
    """Return a function that writes a catalog of one entry with one edit."""

    def edited(old, new):
        assert old in ENTRY
        path = tmp_path / "catalog.yaml"
        path.write_text(ENTRY.replace(old, new))
        return path

    return edited


def test_the_catalog_holds_the_active_datasets():
    """Whatever params.yaml lists is described, and the built-in ones exist."""
    active = yaml.safe_load((ROOT / "params.yaml").read_text())["datasets"]
    catalog = read_catalog(CATALOG)
    assert set(active) <= set(catalog)
    assert {entry.source.builtin for entry in catalog.values()} - {None} == set(BUILTIN)


def test_the_catalog_holds_the_five_datasets_of_the_zero_shot_evaluation():
    """Each names what was looked into about its overlap with pretraining corpora."""
    catalog = read_catalog(CATALOG)
    for dataset in ("pancreas", "pbmc_12k", "pbmc_95k", "immune", "tabula_sapiens"):
        assert catalog[dataset].kind == "real"
        assert catalog[dataset].contamination


def test_synthetic_data_says_so():
    """The headline mean leaves out what is synthetic, so the kind must be right."""
    kinds = {name: entry.kind for name, entry in read_catalog(CATALOG).items()}
    assert kinds["pbmc68k"] == "real"
    assert kinds["pbmc68k_depth"] == "semi-synthetic"
    assert kinds["planted"] == "synthetic"


def test_an_entry_becomes_a_record(edited):
    """The entry's name is its id, and what is left out has its default."""
    entry = read_dataset(edited("Tiny", "Tiny"), "tiny")
    assert (entry.id, entry.version, entry.keys.counts) == ("tiny", 1, "X")
    assert entry.source.path == Path("data/tiny.h5ad")
    assert entry.contamination == ()


@pytest.mark.parametrize(
    ("old", "new", "message", "place"),
    [
        ("batch_key: batch", "batch_kye: batch", "did you mean `batch_key`", "tiny.keys.batch_kye"),
        ("title: Tiny", "titel: Tiny", "did you mean `title`", "tiny.titel"),
        ("  license: MIT\n", "", "the key `license` is absent", "tiny.license"),
        ("kind: real", "kind: reel", "kind is 'reel'; expected real or semi-synthetic", "tiny.kind"),
        ("version: 1", "version: 0", "version is '0'; expected greater than or equal to 1", "tiny.version"),
        ("version: 1", "version: 1.5", "version is '1.5'; expected a whole number", "tiny.version"),
        ("citation: Nobody.", "citation:", "`citation` has no value", ":12"),
        ("{path: data/tiny.h5ad}", "{}", "exactly one of .*; found \\[\\]", "tiny.source"),
        (
            "{path: data/tiny.h5ad}",
            "{path: a, url: https://example.org/a}",
            "exactly one of .*; found \\['path', 'url'\\]",
            "tiny.source",
        ),
        ("{path: data/tiny.h5ad}", "{url: ftp://a/b}", "expected text of the form", "tiny.source.url"),
        (
            "{path: data/tiny.h5ad}",
            "{path: a, sha256: 1234}",
            "expected 64 hexadecimal digits",
            "tiny.source.sha256",
        ),
        ("label_key: cell_type", "label_key: a, counts: layer", "of the form", "tiny.keys.counts"),
        ("tiny:", "Tiny:", "id is 'Tiny'; expected 3 to 40 characters: lower-case letters", "Tiny.id"),
        (
            "title: Tiny",
            "id: other\n  title: Tiny",
            "unknown key `id`; the entry's name is its id",
            "tiny.id",
        ),
        ("title: Tiny", "title: Tiny\n  title: Two", "the key `title` occurs twice", ":4"),
    ],
)
def test_a_mistake_in_an_entry_is_named(edited, old, new, message, place):
    """Every mistake names its key and what would be right."""
    path = edited(old, new)
    with pytest.raises(BenchmarkError, match=message) as error:
        read_catalog(path)
    assert error.value.where in {f"{path}: {place}", f"{path}{place}"}


def test_an_entry_without_keys_is_refused(tmp_path):
    """An entry is a mapping."""
    path = tmp_path / "catalog.yaml"
    path.write_text("tiny: data/tiny.h5ad\n")
    with pytest.raises(BenchmarkError, match=r"the entry is 'data/tiny.h5ad'; expected a mapping"):
        read_catalog(path)


def test_an_unknown_dataset_gets_the_nearest_known_name():
    """A typo in params.yaml is answered with a name of the catalog."""
    with pytest.raises(BenchmarkError, match=r"there is no dataset `pancras`; .* did you mean `pancreas`"):
        read_dataset(CATALOG, "pancras")


def test_reading_the_catalog_needs_no_heavy_library():
    """Aggregate reads it and has to start in a second."""
    code = (
        "import sys, stages.catalog; "
        "print({'anndata', 'pandas', 'numpy', 'scipy', 'scanpy', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("record", "prefix"),
    [(Dataset, ""), (Source, "source."), (Keys, "keys."), (Contamination, "")],
    ids=["dataset", "source", "keys", "contamination"],
)
def test_every_key_is_documented(record: type[BaseModel], prefix):
    """docs/add-a-dataset.md names each key of an entry, but for its id, which is the entry's name."""
    text = (ROOT / "docs/add-a-dataset.md").read_text()
    origins = {"path", "url", "builtin", "by_hand"}  # `parts` has keys of its own
    for key in set(record.model_fields) - {"id"}:
        shown = key if key in origins else f"{prefix}{key}"
        assert f"`{shown}`" in text, f"`{shown}` is not documented"
