"""YAML from strangers: small, flat and plain, or refused; every scalar keeps its text.

A permissive loader turns `3.10` into 3.1 and `no` into False, takes the last of two equal keys, and
lets 300 bytes of aliases grow to megabytes. Here a schema converts, and nothing else does.
"""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NoReturn, TypeAlias

import yaml

from stages.errors import BenchmarkError

Node: TypeAlias = "str | tuple[Node, ...] | dict[str, Node]"

MAX_BYTES = 16 * 1024
MAX_DEPTH = 6
_MOST_OPEN = 64  # brackets at one place: text has a few, and thousands keep the parser busy
_BYTES_PER_EVENT = 8  # a file of one-letter items has more; one that is written for readers has not
_NOTHING = {"", "~", "null", "Null", "NULL"}


def read_strict_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> dict[str, Node]:
    """Read a mapping of text, lists (as tuples) and mappings.

    Raises
    ------
    BenchmarkError
        If the file is absent, above `max_bytes`, not UTF-8, nested deeper than 6, or no YAML; if it has an
        anchor, an alias, a tag, a second document, a key twice, a key without a value, or more than one key
        or value for every 8 bytes that it may have.
    """
    return _Reader(path, max_bytes).mapping()


class _Reader:
    """Walks the parser's events: no object is built that the file does not spell out."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self.path = path
        text = _text(path, max_bytes)
        if max(accumulate((sign in "[{") - (sign in "]}") for sign in text), default=0) > _MOST_OPEN:
            self._refuse_depth()
        self.events = self._events(text, max_bytes // _BYTES_PER_EVENT)

    def mapping(self) -> dict[str, Node]:
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent):
                content = self._mapping(depth=1)
                for rest in self.events:
                    if isinstance(rest, yaml.DocumentStartEvent):
                        self._refuse(
                            "a second document starts here; expected one", "remove the line `---`", rest
                        )
                return content
            if isinstance(event, yaml.NodeEvent):
                break
        return self._refuse("the file is no mapping; expected `key: value` lines", "write `key: value` lines")

    def _events(self, text: str, most: int) -> Iterator[yaml.Event]:
        try:
            for number, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
                self._require_plain(event)
                if number >= most:
                    self._refuse(f"more than {most:,} keys and values", "shorten the lists", event)
                yield event
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f":{mark.line + 1}" if mark else ""
            raise BenchmarkError(
                f"not YAML: {getattr(error, 'problem', None) or getattr(error, 'reason', error)}",
                where=f"{self.path}{place}",
                fix="correct the file at that line",
            ) from error

    def _require_plain(self, event: yaml.Event) -> None:
        if getattr(event, "anchor", None):
            self._refuse("an anchor or alias; expected plain values", "write the value out in full", event)
        if getattr(event, "tag", None) or getattr(event, "tags", None):
            self._refuse("a tag (`!...`); expected plain values", "remove the tag", event)

    def _node(self, event: yaml.Event, key: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse_depth(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(key, depth)
        assert isinstance(event, yaml.ScalarEvent)
        if event.implicit[0] and event.value in _NOTHING:  # plain, not quoted
            self._refuse(f"`{key}` has no value", f"give `{key}` a value or remove it", event)
        return str(event.value)

    def _sequence(self, key: str, depth: int) -> tuple[Node, ...]:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, key, depth + 1))
        return tuple(items)

    def _mapping(self, depth: int) -> dict[str, Node]:
        content: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(
                    "a key is a list or a mapping; expected text", "write the key as one word", event
                )
            if event.value in content:
                self._refuse(f"the key `{event.value}` occurs twice", "remove one of the two", event)
            content[event.value] = self._node(next(self.events), event.value, depth + 1)
        return content

    def _refuse_depth(self, event: yaml.Event | None = None) -> NoReturn:
        self._refuse(f"nested deeper than {MAX_DEPTH}", "flatten the file", event)

    def _refuse(self, what: str, fix: str, event: yaml.Event | None = None) -> NoReturn:
        place = f":{event.start_mark.line + 1}" if event and event.start_mark else ""
        raise BenchmarkError(what, where=f"{self.path}{place}", fix=fix)


def _text(path: Path, max_bytes: int) -> str:
    where = str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BenchmarkError("there is no such file", where=where, fix=f"create {path}") from error
    if len(content) > max_bytes:
        raise BenchmarkError(
            f"{len(content):,} bytes; expected at most {max_bytes:,}",
            where=where,
            fix="move long text to the page that `paper` or `code` points to",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BenchmarkError(
            f"byte {error.start} is no UTF-8; expected UTF-8 text", where=where, fix="save the file as UTF-8"
        ) from error
