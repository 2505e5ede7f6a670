"""What the headline is made of: which view of an embedding, and which datasets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from stages.records import Group, Kind

# A batch metric is taken where every embedding has the same number of dimensions: distances
# concentrate as dimensions grow, so that 2,000 genes look well mixed whatever they hold. Biology is
# taken in the space that a user of the embedding works in. Diagnostics enter no mean.
HEADLINE_VIEW: Final[Mapping[Group, str]] = MappingProxyType({"biology": "native", "batch": "pca50"})


def outside_headline(kind: Kind, counting: Mapping[Group, int]) -> str:
    """Return why a dataset is not part of the headline mean; empty where it is.

    Dataset and controls alone decide, so the answer is the same for every submission.

    Parameters
    ----------
    kind
        The dataset's kind in the catalog.
    counting
        Group -> how many of its metrics count on the dataset in the headline's view.
    """
    if kind == "synthetic":
        return "synthetic"
    empty = [group for group in HEADLINE_VIEW if not counting.get(group)]
    return f"no {' and no '.join(empty)} metric counts on it" if empty else ""
