"""Forms of what a stranger writes into a YAML file: text in, typed value out, or what was expected."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

MAX_TEXT = 400
_LINE_ENDS = "\u2028\u2029"  # for some readers
_ORCID_LENGTH = 16


def _matching(pattern: str, expected: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"expected {expected}")
        return text

    return AfterValidator(check)


def _converting(pattern: str, convert: Callable[[str], object], expected: str) -> BeforeValidator:
    def check(text: object) -> object:
        if not (isinstance(text, str) and re.fullmatch(pattern, text)):
            raise ValueError(f"expected {expected}")
        return convert(text)

    return BeforeValidator(check)


def _printable(text: str) -> str:
    """Refuse what a page would not show as it is: controls, zero-width and direction characters."""
    if text != unicodedata.normalize("NFC", text) or not 0 < len(text) <= MAX_TEXT:
        raise ValueError(f"expected 1 to {MAX_TEXT} characters of composed (NFC) Unicode")
    if hidden := [
        letter for letter in text if unicodedata.category(letter)[0] == "C" or letter in _LINE_ENDS
    ]:
        raise ValueError(f"expected one line without hidden characters; found U+{ord(hidden[0]):04X}")
    return text


def _checked_orcid(text: str) -> str:
    """Refuse a wrong check digit (ISO 7064, MOD 11-2): it would name somebody else."""
    digits = text.replace("-", "")
    total = 0
    for digit in digits[: _ORCID_LENGTH - 1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != digits[-1]:
        raise ValueError("expected an ORCID whose last character is its check digit")
    return text


def _calendar_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("expected a day of the calendar, YYYY-MM-DD") from error
    return text


_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
_PATH = r"(/[A-Za-z0-9._~!$&()*+,;=:@%/?#-]*)?"

Text = Annotated[str, AfterValidator(_printable)]
Whole = Annotated[int, _converting(r"0|[1-9][0-9]{0,15}", int, "a whole number, digits only")]
Positive = Annotated[int, _converting(r"[1-9][0-9]{0,15}", int, "a whole number of at least 1, digits only")]
Flag = Annotated[bool, _converting("true|false", lambda text: text == "true", "true or false")]
Name = Annotated[
    str,
    _matching(
        r"(?=.{3,40}$)[a-z][a-z0-9]*(_[a-z0-9]+)*",
        "3 to 40 characters: lower-case letters and digits, words joined by one underscore",
    ),
]
Url = Annotated[
    str,
    _matching(
        f"(?!.{{{MAX_TEXT + 1}}})https://{_HOST}{_PATH}",
        f"an address that starts with https://, of at most {MAX_TEXT} characters",
    ),
]
WeightsUrl = Annotated[
    str,
    _matching(
        rf"https://{_HOST}{_PATH}|hf://[\w.-]+/[\w.-]+@[0-9a-f]{{40}}/[\w./-]+",
        "https://... or hf://<organisation>/<repository>@<40-digit revision>/<file>",
    ),
]
Orcid = Annotated[
    str,
    _matching(r"(\d{4}-){3}\d{3}[\dX]", "16 digits in four groups, 0000-0002-1825-0097"),
    AfterValidator(_checked_orcid),
]
Sha256 = Annotated[str, _matching("[0-9a-f]{64}", "64 hexadecimal digits in lower case")]
KnownSha256 = Annotated[
    str, _matching("[0-9a-f]{64}|unknown", "64 hexadecimal digits in lower case, or `unknown`: never run")
]
FilePath = Annotated[
    str,
    _matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}",
        "a file name, or a path below the checkpoint folder",
    ),
]
Pin = Annotated[
    str,
    _matching(
        r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9,._-]+\])?==[A-Za-z0-9][A-Za-z0-9.+!]*",
        "an exact pin, package==1.2.3",
    ),
]
PythonVersion = Annotated[str, _matching(r"3\.(1\d|[89])", "a Python version, such as 3.10")]
Day = Annotated[str, _matching(r"\d{4}-\d\d-\d\d", "a day, YYYY-MM-DD"), AfterValidator(_calendar_day)]
