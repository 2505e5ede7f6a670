"""The schema of submission.yaml documents itself."""

import pytest
from pydantic import BaseModel

from stages.records import Track
from stages.schema import Author, Checkpoint, Corpus, Runtime, Submission

RECORDS: list[type[BaseModel]] = [Submission, Runtime, Checkpoint, Corpus, Author]
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
