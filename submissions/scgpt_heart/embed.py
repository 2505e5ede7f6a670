"""scGPT, trained on human cells of heart alone."""

from scgpt import embed

__all__ = ["embed"]
