"""scGPT, trained on human cells of lung alone."""

from scgpt import embed

__all__ = ["embed"]
