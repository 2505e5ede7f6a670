"""data/catalog.yaml: every dataset known, where it comes from, and what it is good for."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from stages.documents import read_yaml, validated
from stages.errors import BenchmarkError, did_you_mean
from stages.forms import Name, Sha256, Text
from stages.records import Kind

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+/\S*$")]
# A member of a .zip or .tar, `gzip`, `10x_mtx` (with a folder of the archive where it has several), `10x_h5`.
Unpack = Annotated[str, StringConstraints(pattern=r"^[\w.][\w./:+ -]*$")]
# What training saw of a dataset: its cells with their labels, its cells, probably its cells, some of them;
# nobody knows; nothing.
Grade = Literal["labels_seen", "seen", "likely", "partial", "unknown", "unseen"]
Counts = Annotated[str, StringConstraints(pattern=r"^(X|raw|layers/.+)$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Download(_Record):
    """One file that somebody publishes."""

    url: Url
    mirrors: tuple[Url, ...] = ()  # other addresses of the same bytes, tried in this order
    sha256: Sha256 | None = None  # of what is downloaded; None: not known yet, see `stages.pin_download`
    size: Annotated[int, Field(ge=1)] | None = None  # bytes of what is downloaded
    unpack: Unpack | None = None


class Part(Download):
    """One of several files that make a dataset together; its cells say which one they come from."""

    name: Text


class Source(_Record):
    """Where the file comes from: exactly one of builtin, path, url, parts and by_hand."""

    builtin: Text | None = None  # a function of stages.builtin
    path: Path | None = None  # a file on this machine, relative to the top of the repository
    url: Url | None = None
    parts: tuple[Part, ...] | None = None  # files whose cells are put one after the other
    by_hand: Text | None = None  # how to make the file, where nobody publishes it
    mirrors: tuple[Url, ...] = ()
    sha256: Sha256 | None = None  # of what is downloaded or copied
    size: Annotated[int, Field(ge=1)] | None = None
    unpack: Unpack | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Source":
        origins = {"builtin", "path", "url", "parts", "by_hand"}
        if len(found := sorted(origins & self.model_fields_set)) != 1:
            raise ValueError(f"expected exactly one of {sorted(origins)}; found {found}")
        return self

    @property
    def downloads(self) -> tuple[Download, ...]:
        """What is to be downloaded: the file at `url`, or every part."""
        if self.url is None:
            return self.parts or ()
        return (Download(**{name: getattr(self, name) for name in Download.model_fields}),)


class Keys(_Record):
    """Which part of the raw file means what."""

    batch_key: Text  # column of obs
    label_key: Text  # column of obs
    batch_also_by: tuple[Text, ...] = ()  # more columns of obs: a batch is their combination
    donor_key: Text | None = None  # column of obs
    label_ontology_key: Text | None = None  # column of obs with Cell Ontology terms
    counts: Counts = "X"  # X, raw, or layers/<name>
    total_counts_key: Text | None = None  # column of obs: the library size, where genes are a subset
    symbol_key: Text | None = None  # column of var, or `index`
    ensembl_key: Text | None = None  # column of var, or `index`
    batch_merge: dict[str, Text] = {}  # batch in the file -> batch in the benchmark


class Contamination(_Record):
    """What is known about a pretraining corpus holding cells of this dataset."""

    corpus: Name  # of data/corpora.yaml, or `any`
    grade: Grade
    evidence: Text  # on what grounds
    url: Url | None = None


class Dataset(_Record):
    """One entry of the catalog."""

    id: Name
    title: Text
    version: Annotated[int, Field(ge=1)]  # raised whenever the numbers may move
    kind: Kind
    organism: Text
    tissue: Text
    summary: Text
    source: Source
    keys: Keys | None = None  # None: not known yet, the dataset cannot be prepared
    too_small_for: tuple[Text, ...] = ()
    caveats: tuple[Text, ...] = ()
    license: Text
    citation: Text
    doi: Text | None = None
    contamination: tuple[Contamination, ...] = ()


def read_catalog(path: Path) -> dict[str, Dataset]:
    """Return every dataset of the catalog by its id, in the order of the file.

    Raises
    ------
    BenchmarkError
        If an entry has an unknown, absent or malformed key.
    """
    return {name: _entry(path, name, entry) for name, entry in read_yaml(path).items()}


def read_dataset(path: Path, dataset: str) -> Dataset:
    """Return one dataset of the catalog; an unknown name gets the nearest known one."""
    content = read_yaml(path)
    if dataset not in content:
        raise BenchmarkError(
            f"there is no dataset `{dataset}`; the catalog has {list(content)}"
            f"{did_you_mean(dataset, content)}",
            where=str(path),
            fix="add an entry to the catalog, or correct the name in params.yaml: datasets",
        )
    return _entry(path, dataset, content[dataset])


def _entry(path: Path, name: str, entry: object) -> Dataset:
    where = f"{path}: {name}"
    if not isinstance(entry, dict):
        raise BenchmarkError(
            f"the entry is {entry!r}; expected a mapping", where=where, fix="describe the dataset by keys"
        )
    if "id" in entry:
        raise BenchmarkError(
            "unknown key `id`; the entry's name is its id", where=f"{where}.id", fix="remove the key"
        )
    return validated(Dataset, {"id": name, **entry}, where=where)
