"""What one clone pushes another one pulls, over every protocol, and computes nothing; damage is found."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest
import servers
from conftest import Clone

# One worker runs them all: they share one run of the pipeline.
pytestmark = pytest.mark.xdist_group("pipeline")

TRACKED = ["data/catalog.yaml", "data/corpora.yaml", "data/manifest.json"]  # in git
EMBEDDING = "data/embeddings/pca/pbmc68k.parquet"
ONE_EVALUATION = "submissions/pca/dvc.yaml:embed@pbmc68k"


@dataclass(frozen=True)
class Published:
    """A clone whose results are committed and whose data lie in the default remote, beside it."""

    clone: Clone

    @property
    def storage(self) -> Path:
        """Return the folder of the default remote."""
        return self.clone.root.parent / "frozen-cells-storage"

    def cloned_to(self, root: Path) -> Clone:
        """Return a clone by git: results are there, data are not."""
        self.clone.run("git", "clone", "--quiet", str(self.clone.root), str(root))
        return Clone(root)

    def object_of(self, path: str) -> Path:
        """Return the object in the default remote that holds a file."""
        digest = hashlib.md5((self.clone.root / path).read_bytes()).hexdigest()  # noqa: S324 - DVC's address
        return self.storage / "files/md5" / digest[:2] / digest[2:]


@pytest.fixture(scope="module")
def published(benchmark_clone, tmp_path_factory) -> Published:
    """Return a clone that has committed and pushed."""
    clone = benchmark_clone.copy_to(tmp_path_factory.mktemp("published") / "frozen-cells")
    clone.run("git", "add", "--all")
    author = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    clone.run("git", *author, "commit", "--quiet", "--message=Results")
    clone.run("git", "tag", "v0.1.0")
    clone.run("dvc", "push", "--run-cache")
    return Published(clone)


@pytest.fixture
def storage(published, tmp_path) -> Iterator[Path]:
    """Return a copy of what is in the remote, to damage; it lies beside `tmp_path / "second"`."""
    shutil.copytree(published.storage, tmp_path / "frozen-cells-storage")
    return tmp_path / "frozen-cells-storage"


def data_of(clone: Clone) -> dict[str, bytes]:
    """Return what is in the work space of DVC."""
    files = [path for path in (clone.root / "data").rglob("*") if path.is_file()]
    return {str(path.relative_to(clone.root)): path.read_bytes() for path in files}


def is_up_to_date(clone: Clone) -> bool:
    """Say whether the whole pipeline up to the tables has nothing to run."""
    done = clone.run("dvc", "repro", "--single-item", "submissions/pca/dvc.yaml", "dvc.yaml:prepare")
    done = done.stdout + clone.run("dvc", "repro", "--pull", "aggregate").stdout
    return "Running stage" not in done and "up to date" in done


@pytest.mark.usefixtures("storage")
def test_the_default_remote_is_a_folder_beside_the_clone(published, tmp_path):
    """A second clone pulls the same bytes and computes nothing."""
    second = published.cloned_to(tmp_path / "second")
    second.run("dvc", "pull")
    assert data_of(second) == data_of(published.clone)
    assert is_up_to_date(second)
    assert second.run("git", "status", "--short").stdout == ""


@pytest.mark.usefixtures("storage")
def test_a_clone_restores_what_it_needs_while_it_runs(published, tmp_path):
    """`dvc repro --pull` takes every output from the remote and runs no stage."""
    second = published.cloned_to(tmp_path / "second")
    done = second.run("dvc", "repro", "--pull", "submissions/pca/dvc.yaml").stdout
    assert "Running stage" not in done
    assert (second.root / EMBEDDING).read_bytes() == (published.clone.root / EMBEDDING).read_bytes()


@pytest.mark.usefixtures("storage")
def test_pulling_one_evaluation_transfers_that_evaluation_only(published, tmp_path):
    """Nobody needs all embeddings to look at one."""
    second = published.cloned_to(tmp_path / "second")
    second.run("dvc", "pull", ONE_EVALUATION)
    assert set(data_of(second)) == {*TRACKED, EMBEDDING}


def test_maintainers_push_over_s3_and_the_public_pulls_over_http(published, tmp_path, record_property):
    """The same objects of one bucket, read without credentials; writing needs them."""
    with servers.s3(tmp_path) as bucket:
        first, second = published.clone, published.cloned_to(tmp_path / "second")
        set_remote(first, f"s3://{servers.BUCKET}/dvc", endpointurl=bucket.endpoint, **access(bucket))
        set_remote(second, bucket.public)
        said = [typed("maintainer", first, "dvc push --remote other")]
        said.append(typed("reader", second, "dvc pull --remote other"))
        said.append(typed("reader", second, "dvc repro --single-item submissions/pca/dvc.yaml"))
        said.append(typed("reader", second, "git status --short"))
        assert data_of(second) == data_of(published.clone)
        assert is_up_to_date(second)
        (second.root / EMBEDDING).write_text("a forgery")
        second.run("dvc", "commit", "--force", ONE_EVALUATION)
        assert second.run("dvc", "push", "--remote", "other", EMBEDDING, check=False).returncode != 0
    record_property("transcript", "\n".join(said))


def typed(who: str, clone: Clone, line: str) -> str:
    """Run a command; return it with what it printed."""
    return f"{who}$ {line}\n{clone.run(*line.split()).stdout.strip()}".strip()


def set_remote(clone: Clone, url: str, **settings: str) -> None:
    """Describe another remote in .dvc/config.local, as docs/remotes.md says."""
    lines = [f"    {key} = {value}" for key, value in ({"url": url, "verify": "true"} | settings).items()]
    (clone.root / ".dvc/config.local").write_text("\n".join(["['remote \"other\"']", *lines, ""]))


def access(bucket: servers.Bucket) -> dict[str, str]:
    """Return DVC's settings for the credentials."""
    return dict(
        zip(("access_key_id", "secret_access_key", "region"), bucket.credentials.values(), strict=True)
    )


def reader(published: Published, root: Path, address: str) -> Clone:
    """Return a second clone that has pulled from an address."""
    second = published.cloned_to(root)
    set_remote(second, address)
    second.run("dvc", "pull", "--remote", "other")
    return second


def test_any_web_server_that_serves_the_folder_is_a_remote(published, tmp_path):
    """Plain HTTP over the same bytes, without a word of S3."""
    with servers.http(published.storage) as address:
        second = reader(published, tmp_path / "second", address)
        assert data_of(second) == data_of(published.clone)


def test_a_folder_on_another_machine_is_a_remote_over_ssh(published, tmp_path):
    """Pushed and pulled over the SSH protocol with a key."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(tmp_path / "key"))
    served = tmp_path / "served"
    served.mkdir()
    with servers.sftp(served, key.export_public_key().decode()) as port:
        address = f"ssh://maintainer@127.0.0.1:{port}/frozen-cells"
        set_remote(published.clone, address, keyfile=str(tmp_path / "key"))
        published.clone.run("dvc", "push", "--remote", "other", ONE_EVALUATION)
        second = published.cloned_to(tmp_path / "second")
        set_remote(second, address, keyfile=str(tmp_path / "key"))
        second.run("dvc", "pull", "--remote", "other", ONE_EVALUATION)
    assert (second.root / EMBEDDING).read_bytes() == (published.clone.root / EMBEDDING).read_bytes()


def flip(file: Path) -> None:
    """Turn one bit over."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    rewrite(file, bytes(content))


def truncate(file: Path) -> None:
    """Keep two thirds."""
    rewrite(file, file.read_bytes()[: file.stat().st_size * 2 // 3])


def swap(file: Path) -> None:
    """Put another object in its place."""
    other = next(path for path in sorted(file.parents[1].rglob("*")) if path.is_file() and path != file)
    rewrite(file, other.read_bytes())


def rewrite(file: Path, content: bytes) -> None:
    """Write an object with the mode that DVC trusts without looking."""
    file.chmod(0o644)
    file.write_bytes(content)
    file.chmod(0o444)


@pytest.mark.parametrize("damage", [flip, truncate, swap, Path.unlink])
@pytest.mark.parametrize("protocol", ["folder", "http"])
def test_a_damaged_object_is_refused_and_named(published, storage, damage, protocol, fault):
    """Flipped, truncated, swapped or missing: the file does not arrive, and the message says which."""
    damage(storage / published.object_of(EMBEDDING).relative_to(published.storage))
    second = published.cloned_to(storage.with_name("second"))
    with servers.http(storage) as address:
        set_remote(second, address if protocol == "http" else str(storage))
        done = second.run("dvc", "pull", "--remote", "other", ONE_EVALUATION, check=False)
    assert done.returncode != 0
    assert EMBEDDING in done.stderr
    assert not (second.root / EMBEDDING).exists()
    fault("an object of a remote flipped, truncated, swapped or missing", "refused and named", 1)


def test_an_embedding_of_a_release_is_had_without_a_clone(published, tmp_path):
    """`dvc get` takes one file by path and release tag."""
    there = Clone(tmp_path)
    there.run("dvc", "get", str(published.clone.root), EMBEDDING, "--rev", "v0.1.0", "--out", "pca.parquet")
    assert (tmp_path / "pca.parquet").read_bytes() == (published.clone.root / EMBEDDING).read_bytes()
