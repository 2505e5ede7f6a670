"""A checkpoint that does not fit is refused by name: upstream would leave its parameters random."""

import json

import pytest
import torch
from tiny_scgpt import parameters, vocabulary_of, write_checkpoint

from scgpt.checkpoint import read_checkpoint

SYMBOLS = ["A1BG", "A2M", "AAAS"]


def edited(folder, name, edit):
    """Change what a JSON file of a checkpoint holds, and read the checkpoint."""
    write_checkpoint(folder, SYMBOLS)
    content = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps(edit(content)))
    return read_checkpoint(folder)


def with_state(folder, edit):
    """Read a checkpoint with other parameters."""
    state = parameters(len(vocabulary_of(SYMBOLS)))
    edit(state)
    write_checkpoint(folder, SYMBOLS, state=state)
    return read_checkpoint(folder)


def test_missing_parameters_are_named(tmp_path):
    """A few, with the number of the others."""

    def edit(state):
        for name in [name for name in state if "layers.2.self_attn" in name or "enc_norm" in name]:
            del state[name]

    with pytest.raises(ValueError, match=r"lacks 6 of 45 parameters: encoder\.enc_norm\.bias, .* and 2 more"):
        with_state(tmp_path, edit)


def test_unknown_parameters_are_named(tmp_path):
    """A batch encoder would be part of the vector, so it is no scGPT of this kind."""
    with pytest.raises(ValueError, match=r"has 1 parameters that are not scGPT's: batch_encoder\.weight"):
        with_state(tmp_path, lambda state: state.update({"batch_encoder.weight": torch.zeros(2, 16)}))


def test_parameters_of_another_size_are_named(tmp_path):
    """A vocabulary that is one token longer leaves upstream's gene table random."""
    name = "encoder.embedding.weight"
    with pytest.raises(ValueError, match=rf"{name} has shape \(5, 16\); args.json .* say \(6, 16\)"):
        with_state(tmp_path, lambda state: state.update({name: torch.zeros(5, 16)}))


def test_parameters_that_are_not_finite_are_named(tmp_path):
    """Every vector would be."""
    name = "value_encoder.norm.bias"
    with pytest.raises(ValueError, match=rf"numbers that are not finite in {name}"):
        with_state(tmp_path, lambda state: state[name].fill_(torch.nan))


def test_half_precision_in_the_file_is_read(tmp_path):
    """As float32."""
    half = lambda state: state.update({name: tensor.half() for name, tensor in state.items()})  # noqa: E731
    assert with_state(tmp_path, half).genes.dtype == torch.float32


@pytest.mark.parametrize("token", ["<pad>", "<cls>"])
def test_a_vocabulary_without_special_tokens_is_refused(tmp_path, token):
    """Upstream appends them, with rows that were never trained."""
    with pytest.raises(ValueError, match=rf"vocab.json lacks the special tokens \['{token}'\] among its 5"):
        edited(tmp_path, "vocab.json", lambda vocabulary: {k: v for k, v in vocabulary.items() if k != token})


@pytest.mark.parametrize("number", [0, 17, 2.5, "two", -1])
def test_a_vocabulary_that_skips_or_repeats_a_number_is_refused(tmp_path, number):
    """It is another file's."""
    with pytest.raises(ValueError, match=r"vocab\.json does not number its tokens from 0 to 5, each once"):
        edited(tmp_path, "vocab.json", lambda vocabulary: vocabulary | {"A2M": number})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"embsize": 16.0}, r"says {'embsize': 16.0}; expected whole numbers of at least 1"),
        ({"nlayers": 0}, r"says {'nlayers': 0}; expected whole numbers"),
        ({"nheads": 3}, r"embsize 16, no multiple of nheads 3"),
        ({"pad_token": "[PAD]"}, r"pad_token '\[PAD\]'; expected '<pad>'"),
        ({"n_bins": 101}, r"n_bins 101; expected 51, which is what embed_data uses"),
    ],
)
def test_other_arguments_than_the_official_are_refused(tmp_path, changes, message):
    """With the key and the value."""
    with pytest.raises(ValueError, match=message):
        edited(tmp_path, "args.json", lambda args: args | changes)


def test_missing_arguments_are_named(tmp_path):
    """With those that are needed."""
    with pytest.raises(ValueError, match=r"args.json lacks \['embsize', 'pad_value'\]; expected \['embsize'"):
        edited(
            tmp_path,
            "args.json",
            lambda args: {k: args[k] for k in args if k not in {"embsize", "pad_value"}},
        )


@pytest.mark.parametrize("name", ["args.json", "vocab.json", "best_model.pt"])
def test_a_truncated_file_is_named(tmp_path, name):
    """So is one that is not there."""
    write_checkpoint(tmp_path, SYMBOLS)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ValueError, match=rf"^{name} cannot be read: ."):
        read_checkpoint(tmp_path)
    path.unlink()
    with pytest.raises(ValueError, match=rf"^{name} cannot be read: .*No such file"):
        read_checkpoint(tmp_path)


def test_files_of_another_kind_are_named(tmp_path):
    """A list is no vocabulary, and a number no model."""
    with pytest.raises(TypeError, match=r"vocab.json holds list; expected an object"):
        edited(tmp_path, "vocab.json", list)
    write_checkpoint(tmp_path, SYMBOLS)
    torch.save(7, tmp_path / "best_model.pt")
    with pytest.raises(TypeError, match=r"best_model.pt holds int; expected parameters by their names"):
        read_checkpoint(tmp_path)


def test_code_in_the_file_of_weights_is_not_run(tmp_path):
    """Pickles can hold any; torch reads tensors only."""
    write_checkpoint(tmp_path, SYMBOLS)
    torch.save({"encoder": print}, tmp_path / "best_model.pt")
    with pytest.raises(ValueError, match=r"best_model.pt cannot be read: "):
        read_checkpoint(tmp_path)
