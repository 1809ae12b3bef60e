"""The workbook, opened again by another library, against the checklist for accessible spreadsheets."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import measures
from pipeline.dataset import Dataset, load
from pipeline.errors import PipelineError
from pipeline.export import sheets, xlsx
from pipeline.export.export import export
from pipeline.model import LedgerStatus
from pipeline.publish.runs import StoredRun
from pipeline.tables.schema import BY_NAME, TABLES
from tests.pipeline.test_publish import published

NAMES = [schema.name for schema in TABLES]
READ = ["Commitments at a glance", "Summary by state"]
FRONT = ["Cover", "Contents", "Notes", "Columns"]
LONG = "All work and no play. " * 2000  # 44,000 characters
HOSTILE = {
    "text": '=HYPERLINK("http://example.org","click")',
    "owner_raw": "https://example.org/plan",
    "target_raw": "007",
}


@pytest.fixture(scope="module")
def ds(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(published(tmp_path_factory.mktemp("processed")))


def edited(ds: Dataset, name: str, changed: Mapping[int, Mapping[str, Any]]) -> Dataset:
    """The dataset with other values in some rows of a table."""
    rows = [row | dict(changed.get(n, {})) for n, row in enumerate(ds.arrow(name).to_pylist())]
    tables = {table: ds.arrow(table) for table in ds.tables}
    tables[name] = pa.Table.from_pylist(rows, schema=BY_NAME[name].arrow)
    return Dataset(StoredRun(ds.place, ds.run, tables), ds.day, None)


@pytest.fixture(scope="module")
def made(ds: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    hostile = edited(ds, "actions", {0: HOSTILE})
    (path,) = export(hostile, "xlsx", tmp_path_factory.mktemp("out") / "all.xlsx")
    return path


@pytest.fixture(scope="module")
def book(made: Path) -> Workbook:
    return openpyxl.load_workbook(made)


def data(book: Workbook) -> Iterator[tuple[Worksheet, Any]]:
    """Each sheet with its table."""
    for sheet in book.worksheets:
        yield from ((sheet, table) for table in sheet.tables.values())


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    (table,) = sheet.tables.values()
    header, *rows = sheet[table.ref]
    return [dict(zip([c.value for c in header], row, strict=True)) for row in rows]


def test_the_sheets_are_two_to_read_cover_contents_notes_columns_and_one_a_table(book: Workbook) -> None:
    assert book.sheetnames == READ + FRONT + NAMES
    assert book.active is not None
    assert book.active.title == "Commitments at a glance"
    assert all(len(sheet.tables) <= 1 for sheet in book.worksheets)
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}
    assert {sheet.sheet_view.selection[0].activeCell for sheet in book.worksheets[len(READ) :]} == {"A1"}


def test_title_language_and_day_of_creation_are_in_the_document(book: Workbook) -> None:
    assert book.properties.title == f"{sheets.TITLE}, as things stood on 1 August 2019"
    assert book.properties.language == "en-GB"
    assert book.properties.created == datetime(2019, 8, 1)
    assert not book.properties.creator


def test_every_sheet_has_its_title_as_a_heading_in_a1_and_says_below_what_it_holds(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].style == "Heading 1"
        assert isinstance(sheet["A2"].value, str)
    for schema in TABLES:
        sheet = book[schema.name]
        assert sheet["A1"].value.endswith(", as things stood on 1 August 2019")
        assert sheet["A2"].value.startswith(f"{schema.description}. ")
    assert "one table of 4 rows and 30 columns" in book["commitments"]["A2"].value
    headings = [row[0].value for row in book["Cover"].rows if row[0].style == "Heading 2"]
    assert headings == ["What is in it", "Where it comes from", "Before you use it", "Find your way"]


def test_tables_are_marked_up_plain_and_start_in_column_a(book: Workbook) -> None:
    marked = {sheet.title: table for sheet, table in data(book) if sheet.title not in READ}
    assert set(marked) == {*FRONT, *NAMES} - {"Cover", "changes"}
    for name, table in marked.items():
        sheet = book[name]
        assert table.name == name
        assert table.ref.startswith("A")
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1]  # nothing beside or below it
        assert table.headerRowCount == 1
        assert table.autoFilter is None
        assert table.tableStyleInfo is None or table.tableStyleInfo.name is None
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        if name in BY_NAME:
            assert [column.name for column in table.tableColumns] == BY_NAME[name].arrow.names


def test_no_cell_is_blank_filled_or_bordered_and_text_is_wrapped(book: Workbook) -> None:
    for sheet, table in data(book):
        for row in sheet[table.ref]:
            for cell in row:
                assert cell.value not in (None, ""), (sheet.title, cell.coordinate)
                assert cell.fill.fill_type is None or sheet.title == READ[0]
                assert cell.border.left.style is None
                assert cell.font.name == "Arial"
                assert cell.font.sz >= 10
                if cell.data_type == "s" and cell.hyperlink is None:
                    assert cell.alignment.wrap_text, (sheet.title, cell.coordinate)
        for column in sheet.column_dimensions.values():
            assert 8 < column.width <= xlsx.WIDEST + 1


def test_wrapped_text_has_the_height_that_it_needs(book: Workbook) -> None:
    texts = [row["text"] for row in records(book["updates"])]
    heights = {len(cell.value): book["updates"].row_dimensions[cell.row].height for cell in texts}
    assert heights[max(heights)] > heights[min(heights)] >= xlsx.LINE


def test_a_text_stays_a_text_whatever_it_looks_like(book: Workbook) -> None:
    row = records(book["actions"])[0]
    for column, value in HOSTILE.items():
        assert (row[column].value, row[column].data_type, row[column].hyperlink) == (value, "s", None)
    recommendations = [row["text"] for row in records(book["recommendations"])]
    (formula,) = [cell for cell in recommendations if cell.value.startswith("=")]
    assert formula.data_type == "s"
    assert not any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.rows for cell in row)


def test_values_are_those_of_the_dataset_in_the_types_of_excel(book: Workbook, ds: Dataset) -> None:
    for name in ("commitments", "ledger"):
        rows = ds.arrow(name).to_pylist()
        for row, cells in zip(rows, records(book[name]), strict=True):
            for column, value in row.items():
                found = cells[column].value
                if isinstance(value, bool) or value is None:
                    assert found == ("[x]" if value is None else value)
                elif isinstance(value, date):
                    assert (found.date(), cells[column].number_format) == (value, "yyyy-mm-dd")
                elif not isinstance(value, list):
                    assert found == value


def test_lists_read_as_text_and_empty_ones_say_so(book: Workbook) -> None:
    moved = next(row for row in records(book["ledger"]) if row["slip"].value == "certain")
    assert moved["changes"].value.startswith("kind: date; from: December 2018; to: June 2019; update_id: ")
    assert moved["nearest"].value == "[none]"
    assert sheets.as_cell(["Governor", "NHS England"]) == "Governor; NHS England"
    assert sheets.as_cell([{"page": 1, "x0": 2.5}, {"page": 2, "x0": None}]) == "page: 1; x0: 2.5\npage: 2"
    assert sheets.as_cell([]) == "[none]"
    assert sheets.as_cell(None) == "[x]"


def test_the_book_opens_on_the_commitments_in_ten_columns_that_a_person_can_read(book: Workbook) -> None:
    rows = records(book[READ[0]])
    assert list(rows[0]) == [
        "Commitment", "Inspection", "Promise", "Owner", "Original target", "Target now", "State", "Last heard",
        "What the last letter says", "Where",
    ]  # fmt: skip
    scanner = next(row for row in rows if row["Promise"].value == "A body scanner will be bought.")
    assert scanner["Commitment"].value == "1.2/1"
    assert scanner["Inspection"].value == "HMP Larkhill Moor"
    assert scanner["Original target"].value == datetime(2018, 12, 31)
    assert scanner["Target now"].value == datetime(2019, 6, 30)
    assert scanner["State"].value == "delayed, overdue"
    assert scanner["What the last letter says"].value.startswith(
        "Date: December 2018 → June 2019. “The body scanner has been delayed by the gate works"
    )
    assert scanner["Where"].value == "larkhill-letter.pdf, page 2"
    silent = next(row for row in rows if row["State"].value.startswith("not mentioned"))
    assert silent["What the last letter says"].value == "nothing"


def test_the_sheet_to_read_has_filters_and_prints_on_a4_across(book: Workbook) -> None:
    for name, filters in zip(READ, (True, False), strict=True):
        sheet = book[name]
        (table,) = sheet.tables.values()
        top = int(table.ref.split(":")[0][1:])
        assert sheet.freeze_panes == f"B{top + 1}"
        assert sheet.print_title_rows == f"${top}:${top}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", xlsx.A4)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert (table.autoFilter is not None) is filters


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_state_is_coloured_and_said_and_black_letters_stand_out(book: Workbook) -> None:
    assert all((luminance(ground) + 0.05) / 0.05 >= 13 for ground in xlsx.COLOURS.values())
    assert set(xlsx.COLOURS) == {*get_args(LedgerStatus), "overdue"}
    for row in records(book[READ[0]]):
        for name, cell in row.items():
            kind = "overdue" if "overdue" in str(row["State"].value) else str(row["State"].value).replace(" ", "_")
            assert (cell.fill.fill_type is not None) is (name == "State")
            if name == "State":
                assert cell.fill.fgColor.rgb == f"FF{xlsx.COLOURS[kind][1:]}"


def test_states_are_counted_by_inspection_and_in_all(book: Workbook) -> None:
    one, every = [[cell.value for cell in row.values()] for row in records(book[READ[1]])]
    assert every[0] == "All inspections"
    assert one[1:] == every[1:]
    assert every[1] == sum(every[2:8]) == 4
    overdue = [row for row in records(book[READ[0]]) if "overdue" in row["State"].value]
    assert every[8] == len(overdue) > 0


def test_the_summary_answers_as_the_measures_do(ds: Dataset, book: Workbook) -> None:
    (*_, every) = records(book[READ[1]])
    kept = measures.kept(ds)
    assert kept.known + kept.unknown > 0
    unknown = f", {kept.unknown} not known" if kept.unknown else ""
    assert every["Kept"].value == f"{kept.yes} of {kept.known}{unknown}"
    silent = measures.silent(ds, letters=1)
    assert str(every["Silent"].value).startswith(f"{len(silent)} of ")


def test_where_commitments_are_not_asked_for_the_book_opens_on_its_cover(ds: Dataset, tmp_path: Path) -> None:
    (path,) = export(ds, "xlsx", tmp_path / "updates.xlsx", ["updates"])
    assert openpyxl.load_workbook(path).sheetnames == [*FRONT, "updates"]


def test_hostile_words_stay_words_in_the_sheet_to_read(ds: Dataset, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://example.org","click")'
    words = {
        "action": evil,
        "owners": [evil],
        "evidence": f"{evil}\x07\u202e" + "word " * 20_000,
        "establishment": evil,
    }
    (path,) = export(edited(ds, "commitments", {0: words}), "xlsx", tmp_path / "evil.xlsx", ["commitments"])
    row = records(openpyxl.load_workbook(path)[READ[0]])[0]
    for name in ("Inspection", "Promise", "Owner"):
        assert (row[name].value, row[name].data_type, row[name].hyperlink) == (evil, "s", None)
    said = row["What the last letter says"]
    assert said.data_type == "s"
    assert len(said.value) < 1000
    assert said.value.isprintable()


def test_the_words_above_a_table_and_the_notes_explain_the_signs(book: Workbook) -> None:
    for sheet, _ in data(book):
        if sheet.title in BY_NAME:
            assert "[x]" in sheet["A3"].value
            assert "[none]" in sheet["A3"].value
    notes = {row["About"].value: row["Text"].value for row in records(book["Notes"])}
    assert "[x]" in notes["Missing values"]
    assert {"Lists", "Dates", "Places", "Filters and frozen panes", "Confidence and score"} <= set(notes)
    assert [row["Note"].value for row in records(book["Notes"])][:2] == ["note 1", "note 2"]


def test_every_column_is_explained(book: Workbook) -> None:
    rows = [(row["Sheet"].value, row["Column"].value) for row in records(book["Columns"])]
    assert rows == [(schema.name, column.name) for schema in TABLES for column in schema.columns]
    status = next(row for row in records(book["Columns"]) if row["Column"].value == "response")
    assert status["Values"].value == "agreed, partly_agreed, not_agreed"
    assert status["May be missing"].value == "yes"


def test_the_contents_lead_to_every_sheet_and_back(book: Workbook) -> None:
    listed = records(book["Contents"])
    assert [row["Sheet"].value for row in listed] == [*READ, *FRONT[2:], *NAMES]
    for row in listed:
        assert row["Sheet"].hyperlink.location == f"'{row['Sheet'].value}'!A1"
    assert {row["Sheet"].value: row["Rows"].value for row in listed}["commitments"] == 4
    links = {
        sheet.title: {cell.hyperlink.location for (cell,) in sheet["A1:A20"] if cell.hyperlink}
        for sheet in book.worksheets
    }
    assert links["Cover"] == {f"'{name}'!A1" for name in (*READ, *FRONT[1:])}
    assert all("'Contents'!A1" in links[name] for name in (*READ, *FRONT[2:], *NAMES))


def test_a_table_without_rows_says_so_and_is_no_empty_table(book: Workbook) -> None:
    sheet = book["changes"]
    assert (
        sheet["A2"].value
        == f"{BY_NAME['changes'].description}. This table has no rows, so this worksheet holds no table."
    )
    assert not sheet.tables
    assert len([value for (value,) in sheet.values if value]) == 3


def test_the_cover_counts_and_tells_the_run(book: Workbook) -> None:
    lines = [str(row[0].value) for row in book["Cover"].rows]
    assert "2 documents: 2 read in full, 0 in part, 0 not at all; 0 repeat another one." in lines
    assert "4 commitments of 1 inspection." in lines
    assert any("Run run-1 of inspection-responses, data model version" in line for line in lines)


def test_a_dataset_of_an_earlier_day_says_what_it_leaves_out(ds: Dataset) -> None:
    cover = sheets.book(ds.as_of("2018-12-31"), ["commitments"]).sheets[2]
    assert (
        cover.lines[0]
        == f"{sheets.SUBJECT}, as things stood on 31 December 2018. What documents dated later say is left out."
    )


def test_equal_data_gives_equal_bytes(made: Path, ds: Dataset, tmp_path: Path) -> None:
    (again,) = export(edited(ds, "actions", {0: HOSTILE}), "xlsx", tmp_path / "again.xlsx")
    assert again.read_bytes() == made.read_bytes()


def test_a_text_longer_than_a_cell_is_cut_aloud(
    ds: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    just = "x" * xlsx.MAX_TEXT
    wide = "🔒" * 20_000  # two of Excel's units each
    long = edited(ds, "updates", {0: {"text": LONG}, 1: {"text": just}, 2: {"text": wide}})
    with caplog.at_level(logging.WARNING):
        (path,) = export(long, "xlsx", tmp_path / "long.xlsx", ["updates"])
    assert "updates: texts longer than a cell of Excel, cut: 2; the notes name them" in caplog.text
    book = openpyxl.load_workbook(path)
    rows = records(book["updates"])
    first, whole, locks = (row["text"].value for row in rows[:3])
    mark = " [cut: 44,000 characters, see the notes]"
    assert first == LONG[: xlsx.MAX_TEXT - len(mark)] + mark
    assert whole == just
    assert locks.startswith("🔒" * 16_000)
    assert locks.endswith("🔒 [cut: 20,000 characters, see the notes]")
    (note,) = [row["Text"].value for row in records(book["Notes"]) if row["About"].value == "Cut texts"]
    assert "In the sheet updates, column text," in note
    for row in (rows[0], rows[2]):
        assert f"row {row['update_id'].row} {row['update_id'].value}" in note
    assert any("did not fit into a cell and were cut: 2." in str(row[0].value) for row in book["Cover"].rows)
    (lines,) = export(long, "jsonl", tmp_path / "long.jsonl", ["updates"])
    assert LONG in lines.read_text(encoding="utf-8")


def test_a_table_longer_than_a_sheet_is_refused_and_says_what_to_do(ds: Dataset) -> None:
    one = ds.arrow("issues").slice(0, 1)
    most = xlsx.MAX_ROWS - 7
    many = one.take(pa.array([0] * (most + 1)))
    with pytest.raises(PipelineError, match=r"issues has 1,048,570 rows, .* \(1,048,576\): export it as csv"):
        sheets.table_sheet(BY_NAME["issues"], many, "now")


def test_the_door_refuses_what_excel_would_cut(tmp_path: Path) -> None:
    sheet = xlsx.Sheet("a", "A", ("words",), ("c",), [("x" * (xlsx.MAX_TEXT + 1),)])
    with pytest.raises(ValueError, match="too long for a cell of a"):
        xlsx.write(xlsx.Book("A", "B", date(2020, 1, 1), [sheet]), tmp_path / "a.xlsx")


def test_days_that_excel_miscounts_are_text(tmp_path: Path) -> None:
    days = [(date(1899, 12, 31),), (date(1900, 2, 28),), (date(1900, 3, 1),)]
    sheet = xlsx.Sheet("a", "A", ("words",), ("day",), days)
    xlsx.write(xlsx.Book("A", "B", date(2020, 1, 1), [sheet]), tmp_path / "a.xlsx")
    cells = [row["day"].value for row in records(openpyxl.load_workbook(tmp_path / "a.xlsx")["a"])]
    assert cells == ["1899-12-31", "1900-02-28", datetime(1900, 3, 1)]


def test_nothing_is_left_beside_the_workbook(made: Path, tmp_path: Path) -> None:
    shutil.copy(made, tmp_path / "copy.xlsx")
    assert [path.name for path in made.parent.iterdir()] == ["all.xlsx"]
