"""The encoder of scGPT in plain torch, computing no more than the vector of `<cls>` needs.

Post-norm transformer layers on the sum of a gene's and a value's vector; no positions, so that the
order of tokens says nothing. Cui et al., scGPT: toward building a foundation model for single-cell
multi-omics using generative AI, Nature Methods 2024. Modules are named as in the official checkpoint.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

_LARGEST_VALUE = 512


@dataclass(frozen=True)
class Sizes:
    """Width, attention heads, width of the feed-forward layers, and number of layers."""

    d_model: int
    n_heads: int
    d_hidden: int
    n_layers: int


class Network(nn.Module):
    """All of scGPT behind the table of genes and before its heads."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = nn.ModuleDict({"enc_norm": nn.LayerNorm(sizes.d_model)})
        self.value_encoder = _ValueEncoder(sizes.d_model)
        layers = nn.ModuleList(_Layer(sizes) for _ in range(sizes.n_layers))
        self.transformer_encoder = nn.ModuleDict({"layers": layers})

    def gene_table(self, genes) -> torch.Tensor:
        """Return the vectors of genes, (n_genes, d_model), from their rows in the checkpoint."""
        return self.encoder["enc_norm"](genes)

    def value_table(self, values) -> torch.Tensor:
        """Return the vectors of values, (n_values, d_model): there are 51, each computed once."""
        return self.value_encoder(values)

    def forward(self, tokens, lengths) -> torch.Tensor:
        """Return the output at the first token of every cell.

        Parameters
        ----------
        tokens
            Gene plus value, `<cls>` first, padded with anything finite: (n_cells, n_tokens, d_model).
        lengths
            Tokens that are no padding: (n_cells,).
        """
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        mask = (positions < lengths[:, None])[:, None, None, :]  # (n_cells, 1, 1, n_tokens)
        mask = None if bool(mask.all()) else mask  # attention without one is faster
        *layers, last = self.transformer_encoder["layers"]
        for layer in layers:
            tokens = layer(tokens, mask, n_queries=tokens.shape[1])
        return last(tokens, mask, n_queries=1)[:, 0]  # (n_cells, d_model)


class _ValueEncoder(nn.Module):
    def __init__(self, d_model) -> None:
        super().__init__()
        self.linear1 = nn.Linear(1, d_model)
        self.linear2 = nn.Linear(d_model, d_model)
        self.norm = nn.LayerNorm(d_model)

    def forward(self, values):
        hidden = functional.relu(self.linear1(values.clamp(max=_LARGEST_VALUE)[:, None]))
        return self.norm(self.linear2(hidden))


class _Attention(nn.Module):
    """Self-attention whose queries are the first tokens; the last layer needs that of `<cls>` alone."""

    def __init__(self, d_model, n_heads) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.Wqkv = nn.Linear(d_model, 3 * d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, tokens, mask, n_queries):
        d_model = tokens.shape[-1]
        weights, biases = self.Wqkv.weight, self.Wqkv.bias
        queries = functional.linear(tokens[:, :n_queries], weights[:d_model], biases[:d_model])
        keys, values = functional.linear(tokens, weights[d_model:], biases[d_model:]).chunk(2, dim=-1)
        heads = [self._by_head(part) for part in (queries, keys, values)]
        attended = functional.scaled_dot_product_attention(*heads, attn_mask=mask)
        return self.out_proj(attended.transpose(1, 2).flatten(2))

    def _by_head(self, vectors):
        """Return (n_cells, n_heads, n_tokens, d_head)."""
        return vectors.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)


class _Layer(nn.Module):
    def __init__(self, sizes) -> None:
        super().__init__()
        self.self_attn = _Attention(sizes.d_model, sizes.n_heads)
        self.linear1 = nn.Linear(sizes.d_model, sizes.d_hidden)
        self.linear2 = nn.Linear(sizes.d_hidden, sizes.d_model)
        self.norm1 = nn.LayerNorm(sizes.d_model)
        self.norm2 = nn.LayerNorm(sizes.d_model)

    def forward(self, tokens, mask, n_queries):
        tokens = self.norm1(tokens[:, :n_queries] + self.self_attn(tokens, mask, n_queries))
        return self.norm2(tokens + self.linear2(functional.relu(self.linear1(tokens))))
