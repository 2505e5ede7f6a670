"""scGPT, trained on human cells of various cancers."""

from scgpt import embed

__all__ = ["embed"]
