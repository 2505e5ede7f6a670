"""Stand-ins for modules that upstream imports for other work than the one that is measured."""

import importlib.util
import sys
import types
from collections.abc import Iterable
from importlib.machinery import ModuleSpec


def stand_in(names: Iterable[str]) -> list[str]:
    """Let those of the modules that are not installed be imported, with any name in them; return which.

    What is measured never calls them: a plotting library, a tracker of experiments, quantisation.
    """
    absent = [name for name in names if name not in sys.modules and importlib.util.find_spec(name) is None]
    for name in absent:
        module = sys.modules[name] = _Absent(name)
        module.__spec__ = ModuleSpec(name, None)  # other libraries ask for it
    return absent


class _Absent(types.ModuleType):
    """A module of which every name is an empty class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})
