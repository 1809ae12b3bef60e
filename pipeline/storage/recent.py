"""The last few values that were asked for, so that what is large need not be held as a whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
# Values held at a time: the documents of one case.
HELD = 8


class Recent(Generic[Value]):
    """Values by name; of more than ``most`` the one that was asked for longest ago is let go."""

    def __init__(self, most: int = HELD) -> None:
        self.most = most
        self._values: OrderedDict[str, Value] = OrderedDict()

    def get(self, name: str, make: Callable[[], Value]) -> Value:
        """The value of that name, made where it is not among the last ones."""
        if name in self._values:
            self._values.move_to_end(name)
            return self._values[name]
        value = self._values[name] = make()
        if len(self._values) > self.most:
            self._values.popitem(last=False)
        return value
