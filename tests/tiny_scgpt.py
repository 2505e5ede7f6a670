"""A tiny checkpoint in scGPT's official format, and torch's own encoder to compare with."""

import json
from itertools import starmap

import numpy as np
import torch
from torch import nn

ARGS = {"embsize": 16, "nheads": 4, "d_hid": 24, "nlayers": 3, "n_layers_cls": 3, "dropout": 0.2}
ARGS |= {"pad_token": "<pad>", "pad_value": -2, "mask_value": -1, "n_bins": 51, "max_seq_len": 1200}
_WQKV = "self_attn.Wqkv."
STYLES = {"official": _WQKV, "wrapped": "self_attn._impl.Wqkv.", "torch": "self_attn.in_proj_"}


def vocabulary_of(symbols):
    """Return the numbers of symbols and special tokens, the special ones last."""
    return {token: number for number, token in enumerate([*symbols, "<pad>", "<cls>", "<eoc>"])}


def shapes_of(n_tokens, args):
    """Return the shapes of the official file, heads included, for a size of the model."""
    d, hidden = args["embsize"], args["d_hid"]
    shapes = {"encoder.embedding.weight": [n_tokens, d], "flag_encoder.weight": [2, d]}
    maps = {"value_encoder.linear1": [d, 1], "value_encoder.linear2": [d, d]}
    norms = ["encoder.enc_norm", "value_encoder.norm"]
    for layer in range(args["nlayers"]):
        name = f"transformer_encoder.layers.{layer}."
        maps |= {name + "self_attn.Wqkv": [3 * d, d], name + "self_attn.out_proj": [d, d]}
        maps |= {name + "linear1": [hidden, d], name + "linear2": [d, hidden]}
        norms += [name + "norm1", name + "norm2"]
    maps |= {"decoder.fc.0": [d, d], "decoder.fc.2": [d, d], "decoder.fc.4": [1, d]}
    maps |= {"mvc_decoder.gene2query": [d, d]}
    shapes |= {f"{name}.weight": shape for name, shape in maps.items()}
    shapes |= {f"{name}.bias": shape[:1] for name, shape in maps.items()}
    shapes |= {f"{name}.{part}": [d] for name in norms for part in ("weight", "bias")}
    return shapes | {"mvc_decoder.W.weight": [d, d]}


def parameters(n_tokens, args=None, seed=0):
    """Return random parameters under the official names; layers differ, norms are not neutral."""
    rng = torch.Generator().manual_seed(seed)
    drawn = {}
    for name, shape in shapes_of(n_tokens, args or ARGS).items():
        scale = 1.0 if "embedding" in name else shape[-1] ** -0.5 if len(shape) > 1 else 0.3
        shift = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        drawn[name] = torch.randn(shape, generator=rng) * scale + shift
    return drawn


def write_checkpoint(folder, symbols, *, args=None, style="official", state=None):
    """Write the three files; return the parameters that are in them, under their official names."""
    args, vocabulary = ARGS | (args or {}), vocabulary_of(symbols)
    state = parameters(len(vocabulary), args) if state is None else state
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "args.json").write_text(json.dumps(args))
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    torch.save({name.replace(_WQKV, STYLES[style]): x for name, x in state.items()}, folder / "best_model.pt")
    return state


def reference_vectors(state, cells, args=None):
    """Return what torch's own encoder makes of cells, each alone and without padding.

    Parameters
    ----------
    state
        Parameters under their official names.
    cells
        Of every cell the numbers of its tokens and their values, `<cls>` first.
    args
        Sizes as in args.json.
    """
    args = args or ARGS
    d = args["embsize"]
    layer = nn.TransformerEncoderLayer(d, args["nheads"], args["d_hid"], batch_first=True)
    encoder = nn.TransformerEncoder(layer, args["nlayers"], enable_nested_tensor=False).eval()
    prefix = "transformer_encoder."
    own = {name.removeprefix(prefix): x for name, x in state.items() if name.startswith(prefix)}
    encoder.load_state_dict({name.replace(_WQKV, STYLES["torch"]): x for name, x in own.items()})

    def norm(x, name):
        return nn.functional.layer_norm(x, (d,), state[f"{name}.weight"], state[f"{name}.bias"])

    def linear(x, name):
        return nn.functional.linear(x, state[f"{name}.weight"], state[f"{name}.bias"])

    def vector(numbers, values):
        genes = norm(state["encoder.embedding.weight"][torch.as_tensor(numbers)], "encoder.enc_norm")
        values = torch.as_tensor(values, dtype=torch.float32)[:, None]
        hidden = torch.relu(linear(values, "value_encoder.linear1"))
        values = norm(linear(hidden, "value_encoder.linear2"), "value_encoder.norm")
        return encoder((genes + values)[None])[0, 0].numpy()

    with torch.no_grad():
        vectors = np.stack(list(starmap(vector, cells)))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
