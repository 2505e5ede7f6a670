"""A hidden file is found under all its names, and all that is beside it stays in sight."""

from stages.confinement.hiding import names_of, without


def make(root):
    """Lay out packages, one of which holds a file to hide, and return that file."""
    labels = root / "env/lib/scanpy/datasets/labels.h5ad"
    labels.parent.mkdir(parents=True)
    for path in (labels, labels.with_name("code.py"), root / "env/lib/numpy.py", root / "data.txt"):
        path.write_text(path.name)
    (root / "env/lib/elsewhere").symlink_to(root / "data.txt")
    return labels


def test_a_hidden_file_has_a_name_behind_every_link(tmp_path):
    """A folder that is shown under two names shows the file twice."""
    labels = make(tmp_path)
    (tmp_path / "env/lib64").symlink_to("lib")
    names = names_of([labels], [tmp_path / "env/lib", tmp_path / "env/lib64", tmp_path / "env/bin"])
    inside = "scanpy/datasets/labels.h5ad"
    assert names == [tmp_path / "env/lib" / inside, tmp_path / "env/lib64" / inside]


def test_what_is_beside_a_hidden_file_is_read_one_by_one(tmp_path):
    """Folders on the way to it may be listed only, and a link on the way gives nothing."""
    labels = make(tmp_path)
    lib = tmp_path / "env/lib"
    read, listed = without([str(lib), "/usr"], [labels])
    assert set(read) == {"/usr", str(lib / "numpy.py"), str(labels.with_name("code.py"))}
    assert listed == [str(lib), str(lib / "scanpy"), str(lib / "scanpy/datasets")]


def test_nothing_hidden_changes_nothing(tmp_path):
    """Folders stay whole."""
    labels = make(tmp_path)
    assert without([str(tmp_path)], []) == ([str(tmp_path)], [])
    assert without([str(tmp_path / "env/bin")], [labels]) == ([str(tmp_path / "env/bin")], [])
