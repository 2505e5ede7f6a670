"""Batches of cells of similar length, and random draws that depend on nothing but the cell.

What models that read a cell as a sequence of tokens have in common. Neither the number of cells beside
a cell, nor their order, nor the size of a batch can move its vector by more than rounding.
"""

from token_batches.batches import embed_in_batches, token_batches
from token_batches.draws import Tokens, uniforms
from token_batches.rows import counts_in, expressed, row_blocks

__all__ = ["Tokens", "counts_in", "embed_in_batches", "expressed", "row_blocks", "token_batches", "uniforms"]
