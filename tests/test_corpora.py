"""Corpora are described once, and a submission may name them in more than one way."""

from pathlib import Path

import pytest

from stages.catalog import read_catalog
from stages.corpora import corpus_named, read_corpora, with_parts
from stages.errors import BenchmarkError
from stages.ranking.exposure import ANY

ROOT = Path(__file__).parent.parent
CORPORA = read_corpora(ROOT / "data/corpora.yaml")


def test_every_corpus_of_the_catalog_is_described():
    """What is said of a corpus that nobody can name would never be shown."""
    used = {
        known.corpus
        for entry in read_catalog(ROOT / "data/catalog.yaml").values()
        for known in entry.contamination
    }
    assert used <= {*CORPORA, ANY}


@pytest.mark.parametrize(
    ("text", "corpus"),
    [
        ("census_2023_05_08", "census_2023_05_08"),
        ("CELLxGENE Census 2023-05-08", "census_2023_05_08"),
        ("scGPT whole-human", "census_2023_05_08"),
        ("Geneformer V2 316M", "genecorpus_104m"),
        ("Genecorpus-30M, some 30 million human cells; as the paper says", "genecorpus_30m"),
        ("CELLxGENE Census 2021", None),
        ("cells, scGPT", None),
    ],
)
def test_a_corpus_is_known_by_id_title_or_model(text, corpus):
    """Case and punctuation do not count, and nothing is guessed."""
    assert corpus_named(text, CORPORA) == corpus


def test_no_name_stands_for_two_corpora():
    """It would depend on their order which one is meant."""
    names = [name for corpus in CORPORA.values() for name in (corpus.id, corpus.title, *corpus.names)]
    for name in names:
        meant = {one.id for one in CORPORA.values() if corpus_named(name, {one.id: one})}
        assert len(meant) == 1, f"{name} means {meant}"


def test_a_corpus_comes_with_all_that_it_holds():
    """Also with what that holds, and each once."""
    assert with_parts("genecorpus_104m", CORPORA) == ["genecorpus_104m", "genecorpus_95m", "genecorpus_30m"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "one_corpus:\n  title: One\n  evidence: none\n  hold: [x]\n",
            "unknown key `hold`; did you mean `holds`",
        ),
        ("one_corpus:\n  title: One\n", "the key `evidence` is absent"),
        (
            "one_corpus:\n  title: One\n  evidence: none\n  holds: [one_corpu]\n",
            r"there is no corpus `one_corpu`; .* did you mean `one_corpus`",
        ),
    ],
)
def test_a_mistake_is_named(tmp_path, text, message):
    """Before anything is ranked by it."""
    path = tmp_path / "corpora.yaml"
    path.write_text(text)
    with pytest.raises(BenchmarkError, match=message):
        read_corpora(path)
