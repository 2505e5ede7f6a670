"""The encoder of BERT in plain torch, up to the layer that is used and without the head.

Devlin et al. 2018, arXiv 1810.04805: layers of self-attention and of two linear maps with a ReLU
between, each added to its input and normalised afterwards.
"""

import torch
from torch.nn import functional

from geneformer.checkpoint import Config

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


class Encoder:
    """The layers whose parameters it is given.

    Parameters
    ----------
    config
        Sizes of the model.
    weights
        Name -> parameter, as the release names them, of the embedding and of the first layers.
    device
        `cpu` or `cuda`.
    precision
        What is computed in: `float32`, `bfloat16` or `float16`.
    """

    def __init__(self, config: Config, weights, *, device="cpu", precision="float32"):
        given = {name: weight.to(device, PRECISIONS[precision]) for name, weight in weights.items()}
        self.config = config
        self.embedding = _below(given, "bert.embeddings.")
        # All tokens are of type 0: its row is added once, to the positions.
        types = self.embedding["token_type_embeddings.weight"]
        self.positions = self.embedding["position_embeddings.weight"] + types[0]
        numbers = {int(name.split(".")[3]) for name in given if name.startswith("bert.encoder.layer.")}
        self.layers = [_fused(_below(given, f"bert.encoder.layer.{number}.")) for number in sorted(numbers)]
        self.device = device

    @torch.inference_mode()
    def states(self, tokens, lengths, *, only_first=False):
        """Return the states of the last layer.

        Parameters
        ----------
        tokens
            Numbers of tokens, anything behind a cell's length: (n_cells, longest).
        lengths
            Tokens of every cell, at least 1: (n_cells,).
        only_first
            Leave out all positions but the first: the last layer costs next to nothing then.

        Returns
        -------
        Tensor
            (n_cells, longest, hidden_size), or (n_cells, 1, hidden_size).
        """
        tokens = torch.as_tensor(tokens, device=self.device)
        lengths = torch.as_tensor(lengths, device=self.device)
        inside = torch.arange(tokens.shape[1], device=self.device) < lengths[:, None]
        mask = None if inside.all() else inside[:, None, None, :]
        states = functional.embedding(tokens, self.embedding["word_embeddings.weight"])
        states = states + self.positions[: tokens.shape[1]]
        states = self._normalised(states, self.embedding, "LayerNorm")
        for number, layer in enumerate(self.layers, 1):
            states = self._layer(states, layer, mask, only_first=only_first and number == len(self.layers))
        return states[:, :1] if only_first else states

    def _layer(self, states, layer, mask, *, only_first):
        asking = states[:, :1] if only_first else states
        attended = self._attention(states, asking, layer, mask)
        attended = _linear(attended, layer, "attention.output.dense")
        asking = self._normalised(attended.add_(asking), layer, "attention.output.LayerNorm")
        wide = _linear(asking, layer, "intermediate.dense").relu_()
        return self._normalised(_linear(wide, layer, "output.dense").add_(asking), layer, "output.LayerNorm")

    def _attention(self, states, asking, layer, mask):
        """Let the asking positions attend to all."""
        width = self.config.hidden_size
        if asking is states:
            query, key, value = _linear(states, layer, "fused").split(width, dim=-1)
        else:
            weight, bias = layer["fused.weight"], layer["fused.bias"]
            query = functional.linear(asking, weight[:width], bias[:width])
            key, value = functional.linear(states, weight[width:], bias[width:]).split(width, dim=-1)
        mixed = functional.scaled_dot_product_attention(
            self._heads(query), self._heads(key), self._heads(value), attn_mask=mask
        )
        return mixed.transpose(1, 2).reshape(asking.shape)

    def _heads(self, states):
        """Return (n_cells, n_heads, n_positions, width of a head)."""
        return states.unflatten(-1, (self.config.num_attention_heads, -1)).transpose(1, 2)

    def _normalised(self, states, weights, name):
        return functional.layer_norm(
            states,
            (self.config.hidden_size,),
            weights[f"{name}.weight"],
            weights[f"{name}.bias"],
            self.config.layer_norm_eps,
        )


def _below(weights, prefix):
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def _fused(layer):
    """Put query, key and value into one matrix: one large product is faster than three."""
    for kind in ("weight", "bias"):
        parts = [layer.pop(f"attention.self.{part}.{kind}") for part in ("query", "key", "value")]
        layer[f"fused.{kind}"] = torch.cat(parts)
    return layer


def _linear(states, layer, name):
    return functional.linear(states, layer[f"{name}.weight"], layer[f"{name}.bias"])
