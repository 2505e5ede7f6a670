"""scGPT as Kedzierska et al., Genome Biology 2025, put it to the test."""

from scgpt import embed_kedzierska2025 as embed

__all__ = ["embed"]
