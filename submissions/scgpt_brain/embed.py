"""scGPT, trained on human cells of brain alone."""

from scgpt import embed

__all__ = ["embed"]
