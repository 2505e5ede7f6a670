"""The page that explains every metric."""

from made_tables import made_tables

from stages.metrics import METRICS


def test_every_metric_of_the_registry_is_explained(made):
    """Both ends, formula, source and known failure come from the registry."""
    page = made(made_tables(0))["metrics.md"]
    for metric in METRICS.values():
        assert f'id="{metric.name}"' in page
    assert page.count("<dt>known failure</dt>") == len(METRICS)
