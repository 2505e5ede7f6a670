"""scGPT with random weights: what its architecture and its reading of a cell are worth by themselves."""

from scgpt import embed_random as embed

__all__ = ["embed"]
