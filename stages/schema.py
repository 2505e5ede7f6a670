"""The closed schema of submission.yaml: every key, what it means, and an example of its value.

The documentation and the error messages show these texts; they are written nowhere else.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stages.check_record import Context
from stages.forms import (
    Day,
    FilePath,
    Flag,
    KnownSha256,
    Name,
    Orcid,
    Pin,
    Positive,
    PythonVersion,
    Sha256,
    Text,
    Url,
    WeightsUrl,
    Whole,
)
from stages.records import Track


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Author(_Record):
    """One of the people behind the model."""

    name: Text = Field(description="Name as it is shown.", examples=["The Example Lab"])
    orcid: Orcid | None = Field(None, description="ORCID iD.", examples=["0000-0002-1825-0097"])


class Corpus(_Record):
    """Data that the weights were trained on."""

    corpus: Text = Field(
        description="Name and release of the corpus.", examples=["CELLxGENE Census 2023-05-15"]
    )
    evidence: Text = Field(
        description="Where this can be read: an address, or a section of the paper.",
        examples=["paper, section Methods, Pretraining data"],
    )
    adapted_from: Text | None = Field(
        None,
        description="The model that was trained on it, where these weights continue from another model's.",
        examples=["scGPT whole-human"],
    )


class Checkpoint(_Record):
    """One file of weights."""

    path: FilePath = Field(
        description="Name of the file in `run.checkpoint`.", examples=["model.safetensors"]
    )
    url: WeightsUrl = Field(
        description="Where it comes from: `https://...` or `hf://<organisation>/<repository>@<revision>/<file>`.",
        examples=["https://example.org/model.safetensors"],
    )
    mirrors: tuple[WeightsUrl, ...] = Field(
        (), description="Other addresses of the same bytes, tried in this order.", examples=["[https://...]"]
    )
    sha256: KnownSha256 = Field(
        description="SHA-256 of its bytes, in hex; `unknown` where nobody has published it: such a file is "
        "never run.",
        examples=["0" * 64],
    )
    size: Positive | None = Field(None, description="Its size in bytes.", examples=["209715200"])


class Library(_Record):
    """Code in submissions/_libraries that several submissions share."""

    name: Name = Field(description="Its folder, imported under this name.", examples=["scgpt"])
    sha256: Sha256 = Field(
        description="Hash of its files; `python -m stages.pin --submissions submissions` writes it.",
        examples=["0" * 64],
    )


class Runtime(_Record):
    """What can change a vector: an edit below `runtime:` runs the submission again."""

    device: Literal["cpu", "cuda"] = Field("cpu", description="What `embed` computes on.", examples=["cuda"])
    precision: Literal["float32", "bfloat16", "float16"] = Field(
        "float32",
        description="What `embed` computes in: half precision widens what counts as the same vector.",
        examples=["bfloat16"],
    )
    uses_batch: Flag = Field(
        default=False,
        description='Whether `embed` sees `adata.obs["batch"]`; without it the column is not there.',
        examples=["true"],
    )
    backed: Flag = Field(
        default=False,
        description="Whether `adata` is opened with `backed='r'`: `adata.X` stays in its file, and "
        "`adata.X[start:stop]` reads cells, so that a dataset may be larger than the memory.",
        examples=["true"],
    )
    requirements: tuple[Pin, ...] = Field(
        (),
        description="Exact pins of an environment of its own; none: the benchmark's.",
        examples=["[torch==2.1.2]"],
    )
    exclude_newer: Day | None = Field(
        None, description="Day as of which unpinned dependencies are resolved.", examples=["2024-06-01"]
    )
    python: PythonVersion | None = Field(
        None, description="Python version of that environment; none: the benchmark's.", examples=["3.10"]
    )
    checkpoint: tuple[Checkpoint, ...] = Field(
        (), description="Files of weights.", examples=["[{path: ...}]"]
    )
    libraries: tuple[Library, ...] = Field(
        (), description="Code shared with other submissions.", examples=["[{name: ...}]"]
    )


class Submission(_Record):
    """What a submission says about itself."""

    id: Name = Field(description="Name of the folder; never changes.", examples=["my_model"])
    name: Text = Field(description="Name on the leaderboard.", examples=["My model"])
    version: Positive = Field(description="Raised by one whenever the vectors change.", examples=["1"])
    summary: Text = Field(
        description="One sentence on what a vector is.", examples=["Mean of the token vectors."]
    )
    track: Track = Field(
        description="`zero-shot`: frozen weights; `fitted`: fits on the cells that it embeds, without "
        "labels; `control`: was neither trained nor fitted on anything.",
        examples=["zero-shot"],
    )
    dataset_context: Context = Field(
        description="What a vector depends on beside its own cell: nothing, the choice of genes, means and "
        "variances of the dataset, or a fit on it. It is measured: a claim that is too strong is refused.",
        examples=["none"],
    )
    license: Text = Field(description="Licence of the code, as SPDX identifier.", examples=["MIT"])
    runtime: Runtime = Field(
        description="What can change a vector; `{}` where nothing is needed.", examples=["{}"]
    )
    authors: tuple[Author, ...] = Field(
        (), description="People behind the model.", examples=["[{name: ...}]"]
    )
    paper: Url | None = Field(
        None, description="Where it is described.", examples=["https://doi.org/10.1000/1"]
    )
    code: Url | None = Field(
        None, description="Where its own code is.", examples=["https://example.org/model"]
    )
    parameters: Whole | None = Field(None, description="Number of weights.", examples=["51000000"])
    embedding_dim: Positive | None = Field(
        None, description="Most dimensions that a vector can have.", examples=["512"]
    )
    organisms: tuple[Text, ...] = Field((), description="What the model was made for.", examples=["[human]"])
    gene_ids: Literal["symbol", "ensembl"] = Field(
        "symbol", description="Which names of genes it reads.", examples=["ensembl"]
    )
    weights_license: Text | None = Field(None, description="Licence of the weights.", examples=["CC-BY-4.0"])
    supervised_pretraining: Flag = Field(
        default=False, description="Whether cell type labels were used in training.", examples=["true"]
    )
    pretraining: tuple[Corpus, ...] = Field(
        (), description="What the weights were trained on; `[]` for nothing.", examples=["[{corpus: ...}]"]
    )
    cost: Literal["light", "heavy"] = Field(
        "light",
        description="`heavy`: `make leaderboard` shows the scores in git and computes none.",
        examples=["heavy"],
    )
    superseded_by: Name | None = Field(
        None, description="Id of the submission that takes its place.", examples=["my_model_2"]
    )
