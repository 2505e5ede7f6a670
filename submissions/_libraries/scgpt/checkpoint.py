"""A checkpoint in the official format: args.json, vocab.json and best_model.pt in one folder.

What upstream passes over in silence is refused here: a parameter that is missing or of another size
would stay random, and an unknown one would belong to another model.
"""

import json
import pickle
import re
from dataclasses import dataclass
from pathlib import Path

import torch

from scgpt.binning import N_BINS
from scgpt.network import Network, Sizes

PAD, CLS = "<pad>", "<cls>"

_SIZES = {"d_model": "embsize", "n_heads": "nheads", "d_hidden": "d_hid", "n_layers": "nlayers"}
# Heads of training; the vector of a cell is read before them.
_HEADS = ("flag_encoder.", "decoder.", "mvc_decoder.", "cls_decoder.")
_GENES = "encoder.embedding.weight"
# Attention saved by flash-attn's module, by its wrapper in later versions, or by torch's own.
_STYLES = (
    (r"self_attn\._impl\.", "self_attn."),
    (r"self_attn\.in_proj_(weight|bias)$", r"self_attn.Wqkv.\1"),
)
_SHOWN = 4


@dataclass(frozen=True)
class Checkpoint:
    """Weights and what they are indexed by.

    Attributes
    ----------
    network
        All parameters behind the gene table, on the CPU.
    genes
        One row per token of the vocabulary: (n_tokens, d_model), before LayerNorm.
    vocabulary
        Row of every token.
    pad_value
        What upstream gives the `<cls>` token as its value.
    """

    network: Network
    genes: torch.Tensor
    vocabulary: dict[str, int]
    pad_value: float


def read_checkpoint(folder) -> Checkpoint:
    """Return the checkpoint of a folder.

    Raises
    ------
    ValueError
        If a file cannot be read, or if the three do not belong together; it says what does not fit.
    """
    sizes, pad_value = _read_sizes(Path(folder, "args.json"))
    vocabulary = _read_vocabulary(Path(folder, "vocab.json"))
    weights = _read_weights(Path(folder, "best_model.pt"))
    with torch.device("meta"):
        network = Network(sizes)
    expected = {name: tensor.shape for name, tensor in network.state_dict().items()}
    expected[_GENES] = torch.Size([len(vocabulary), sizes.d_model])
    _require_fit(weights, expected)
    genes = weights.pop(_GENES)
    network.load_state_dict(weights, assign=True)
    return Checkpoint(network, genes, vocabulary, pad_value)


def _read_sizes(path):
    content = _read_json(path)
    needed = [*_SIZES.values(), "pad_value", "pad_token"]
    if absent := [key for key in needed if key not in content]:
        raise ValueError(f"args.json lacks {absent}; expected {needed}")
    sizes = {ours: content[key] for ours, key in _SIZES.items()}
    if wrong := {_SIZES[name]: size for name, size in sizes.items() if type(size) is not int or size < 1}:
        raise ValueError(f"args.json says {wrong}; expected whole numbers of at least 1")
    if sizes["d_model"] % sizes["n_heads"]:
        raise ValueError(
            f"args.json has embsize {sizes['d_model']}, no multiple of nheads {sizes['n_heads']}"
        )
    if content["pad_token"] != PAD:
        raise ValueError(f"args.json has pad_token {content['pad_token']!r}; expected {PAD!r}")
    if (found := content.get("n_bins", N_BINS)) != N_BINS:
        raise ValueError(f"args.json has n_bins {found}; expected {N_BINS}, which is what embed_data uses")
    return Sizes(**sizes), float(content["pad_value"])


def _read_vocabulary(path):
    vocabulary = _read_json(path)
    if absent := [token for token in (PAD, CLS) if token not in vocabulary]:
        raise ValueError(f"vocab.json lacks the special tokens {absent} among its {len(vocabulary):,} tokens")
    if sorted(vocabulary.values(), key=str) != sorted(range(len(vocabulary)), key=str):
        raise ValueError(f"vocab.json does not number its tokens from 0 to {len(vocabulary) - 1}, each once")
    return vocabulary


def _read_json(path):
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise TypeError(f"{path.name} holds {type(content).__name__}; expected an object")
    return content


def _read_weights(path):
    """Return the parameters without the heads, under the names of the official file."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ValueError(f"{path.name} cannot be read: {reason}") from error
    if not isinstance(state, dict) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise TypeError(f"{path.name} holds {type(state).__name__}; expected parameters by their names")
    weights = {_official(name): tensor for name, tensor in state.items() if not name.startswith(_HEADS)}
    if wrong := [name for name, tensor in weights.items() if not torch.isfinite(tensor).all()]:
        raise ValueError(f"{path.name} holds numbers that are not finite in {_told(wrong)}")
    return {name: tensor.float() for name, tensor in weights.items()}


def _official(name):
    for pattern, replacement in _STYLES:
        name = re.sub(pattern, replacement, name)
    return name


def _require_fit(weights, expected):
    """Refuse parameters that the model has not, lacks, or has in another size."""
    if missing := sorted(expected.keys() - weights.keys()):
        raise ValueError(
            f"best_model.pt lacks {len(missing)} of {len(expected)} parameters: {_told(missing)}"
        )
    if extra := sorted(weights.keys() - expected.keys()):
        raise ValueError(f"best_model.pt has {len(extra)} parameters that are not scGPT's: {_told(extra)}")
    for name, shape in expected.items():
        if weights[name].shape != shape:
            raise ValueError(
                f"{name} has shape {tuple(weights[name].shape)}; args.json and vocab.json say {tuple(shape)}"
            )


def _told(names):
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
