"""Known words and exceptions of the documents, as TOML: exceptions live here, rules in code.

``{month}`` stands for the names of the months: in a list for each of them, inside a pattern for any.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from extractors.months import NAMES

MONTH = "{month}"


@cache
def lookup(name: str) -> dict[str, Any]:
    """The contents of ``extractors/lookups/<name>.toml``.

    Raises FileNotFoundError when there is no such file and tomllib.TOMLDecodeError when it is not TOML.
    """
    loaded: dict[str, Any] = _with_months(
        tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    )
    return loaded


def alternatives(name: str, patterns: Iterable[str]) -> str:
    """Patterns as the alternatives of one, with the word lists of the file's table ``words`` put in.

    ``{sent}`` stands for any word of the list ``sent``; a list may stand in for a later one.
    """
    pattern = "|".join(patterns)
    for key, words in lookup(name)["words"].items():
        pattern = pattern.replace("{" + key + "}", "(?:" + "|".join(words) + ")")
    return pattern


def _with_months(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_months(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [word for item in value for word in (NAMES if item == MONTH else (_with_months(item),))]
    return value.replace(MONTH, "|".join(NAMES)) if isinstance(value, str) else value
