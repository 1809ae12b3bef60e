"""The ways out of the dataset: its tables as CSV, Parquet or JSON lines, or as one workbook.

Written beside their place and moved there when they are whole. What stands there already is refused, and with
``force`` replaced where an export can have written it, so that no one's other files are lost.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from pipeline.dataset import Chosen, Dataset
from pipeline.errors import PipelineError, reason
from pipeline.publish import formats, run_folder
from pipeline.tables import database
from pipeline.tables.parquet import rows
from pipeline.tables.schema import BY_NAME

WORKBOOK = "xlsx"


def write_jsonl(tables: Mapping[str, Any], folder: Path) -> None:
    """``<table>.jsonl``: UTF-8, an object a line, lists and records nested, days as ISO 8601, null as null."""
    for name in tables:
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for row in rows(tables, name):
                line = json.dumps(row, ensure_ascii=False, allow_nan=False, default=date.isoformat)
                file.write(f"{line}\n")


# To add a form, add its writer: it fills an empty folder of that name with <table>.<form>.
WRITERS: Mapping[str, Callable[[Mapping[str, Any], Path], None]] = {
    "csv": database.write_csv,
    "parquet": formats.write_parquet,
    "jsonl": write_jsonl,
}
FORMS = (*WRITERS, WORKBOOK)


def export(
    dataset: Dataset, form: str, out: Path | None = None, tables: Sequence[str] = (), *, force: bool = False
) -> list[Path]:
    """Write the ``tables`` of ``dataset`` (all where none is named) and return the files.

    ``form`` is one of :data:`FORMS`. A workbook goes to the file ``out``; of the other forms a file a table goes
    into the folder ``out``, or the only table to a file that ends in the form's name. Without ``out`` the place
    is :func:`usual_place`. Raises :class:`~pipeline.errors.PipelineError` for an unknown form or table, where
    ``out`` is in the way or cannot be written, and for a table too long for a sheet.
    """
    if form not in FORMS:
        raise PipelineError(f"{form} is no form of export: take one of {', '.join(FORMS)}")
    names = _named(dataset, tables)
    place = out if out is not None else usual_place(dataset, form)
    if place.name in ("", "..") or not place.parts:
        raise PipelineError(f"{place} is the folder one works in: name a folder or a file in it")
    _keep_out(place)
    alone = _is_file(place, form, names)
    _free(place, form, alone=alone, force=force)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            made = _made(dataset, form, names, scratch)
            _move(made / f"{names[0]}.{form}" if alone and made.is_dir() else made, place, scratch / "old")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        where = f"{reason(error)}: {error.filename or place}"
        raise PipelineError(f"the export could not be written ({where}): name another place") from error
    return [place] if alone else [place / f"{name}.{form}" for name in names]


def usual_place(dataset: Dataset, form: str) -> Path:
    """Where an export goes when no place is named: beside the work in hand, called after the run and the form."""
    then = f"-as-of-{dataset.day}" if dataset.day.isoformat() != dataset.run["as_of"] else ""
    stem = f"inspection-responses-{dataset.run['run_id']}{then}"
    return Path(f"{stem}.{WORKBOOK}" if form == WORKBOOK else f"{stem}-{form}")


def _made(dataset: Dataset, form: str, names: Sequence[str], scratch: Path) -> Path:
    """The file or the folder that was written."""
    if form == WORKBOOK:
        from pipeline.export import sheets, xlsx

        made = scratch / f"made.{WORKBOOK}"
        xlsx.write(sheets.book(dataset, names), made)
        return made
    made = scratch / form
    made.mkdir()
    WRITERS[form](Chosen(dataset, names), made)
    return made


def _named(dataset: Dataset, tables: Sequence[str]) -> list[str]:
    """The tables in the order of the data model, each once."""
    unknown = [name for name in tables if name not in dataset.tables]
    if unknown:
        raise PipelineError(f"there is no table {', '.join(unknown)}; the tables are {', '.join(dataset.tables)}")
    return [name for name in dataset.tables if not tables or name in tables]


def _is_file(place: Path, form: str, names: Sequence[str]) -> bool:
    """Whether ``place`` is to be a file and not a folder."""
    ends = place.suffix.lower() == f".{form}"
    if form == WORKBOOK and not ends:
        raise PipelineError(f"{place} does not end in .{WORKBOOK}: name the file that the workbook shall be")
    if form != WORKBOOK and ends and len(names) > 1:
        raise PipelineError(
            f"{place} is one file and there are {len(names)} tables: name a folder, or one table with --table"
        )
    return ends


def _keep_out(place: Path) -> None:
    """Raise where ``place`` lies in a published run, whose files must stay as they are."""
    for folder in (place.resolve(), *place.resolve().parents):
        if (folder / run_folder.RUN_FILE).is_file() and (folder / formats.DESCRIPTOR).is_file():
            raise PipelineError(f"{place} lies in the published run {folder.name}: name another place with --out")


def _free(place: Path, form: str, *, alone: bool, force: bool) -> None:
    """Raise where something is in the way that must not be replaced."""
    if not os.path.lexists(place):
        return
    if place.is_symlink() or place.is_dir() == alone:
        there = "a link" if place.is_symlink() else "a folder" if alone else "a file"
        raise PipelineError(f"{place} is {there}: name another place with --out")
    others = [] if alone else sorted(path.name for path in place.iterdir() if not _ours(path, form))
    if others:
        raise PipelineError(f"{place} holds {others[0]}, which is no export: name another place with --out")
    if not force and (alone or any(place.iterdir())):
        raise PipelineError(f"{place} exists: name another place with --out, or replace it with --force")


def _ours(path: Path, form: str) -> bool:
    return path.is_file() and path.suffix == f".{form}" and path.stem in BY_NAME


def _move(made: Path, place: Path, old: Path) -> None:
    """Into its place; what stood there goes to ``old`` first where it is a folder, and comes back on failure."""
    if not place.is_dir():
        made.replace(place)
        return
    place.replace(old)
    try:
        made.replace(place)
    except OSError:
        old.replace(place)
        raise
