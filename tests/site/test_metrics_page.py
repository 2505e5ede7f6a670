"""The page that explains every metric."""

from made_tables import made_tables

from stages.metrics import METRICS
from stages.metrics.packs import PACKS


def test_every_metric_of_the_registry_is_explained(made):
    """Both ends, formula, source and known failure come from the registry."""
    page = made(made_tables(0))["metrics.md"]
    for metric in METRICS.values():
        assert f'id="{metric.name}"' in page
    assert page.count("<dt>known failure</dt>") == len(METRICS)


def test_the_page_begins_with_links_to_every_metric(made):
    """Those that count in the ranking apart from those that do not."""
    overview = made(made_tables(0))["metrics.md"].partition("</dl>")[0]
    ranked = overview.partition("<dt>Biology kept</dt>")[2].partition("</dd>")[0]
    for metric in METRICS.values():
        assert f'<a href="#{metric.name}">{metric.title}</a>' in overview
        if metric.group == "biology":
            assert (f'"#{metric.name}"' in ranked) == metric.ranked


def test_every_pack_is_listed_with_its_version_and_members(made):
    """The paper's has metrics that are described under another pack."""
    page = made(made_tables(0))["metrics.md"]
    for name, pack in PACKS.items():
        row = page.partition(f'<tr id="pack-{name}">')[2].partition("</tr>")[0]
        assert f"<td>{pack.version}</td>" in row
        assert all(f'href="#{metric}"' in row for metric in pack.shared)
        assert row.count("href=") == len(pack.shared) + sum(one.pack == name for one in METRICS.values())
