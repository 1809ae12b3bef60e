"""What the output of a run depends on besides its documents: our code and the packages it stands on."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pipeline.identity import digest

DISTRIBUTION = "inspection-responses"
_PACKAGES = ("extractors", "pipeline")
_CODE = (".py", ".toml")


def code_fingerprint(packages: dict[str, str]) -> str:
    """SHA-256 over every source and lookup file of both packages and over the versions of ``packages``."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(
        path for name in _PACKAGES for path in (root / name).rglob("*") if path.suffix in _CODE and path.is_file()
    )
    parts: list[str | bytes] = []
    for path in files:
        parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return digest(*parts, *(f"{name}=={packages[name]}" for name in sorted(packages)))


def package_versions() -> dict[str, str]:
    """The installed version of every package this distribution requires to run; {} in a bare source tree."""
    try:
        required = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return {}
    names = [re.split(r"[^\w.-]", r, maxsplit=1)[0] for r in required if "extra ==" not in r]
    return {name: version(name) for name in sorted(names)}
