"""Upstream's own loop over cells, `scgpt.tasks.cell_emb`, of a checkout: its vectors, and what they cost.

Run by benchmarks/scgpt_work.py in a process of its own, in an environment that can be another one:
    python -m benchmarks.upstream_scgpt <checkout> <folder> <device>
The folder holds a checkpoint in the official format and `<case>.h5ad` for each case.
"""

import json
import sys
import types
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import torch

from benchmarks.device import timed
from benchmarks.stand_ins import stand_in

# What scgpt imports for training, plots and its data bank.
_UNUSED = ("datasets", "IPython", "wandb", "torchtext", "scvi", "flash_attn", "umap", "leidenalg", "networkx")


def main(checkout: str, folder: Path, device: str) -> None:
    """Write `<case>.upstream.npy`, and print seconds by case."""
    torch.set_num_threads(1)
    stand_in(_UNUSED)
    sys.path.insert(0, checkout)
    from scgpt.tasks import cell_emb  # noqa: PLC0415 - of the checkout

    # No worker processes: they would be as many as the machine has processors.
    cell_emb.os = types.SimpleNamespace(sched_getaffinity=lambda _: ())
    model, vocabulary, settings = _model(folder, device)
    found = {}
    for path in sorted(folder.glob("*.h5ad")):
        cells = ad.read_h5ad(path)
        given = {"model": model, "vocab": vocabulary, "model_configs": settings}
        given["gene_ids"] = np.array([vocabulary[name] for name in cells.var_names])
        if path.stem == "tokens":
            given["model"] = _Nothing(settings["embsize"], device)
        loop = cell_emb.get_batch_cell_embeddings
        seconds, vectors = timed(lambda: loop(cells, **given), device)  # noqa: B023 - called at once
        np.save(folder / f"{path.stem}.upstream.npy", vectors)
        found[path.stem] = seconds
    print(json.dumps(found))


def _model(folder: Path, device: str) -> tuple[Any, dict[str, int], dict[str, Any]]:
    """Build the model as `embed_data` does; a plain dictionary is vocabulary enough for it."""
    from scgpt.model import TransformerModel  # noqa: PLC0415
    from scgpt.utils import load_pretrained  # noqa: PLC0415

    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    settings = json.loads((folder / "args.json").read_text(encoding="utf-8"))
    model = TransformerModel(
        ntoken=len(vocabulary),
        d_model=settings["embsize"],
        nhead=settings["nheads"],
        d_hid=settings["d_hid"],
        nlayers=settings["nlayers"],
        nlayers_cls=settings["n_layers_cls"],
        n_cls=1,
        vocab=vocabulary,
        dropout=settings["dropout"],
        pad_token=settings["pad_token"],
        pad_value=settings["pad_value"],
        do_mvc=True,
        use_fast_transformer=True,
        fast_transformer_backend="flash",
    )
    load_pretrained(model, torch.load(folder / "best_model.pt", map_location=device), verbose=False)
    return model.to(device).eval(), vocabulary, settings


class _Nothing:
    """A model that computes nothing: what is left of the loop is the making of tokens."""

    def __init__(self, width: int, device: str) -> None:
        self._vectors = torch.ones(1, 1, width, device=device)

    def parameters(self) -> Any:  # noqa: ANN401 - as torch's
        return iter([self._vectors])

    def _encode(self, tokens: torch.Tensor, *_: object, **__: object) -> torch.Tensor:
        return self._vectors.expand(len(tokens), 1, -1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
