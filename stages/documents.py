"""YAML of the project itself: read so that scalars keep their text, checked against a closed schema."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from stages.errors import BenchmarkError, did_you_mean
from stages.strict_yaml import Node, read_strict_yaml

Model = TypeVar("Model", bound=BaseModel)
_MAX_BYTES = 1 << 20  # larger than what a stranger may send


def read_yaml(path: Path) -> dict[str, Node]:
    """Read a YAML mapping of the project: as strictly as a stranger's, but it may be longer."""
    return read_strict_yaml(path, max_bytes=_MAX_BYTES)


def validated(model: type[Model], content: object, *, where: str) -> Model:
    """Return `content` as a record of the closed schema `model`.

    Raises
    ------
    BenchmarkError
        For a key that is unknown (with the nearest known one), absent, or of another form.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False)
    # A misspelt key goes before the required key that it leaves out.
    first = min(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    place = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        what = f"unknown key `{place[-1]}`; the keys are {known}{did_you_mean(place[-1], known)}"
        fix = "correct the spelling or remove the key"
    elif first["type"] == "missing":
        what, fix = f"the key `{place[-1]}` is absent", f"add `{place[-1]}: ...`"
    else:
        what = f"found {first['input']!r:.200}; expected {_expected(first)}"
        fix = f"correct `{place[-1]}`" if place else "write `key: value` lines"
    raise BenchmarkError(what, where=f"{where}{''.join(f'.{part}' for part in place)}", fix=fix)


def _expected(problem: Any) -> str:  # noqa: ANN401 - a pydantic error
    known = {
        "model_type": "a mapping",
        "dict_type": "a mapping",
        "tuple_type": "a list",
        "string_type": "text",
        "int_parsing": "a whole number",
    }
    if problem["type"] == "string_pattern_mismatch":
        return f"text of the form {problem['ctx']['pattern']}"
    said = str(problem["msg"]).removeprefix("Value error, expected ").removeprefix("Input should be ")
    return known.get(problem["type"], said)


def _keys_at(model: type[BaseModel], place: list[str]) -> list[str]:
    """Return the keys that the schema knows at `place`, where it can be told."""
    for part in place:
        if part in model.model_fields:
            model = _model_inside(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_inside(hint: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type hint
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    inside = (_model_inside(part) for part in getattr(hint, "__args__", ()))
    return next((found for found in inside if found), None)
