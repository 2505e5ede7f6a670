"""The schema of submission.yaml documents itself."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from stages.records import Track
from stages.schema import Author, Checkpoint, Corpus, Library, Runtime, Submission
from stages.submission import read_submission

SUBMIT = (Path(__file__).parent.parent / "docs/submit.md").read_text()

RECORDS: list[type[BaseModel]] = [Submission, Runtime, Checkpoint, Library, Corpus, Author]
FIELDS = [
    pytest.param(field, id=f"{record.__name__}.{name}")
    for record in RECORDS
    for name, field in record.model_fields.items()
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_key_has_a_sentence_and_an_example(field):
    """The docs show the sentence, a message the example."""
    assert field.description
    assert field.description.endswith(".")
    assert field.examples


def test_tracks_are_those_of_the_tables():
    """A track that the schema takes is one that the tables know."""
    assert Submission.model_fields["track"].annotation == Track


def test_a_submission_cannot_be_changed_after_reading():
    """What was checked is what runs."""
    assert all(record.model_config["frozen"] for record in RECORDS)
    assert all(record.model_config["extra"] == "forbid" for record in RECORDS)


def test_the_example_of_a_model_with_weights_is_accepted(tmp_path):
    """What people copy from the page is a submission."""
    (tmp_path / "my_model").mkdir()
    example = re.search(r"^```yaml\n(.*?)^```$", SUBMIT, re.MULTILINE | re.DOTALL)
    (tmp_path / "my_model/submission.yaml").write_text(example[1])
    assert read_submission(tmp_path / "my_model").track == "zero-shot"
