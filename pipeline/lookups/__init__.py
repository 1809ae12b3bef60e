"""Known words for comparing texts, as TOML and word lists: exceptions live here, rules in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lookup(name: str) -> dict[str, Any]:
    """The contents of ``pipeline/lookups/<name>.toml``.

    Raises FileNotFoundError when there is no such file and tomllib.TOMLDecodeError when it is not TOML.
    """
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
