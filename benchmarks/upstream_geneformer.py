"""Upstream's own loop over cells, `geneformer.emb_extractor.get_embs`, of a checkout: vectors and cost.

Run by benchmarks/geneformer_work.py in a process of its own, in an environment with upstream's transformers
and datasets:
    python -m benchmarks.upstream_geneformer <checkout> <folder> <device>
The folder holds, for each model, a folder with a checkpoint in the official format and cells as tokens.
"""

import json
import sys
import types
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset
from transformers import BertForMaskedLM  # noqa: F401 - before there are stand-ins for it to find

from benchmarks.device import timed
from benchmarks.stand_ins import stand_in

# What the two modules import for plots, quantisation and summaries.
_UNUSED = ("peft", "seaborn", "tdigest", "matplotlib", "scanpy", "anndata")
_BATCH = 100  # upstream's forward_batch_size


def main(checkout: str, folder: Path, device: str) -> None:
    """Write `<model>/upstream.npy`, and print seconds by model."""
    torch.set_num_threads(1)
    stand_in(_UNUSED)
    extractor = _module(Path(checkout, "geneformer"), "emb_extractor", device)
    found = {}
    for path in sorted(folder.iterdir()):
        model = extractor.pu.load_model("Pretrained", 0, str(path), mode="eval").to(device)
        cells = json.loads((path / "cells.json").read_text(encoding="utf-8"))
        # Longest first, as extract_embs sorts them.
        order = np.argsort([-len(cell) for cell in cells["tokens"]], kind="stable")
        tokens = [cells["tokens"][number] for number in order]
        data = Dataset.from_dict({"input_ids": tokens, "length": [len(cell) for cell in tokens]})
        layer = extractor.pu.quant_layers(model) - 1
        names = {0: "<pad>", 1: "<mask>"} | ({2: "<cls>", 3: "<eos>"} if cells["mode"] == "cls" else {})
        loop, given = extractor.get_embs, (model, data, cells["mode"], layer, 0, _BATCH, names)
        seconds, vectors = timed(lambda: loop(*given, silent=True), device)  # noqa: B023 - called at once
        back = np.empty_like(vectors.cpu().numpy())
        back[order] = vectors.cpu().numpy()
        np.save(path / "upstream.npy", back)
        found[path.name] = seconds
    print(json.dumps(found))


def _module(folder: Path, name: str, device: str) -> types.ModuleType:
    """Load a module of the package alone, its fixed device replaced by the one that is measured."""
    package = sys.modules.setdefault("upstream", types.ModuleType("upstream"))
    package.__path__ = [str(folder)]
    package.TOKEN_DICTIONARY_FILE = None
    for part in ("perturber_utils", name):
        module = types.ModuleType(f"upstream.{part}")
        module.__package__ = "upstream"
        path = folder / f"{part}.py"
        text = path.read_text(encoding="utf-8").replace('"cuda"', repr(device))
        sys.modules[module.__name__] = module
        exec(compile(text, path, "exec"), module.__dict__)  # noqa: S102 - the checkout that was named
        setattr(package, part, module)
    return module


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
