"""The pipeline of Frozen Cells, in the order in which a cell goes through it.

fetch      where a dataset comes from        -> data/raw/<dataset>.h5ad
prepare    what a model may see | the truth  -> data/prepared/<dataset>/
embed      a frozen model, label-blind       -> data/embeddings/<submission>/<dataset>.parquet
score      embedding against truth           -> leaderboard/scores/<submission>/<dataset>.json
aggregate  every score                       -> leaderboard/*.parquet ; publish -> the site
"""

__version__ = "0.1.0"
