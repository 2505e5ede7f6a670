"""YAML against a closed schema: what does not fit is told with its place and a way out."""

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from stages.errors import BenchmarkError, did_you_mean, nearest, together
from stages.strict_yaml import Node, read_strict_yaml

Model = TypeVar("Model", bound=BaseModel)
_MAX_BYTES = 1 << 20  # larger than what a stranger may send
_MOST = 20  # problems that are told at once


def read_yaml(path: Path) -> dict[str, Node]:
    """Read a YAML mapping of the project: as strictly as a stranger's, but it may be longer."""
    return read_strict_yaml(path, max_bytes=_MAX_BYTES)


def validated(model: type[Model], content: object, *, where: str) -> Model:
    """Return `content` as a record of the closed schema `model`.

    Parameters
    ----------
    where
        A file, or a file and the key in it (`catalog.yaml: pancreas`) that holds the content.

    Raises
    ------
    BenchmarkError
        For each key that is unknown (with the nearest known one), absent, or of another form, all at once;
        unknown ones first.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False)
    raise together(_errors(model, problems, where))


def _errors(model: type[BaseModel], problems: list[Any], where: str) -> list[BenchmarkError]:
    """Return an error for each problem; a key that is there under a misspelt name is not absent as well."""
    problems = sorted(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    meant: set[tuple[int | str, ...]] = set()
    errors: list[BenchmarkError] = []
    for problem in problems:
        if problem["type"] == "missing" and problem["loc"] in meant:
            continue
        if len(errors) == _MOST:
            errors.append(_many(len(problems), where))
            break
        known, field = _schema_at(model, problem["loc"])
        if problem["type"] == "extra_forbidden":
            meant |= {(*problem["loc"][:-1], key) for key in nearest(str(problem["loc"][-1]), known)}
        errors.append(_error(problem, known, field, where))
    return errors


def _error(problem: Any, known: list[str], field: FieldInfo | None, where: str) -> BenchmarkError:  # noqa: ANN401 - a pydantic error
    place = problem["loc"]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    last = next((part for part in reversed(place) if isinstance(part, str)), "")
    example = field.examples[0] if field and field.examples else ""
    fix = f"for example `{last}: {example}`" if example else f"correct `{last}`"
    if problem["type"] == "extra_forbidden":
        what, fix = (
            f"unknown key `{last}`{did_you_mean(last, known)}",
            f"rename or remove it: the keys here are {', '.join(known)}",
        )
    elif problem["type"] == "missing":
        what, fix = f"the key `{last}` is absent", f"add `{last}: {example or '...'}`"
    else:
        what = f"{key or 'the content'} is {problem['input']!r:.80}; {_expected(problem)}"
    return BenchmarkError(what, where=f"{where}{'.' if ': ' in where else ': '}{key}", fix=fix)


def _many(n_problems: int, where: str) -> BenchmarkError:
    what = f"{n_problems} keys do not fit, of which {_MOST} are told"
    return BenchmarkError(what, where=where, fix="mend those, and run the same command again")


def _expected(problem: Any) -> str:  # noqa: ANN401 - a pydantic error
    if problem["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        return f"expected {' or '.join(choices)}{did_you_mean(str(problem['input']), choices)}"
    if problem["type"] == "string_pattern_mismatch":
        return f"expected text of the form {problem['ctx']['pattern']}"
    known = {
        "model_type": "keys and values",
        "dict_type": "keys and values",
        "tuple_type": "a list",
        "string_type": "text",
        "int_parsing": "a whole number",
    }
    said = str(problem["msg"]).removeprefix("Value error, ").removeprefix("expected ")
    return f"expected {known.get(problem['type'], said.removeprefix('Input should be '))}"


def _schema_at(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[list[str], FieldInfo | None]:
    """Return the keys that the schema knows around `place`, and the field at it where there is one."""
    field: FieldInfo | None = None
    for part in place:
        if isinstance(part, str):
            model = _model_inside(field.annotation) or model if field else model
            field = model.model_fields.get(part)
    return list(model.model_fields), field


def _model_inside(hint: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type hint
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    inside = (_model_inside(part) for part in getattr(hint, "__args__", ()))
    return next((found for found in inside if found), None)
