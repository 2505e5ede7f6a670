"""From pages to a folder; building and checking is tested with the publish stage."""

from stages.site.build import write_pages


def test_a_folder_holds_the_pages_and_nothing_else(tmp_path):
    """A page of a removed submission does not stay behind."""
    folder = tmp_path / "docs"
    write_pages([("a/old.md", b"old")], folder)
    write_pages([("index.md", b"new"), ("a/b.md", b"b")], folder)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {"index.md", "a/b.md"}
