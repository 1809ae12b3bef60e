"""The tables for other programs, beside the pages: a workbook to be read, and the data package of the run."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.dataset import Dataset
from pipeline.export import export
from pipeline.publish import formats
from pipeline.site.overview_pages import Downloads

FOLDER = "downloads"
WORKBOOK, PACKAGE = f"{FOLDER}/inspection-responses.xlsx", f"{FOLDER}/package"
# The tables of the workbook: those that people read. The others, with millions of cells, are for programs.
BOOK = ("documents", "commitments", "new_commitments")


def files(dataset: Dataset) -> list[str]:
    """The files to download, by their place in the site."""
    found = [WORKBOOK, *(f"{PACKAGE}/csv/{name}.csv" for name in dataset.tables)]
    if _is_whole(dataset):
        found += [*(f"{PACKAGE}/{name}.parquet" for name in dataset.tables), f"{PACKAGE}/{formats.DESCRIPTOR}"]
    return found


def _is_whole(dataset: Dataset) -> bool:
    """Whether the published files of a local run are this dataset, and not one as of an earlier day."""
    same_day = dataset.day.isoformat() == dataset.run["as_of"]
    return same_day and (Path(dataset.place) / formats.DESCRIPTOR).is_file()


def write(dataset: Dataset, out: Path) -> None:
    """Write :func:`files` below ``out``, in the place of those that are there."""
    with TemporaryDirectory(prefix=".downloads.", dir=out) as folder:
        beside = Path(folder)
        (beside / PACKAGE / "csv").mkdir(parents=True)
        export.export(dataset, "xlsx", beside / WORKBOOK, BOOK)
        if _is_whole(dataset):
            for name in files(dataset):
                if name != WORKBOOK:
                    shutil.copyfile(Path(dataset.place) / name.removeprefix(f"{PACKAGE}/"), beside / name)
        else:
            export.export(dataset, "csv", beside / PACKAGE / "csv")
        if (out / FOLDER).is_dir():
            (out / FOLDER).replace(beside / "old")
        (beside / FOLDER).replace(out / FOLDER)


def listed(dataset: Dataset) -> Downloads:
    """What the home page offers."""
    package = [(f"{PACKAGE}/{formats.DESCRIPTOR}", "Data package: the tables and what their columns mean")]
    tables = [(f"{PACKAGE}/csv/{name}.csv", f"{name} (CSV)") for name in dataset.tables]
    book = (WORKBOOK, "Excel workbook, to be read and filtered")
    return Downloads((book, *(package if _is_whole(dataset) else ()), *tables))
