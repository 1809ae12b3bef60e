"""Workbooks and tables as text: what stands in their cells as a plan, a place for each, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from extractors.model import DocumentError
from extractors.readers import delimited, xlsx
from extractors.readers.compound import HEAD
from extractors.registry import extract, read_layout
from pipeline.failures import Failure
from pipeline.ingest.document_reader import attempt
from tests import office
from tests.faults import hostile

ROWS = office.ROWS


def saved(folder: Path, fill: Callable[[openpyxl.Workbook], None], name: str = "tracker.xlsx") -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(folder / name)
    return folder / name


def tracker(book: openpyxl.Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.title = "Action plan"
    sheet["B1"] = "HMP Larkhill Moor: action plan"
    sheet["B2"], sheet["C2"] = "Submitted:", date(2018, 5, 3)
    sheet["C2"].number_format = "d mmmm yyyy"
    for n, row in enumerate(ROWS):
        for m, text in enumerate(row):
            sheet.cell(4 + n, 2 + m, text)
    sheet["G5"] = datetime(2018, 6, 1)
    sheet["G5"].number_format = "mmm-yy"
    sheet["E7"], sheet["F7"], sheet["G7"] = "Each roof will be checked.", "Governor", "Ongoing"
    for column in "BCD":
        sheet.merge_cells(f"{column}6:{column}7")
    sheet["B12"] = "Printed from the tracker of the region"
    sheet.column_dimensions["C"].width = 40


def test_a_tracker_gives_its_records_and_the_places_of_their_cells(tmp_path: Path) -> None:
    found = extract(saved(tmp_path, tracker))
    first, second = found.recommendations
    assert (first.number, first.text, first.response) == ("1", "Cells should be clean.", "agreed")
    assert [(a.text, a.owners, a.target_raw) for r in (first, second) for a in r.actions] == [
        ("Cells will be painted.", ("Governor",), "Jun-18"),
        ("Roofs will be mended.", ("Head of Estates",), "July 2018"),
        ("Each roof will be checked.", ("Governor",), "Ongoing"),
    ]
    assert (found.reader, found.pages) == ("xlsx", None)
    place = second.actions[1].place
    assert place.boxes == ()
    assert place.locator is not None
    assert place.locator.startswith("sheet[1]/row[7]/cell[5]")


def test_what_stands_around_a_table_are_lines(tmp_path: Path) -> None:
    layout = read_layout(saved(tmp_path, tracker))
    (page,) = layout.pages
    assert [(line.text, line.heading, line.locator) for line in page.lines] == [
        ("Action plan", 1, "sheet[1]"),
        ("HMP Larkhill Moor: action plan", 0, "sheet[1]/row[1]"),
        ("Submitted: 3 May 2018", 0, "sheet[1]/row[2]"),
        ("Printed from the tracker of the region", 0, "sheet[1]/row[12]"),
    ]
    (grid,) = page.grids
    assert {(c.row, c.col, c.rowspan) for c in grid.cells if c.rowspan > 1} == {(2, 0, 2), (2, 1, 2), (2, 2, 2)}
    assert grid.rules[2] - grid.rules[1] == pytest.approx(210, abs=5)


def test_sheets_follow_each_other_and_hidden_ones_are_named(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        tracker(book)
        for name, state in (("Lists", "hidden"), ("Sheet3", "visible"), ("Empty", "veryHidden")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            if name != "Empty":
                sheet.append(["Name", "Telephone"])
                sheet.append(["Jo Field", 12])

    layout = read_layout(saved(tmp_path, fill))
    assert [len(grid.cells) for grid in layout.pages[0].grids] == [21, 4]
    assert layout.pages[0].grids[1].cells[3].lines[0].locator == "sheet[3]/row[2]/cell[2]"
    assert [(i.code, i.locator) for i in layout.issues] == [("hidden_sheet", "sheet[2]")]
    assert "'Lists' is hidden and was left out" in layout.issues[0].message


def test_a_formula_without_its_result_is_an_issue(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        tracker(book)
        book["Action plan"]["F5"] = "=B1"

    found = extract(saved(tmp_path, fill))
    assert [(i.code, i.severity, i.locator) for i in found.issues if i.code == "formula_without_value"] == [
        ("formula_without_value", "warning", "sheet[1]/row[5]/cell[6]")
    ]


def test_a_row_of_one_cell_stands_over_the_table_and_a_second_header_opens_another(tmp_path: Path) -> None:
    lines = [",".join(row) for row in (*ROWS[:2], ("Estates and their buildings", *[""] * 5), ROWS[2])]
    again = ["", ",".join(ROWS[0]), ",".join(("9", *ROWS[1][1:]))]
    path = tmp_path / "tracker.csv"
    path.write_text("\n".join(lines + again), encoding="utf-8")
    first, second = read_layout(path).pages[0].grids
    assert [c.colspan for c in first.cells if c.text.startswith("Estates")] == [6]
    assert len(first.rows) == 4
    assert [r.number for r in extract(path).recommendations] == ["1", "2", "9"]
    assert second.cells[0].lines[0].locator == "sheet[1]/row[6]/cell[1]"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_as_text_gives_its_records(mark: str, encoding: str, tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][3] = f'"Cells will be painted{mark} and – ""really"" –\nwashed."'
    path = tmp_path / "tracker.csv"
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    found = extract(path)
    assert (found.reader, found.media_type, len(found.recommendations)) == ("csv", "text/csv", 2)
    words = " ".join(found.recommendations[0].actions[0].text.split())
    assert words == " ".join(f'Cells will be painted{mark} and – "really" – washed.'.split())


def test_a_table_that_is_no_plan_is_refused_with_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    for text in ("Month,Price\nMay,3\nJune,4\n", "one line", '"', ",,,\n,,,\n", '"open\nquote,a'):
        path.write_text(text)
        found = attempt(path)
        assert isinstance(found, Failure), text
        assert found.code == "unknown_document", text
        assert "neither an action plan nor a letter" in found.message


@office.needs(".xls")
def test_an_old_workbook_is_read_through_the_new_one(tmp_path: Path) -> None:
    data = office.made(saved(tmp_path, tracker).read_bytes(), ".xlsx", "xls", tmp_path)
    path = tmp_path / "tracker.xls"
    path.write_bytes(data)
    found = extract(path)
    assert (found.reader, found.media_type) == ("xls", "application/vnd.ms-excel")
    assert [a.target_raw for r in found.recommendations for a in r.actions] == ["Jun-18", "July 2018", "Ongoing"]
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DocumentError, match=r"save it (again )?as \.xlsx"):
        read_layout(path)


def test_what_goes_by_the_name_of_an_old_workbook_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = saved(tmp_path, tracker, "tracker.xls")
    assert extract(path).reader == "xlsx"
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    path.write_text(f"<html><body><table>{cells}</table></body></html>")
    assert extract(path).reader == "html"
    path.write_text("\n".join("\t".join(row) for row in ROWS))
    assert extract(path).reader == "csv"
    path.write_text("no table")
    with pytest.raises(DocumentError, match=r"save it again as \.xlsx"):
        read_layout(path)


def with_shared_texts(folder: Path) -> Path:
    """A workbook as Excel writes it, its texts in a part of their own."""
    path = folder / "shared.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan")
        for n, row in enumerate(ROWS):
            sheet.write_row(n, 0, row)
        sheet.write_rich_string(1, 3, "Cells will be ", book.add_format({"bold": True}), "painted", ".")
        sheet.write_datetime(2, 5, datetime(2018, 7, 2), book.add_format({"num_format": "d mmmm yyyy"}))
        sheet.write_formula(2, 4, '=B1&""', None, "Head of Estates")
        sheet.merge_range("A5:F5", "An entry over all columns")
        sheet.write_comment("A1", "a comment")
    return path


def test_shared_texts_are_read_and_a_formula_by_its_result(tmp_path: Path) -> None:
    found = extract(with_shared_texts(tmp_path))
    assert [(a.text, a.owners, a.target_raw) for r in found.recommendations for a in r.actions] == [
        ("Cells will be painted.", ("Governor",), "June 2018"),
        ("Roofs will be mended.", ("Head of Estates",), "2 July 2018"),
    ]
    assert found.issues == ()
    assert "a comment" not in found.text


def changed(good: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A workbook with a part changed, or without it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = change(old.read(part)) if part == name else old.read(part)
            if data is not None:
                new.writestr(part, data)
    return out.getvalue()


SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda good: good[: len(good) // 2],
    "no zip": lambda _: b"PK\x03\x04 and no more",
    "other package": lambda _: hostile.docx(hostile.paragraph("a")),
    "no relations": lambda good: changed(good, "_rels/.rels", lambda _: None),
    "no workbook": lambda good: changed(good, BOOK, lambda _: None),
    "no sheet": lambda good: changed(good, SHEET, lambda _: None),
    "no texts": lambda good: changed(
        good, "xl/sharedStrings.xml", lambda data: data.replace(b"<si>", b"<x>").replace(b"</si>", b"</x>")
    ),
    "no XML": lambda good: changed(good, SHEET, lambda _: b"\x00 no XML"),
    "unclosed": lambda good: changed(good, SHEET, lambda data: data[:-20]),
    "no cell": lambda good: changed(good, SHEET, lambda data: data.replace(b'r="B1"', b'r="\xc3\x9f"')),
    "no number": lambda good: changed(good, SHEET, lambda data: data.replace(b"<v>0</v>", b"<v>many</v>")),
    "infinite": lambda good: changed(good, SHEET, lambda data: data.replace(b"<v>43283</v>", b"<v>1e999</v>")),
    "odd merge": lambda good: changed(good, SHEET, lambda data: data.replace(b"A5:F5", b":")),
    "entity": lambda good: changed(
        good, SHEET, lambda data: DOCTYPE + data.partition(b"?>")[2].replace(b"Plan", b"&x;")
    ),
    "locked": lambda _: HEAD + "EncryptedPackage".encode("utf-16-le") * 99,
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_workbook_says_what_to_do(how: str, tmp_path: Path) -> None:
    path = with_shared_texts(tmp_path)
    path.write_bytes(BROKEN[how](path.read_bytes()))
    with pytest.raises(DocumentError, match=r"save it (again|anew) as \.xlsx"):
        xlsx.read(path)


def test_more_than_any_plan_holds_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, tracker)
    good = path.read_bytes()
    rows = b"".join(b"<row>" + b"<c t='b'><v>1</v></c>" * 600 + b"</row>" for _ in range(2))
    for data, words in (
        (changed(good, SHEET, lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>")), "columns"),
        (changed(good, SHEET, lambda data: data.replace(b"</sheetData>", rows * 200 + b"</sheetData>")), "cells"),
        (changed(good, "xl/theme/theme1.xml", lambda data: data + b" " * (201 << 20)), "MB when unpacked"),
    ):
        path.write_bytes(data)
        with pytest.raises(DocumentError, match=rf"{words}.*at most"):
            xlsx.read(path)
    table = tmp_path / "table.csv"
    for text in ("a," * 600 + "\nb\n", '"open\n' + "a,b\n" * 20_000, "a,b\n" * 150_000, "x" * (21 << 20)):
        table.write_text(text)
        with pytest.raises(DocumentError, match="at most"):
            delimited.read(table)


def test_cells_far_apart_take_no_room(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        tracker(book)
        book["Action plan"]["XFD1048576"] = "far"

    found = extract(saved(tmp_path, fill))
    assert len(found.recommendations) == 2
