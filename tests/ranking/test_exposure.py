"""What pretraining saw is the worst that is known of any corpus behind the weights; unknown is not clean."""

from pathlib import Path

import pytest

from stages.catalog import Dataset, read_catalog
from stages.corpora import Corpus, read_corpora
from stages.errors import BenchmarkError
from stages.ranking.exposure import exposure, exposures, require_corpora
from stages.schema import Submission

ROOT = Path(__file__).parents[2]
CORPORA = {
    corpus.id: corpus
    for corpus in (
        Corpus(id="small", title="Small corpus", names=("Little model",), evidence="e"),
        Corpus(id="large", title="Large corpus", holds=("small",), evidence="e"),
        Corpus(id="labelled", title="Labelled corpus", labels="true", evidence="e"),
    )
}
WEIGHTS = {"checkpoint": ({"path": "model.pt", "url": "https://example.org/m", "sha256": "0" * 64},)}


def dataset(**grades):
    """Return a dataset with a grade per corpus."""
    known = [{"corpus": corpus, "grade": grade, "evidence": "as read"} for corpus, grade in grades.items()]
    content = {"id": "tiny", "title": "T", "version": "1", "kind": "real", "organism": "o", "tissue": "t"}
    content |= {"summary": "s", "source": {"builtin": "tiny"}, "license": "CC0", "citation": "c"}
    return Dataset.model_validate(content | {"contamination": known})


def model(*corpora, name="model", track="zero-shot", runtime=WEIGHTS, **changes):
    """Return a submission whose weights were trained on corpora, each a text or (text, adapted_from)."""
    listed = [
        {"corpus": one, "evidence": "e"}
        if isinstance(one, str)
        else {"corpus": one[0], "evidence": "e", "adapted_from": one[1]}
        for one in corpora
    ]
    content = {"id": name, "name": name, "version": "1", "summary": "s", "track": track, "license": "MIT"}
    content |= {"runtime": runtime, "dataset_context": "none", "pretraining": tuple(listed)}
    return Submission.model_validate(content | changes)


def grade(submission, entry, *others):
    """Return the grade alone."""
    return exposure(submission, entry, {one.id: one for one in (submission, *others)}, CORPORA).grade


@pytest.mark.parametrize("known", ["seen", "likely", "partial", "unknown", "unseen"])
def test_the_grade_is_that_of_the_corpus(known):
    """With the corpus and the grounds beside it."""
    found = exposure(model("Small corpus"), dataset(small=known), {}, CORPORA)
    assert (found.grade, found.evidence) == (known, "Small corpus: as read")


def test_the_worst_of_several_corpora_counts():
    """One clean corpus does not wash another."""
    pair = model("Small corpus", "Labelled corpus")
    assert grade(pair, dataset(small="unseen", labelled="partial")) == "partial"
    assert grade(pair, dataset(small="unseen", labelled="unseen")) == "unseen"


def test_what_nobody_looked_into_is_unknown():
    """Neither a pair that the catalog lacks nor a corpus that nobody described is clean."""
    assert grade(model("Small corpus"), dataset()) == "unknown"
    assert grade(model("Small corpus", "Large corpus"), dataset(small="unseen")) == "unknown"
    found = exposure(model("My corpus"), dataset(small="unseen"), {}, CORPORA)
    assert (found.grade, found.evidence) == ("unknown", "My corpus: not in data/corpora.yaml")


def test_a_corpus_has_seen_what_its_parts_have():
    """A superset cannot be cleaner."""
    assert grade(model("Large corpus"), dataset(small="seen", large="unseen")) == "seen"


def test_weights_inherit_from_the_weights_that_they_continue():
    """Whether these are a submission, over any number of steps, or a model that is not listed here."""
    entry = dataset(small="seen", labelled="unseen", large="unseen")
    first = model("Small corpus", name="first")
    second = model(("Labelled corpus", "first"), name="second")
    third = model(("Labelled corpus", "second"), name="third")
    assert grade(third, entry, first, second) == "seen"
    assert grade(model(("Labelled corpus", "Little Model")), entry) == "seen"
    assert grade(model(("Labelled corpus", "nobody's model")), entry) == "unknown"


def test_weights_that_inherit_from_each_other_end():
    """A circle is a mistake, and no reason to search for ever."""
    one, other = model(("Small corpus", "other"), name="one"), model(("Small corpus", "one"), name="other")
    assert grade(one, dataset(small="partial"), other) == "partial"


def test_labels_that_were_seen_are_said():
    """By what the corpus says, or by what the submission says of itself."""
    assert grade(model("Labelled corpus"), dataset(labelled="seen")) == "labels_seen"
    assert grade(model("Small corpus", supervised_pretraining="true"), dataset(small="seen")) == "labels_seen"
    assert grade(model("Small corpus", supervised_pretraining="true"), dataset(small="unseen")) == "unseen"


def test_what_holds_for_any_corpus_needs_no_name():
    """Cells that were drawn from a seed were in none."""
    assert grade(model("Small corpus"), dataset(any="unseen")) == "unseen"


def test_without_weights_nothing_was_seen():
    """What is fitted on the cells that it embeds starts from nothing."""
    assert grade(model(track="fitted", runtime={}), dataset(small="seen")) == "unseen"


@pytest.mark.parametrize(
    ("track", "runtime"), [("fitted", WEIGHTS), ("zero-shot", {}), ("zero-shot", WEIGHTS)]
)
def test_weights_that_name_no_corpus_are_unknown(track, runtime):
    """A list that was left empty is no evidence."""
    assert grade(model(track=track, runtime=runtime), dataset(small="seen")) == "unknown"


def test_every_pair_has_an_exposure():
    """Submissions by datasets."""
    listed = {"model": model("Small corpus"), "pca": model(name="pca", track="fitted", runtime={})}
    found = dict(exposures(listed, {"tiny": dataset(small="seen")}, CORPORA))
    assert {pair: one.grade for pair, one in found.items()} == {
        ("model", "tiny"): "seen",
        ("pca", "tiny"): "unseen",
    }


def test_a_corpus_that_nobody_described_is_refused():
    """With the nearest one that is."""
    with pytest.raises(BenchmarkError, match=r"no corpus `smal`; .* did you mean `small`") as error:
        require_corpora(dataset(any="unseen", smal="seen"), CORPORA, Path("catalog.yaml"))
    assert error.value.where == "catalog.yaml: tiny.contamination[1].corpus"


@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ("scGPT whole-human", {"pancreas": "unseen", "immune": "seen", "tabula_sapiens": "seen"}),
        ("scGPT_CP", {"pancreas": "unknown", "immune": "seen", "tabula_sapiens": "labels_seen"}),
        ("Geneformer V1", {"pancreas": "partial", "immune": "unknown", "pbmc_12k": "unknown"}),
        ("Geneformer-V2-316M", {"pancreas": "partial", "tabula_sapiens": "unknown"}),
        ("UCE", {"pancreas": "unknown", "immune": "likely", "planted": "unseen"}),
    ],
)
def test_the_published_models_on_the_datasets_of_the_zero_shot_evaluation(corpus, expected):
    """As its authors state it, and as the cards of the models do."""
    catalog, corpora = read_catalog(ROOT / "data/catalog.yaml"), read_corpora(ROOT / "data/corpora.yaml")
    found = {name: exposure(model(corpus), catalog[name], {}, corpora).grade for name in expected}
    assert found == expected
