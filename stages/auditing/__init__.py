"""How our numbers are held against those of scib-metrics, the judge."""
