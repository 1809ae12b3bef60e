from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import DocumentError
from extractors.readers.odt import read
from extractors.registry import extract
from tests.faults import hostile

STYLES = """
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Wide" style:family="table-column"><style:table-column-properties style:column-width="4in"/>
</style:style>
<style:style style:name="Loud" style:family="paragraph" style:parent-style-name="Big"/>
<style:style style:name="Big" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.5cm"/>
<style:text-properties fo:font-size="14pt" fo:font-style="italic"/></style:style>
<text:list-style style:name="Numbers">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"
 text:display-levels="2"/></text:list-style>
<text:list-style style:name="Points"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>
"""


def saved(folder: Path, body: str) -> Path:
    path = folder / "document.odt"
    path.write_bytes(hostile.odt(body, styles=STYLES))
    return path


def cell(text: str, **spans: int) -> str:
    said = "".join(f' table:number-{name.replace("_", "-")}="{n}"' for name, n in spans.items())
    paragraphs = "".join(f"<text:p>{part}</text:p>" for part in text.split("|"))
    return f"<table:table-cell{said}>{paragraphs}</table:table-cell>"


def table(*rows: str, columns: str = "") -> str:
    return f"<table:table>{columns}{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"


HEADS = ("Rec No", "Recommendation", "Response", "Action", "Owner", "Target Date")


def test_a_plan_gives_its_records_where_cells_are_merged(tmp_path: Path) -> None:
    head = f"<table:table-header-rows><table:table-row>{''.join(map(cell, HEADS))}</table:table-row></table:table-header-rows>"
    merged = "".join(cell(text, rows_spanned=2) for text in ("1", "Cells should be clean.", "Agreed"))
    first = merged + cell("Cells will be painted.") + cell("Governor") + cell("June 2018")
    covered = '<table:covered-table-cell table:number-columns-repeated="3"/>'
    more = covered + cell("Roofs will be mended.") + cell("Head of Estates") + cell("July 2018")
    body = "<text:p>Action Plan Submitted: 3rd May 2018</text:p>" + table(first, more).replace(
        "<table:table>", f"<table:table>{head}"
    )
    found = extract(saved(tmp_path, body))
    (recommendation,) = found.recommendations
    assert (recommendation.number, recommendation.text) == ("1", "Cells should be clean.")
    assert [(a.text, a.owners, a.target_raw) for a in recommendation.actions] == [
        ("Cells will be painted.", ("Governor",), "June 2018"),
        ("Roofs will be mended.", ("Head of Estates",), "July 2018"),
    ]
    assert (found.reader, found.pages) == ("odt", None)
    place = recommendation.actions[1].place
    assert place.boxes == ()
    assert place.locator is not None
    assert place.locator.startswith("table[1]/row[3]/cell[")


def test_repeated_and_covered_cells_stand_where_they_are_seen(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        table(
            cell("title", columns_spanned=3) + '<table:covered-table-cell table:number-columns-repeated="2"/>',
            cell("same", columns_repeated=2) + cell("last"),
            cell("uncovered", columns_spanned=2) + cell("c"),
        ),
    )
    (grid,) = read(path).pages[0].grids
    assert [(c.row, c.col, c.colspan, c.text) for c in grid.cells] == [
        (0, 0, 3, "title"),
        (1, 0, 1, "same"),
        (1, 1, 1, "same"),
        (1, 2, 1, "last"),
        (2, 0, 2, "uncovered"),
        (2, 2, 1, "c"),
    ]


def test_a_repeated_row_is_read_as_often(tmp_path: Path) -> None:
    rows = table(cell("a")).replace("<table:table-row>", '<table:table-row table:number-rows-repeated="3">')
    (grid,) = read(saved(tmp_path, rows)).pages[0].grids
    assert [c.text for c in grid.cells] == ["a", "a", "a"]


def test_columns_are_as_wide_as_their_styles_say(tmp_path: Path) -> None:
    columns = '<table:table-column table:style-name="Wide" table:number-columns-repeated="2"/>'
    (grid,) = read(saved(tmp_path, table(cell("a") + cell("b") + cell("c"), columns=columns))).pages[0].grids
    assert grid.rules == (0.0, 288.0, 576.0, 636.0)


def test_what_a_table_inside_a_cell_says_is_read_in_order(tmp_path: Path) -> None:
    inner = table(cell("one") + cell("two"), cell("three"))
    outer = f"<table:table-cell><text:p>before</text:p>{inner}<text:p>after</text:p></table:table-cell>"
    (grid,) = read(saved(tmp_path, table(outer))).pages[0].grids
    assert grid.cells[0].text == "before one two three after"


def test_numbers_that_the_program_counts_are_written_out(tmp_path: Path) -> None:
    inner = "<text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list>"
    body = (
        '<text:list text:style-name="Numbers"><text:list-item><text:p>first</text:p><text:p>more</text:p>'
        f"{inner}</text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list>"
        '<text:list text:style-name="Points"><text:list-item><text:p>a point</text:p></text:list-item></text:list>'
        '<text:list text:style-name="Numbers" text:continue-numbering="true"><text:list-item><text:p>third</text:p>'
        '</text:list-item><text:list-item text:start-value="7"><text:p>seventh</text:p></text:list-item></text:list>'
        '<text:list text:style-name="Numbers"><text:list-item><text:p>anew</text:p></text:list-item></text:list>'
    )
    lines = read(saved(tmp_path, body)).pages[0].lines
    assert [(line.text, line.bullet) for line in lines] == [
        ("1. first", False),
        ("more", False),
        ("(1.a) deep", False),
        ("2. second", False),
        ("a point", True),
        ("3. third", False),
        ("7. seventh", False),
        ("1. anew", False),
    ]


def test_text_is_what_a_reader_sees_of_it(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>230</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="2">A head</text:h>'
        '<text:section><text:p>We will<text:s text:c="3"/>open <text:span text:style-name="B">200</text:span><text:note>'
        "<text:note-body><text:p>a note</text:p></text:note-body></text:note> places.<office:annotation><text:p>why?"
        '</text:p></office:annotation><text:line-break/>Soon<text:tab/><text:a href="x">after</text:a>.</text:p></text:section>'
        '<text:p text:style-name="Loud">Loud</text:p>'
    )
    head, first, second, loud = read(saved(tmp_path, body)).pages[0].lines
    assert (head.text, head.heading) == ("A head", 2)
    assert (first.text, second.text) == ("We will open 200 places.", "Soon after.")
    assert [word.text for word in first.words if word.bold] == ["200"]
    assert (loud.words[0].italic, loud.words[0].size) == (True, 14.0)


BROKEN = {
    "cut": lambda good: good[: len(good) // 2],
    "no zip": lambda _: b"PK\x03\x04 and no more",
    "other package": lambda _: hostile.docx(hostile.paragraph("a")),
    "no content": lambda _: hostile.odt("", parts={"content.xml": None}),
    "no manifest": lambda _: hostile.odt("", parts={"META-INF/manifest.xml": None}),
    "no XML": lambda _: hostile.odt("", parts={"content.xml": b"\x00\x01 no XML"}),
    "a sheet": lambda _: hostile.odt("", parts={"content.xml": b"<office/>"}),
    "unclosed": lambda _: hostile.odt("<text:p>"),
    "odd number": lambda _: hostile.odt(table(cell("a").replace(">", ' table:number-columns-spanned="x">', 1))),
    "file entity": lambda _: hostile.odt(
        "<text:p>&x;</text:p>", doctype=hostile.entities("file", Path("/etc/passwd"))
    ),
    "billion laughs": lambda _: hostile.odt("<text:p>&x;</text:p>", doctype=hostile.entities("laughs", Path("/"))),
    "nested": lambda _: hostile.odt("<text:section>" * 5000 + "</text:section>" * 5000),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_says_what_to_do(how: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.odt"
    path.write_bytes(BROKEN[how](hostile.odt("<text:p>a</text:p>")))
    with pytest.raises(DocumentError, match=r"save it again as \.odt"):
        read(path)


def test_more_than_any_plan_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.odt"
    for body in (
        table(cell("a", columns_spanned=1000, rows_spanned=1000)),
        table(cell("a", columns_repeated=10**9)),
        table("").replace("<table:table-row>", '<table:table-row table:number-rows-repeated="99999999">'),
        table(columns='<table:table-column table:number-columns-repeated="99999999"/>'),
        f"<text:p>a</text:p><!--{' ' * (201 << 20)}-->",
    ):
        path.write_bytes(hostile.odt(body))
        with pytest.raises(DocumentError, match="at most"):
            read(path)


def test_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.odt"
    path.write_bytes(hostile.odt("", parts={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}))
    with pytest.raises(DocumentError, match="password: save it without one"):
        read(path)
