"""data/corpora.yaml: what models were pretrained on, and which corpora contain which."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from stages.catalog import Url
from stages.documents import read_yaml, validated
from stages.errors import BenchmarkError, did_you_mean
from stages.forms import Flag, Name, Text


class Corpus(BaseModel):
    """Data that weights were trained on.

    Attributes
    ----------
    names
        Other names: of weights trained on it, or as submissions describe it.
    holds
        Corpora whose cells are in it too.
    labels
        Whether the training saw the cell type labels of its cells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Name
    title: Text
    names: tuple[Text, ...] = ()
    holds: tuple[Name, ...] = ()
    labels: Flag = False
    evidence: Text
    url: Url | None = None


def read_corpora(path: Path) -> dict[str, Corpus]:
    """Return every corpus by its id, in the order of the file.

    Raises
    ------
    BenchmarkError
        If an entry has an unknown, absent or malformed key, or holds a corpus that is not in the file.
    """
    content = read_yaml(path)
    corpora = {
        name: validated(
            Corpus, {"id": name, **entry} if isinstance(entry, dict) else entry, where=f"{path}: {name}"
        )
        for name, entry in content.items()
    }
    for corpus in corpora.values():
        for name in corpus.holds:
            require_known(name, corpora, f"{path}: {corpus.id}.holds")
    return corpora


def require_known(name: str, corpora: Iterable[str], where: str) -> None:
    """Raise BenchmarkError unless a corpus has the name."""
    known = list(corpora)
    if name not in known:
        raise BenchmarkError(
            f"there is no corpus `{name}`; there are {known}{did_you_mean(name, known)}",
            where=where,
            fix="correct the name, or describe the corpus in data/corpora.yaml",
        )


def corpus_named(text: str, corpora: Mapping[str, Corpus]) -> str | None:
    """Return the corpus that a submission means, by its id, its title or another name; else None.

    Case and punctuation do not count, nor what follows the first comma or semicolon.
    """
    for wanted in (_plain(text), _plain(re.split("[,;]", text)[0])):
        for corpus in corpora.values():
            if wanted in {_plain(name) for name in (corpus.id, corpus.title, *corpus.names)}:
                return corpus.id
    return None


def with_parts(name: str, corpora: Mapping[str, Corpus]) -> list[str]:
    """Return a corpus and all that it holds, directly or not, each once."""
    found = [name]
    for part in found:
        found += [inner for inner in corpora[part].holds if inner not in found]
    return found


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
