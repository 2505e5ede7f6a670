"""The metrics of the benchmark: one table, from name to what a reader must know.

Importing it costs nothing: how a metric is computed is in `compute.py`, by the same names.
"""

from stages.metrics.batch import BATCH
from stages.metrics.biology import BIOLOGY
from stages.metrics.label_transfer import TRANSFER
from stages.metrics.metric import Metric
from stages.metrics.paper import PAPER
from stages.metrics.shape import SHAPE

METRICS: dict[str, Metric] = BIOLOGY | BATCH | PAPER | TRANSFER | SHAPE
