"""Names from a stranger's tree: what they look like, what they must be, what they could be taken for."""

from pydantic import TypeAdapter, ValidationError

from stages.forms import Name

_ID = TypeAdapter(Name)
_SHOWN = 80  # characters; a name in a tree has no limit


def shown(name: str) -> str:
    r"""Return a name as one can see it: what is not ASCII is spelled out, and the end of a long one left out.

    Examples
    --------
    >>> shown("p\u0441a")
    'p\\u0441a'
    """
    text = name.encode("ascii", "backslashreplace").decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def unfit(name: str) -> str | None:
    """Return what is expected of an id that `name` is not; None if it is one.

    Examples
    --------
    >>> unfit("my_model")
    >>> unfit("../x")
    'expected 3 to 40 characters: lower-case letters and digits, words joined by one underscore'
    """
    try:
        _ID.validate_python(name)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return None


def folded(name: str) -> str:
    """Return what is left of a name where case, - and _ say nothing.

    Examples
    --------
    >>> folded("My-Model") == folded("my_model")
    True
    """
    return name.replace("-", "").replace("_", "").casefold()
