"""scGPT from its official checkpoints, in plain torch.

Bo Wang's laboratory, https://github.com/bowang-lab/scGPT (MIT); written anew from its description and
compared with it number by number. `docs/decisions/0019-scgpt.md` says what differs, and why.
"""

from scgpt.models import embed, embed_kedzierska2025, embed_random

__all__ = ["embed", "embed_kedzierska2025", "embed_random"]
