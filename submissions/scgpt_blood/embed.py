"""scGPT, trained on human cells of blood and bone marrow alone."""

from scgpt import embed

__all__ = ["embed"]
