"""`config.json` and the weights of the official release, every parameter accounted for by name."""

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

_FIXED = {"hidden_act": "relu", "position_embedding_type": "absolute", "model_type": "bert"}
# The head that predicts masked genes, and a table 0, 1, 2, ...: there, and not used for a cell's vector.
_UNUSED = ("cls.predictions.", "bert.embeddings.position_ids", "bert.pooler.")
_SHOWN = 5  # names in an error


@dataclass(frozen=True)
class Config:
    """Sizes of the encoder, under the names of config.json."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    initializer_range: float = 0.02


def read_config(folder: Path) -> Config:
    """Read the sizes; refuse an encoder of another make.

    Raises
    ------
    ValueError
        If a size is missing, or if it is no BERT with ReLU and absolute positions.
    """
    found = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    for key, expected in _FIXED.items():
        if found.get(key, expected) != expected:
            raise ValueError(f"config.json: {key} is {found[key]!r}; expected {expected!r}")
    names = [field.name for field in fields(Config)]
    if missing := [name for name in names[:6] if name not in found]:
        raise ValueError(f"config.json has no {', '.join(missing)}: fetch the file of the release")
    return Config(**{name: found[name] for name in names if name in found})


def expected_shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return name -> shape of every parameter of the encoder, as the release names them."""
    width, wide = config.hidden_size, config.intermediate_size
    norm = {"weight": (width,), "bias": (width,)}
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (config.vocab_size, width),
        "embeddings.position_embeddings.weight": (config.max_position_embeddings, width),
        "embeddings.token_type_embeddings.weight": (config.type_vocab_size, width),
        **{f"embeddings.LayerNorm.{kind}": shape for kind, shape in norm.items()},
    }
    square = {"weight": (width, width), "bias": (width,)}
    parts = {
        **dict.fromkeys([f"attention.self.{part}" for part in ("query", "key", "value")], square),
        "attention.output.dense": square,
        "attention.output.LayerNorm": norm,
        "intermediate.dense": {"weight": (wide, width), "bias": (wide,)},
        "output.dense": {"weight": (width, wide), "bias": (width,)},
        "output.LayerNorm": norm,
    }
    for number in range(config.num_hidden_layers):
        for part, kinds in parts.items():
            for kind, shape in kinds.items():
                shapes[f"encoder.layer.{number}.{part}.{kind}"] = shape
    return {f"bert.{name}": shape for name, shape in shapes.items()}


def read_weights(folder: Path, config: Config, n_layers: int) -> dict[str, torch.Tensor]:
    """Read the parameters of the embedding and of the first `n_layers` layers.

    Parameters
    ----------
    folder
        Holds `model.safetensors`, or `pytorch_model.bin` where the release has no other.
    config
        What the file must hold: all layers, also those that are not read.
    n_layers
        Layers that are used, 0 to `num_hidden_layers`.

    Raises
    ------
    ValueError
        If the file is cut off, or parameters are missing, superfluous or of another shape; they are named.
    """
    path, shapes, tensor = _opened(Path(folder))
    expected = expected_shapes(config)
    _require_names(path.name, set(shapes), set(expected))
    for name, shape in expected.items():
        if shapes[name] != shape:
            raise ValueError(f"{path.name}: {name} has shape {shapes[name]}; config.json makes it {shape}")
    used = [name for name in expected if _layer(name) < n_layers]
    return {name: tensor(name).float() for name in used}


def _opened(folder) -> tuple[Path, dict[str, tuple[int, ...]], Callable[[str], torch.Tensor]]:
    """Return the file, the shape of every parameter, and what reads one."""
    if (path := folder / "model.safetensors").exists():
        try:
            file = safe_open(path, framework="pt")
        except SafetensorError as error:
            size = path.stat().st_size
            raise ValueError(f"{path.name} of {size:,} bytes is cut off or damaged: {error}") from error
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
        return path, shapes, file.get_tensor
    path = folder / "pytorch_model.bin"
    if not path.exists():
        raise FileNotFoundError(f"{folder} holds neither model.safetensors nor {path.name}")
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, OSError, pickle.UnpicklingError) as error:
        first = str(error).splitlines()[0]
        raise ValueError(f"{path.name} of {path.stat().st_size:,} bytes cannot be read: {first}") from error
    return path, {name: tuple(tensor.shape) for name, tensor in found.items()}, found.__getitem__


def _require_names(file, found, expected):
    missing = sorted(expected - found)
    extra = sorted(name for name in found - expected if not name.startswith(_UNUSED))
    told = [
        f"{kind} {len(names)} parameters ({', '.join(names[:_SHOWN])}{', ...' if names[_SHOWN:] else ''})"
        for kind, names in (("lacks", missing), ("has in excess", extra))
        if names
    ]
    if told:
        raise ValueError(f"{file} {' and '.join(told)}: it is of another model than config.json")


def _layer(name):
    """Return the number of a parameter's layer, -1 for the embedding."""
    parts = name.split(".")
    return int(parts[3]) if parts[1] == "encoder" else -1
