"""One implementation, many checkpoints: each variant is prose, pins and one import."""

import re
from pathlib import Path

import pytest

from stages.corpora import corpus_named, read_corpora
from stages.submission import read_submission

ROOT = Path(__file__).parent.parent.parent
VARIANTS = sorted(path.parent.name for path in (ROOT / "submissions").glob("scgpt*/embed.py"))
FILES = ["args.json", "vocab.json", "best_model.pt"]


def entry_of(variant):
    """Return what a variant says of itself."""
    return read_submission(ROOT / "submissions" / variant)


def test_all_official_checkpoints_are_there():
    """The eight of upstream's list, the paper's protocol, and the control."""
    organs = ["blood", "brain", "cp", "heart", "kidney", "lung", "pancancer"]
    others = ["scgpt_kedzierska2025", "scgpt_random"]
    assert sorted(VARIANTS) == sorted(["scgpt", *others, *(f"scgpt_{organ}" for organ in organs)])


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_holds_no_code_of_its_own(variant):
    """Its program is a sentence and an import; the library is pinned."""
    code = (ROOT / f"submissions/{variant}/embed.py").read_text()
    assert re.fullmatch(
        r'"""[^"]+\."""\n\nfrom scgpt import embed(_\w+ as embed)?\n\n__all__ = \["embed"\]\n', code
    )
    assert {library.name for library in entry_of(variant).runtime.libraries} == {"scgpt", "token_batches"}


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "scgpt_random"])
def test_a_variant_declares_its_files_and_what_they_were_trained_on(variant):
    """What is pinned says its size, and what nobody has published is unknown rather than made up."""
    entry = entry_of(variant)
    assert [file.path for file in entry.runtime.checkpoint] == FILES
    for file in entry.runtime.checkpoint:
        assert (file.sha256 == "unknown") == (file.size is None)
    assert entry.cost == "heavy"
    assert entry.pretraining
    corpora = read_corpora(ROOT / "data/corpora.yaml")
    assert all(corpus_named(corpus.corpus, corpora) for corpus in entry.pretraining)
    assert entry.supervised_pretraining == (variant == "scgpt_cp")
