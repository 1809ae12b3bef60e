"""What the output of a run depends on besides its documents: our code and the packages it stands on."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pipeline.identifiers import digest

DISTRIBUTION = "inspection-responses"
# What reading depends on, and what concluding depends on.
READING, ALL = ("extractors",), ("extractors", "pipeline")
_COMPILED = (".pyc", ".pyo")


def code_fingerprint(packages: dict[str, str], folders: tuple[str, ...] = ALL) -> str:
    """SHA-256 over every source, template, lookup and weight file of ``folders`` and over ``packages``."""
    root = Path(__file__).resolve().parents[2]
    files = sorted(
        path for name in folders for path in (root / name).rglob("*") if path.is_file() and _counts(path)
    )
    parts: list[str | bytes] = []
    for path in files:
        parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return digest(*parts, *(f"{name}=={packages[name]}" for name in sorted(packages)))


def _counts(path: Path) -> bool:
    return path.suffix not in _COMPILED and not any(part.startswith(".") for part in path.parts[-2:])


def package_versions() -> dict[str, str]:
    """The installed version of every package this distribution requires to run, and of Python.

    {} in a bare source tree.
    """
    try:
        required = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return {}
    names = [re.split(r"[^\w.-]", r, maxsplit=1)[0] for r in required if "extra ==" not in r]
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return {"python": python} | {name: _version(name) for name in sorted(names)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a package of an optional feature, or one installed meanwhile
        return "absent"


def of_reading() -> str:
    """The fingerprint on which extractions depend."""
    return code_fingerprint(package_versions(), READING)
