"""The publish stage: from tables to a built and checked site."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_site import Workplace
from made_tables import made_tables

from stages.errors import BenchmarkError

CODE = ["assets/*.css", "assets/board/*.js", "assets/parquet.js"]  # of our own, and the reader of Parquet
PAIR = ["real", "semi-synthetic"]
ALONE = ["unshare", "--user", "--map-root-user", "--net"]
BUILD = """import sys
from pathlib import Path
sys.path.insert(0, "{tests}")
from made_site import Workplace
from made_tables import made_tables
Workplace(Path("{folder}")).publish(made_tables())
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a workplace in which the site was built once."""
    workplace = Workplace(tmp_path_factory.mktemp("built"))
    workplace.publish(made_tables())
    return workplace


@pytest.fixture
def workplace(tmp_path):
    """Return a folder from which a site can be built."""
    return Workplace(tmp_path)


def contents(folder):
    """Return path -> bytes of every file of a folder."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_site_has_a_page_for_everything(built):
    """Leaderboard, submissions, datasets, metrics and texts are there."""
    for name in ["index", "metrics", "how", "use-the-data", "cite", "changes", "datasets/index"]:
        assert (built.site / f"{name}.html").is_file()
    assert (built.site / "feed.xml").is_file()
    assert not (built.site / "sitemap.xml").exists()
    assert len(list((built.site / "submissions").glob("*.html"))) == 6
    assert len(list((built.site / "datasets").glob("*.html"))) == 3 + 1


def test_the_manifest_counts_the_site(built):
    """It holds sizes and the hashes of the tables, and no date."""
    manifest = json.loads(built.manifest.read_text())
    files = {path: content for path, content in contents(built.site).items() if path.name != "manifest.json"}
    assert manifest["files"] == len(files)
    assert manifest["bytes"] == sum(len(content) for content in files.values())
    assert manifest["pages"] == sum(path.suffix == ".html" for path in files)
    assert set(manifest) == {"files", "bytes", "pages", "parquet"}


def test_the_tables_can_be_downloaded_and_are_the_ones_in_the_repository(built):
    """The file that is served is the file in leaderboard/, and its hash is in the manifest and on a page."""
    manifest = json.loads(built.manifest.read_text())
    page = (built.site / "use-the-data.html").read_text()
    for name, digest in manifest["parquet"].items():
        served = (built.site / "data" / name).read_bytes()
        assert served == (built.root / "leaderboard" / name).read_bytes()
        assert hashlib.sha256(served).hexdigest() == digest
        assert digest in page
        assert pq.read_table(built.site / "data" / name).num_rows


def test_two_builds_are_the_same_bytes(built):
    """Nothing on the site depends on when it was built."""
    before = contents(built.site)
    built.publish_again()
    assert contents(built.site) == before


def test_another_folder_without_a_network_gives_the_same_bytes(built, tmp_path):
    """Nothing depends on where it was built either, and nothing is fetched."""
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody leave its network (unshare --net)")
    words = [sys.executable, "-c", BUILD.format(folder=tmp_path / "deep/er", tests=Path(__file__).parent)]
    (tmp_path / "deep/er").mkdir(parents=True)
    subprocess.run([*ALONE, *words], check=True)
    assert contents(tmp_path / "deep/er/build/site") == contents(built.site)


def test_numbers_of_the_front_page_are_those_of_the_table(built):
    """Read from the Parquet by Arrow alone, and written by Python's own format."""
    page = (built.site / "index.html").read_text()
    rows = pq.read_table(built.root / "leaderboard/ranking.parquet").to_pylist()
    assert len(rows) == 6 + 6
    for row in rows:
        line = page.split(f'id="row-{row["submission"]}"')[1].split("</tr>")[0]
        cells = [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]
        wanted = [f"{row[name]:.3f}" for name in ("overall", "biology", "batch")]
        assert [cells[place].strip() for place in (1, 3, 4)] == wanted
        if row["rank"] is not None:
            assert cells[0].split("\N{EN DASH}")[0] == str(row["rank_low"])
            reference = row["submission"] == row["best_baseline"]
            difference = "reference" if reference else f"{row['difference']:+.3f}"
            assert cells[2].strip().replace("\N{MINUS SIGN}", "-") == difference


def test_a_warning_of_mkdocs_is_an_error(workplace):
    """A Markdown link that leads nowhere is named, with the page."""
    (workplace.root / "docs/how.md").write_text("# How\n\n[gone](gone.md)\n")
    with pytest.raises(BenchmarkError, match=r"how\.md.*gone\.md"):
        workplace.publish(made_tables(1))


def test_a_broken_link_in_html_is_an_error(workplace):
    """MkDocs does not read raw HTML: the link checker of the project does."""
    (workplace.root / "docs/how.md").write_text('# How\n\n<p><a href="gone.html">gone</a></p>\n')
    with pytest.raises(
        BenchmarkError, match=r"how\.html: <a> links to gone\.html, and there is no such file"
    ):
        workplace.publish(made_tables(1))


def test_a_folder_that_is_not_ours_is_not_emptied(workplace):
    """The stage empties docs_dir, so it refuses one that people write in."""
    config = workplace.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("docs_dir: build/docs", "docs_dir: docs"))
    with pytest.raises(BenchmarkError, match="expected a folder below build/"):
        workplace.publish(made_tables(1))
    assert (workplace.root / "docs/how.md").is_file()


@pytest.mark.parametrize("n_submissions", [0, 1])
def test_the_smallest_benchmarks_have_a_site(workplace, n_submissions):
    """Without submissions, or with one, every page is built and every link leads somewhere."""
    workplace.publish(made_tables(n_submissions))
    assert "Frozen Cells" in (workplace.site / "index.html").read_text()


def test_empty_tables_have_a_site(workplace):
    """A benchmark in which nothing has run says so."""
    workplace.publish({name: [] for name in made_tables(0)})
    assert "Nobody is ranked yet" in (workplace.site / "index.html").read_text()


@pytest.mark.parametrize("n_datasets", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_a_hundred_submissions_fit_the_budgets(workplace, n_datasets):
    """The front page stays light, and the tables do not fill the search index."""
    kinds = {f"dataset_{number:02d}": PAIR[number % 2] for number in range(n_datasets)}
    workplace.publish(made_tables(100, kinds))
    page = (workplace.site / "index.html").read_bytes()
    assert len(page) < 200_000
    assert len(gzip.compress(page)) < 25_000
    assert page.count(b"<") - page.count(b"</") < 4500  # elements of the document
    code = [path for one in CODE for path in workplace.site.glob(one)]
    assert sum(len(gzip.compress(path.read_bytes())) for path in code) < 45_000
    assert len((workplace.site / "search/search_index.json").read_bytes()) < 250_000
    assert max(path.stat().st_size for path in workplace.site.glob("data/*.parquet")) < 400_000
    assert sum(path.stat().st_size for path in workplace.site.rglob("*") if path.is_file()) < 100_000_000
    assert len(list((workplace.site / "submissions").glob("*.html"))) == 100


def test_where_the_address_is_known_missing_pages_and_the_sitemap_use_it(workplace):
    """Below a sub-path too; without an address there is no sitemap."""
    config = workplace.root / "mkdocs.yml"
    config.write_text(config.read_text() + "site_url: https://example.org/below/\n")
    workplace.publish(made_tables(1))
    sitemap = (workplace.site / "sitemap.xml").read_text()
    assert "<loc>https://example.org/below/submissions/model_000.html</loc>" in sitemap
    assert "<lastmod>" not in sitemap
    missing = (workplace.site / "404.html").read_text()
    assert 'href="/below/assets/board.css"' in missing
    assert 'href="/below/index.html"' in missing


def test_every_page_has_a_policy_without_holes(built):
    """No page allows inline scripts in general, or anything from elsewhere."""
    for path in built.site.rglob("*.html"):
        policy = path.read_text().split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
