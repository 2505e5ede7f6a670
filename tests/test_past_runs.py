"""Records of past runs give numbers, or say that there is none."""

import pytest

from stages.past_runs import past_runs

DAMAGED = {
    "conflict": '<<<<<<< HEAD\n{"cpu_s": 1}\n=======\n{"cpu_s": 2}\n>>>>>>> theirs\n',
    "empty": "",
    "not text": b"\xff\xfe",
    "null": '{"cpu_s": null}',
    "no key": "{}",
    "no mapping": "[1]",
    "a word": '{"cpu_s": "1"}',
    "true": '{"cpu_s": true}',
    "not a number": '{"cpu_s": NaN}',
    "negative": '{"cpu_s": -1}',
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_record_has_no_number(tmp_path, name):
    """The others keep theirs."""
    content = DAMAGED[name]
    (tmp_path / "a.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "b.json").write_text('{"cpu_s": 2.5}')
    assert past_runs(tmp_path, "cpu_s") == [None, 2.5]


def test_a_folder_that_is_a_record_by_name_has_no_number(tmp_path):
    """What cannot be opened is no reason to stop."""
    (tmp_path / "a.json").mkdir()
    assert past_runs(tmp_path, "cpu_s") == [None]


def test_what_never_ran_has_no_records(tmp_path):
    """There need not be a folder."""
    assert past_runs(tmp_path / "new", "cpu_s") == []
