"""The metrics of the benchmark: one table, from name to what a reader must know.

Importing it costs nothing: how a metric is computed is in `compute.py`, by the same names.
"""

from stages.metrics.batch import BATCH
from stages.metrics.biology import BIOLOGY
from stages.metrics.metric import Metric

METRICS: dict[str, Metric] = BIOLOGY | BATCH
