"""YAML that a person wrote: read so that scalars keep their text, checked against a closed schema."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from stages.errors import BenchmarkError, did_you_mean

Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.BaseLoader):
    """Scalars stay text (3.10 is no number, a date is no date); a key occurs once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.MarkedYAMLError(None, None, f"the key `{key}` occurs twice", mark)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping whose scalars are all text.

    Raises
    ------
    BenchmarkError
        If the file is missing, no YAML, no mapping, or has a key twice.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a BaseLoader builds text, lists and mappings only
    except FileNotFoundError as error:
        raise BenchmarkError("there is no such file", where=str(path), fix=f"create {path}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = f":{mark.line + 1}" if (mark := getattr(error, "problem_mark", None)) else ""
        raise BenchmarkError(
            f"not YAML: {getattr(error, 'problem', None) or error}",
            where=f"{path}{place}",
            fix="correct the file at that line",
        ) from error
    if not isinstance(content, dict):
        raise BenchmarkError(
            f"the file holds {type(content).__name__}; expected a mapping of keys to values",
            where=str(path),
            fix="write `key: value` lines",
        )
    return content


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
        "string_too_short": "text",
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
