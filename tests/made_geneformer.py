"""A small checkpoint in the format of the release, cells for it, and a reference that shares no code."""

import json
import pickle
from dataclasses import dataclass
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch
from safetensors.torch import save_file

WIDTH, LAYERS, HEADS, WIDE, N_GENES = 16, 3, 2, 24, 60
POSITIONS = {1: 24, 2: 20}
GENES = [f"ENSG{number:011d}" for number in range(N_GENES)]
SYMBOLS = [f"GENE{number}" for number in range(N_GENES)]
DROPPED, ALIAS = GENES[7], GENES[9]  # not in the vocabulary; another id of GENES[3], in version 2
NORM = torch.nn.functional.layer_norm


@dataclass(frozen=True)
class Run:
    """What a submission is told beside the cells."""

    checkpoint: Path | None = None
    seed: int = 0
    device: str = "cpu"


def write_checkpoint(folder, version):
    """Write config.json, model.safetensors and the dictionaries of a made model of version 1 or 2."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(version)
    special = ["<pad>", "<mask>", "<cls>", "<eos>"][: 2 * version]
    known = [gene for gene in GENES if gene not in {DROPPED, ALIAS}]
    tokens = {name: np.int16(number) for number, name in enumerate([*special, *rng.permutation(known)])}
    medians = {gene: np.float64(value) for gene, value in zip(known, rng.lognormal(size=58), strict=True)}
    mapping = {gene: GENES[3] if gene == ALIAS else gene for gene in GENES if gene != DROPPED}
    dump = {"token_dictionary": tokens, "gene_median_dictionary": medians}
    dump |= {"gene_name_id_dict": dict(zip(SYMBOLS, GENES, strict=True))}
    dump |= {"ensembl_mapping_dict": mapping} if version == 2 else {}
    for name, content in dump.items():
        (folder / f"{name}_made.pkl").write_bytes(pickle.dumps({str(k): v for k, v in content.items()}))
    config = {
        "hidden_act": "relu",
        "hidden_size": WIDTH,
        "intermediate_size": WIDE,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": POSITIONS[version],
        "model_type": "bert",
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "vocab_size": len(tokens),
    }
    (folder / "config.json").write_text(json.dumps(config))
    save_file(weights_of(config, version), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def weights_of(config, version):
    """Return every parameter under the name that it has in the release, the unused head included."""
    generator = torch.Generator().manual_seed(version)

    def drawn(*shape):
        return torch.randn(shape, generator=generator) * (0.5 if len(shape) > 1 else 0.1)

    width, wide, positions = WIDTH, WIDE, config["max_position_embeddings"]
    weights = {
        "bert.embeddings.word_embeddings.weight": drawn(config["vocab_size"], width),
        "bert.embeddings.position_embeddings.weight": drawn(positions, width),
        "bert.embeddings.token_type_embeddings.weight": drawn(2, width),
        "cls.predictions.bias": drawn(config["vocab_size"]),
        "cls.predictions.transform.dense.weight": drawn(width, width),
    }
    norms = ["bert.embeddings.LayerNorm"]
    for layer in (f"bert.encoder.layer.{number}" for number in range(LAYERS)):
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
        maps = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        for name in [*maps, f"{layer}.attention.output.dense"]:
            weights |= {f"{name}.weight": drawn(width, width), f"{name}.bias": drawn(width)}
        weights |= {f"{layer}.intermediate.dense.weight": drawn(wide, width)}
        weights |= {f"{layer}.intermediate.dense.bias": drawn(wide)}
        weights |= {
            f"{layer}.output.dense.weight": drawn(width, wide),
            f"{layer}.output.dense.bias": drawn(width),
        }
    for name in norms:
        weights |= {f"{name}.weight": 1 + drawn(width), f"{name}.bias": drawn(width)}
    if version == 1:
        weights["bert.embeddings.position_ids"] = torch.arange(positions)[None]
    return weights


def made_cells(n_cells=12):
    """Return raw counts by Ensembl id; the last cell has no count at all."""
    rng = np.random.default_rng(n_cells)
    counts = rng.poisson(rng.lognormal(0, 1, (n_cells, 1)) * rng.lognormal(-1, 1, N_GENES)).astype(np.float32)
    counts[-1] = 0
    var = pd.DataFrame({"symbol": SYMBOLS, "ensembl_id": GENES}, index=GENES)
    obs = pd.DataFrame(
        {"total_counts": 3 * counts.sum(axis=1) + 1}, index=[f"cell{n}" for n in range(n_cells)]
    )
    return ad.AnnData(sp.csr_matrix(counts), obs, var)


def reference_tokens(folder, cell, total, version, *, medians=True):
    """Return the tokens of one cell, a dictionary from Ensembl id to count."""
    tokens, by_median = (
        pickle.loads((folder / f"{name}_made.pkl").read_bytes())  # noqa: S301 - written above
        for name in ("token_dictionary", "gene_median_dictionary")
    )
    counts = dict.fromkeys(tokens, 0)
    for gene, count in cell.items():
        standing = GENES[3] if version == 2 and gene == ALIAS else gene
        if standing in counts:
            counts[standing] += count
    ranked = sorted(
        (-count / total * 1e4 / (by_median[gene] if medians else 1), tokens[gene])
        for gene, count in counts.items()
        if count
    )
    sequence = [int(token) for _, token in ranked]
    if version == 1:
        return sequence[: POSITIONS[1]]
    return [int(tokens["<cls>"]), *sequence[: POSITIONS[2] - 2], int(tokens["<eos>"])]


def reference_states(weights, tokens, n_layers):
    """Return the states of one sequence after some layers, one head and one layer at a time."""
    w = {name.removeprefix("bert."): value for name, value in weights.items()}

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x, name):
        return NORM(x, (WIDTH,), w[f"{name}.weight"], w[f"{name}.bias"], 1e-12)

    x = w["embeddings.word_embeddings.weight"][tokens] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x + w["embeddings.position_embeddings.weight"][: len(tokens)], "embeddings.LayerNorm")
    for layer in (f"encoder.layer.{number}" for number in range(n_layers)):
        q, k, v = (linear(x, f"{layer}.attention.self.{part}") for part in ("query", "key", "value"))
        size = WIDTH // HEADS
        heads = [slice(size * head, size * (head + 1)) for head in range(HEADS)]
        mixed = [torch.softmax(q[:, h] @ k[:, h].T / size**0.5, dim=1) @ v[:, h] for h in heads]
        x = norm(
            x + linear(torch.cat(mixed, dim=1), f"{layer}.attention.output.dense"),
            f"{layer}.attention.output.LayerNorm",
        )
        wide = torch.relu(linear(x, f"{layer}.intermediate.dense"))
        x = norm(x + linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return x


def reference(folder, adata, version, *, pooling="mean", layer=-1, medians=True, drop_special=True):
    """Return one vector per cell, cell by cell: (n_cells, WIDTH)."""
    weights = weights_of(json.loads((folder / "config.json").read_text()), version)
    vectors = np.zeros((adata.n_obs, WIDTH), dtype=np.float32)
    for number, counts in enumerate(adata.X.toarray()):
        cell = dict(zip(adata.var["ensembl_id"], counts, strict=True))
        total = adata.obs["total_counts"].iloc[number]
        tokens = reference_tokens(folder, cell, total, version, medians=medians)
        if not tokens:
            continue
        states = reference_states(weights, tokens, LAYERS + layer)
        genes = states[1:-1] if version == 2 and drop_special else states
        if pooling == "cls":
            vectors[number] = states[0]
        elif len(genes):
            vectors[number] = genes.mean(dim=0)
    return vectors
