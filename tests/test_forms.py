"""What a stranger writes becomes a value of the right type, or the form that was expected."""

import pytest
from pydantic import TypeAdapter, ValidationError

from stages import forms


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (forms.Whole, "0", 0),
        (forms.Whole, "51000000", 51_000_000),
        (forms.Positive, "1", 1),
        (forms.Flag, "true", True),
        (forms.Flag, "false", False),
        (forms.Text, "Müller & Söhne", "Müller & Söhne"),
        (forms.Name, "scgpt_2", "scgpt_2"),
        (forms.Url, "https://doi.org/10.1186/s13059-025-03574-x", None),
        (forms.WeightsUrl, f"hf://org/repo@{'0' * 40}/weights/model.safetensors", None),
        (forms.Orcid, "0000-0002-1825-0097", None),
        (forms.Orcid, "0000-0002-1694-233X", None),
        (forms.Sha256, "a" * 64, None),
        (forms.FilePath, "weights/model.safetensors", None),
        (forms.Pin, "torch==2.1.2+cpu", None),
        (forms.Pin, "ruamel.yaml[oldlibyaml]==0.19.1", None),
        (forms.PythonVersion, "3.10", None),
        (forms.Day, "2024-02-29", None),
    ],
)
def test_a_value_is_converted(form, text, value):
    """Text that has the form gives the value; None here stands for the text itself."""
    assert TypeAdapter(form).validate_python(text) == (text if value is None else value)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (forms.Whole, "1e6", "a whole number, digits only"),
        (forms.Whole, "1_000", "a whole number, digits only"),
        (forms.Whole, "010", "a whole number, digits only"),
        (forms.Whole, ("1",), "a whole number, digits only"),
        (forms.Positive, "0", "a whole number of at least 1"),
        (forms.Positive, "-1", "a whole number of at least 1"),
        (forms.Flag, "yes", "true or false"),
        (forms.Flag, "True", "true or false"),
        (forms.Text, "", "1 to 400 characters"),
        (forms.Text, "x" * 401, "1 to 400 characters"),
        (forms.Text, "e\u0301", "composed (NFC)"),
        (forms.Text, "two\nlines", "found U+000A"),
        (forms.Text, "zero\u200bwidth", "found U+200B"),
        (forms.Text, "right\u202eleft", "found U+202E"),
        (forms.Name, "ab", "3 to 40 characters"),
        (forms.Name, "a" * 41, "3 to 40 characters"),
        (forms.Name, "My-Model", "lower-case letters"),
        (forms.Name, "my__model", "joined by one underscore"),
        (forms.Name, "2model", "lower-case letters"),
        (forms.Name, "model\n", "lower-case letters"),
        (forms.Url, "http://example.org", "starts with https://"),
        (forms.Url, "javascript:alert(1)", "starts with https://"),
        (forms.Url, "https://example.org/" + "a" * 400, "of at most 400 characters"),
        (forms.Url, "https://user@example.org/", "starts with https://"),
        (forms.Url, 'https://example.org/"onclick', "starts with https://"),
        (forms.WeightsUrl, "hf://org/repo@main/model.safetensors", "40-digit revision"),
        (forms.Orcid, "0000-0002-1825-0098", "check digit"),
        (forms.Orcid, "0000-0002-1825", "16 digits"),
        (forms.Sha256, "A" * 64, "64 hexadecimal digits"),
        (forms.FilePath, "../secret", "below the checkpoint folder"),
        (forms.FilePath, "/etc/passwd", "below the checkpoint folder"),
        (forms.Pin, "torch>=2", "package==1.2.3"),
        (forms.Pin, "torch==2.*", "package==1.2.3"),
        (forms.Pin, "torch @ https://example.org/torch.whl", "package==1.2.3"),
        (forms.PythonVersion, "3.1", "such as 3.10"),
        (forms.Day, "2024-02-30", "a day of the calendar"),
        (forms.Day, "1 June 2024", "YYYY-MM-DD"),
    ],
)
def test_what_lacks_the_form_is_told_the_form(form, text, expected):
    """The message says what was expected and never that something is wrong."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(form).validate_python(text)
    assert expected in caught.value.errors()[0]["msg"]
