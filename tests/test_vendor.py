"""The one file of others that the site serves: what it was built from is written down."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECIPE = ROOT / "vendor/parquet"
BUNDLE = ROOT / "docs/assets/parquet.js"
LICENCES = ROOT / "docs/assets/parquet.LICENSES.txt"


def test_every_library_in_the_bundle_is_pinned_and_has_its_licence():
    """Exact versions, with a hash of each package, and the licence beside the bundle."""
    wanted = json.loads((RECIPE / "package.json").read_text())
    locked = json.loads((RECIPE / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
    for name, version in wanted["dependencies"].items():
        assert f"== {name} {version} ==" in LICENCES.read_text()
    assert LICENCES.read_text().count("MIT License") == len(wanted["dependencies"])


@pytest.mark.slow
def test_the_bundle_built_again_is_the_same_bytes(tmp_path):
    """`npm ci && npm run build` gives the committed file."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed (apt-get install npm)")
    folder = tmp_path / "vendor/parquet"
    shutil.copytree(RECIPE, folder, ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "docs/assets").mkdir(parents=True)
    for words in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode and words[1] == "ci":
            pytest.skip(f"the packages cannot be fetched: {done.stderr[-200:]}")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "docs/assets/parquet.js").read_bytes() == BUNDLE.read_bytes()
