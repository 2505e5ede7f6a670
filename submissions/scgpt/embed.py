"""scGPT, trained on human cells of all organs, as its authors embed cells."""

from scgpt import embed

__all__ = ["embed"]
