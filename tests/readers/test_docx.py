from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors.model import DocumentError
from extractors.readers.docx import read
from extractors.registry import extract

HEADS = (
    "Rec No",
    "Recommendation",
    "Agreed/ Partly Agreed/ Not Agreed",
    "Response Action Taken/Planned",
    "Responsible Owner",
    "Target Date",
)


def plan(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Action Plan Submitted: 3rd May 2018")
    table = document.add_table(1, 6)
    for cell, text in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = text
    row = table.add_row().cells
    row[0].text, row[1].text, row[2].text = "1", "Cells should be clean.", "Agreed"
    row[3].text, row[4].text, row[5].text = "Cells will be painted.", "Governor", "June 2018"
    row[3].add_paragraph("")
    row[3].add_paragraph("Each wing will be checked.", style="List Bullet")
    row[4].add_paragraph("")
    row[4].add_paragraph("Head of Residence")
    row[5].add_paragraph("")
    row[5].add_paragraph("Ongoing")
    more = table.add_row().cells
    more[3].text, more[4].text, more[5].text = "Roofs will be mended.", "Head of Estates", "July 2018"
    for column in range(3):
        row[column].merge(more[column])
    path = folder / "plan.docx"
    document.save(str(path))
    return path


def test_a_word_plan_gives_its_records(tmp_path: Path) -> None:
    found = extract(plan(tmp_path))
    (recommendation,) = found.recommendations
    assert (recommendation.number, recommendation.text, recommendation.response) == (
        "1",
        "Cells should be clean.",
        "agreed",
    )
    assert [(a.text, a.owners, a.target_raw) for a in recommendation.actions] == [
        ("Cells will be painted.", ("Governor",), "June 2018"),
        ("• Each wing will be checked.", ("Head of Residence",), "Ongoing"),
        ("Roofs will be mended.", ("Head of Estates",), "July 2018"),
    ]
    assert found.pages is None
    assert recommendation.actions[2].place.boxes == ()
    assert recommendation.actions[2].place.locator is not None
    assert recommendation.actions[2].place.locator.startswith("table[1]/row[3]/cell[")


def test_tracked_changes_are_read_as_final_text(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("We will open ")
    for tag, inner in (("del", "<w:r><w:delText>230</w:delText></w:r>"), ("ins", "<w:r><w:t>200</w:t></w:r>")):
        paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x">{inner}</w:{tag}>'))
    paragraph.add_run(" places.")
    path = tmp_path / "letter.docx"
    document.save(str(path))
    assert [line.text for line in read(path).pages[0].lines] == ["We will open 200 places."]


def test_numbering_that_word_computes_is_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("first", "second"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("a point", style="List Bullet")
    document.add_heading("A head", 2)
    path = tmp_path / "letter.docx"
    document.save(str(path))
    lines = read(path).pages[0].lines
    assert [line.text for line in lines] == ["1. first", "2. second", "a point", "A head"]
    assert [(line.bullet, line.heading) for line in lines] == [(False, 0), (False, 0), (True, 0), (False, 2)]


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    path = plan(tmp_path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DocumentError, match="save it again"):
        read(path)
