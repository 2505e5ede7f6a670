"""scGPT, trained further on Tabula Sapiens with its labels; no test on those cells is zero-shot."""

from scgpt import embed

__all__ = ["embed"]
