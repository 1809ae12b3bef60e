"""The dataset as the sheets of a workbook: two for reading, cover, contents, notes, columns, and a sheet a table.

What a spreadsheet cannot hold is said and never silently left out: a table longer than a sheet is an error, a
text longer than a cell is cut with a word about it in the cell, and the notes name its record.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline.analysis.words import day_in_words
from pipeline.errors import PipelineError
from pipeline.export import at_a_glance
from pipeline.export.xlsx import MAX_ROWS, MAX_TEXT, Book, Cell, Heading, Hyperlink, Sheet
from pipeline.model import SURE
from pipeline.tables import parquet
from pipeline.tables.columns import Column, TableSchema
from pipeline.tables.data_dictionary import kind, value_sets
from pipeline.tables.schema import BY_NAME, TITLE

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

MISSING, EMPTY = "[x]", "[none]"
CUT = " [cut: {length:,} characters, see the notes]"
COVER, CONTENTS, NOTES, COLUMNS = "Cover", "Contents", "Notes", "Columns"
SUBJECT = "Action plans, update letters and the ledger of commitments that reconciles them"
# Cut records that one note names.
NAMED = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that was longer than a cell: its table and column, and the row of its sheet with the record."""

    table: str
    column: str
    where: str


def book(dataset: Dataset, names: Sequence[str]) -> Book:
    """The tables ``names`` of ``dataset`` as a workbook.

    Raises :class:`~pipeline.errors.PipelineError` for a table that has more rows than a sheet of Excel.
    """
    when = f"as things stood on {day_in_words(dataset.day)}"
    tables: list[Sheet] = []
    cuts: list[Cut] = []
    for name in names:
        sheet, cut = table_sheet(BY_NAME[name], dataset.arrow(name), when)
        tables.append(sheet)
        cuts += cut
    for table, group in groupby(cuts, key=lambda cut: cut.table):
        count = len(list(group))
        _log.warning("%s: texts longer than a cell of Excel, cut: %d; the notes name them", table, count)
    read = _for_reading(dataset, names, when)
    explained = (_notes(cuts), _columns(names))
    front = (
        *read,
        _cover(dataset, names, when, cuts, [sheet.name for sheet in read]),
        _contents((*read, *explained, *tables)),
        *explained,
    )
    return Book(f"{TITLE}, {when}", SUBJECT, dataset.day, (*front, *tables))


def _for_reading(dataset: Dataset, names: Sequence[str], when: str) -> tuple[Sheet, ...]:
    """The sheets for a person, where the commitments are among the tables asked for."""
    if "commitments" not in names:
        return ()
    return (at_a_glance.glance(dataset, when, CONTENTS), at_a_glance.by_state(dataset, when, CONTENTS))


def table_sheet(schema: TableSchema, table: Any, when: str) -> tuple[Sheet, list[Cut]]:
    """A table as a sheet, and the texts that had to be cut; ``when`` ends its title."""
    title = f"{schema.name.replace('_', ' ').capitalize()}, {when}"
    if not table.num_rows:
        said = f"{schema.description}. This table has no rows, so this worksheet holds no table."
        return Sheet(schema.name, title, (said, Hyperlink("Back to the contents", CONTENTS))), []
    held = f"{schema.description}. This worksheet holds one table of {_count(table.num_rows, 'row')}"
    lines = (
        f"{held} and {len(schema.columns)} columns.",
        f"{MISSING} stands where the documents give no value or none applies, {EMPTY} for an empty list.",
        Hyperlink("What the columns mean", COLUMNS),
        Hyperlink("How to read the cells: notes", NOTES),
        Hyperlink("Back to the contents", CONTENTS),
    )
    if len(lines) + 2 + table.num_rows > MAX_ROWS:
        raise PipelineError(
            f"{schema.name} has {table.num_rows:,} rows, more than a sheet of Excel holds ({MAX_ROWS:,}): export "
            "it as csv, parquet or jsonl, or name the other tables with --table"
        )
    columns = [column.name for column in schema.columns]
    rows: list[Sequence[Cell]] = []
    cuts: list[Cut] = []
    for number, row in enumerate(parquet.rows({schema.name: table}, schema.name), len(lines) + 3):
        cells = {column: _fitting(as_cell(row[column])) for column in columns}
        rows.append([cell for cell, _ in cells.values()])
        where = " ".join(filter(None, (f"row {number}", " | ".join(str(row[key]) for key in schema.key))))
        cuts += [Cut(schema.name, column, where) for column, (_, cut) in cells.items() if cut]
    return Sheet(schema.name, title, lines, columns, rows), cuts


def as_cell(value: Any) -> Cell:
    """A value as a reader of spreadsheets wants it: texts of a list parted by "; ", a record of a list a line."""
    if value is None:
        return MISSING
    if isinstance(value, list):
        records = any(isinstance(item, Mapping) for item in value)
        return ("\n" if records else "; ").join(map(_item, value)) or EMPTY
    cell: Cell = value
    return cell


def _item(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {item}" for name, item in value.items() if item is not None)
    return str(value)


def _fitting(cell: Cell) -> tuple[Cell, bool]:
    """The cell, and whether it had to be cut."""
    if not isinstance(cell, str) or len(cell) <= MAX_TEXT // 2:
        return cell, False
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return cell, False
    mark = CUT.format(length=len(cell))
    return units[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", errors="ignore") + mark, True


def _cover(dataset: Dataset, names: Sequence[str], when: str, cuts: Sequence[Cut], read: Sequence[str]) -> Sheet:
    """The cover; ``read`` names the sheets for a person that stand before it."""
    run = dataset.run
    known = dataset.day.isoformat() == run["as_of"]
    lines: list[str | Hyperlink | Heading] = [
        f"{SUBJECT}, {when}." + ("" if known else " What documents dated later say is left out."),
        Heading("What is in it"),
        *_extent(dataset),
        f"Tables here: {', '.join(names)}.",
        Heading("Where it comes from"),
        "The action plans and letters that the table documents names, each with the hash of its file.",
        f"Run {run['run_id']} of inspection-responses, data model version {run['schema_version']}.",
        Heading("Before you use it"),
        "Software read the documents; no person checked every record. Confidence and score, from 0 to 1, tell how "
        "sure a reading or a link is. Before you rely on a record, read its words in the document: page, boxes or "
        "locator tell where they stand.",
        "What a person should look at is in the table issues.",
    ]
    if cuts:
        lines.append(f"Texts that did not fit into a cell and were cut: {len(cuts):,}. The notes name each.")
    lines += [
        Heading("Find your way"),
        *(
            Hyperlink(f"{name}: {at_a_glance.ABOUT[name][0].lower()}{at_a_glance.ABOUT[name][1:]}", name)
            for name in read
        ),
        Hyperlink("Contents: every sheet", CONTENTS),
        Hyperlink("Notes: how to read the cells", NOTES),
        Hyperlink("Columns: what each column means", COLUMNS),
    ]
    return Sheet(COVER, TITLE, lines)


def _extent(dataset: Dataset) -> Iterator[str]:
    documents = dataset.arrow("documents")
    status = Counter(documents["status"].to_pylist())
    again = sum(value is not None for value in documents["duplicate_of"].to_pylist())
    yield (
        f"{_count(documents.num_rows, 'document')}: {status['ok']} read in full, {status['partial']} in part, "
        f"{status['failed']} not at all; {again} repeat another one."
    )
    commitments = dataset.arrow("commitments")
    cases = len(set(commitments["case_id"].to_pylist()))
    yield f"{_count(commitments.num_rows, 'commitment')} of {_count(cases, 'inspection')}."


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    about = {NOTES: "How to read the cells, and what to mind", COLUMNS: "What each column means"}
    about |= at_a_glance.ABOUT | {name: schema.description for name, schema in BY_NAME.items()}
    return Sheet(
        CONTENTS,
        "Contents",
        (
            f"This worksheet holds one table of {_count(len(sheets), 'sheet')}, with links to them.",
            Hyperlink("Back to the cover", COVER),
        ),
        ("Sheet", "What it holds", "Rows"),
        [(Hyperlink(sheet.name, sheet.name), about[sheet.name], len(sheet.rows)) for sheet in sheets],
    )


def _notes(cuts: Sequence[Cut]) -> Sheet:
    said = [*_NOTES, *_cut_notes(cuts)]
    rows = [(f"note {number}", about, text) for number, (about, text) in enumerate(said, 1)]
    lines = (
        f"This worksheet holds one table of {_count(len(rows), 'note')}.",
        Hyperlink("Back to the contents", CONTENTS),
    )
    return Sheet(NOTES, "Notes: how to read the cells", lines, ("Note", "About", "Text"), rows)


_NOTES = (
    (
        "Missing values",
        f"{MISSING} means that the documents do not give the value, or that none applies to the record. A cell is "
        "never blank, and a zero is a real zero.",
    ),
    ("Lists", f"Several texts stand in one cell, parted by a semicolon. {EMPTY} is a list that is empty."),
    (
        "Lists of records",
        "Several records stand in one cell, a line each, as 'name: value' parted by semicolons; what a record does "
        "not have is left out. To count or join them, take the Parquet, CSV or JSON lines of the same run.",
    ),
    (
        "Dates",
        "A date is never more precise than its source: 'March 2020' is 1 March 2020 to 31 March 2020. Columns that "
        "end in start and end hold the first and the last possible day; the words stand in the column that ends in "
        "raw. Days before March 1900 are text, for Excel does not count them right.",
    ),
    (
        "Places",
        "boxes tells where words stand in a PDF: page from 1, then the edges in points (1/72 inch) from the left "
        "and the top of the page. locator tells it for a format without pages.",
    ),
    (
        "Confidence and score",
        f"From 0 to 1. Read the words yourself before you rely on a link with a score below {SURE}.",
    ),
    (
        "Long texts",
        "A row of Excel is at most 409 points high. Of a text that is longer the formula bar shows the whole.",
    ),
    (
        "Filters and frozen panes",
        f"The sheet {at_a_glance.GLANCE} has both, and {at_a_glance.BY_STATE} frozen panes. The others have none, "
        "since they get in the way of screen readers and magnifiers. To add them: select a cell of the table, then "
        "Data, Filter; or the cell below the column names, then View, Freeze Panes. To remove them: the same.",
    ),
    (
        "Colours",
        f"In the sheet {at_a_glance.GLANCE} the ground of a state tells at once what its words tell too: no colour "
        "means anything by itself. The sheets of the tables have none.",
    ),
    ("Formulas", "There are none. A text that begins with an equals sign is a text, as it stands in its document."),
)


def _cut_notes(cuts: Sequence[Cut]) -> Iterator[tuple[str, str]]:
    """A note for every :data:`NAMED` cut records of a column."""
    columns: dict[tuple[str, str], list[Cut]] = {}
    for cut in cuts:
        columns.setdefault((cut.table, cut.column), []).append(cut)
    for (table, column), found in columns.items():
        for start in range(0, len(found), NAMED):
            records = "; ".join(cut.where for cut in found[start : start + NAMED])
            yield (
                "Cut texts",
                f"Excel holds {MAX_TEXT:,} characters a cell. In the sheet {table}, column {column}, these were "
                f"longer and were cut; CSV, Parquet and JSON lines hold them whole: {records}",
            )


def _columns(names: Sequence[str]) -> Sheet:
    rows = [_column_row(BY_NAME[name], column) for name in names for column in BY_NAME[name].columns]
    lines = (
        f"This worksheet holds one table of {_count(len(rows), 'column')}, in the order of the sheets.",
        Hyperlink("Back to the contents", CONTENTS),
    )
    headers = ("Sheet", "Column", "Kind", "Values", "May be missing", "Meaning")
    return Sheet(COLUMNS, "Columns: what each column means", lines, headers, rows)


def _column_row(schema: TableSchema, column: Column) -> Sequence[Cell]:
    nullable = schema.arrow.field(column.name).nullable
    values = "\n".join(value_sets(column)) or "any"
    return (schema.name, column.name, kind(column), values, "yes" if nullable else "no", column.description)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
