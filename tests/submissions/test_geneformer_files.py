"""The files of a release are read as data, and what they lack or have in excess is named."""

import json
import pickle

import pandas as pd
import pytest
import torch
from made_geneformer import GENES, LAYERS, SYMBOLS, weights_of, write_checkpoint
from safetensors.torch import load_file, save_file

from geneformer import genes_of_dictionaries, genes_of_own_ids, read_config, read_dictionaries, read_weights


@pytest.fixture
def folder(tmp_path):
    """Return a checkpoint of version 2."""
    return write_checkpoint(tmp_path / "weights", 2)


class Call:
    """What a pickle can do beside holding data."""

    def __reduce__(self):
        """Name a function to be called on loading."""
        return (print, ("called",))


def test_dictionaries_of_numpy_scalars_become_plain(folder):
    """As they are pickled in the release."""
    found = read_dictionaries(folder)
    assert {type(value) for value in found.tokens.values()} == {int}
    assert {type(value) for value in found.medians.values()} == {float}
    assert found.names["GENE0"] == GENES[0]


def test_a_pickle_that_calls_is_refused_before_it_does(folder, capsys):
    """Nothing but names and numbers is looked up."""
    (folder / "token_dictionary_made.pkl").write_bytes(pickle.dumps({"a": Call()}))
    message = "it names builtins.print; expected names and numbers alone"
    with pytest.raises(ValueError, match=rf"^token_dictionary_made\.pkl is no dictionary .*: {message}$"):
        read_dictionaries(folder)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x80", r"token_dictionary_made\.pkl is no dictionary of the release: "),
        (pickle.dumps([1]), r"token_dictionary_made\.pkl holds a list; expected a dictionary"),
        (pickle.dumps({"a": "b"}), r"token_dictionary_made\.pkl maps 'a' to 'b'; expected text to int"),
    ],
)
def test_what_is_no_dictionary_is_refused(folder, content, message):
    """Cut off, of another kind, or with other values."""
    (folder / "token_dictionary_made.pkl").write_bytes(content)
    with pytest.raises(ValueError, match=f"^{message}"):
        read_dictionaries(folder)


def test_a_dictionary_that_is_not_there_is_named(folder):
    """With the place to add it."""
    (folder / "gene_median_dictionary_made.pkl").unlink()
    with pytest.raises(FileNotFoundError, match=r"holds no gene_median_dictionary\*\.pkl: add it to runtime"):
        read_dictionaries(folder)


def test_two_dictionaries_of_one_kind_are_refused(folder):
    """Which is meant cannot be known."""
    (folder / "token_dictionary_other.pkl").write_bytes(b"")
    with pytest.raises(ValueError, match=r"expected one token_dictionary\*\.pkl: remove others$"):
        read_dictionaries(folder)


def test_a_median_of_zero_is_refused(folder):
    """Counts are divided by it."""
    (folder / "gene_median_dictionary_made.pkl").write_bytes(pickle.dumps({"ENSG1": 0.0}))
    with pytest.raises(ValueError, match=r"the median of ENSG1 is 0\.0; expected more than 0$"):
        read_dictionaries(folder)


def test_missing_and_extra_parameters_are_named(folder):
    """Upstream's loaders fill what is missing with random numbers."""
    weights = load_file(folder / "model.safetensors")
    weights["bert.surplus"] = weights.pop("bert.embeddings.word_embeddings.weight")
    save_file(weights, folder / "model.safetensors")
    message = (
        r"^model\.safetensors lacks 1 parameters \(bert\.embeddings\.word_embeddings\.weight\) and has in "
        r"excess 1 parameters \(bert\.surplus\): it is of another model than config\.json$"
    )
    with pytest.raises(ValueError, match=message):
        read_weights(folder, read_config(folder), LAYERS)


def test_a_layer_that_is_not_used_must_be_there_too(folder):
    """A file without it is not the model's."""
    weights = load_file(folder / "model.safetensors")
    last = [name for name in weights if name.startswith(f"bert.encoder.layer.{LAYERS - 1}.")]
    save_file(
        {name: value for name, value in weights.items() if name not in last}, folder / "model.safetensors"
    )
    with pytest.raises(ValueError, match=rf"lacks {len(last)} parameters .*, \.\.\.\)"):
        read_weights(folder, read_config(folder), LAYERS - 1)


def test_a_parameter_of_another_shape_is_refused(folder):
    """Config and weights are of one model."""
    config = json.loads((folder / "config.json").read_text()) | {"vocab_size": 70}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(
        ValueError, match=r"word_embeddings\.weight has shape \(62, 16\); config\.json makes it"
    ):
        read_weights(folder, read_config(folder), LAYERS)


@pytest.mark.parametrize("name", ["model.safetensors", "pytorch_model.bin"])
def test_a_file_that_is_cut_off_is_told(folder, name):
    """With the size that it has."""
    if name == "pytorch_model.bin":
        torch.save(load_file(folder / "model.safetensors"), folder / name)
        (folder / "model.safetensors").unlink()
    (folder / name).write_bytes((folder / name).read_bytes()[:5000])
    with pytest.raises(ValueError, match=rf"^{name} of 5,000 bytes (is cut off|cannot be read)"):
        read_weights(folder, read_config(folder), LAYERS)


def test_the_older_format_holds_the_same_parameters(folder):
    """The release of twelve layers has no other."""
    config = read_config(folder)
    expected = read_weights(folder, config, 1)
    torch.save(weights_of(vars(config), 2), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    found = read_weights(folder, config, 1)
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in found)


def test_a_folder_without_weights_is_told(folder):
    """Both names are."""
    (folder / "model.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match=r"holds neither model\.safetensors nor pytorch_model\.bin$"):
        read_weights(folder, read_config(folder), LAYERS)


def test_an_encoder_of_another_make_is_refused(folder):
    """The network here is the one of the release."""
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"hidden_act": "gelu"}))
    with pytest.raises(ValueError, match=r"^config\.json: hidden_act is 'gelu'; expected 'relu'$"):
        read_config(folder)
    del config["hidden_size"]
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match=r"^config\.json has no hidden_size: fetch the file of the release$"):
        read_config(folder)


def table(ids, symbols):
    """Return a table of genes."""
    return pd.DataFrame({"ensembl_id": ids, "symbol": symbols}, index=symbols)


def test_symbols_stand_in_where_ids_are_missing(folder):
    """Through the dictionary of names; ids are read in capitals."""
    dictionaries = read_dictionaries(folder)
    expected = genes_of_dictionaries(table(GENES, SYMBOLS), dictionaries).tokens
    mixed = [gene.lower() if number % 2 else "" for number, gene in enumerate(GENES)]
    assert (genes_of_dictionaries(table(mixed, SYMBOLS), dictionaries).tokens == expected).all()
    nothing = [None] * len(GENES)
    assert (genes_of_dictionaries(table(nothing, SYMBOLS), dictionaries).tokens == expected).all()


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ([f"{gene}.4" for gene in GENES], "Ensembl ids with a version; cut it off behind the dot"),
        ([gene.replace("ENSG", "ENSMUSG") for gene in GENES], "Ensembl ids of another species than human"),
        ([gene.replace("ENSG0", "ENSG9") for gene in GENES], "Ensembl ids of human genes"),
        ([str(number) for number in range(60)], "numbers"),
        (SYMBOLS, "no Ensembl ids"),
    ],
)
def test_ids_that_do_not_match_are_described(folder, ids, told):
    """Less than half of them: nothing is embedded, and the message shows what they are."""
    message = (
        rf'^0 of 60 genes have a token of the model, less than half: var\["ensembl_id"\] holds .*, {told}$'
    )
    with pytest.raises(ValueError, match=message):
        genes_of_dictionaries(table(ids, [""] * 60), read_dictionaries(folder))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (True, r"; symbols are such as \['x0', 'x1', 'x2'\]"),
        (False, r" and the checkpoint has no gene_name_id_dict\*\.pkl to find them by; symbols"),
    ],
)
def test_symbols_that_do_not_match_are_shown(folder, names, told):
    """And whether there was a dictionary to find them by."""
    if not names:
        (folder / "gene_name_id_dict_made.pkl").unlink()
    symbols = [f"x{number}" for number in range(60)]
    with pytest.raises(ValueError, match=rf'less than half: var\["ensembl_id"\] is empty{told}'):
        genes_of_dictionaries(table([""] * 60, symbols), read_dictionaries(folder))


def test_more_genes_than_the_model_knows_are_no_fault(folder, capsys):
    """A matrix of all genes of a genome has many that no model knows."""
    ids = [*GENES, *(f"ENSG9{number:010d}" for number in range(600))]
    genes = genes_of_dictionaries(table(ids, [""] * 660), read_dictionaries(folder))
    assert (genes.tokens >= 0).sum() == 59
    assert capsys.readouterr().err == "59 of 660 genes (8.9%) have a token\n"


def test_genes_of_their_own_ids_are_in_the_order_of_the_alphabet():
    """Ensembl id, else symbol, else the name of the row; the same id is the same token."""
    frame = pd.DataFrame(
        {"ensembl_id": ["", "ENSG2", "ensg2"], "symbol": ["B", "", ""]}, index=["r", "s", "t"]
    )
    frame.loc["A"] = ["", ""]
    genes, names = genes_of_own_ids(frame)
    assert names == ["A", "B", "ENSG2"]
    assert genes.tokens.tolist() == [1, 2, 2, 0]
    assert genes.repeat
