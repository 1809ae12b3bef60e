"""What ARCHITECTURE.md says of the house that no contract of import-linter can hold."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "extractors")
MOST = 12  # modules that lie directly in pipeline/


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_no_name_is_held_by_two_classes() -> None:
    held: dict[str, list[str]] = defaultdict(list)
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                held[node.name.lstrip("_")].append(str(path))
    assert {name: paths for name, paths in held.items() if len(paths) > 1} == {}


def test_few_modules_lie_on_the_ground_floor() -> None:
    assert len([path for path in (ROOT / "pipeline").glob("*.py") if path.stem != "__init__"]) <= MOST


def test_nothing_is_imported_by_its_name_in_a_string() -> None:
    named = re.compile(rf"(?:{'|'.join(PACKAGES)})\.[a-z_.]+(?::[a-z_]+)?")
    found = [
        f"{path}:{node.lineno} {node.value}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.fullmatch(node.value)
    ]
    assert found == []


def test_the_map_names_every_room_and_no_other() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = text.partition("## The rooms of `pipeline/`")[2].partition("Where a name")[0]
    there = {p.name for p in (ROOT / "pipeline").iterdir() if p.is_dir() and (p / "__init__.py").is_file()}
    assert set(re.findall(r"`([a-z_]+)/`", rooms)) == there
    of_extractors = text.partition("## The rooms of `extractors/`")[2].partition("The three")[0]
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)?)(?:/|\.py)`", of_extractors))
    lies = {p.stem for p in (ROOT / "extractors").iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()}
    assert {name.partition("/")[0] for name in named} - {"record", "document_type", "records"} == lies - {
        "__init__"
    }


def test_every_module_that_the_map_names_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_]+/[a-z_/]*)", text)
    assert len(named) > 20
    for name in named:
        places = [ROOT / base / name.rstrip("/") for base in (".", *PACKAGES)]
        assert any(place.exists() or any(place.parent.glob(f"{place.name}.*")) for place in places), name
