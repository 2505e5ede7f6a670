"""Weights are downloaded whole and checked, from the first address that has them."""

from collections import namedtuple

import pytest
from file_server import CONTENT, SHA256, serving

from stages.checkpoint import addresses, bring, checkpoint, is_there, require_space
from stages.errors import BenchmarkError
from stages.schema import Checkpoint

REVISION = "0123456789" * 4
WHERE = "submission.yaml: runtime.checkpoint[0]"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits between two attempts here."""
    monkeypatch.setattr("stages.patience.sleep", lambda _: None)


@pytest.fixture
def server():
    """Run a file server on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def second():
    """Run another one."""
    with serving() as running:
        yield running


def declared(*urls, **keys):
    """Return a declared file; the schema would want https, which a test has not."""
    keys = {"path": "deep/model.pt", "sha256": SHA256, "size": None} | keys
    return Checkpoint.model_construct(url=urls[0], mirrors=urls[1:], **keys)


def test_an_address_on_the_hub_is_opened_at_its_revision():
    """A revision of 40 digits names the same bytes for ever."""
    file = declared(f"hf://lab/model@{REVISION}/deep/model.pt", "https://example.org/model.pt")
    assert addresses(file) == [
        f"https://huggingface.co/lab/model/resolve/{REVISION}/deep/model.pt",
        "https://example.org/model.pt",
    ]


def test_weights_arrive_under_their_name(server, tmp_path):
    """Nothing half-written ever has it."""
    file = declared(server.url)
    assert not is_there(file, tmp_path)
    bring(file, tmp_path, WHERE)
    assert is_there(file, tmp_path)
    assert [path.name for path in tmp_path.rglob("*.*")] == ["model.pt"]


def test_a_cut_connection_goes_on_where_it_stopped(server, tmp_path):
    """The rest is fetched only, in the same call."""
    server.breaks, server.break_after = 1, 1_000_000
    bring(declared(server.url), tmp_path, WHERE)
    assert server.ranges == [None, "bytes=1000000-"]
    assert (tmp_path / "deep/model.pt").read_bytes() == CONTENT


def test_a_mirror_takes_over(server, second, tmp_path, capsys):
    """Also in the middle: both hold the same bytes."""
    server.breaks, server.break_after, server.answers = 1, 1_000_000, [200, 404]
    bring(declared(server.url, second.url), tmp_path, WHERE)
    assert second.ranges == ["bytes=1000000-"]
    assert is_there(declared(server.url), tmp_path)
    assert "trying the next address" in capsys.readouterr().err


def test_other_bytes_are_refused(server, tmp_path):
    """They are a model of their own, and none of them is kept."""
    with pytest.raises(BenchmarkError, match=f"sha256 {SHA256}; expected 0000") as error:
        bring(declared(server.url, sha256="0" * 64), tmp_path, WHERE)
    assert error.value.where == f"{WHERE}.sha256"
    assert "a submission of its own" in error.value.fix
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_page_is_not_taken_for_weights(server, tmp_path):
    """Servers answer so where a login is wanted."""
    server.kind = "text/html"
    with pytest.raises(BenchmarkError, match="answered with a page"):
        bring(declared(server.url), tmp_path, WHERE)


def test_a_disk_that_is_too_small_is_noticed_before_the_first_byte(tmp_path, monkeypatch):
    """All declared sizes together count."""
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1000))
    require_space([declared("https://a", size=500)], tmp_path, WHERE)
    with pytest.raises(BenchmarkError, match=r"the weights need 1,001 bytes; the disk of .* has 1,000 left"):
        require_space([declared("https://a", size=500), declared("https://b", size=501)], tmp_path, WHERE)


def test_weights_that_are_there_are_not_fetched(new_submission, tmp_path, capsys):
    """Without a network the command still says that all is well."""
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/model.pt").write_bytes(CONTENT)
    runtime = f"{{checkpoint: [{{path: model.pt, url: 'https://nowhere.example.org/m', sha256: {SHA256}}}]}}"
    checkpoint(submission=new_submission(runtime=runtime), folder=tmp_path / "weights")
    assert capsys.readouterr().out.endswith("weights: 1 files, 0 of them downloaded\n")
