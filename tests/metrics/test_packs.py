"""Every metric belongs to a pack that has a version."""

import pytest

from stages.metrics import METRICS
from stages.metrics.packs import PACKS


def test_the_packs_are_those_of_the_metrics():
    """None is empty, none is missing."""
    assert set(PACKS) == {metric.pack for metric in METRICS.values()}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_says_everything(name):
    """Its key is its name, versions count from 1, and what it shares is of another pack."""
    pack = PACKS[name]
    assert pack.name == name
    assert pack.version >= 1
    assert pack.summary
    assert pack.source
    assert all(METRICS[metric].pack != name for metric in pack.shared)


def test_the_pack_of_the_paper_is_its_whole_protocol():
    """What scib has too is shared; the two averages are there on all cells and on tenths."""
    own = {name for name, metric in METRICS.items() if metric.pack == "kedzierska2025"}
    assert own | set(PACKS["kedzierska2025"].shared) == {
        "nmi_louvain",
        "ari_louvain",
        "silhouette_label",
        "avg_bio",
        "avg_bio_tenth",
        "graph_connectivity_undirected",
        "silhouette_all_batches",
        "silhouette_batch",
        "pcr_raw",
        "pcr_comparison",
        "average_batch",
        "average_batch_tenth",
    }
