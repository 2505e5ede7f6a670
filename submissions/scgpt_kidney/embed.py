"""scGPT, trained on human cells of kidney alone."""

from scgpt import embed

__all__ = ["embed"]
