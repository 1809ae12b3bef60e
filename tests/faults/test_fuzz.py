"""Whatever bytes a file holds, a reader answers with a document or with one line that says what is wrong."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import registry
from extractors.model import DocumentError
from pipeline.decisions import file as decisions_file
from pipeline.failures import Failure
from pipeline.ingest import bundles
from pipeline.ingest.document_reader import attempt
from pipeline.storage import serialization
from tests import office, outlook
from tests.designs import Design, PlannedAction, PlannedRecommendation, build
from tests.faults import hostile
from tests.pipeline.test_run import LETTER, PLAN
from tests.readers.test_eml import message

pytestmark = pytest.mark.slow

QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@cache
def seeds() -> dict[str, bytes]:
    """A good file of every format, from which the fuzz goes astray."""
    actions = (PlannedAction("The gate will be doubled.", "Head of Security", "March 2020"),)
    plan = tuple(PlannedRecommendation(str(n), f"Search more often, {n}.", "Agreed", actions) for n in range(1, 4))
    cells = "".join(f"<w:tc><w:tcPr><w:gridSpan w:val='1'/></w:tcPr>{hostile.paragraph(t)}</w:tc>" for t in "ab")
    table = f"<w:tbl><w:tblGrid><w:gridCol w:w='900'/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
    mail = message()
    mail.add_attachment(PLAN.encode(), maintype="text", subtype="html", filename="plan.html")
    return {
        ".pdf": build(plan, Design(page_lines=12)),
        ".docx": hostile.docx(hostile.paragraph("Action plan") + table),
        ".odt": hostile.odt("<text:h>Action plan</text:h>" + hostile.open_table(("a", "b"), ("c", "d"))),
        ".xlsx": hostile.xlsx("".join(f"<row>{''.join(map(_inline, row))}</row>" for row in office.ROWS)),
        ".csv": "\n".join(map(",".join, office.ROWS)).encode(),
        ".eml": mail.as_bytes(),
        ".msg": outlook.compound_file(outlook.message("Plan", LETTER, attached=(("a.html", PLAN.encode(), None),))),
        ".html": PLAN.encode(),
        ".txt": LETTER.encode(),
    }


def _inline(text: str) -> str:
    return f"<c t='inlineStr'><is><t>{text}</t></is></c>"


def read(folder: Path, data: bytes, suffix: str) -> None:
    """Read it; anything but a document or a DocumentError fails the test."""
    path = folder / f"fuzz{suffix}"
    path.write_bytes(data)
    result = attempt(path)
    if isinstance(result, Failure):
        assert result.code != "reader_fault", result.message
        assert result.message
        assert "\n" not in result.message
    serialization.decode(serialization.encode(result))


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """A few edits: where (as a share of the length), and what is put there, taken out or doubled."""
    kinds = st.sampled_from(["put", "cut", "double", "flip"])
    edit = st.tuples(kinds, st.floats(0, 1), st.binary(min_size=1, max_size=12))
    return draw(st.lists(edit, min_size=1, max_size=6))


def damaged(data: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    for kind, share, piece in edits:
        at = int(share * len(data))
        if kind == "put":
            data = data[:at] + piece + data[at:]
        elif kind == "cut":
            data = data[:at] + data[at + 40 * len(piece) :]
        elif kind == "double":
            data = data[:at] + data[at : at + 200] * 2 + data[at + 200 :]
        else:
            data = data[:at] + piece + data[at + len(piece) :]
    return data


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".odt", ".xlsx", ".csv", ".eml", ".msg", ".html", ".txt"])
@QUICK
@given(edits=damage())
def test_a_damaged_file(suffix: str, edits: list[tuple[str, float, bytes]], tmp_path: Path) -> None:
    read(tmp_path, damaged(seeds()[suffix], edits), suffix)


@pytest.mark.parametrize(
    "suffix", [".pdf", ".docx", ".odt", ".xlsx", ".csv", ".eml", ".msg", ".html", ".txt", ".doc", ".xls", ".xyz"]
)
@QUICK
@given(data=st.binary(max_size=400))
def test_any_bytes(suffix: str, data: bytes, tmp_path: Path) -> None:
    read(tmp_path, data, suffix)
    read(tmp_path, seeds().get(suffix, b"")[:8] + data, suffix)


@pytest.mark.parametrize("name", ["bundle.zip", "letter.eml", "letter.msg"])
@QUICK
@given(edits=damage())
def test_a_damaged_bundle(name: str, edits: list[tuple[str, float, bytes]]) -> None:
    good = hostile.packed({"a/plan.html": PLAN.encode(), "letter.eml": seeds()[".eml"]})
    data = good if name == "bundle.zip" else seeds()[Path(name).suffix]
    for member in bundles.members(name, damaged(data, edits)):
        assert member.name.startswith(name)
        assert ".." not in member.name.split("/")
        if isinstance(member.data, Failure):
            assert "\n" not in member.data.message


@office.needs(".rtf")
@settings(QUICK, max_examples=8)
@given(edits=damage())
def test_damaged_rich_text(edits: list[tuple[str, float, bytes]], tmp_path: Path) -> None:
    read(tmp_path, damaged(office.rich_text(), edits), ".rtf")


@pytest.mark.parametrize(
    ("suffix", "named"), [(".docx", "word/document.xml"), (".odt", "content.xml"), (".xlsx", "sheet.xml")]
)
@QUICK
@given(edits=damage())
def test_a_damaged_part_inside_a_whole_package(
    suffix: str, named: str, edits: list[tuple[str, float, bytes]], tmp_path: Path
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seeds()[suffix])) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, edits) if name == named else part)
    read(tmp_path, out.getvalue(), suffix)


ATTRIBUTES = st.sampled_from(["colspan", "rowspan", "w:val", "id"])
TAGS = st.sampled_from(
    ["table", "tr", "td", "th", "p", "ul", "li", "b", "br", "div", "h2", "h9", "main", "svg", "caption"]
)


@QUICK
@given(
    st.lists(
        st.one_of(
            TAGS.map("<{}>".format),
            TAGS.map("</{}>".format),
            st.tuples(TAGS, ATTRIBUTES, st.integers(-9, 99999)).map(lambda t: f"<{t[0]} {t[1]}='{t[2]}'>"),
            st.text(max_size=30),
            st.sampled_from(["&x;", "&#0;", "&#xFFFFFFF;", "<!--", "]]>", "Recommendation", "Target date", "5.01"]),
        ),
        max_size=60,
    )
)
def test_any_tags(tmp_path: Path, pieces: list[str]) -> None:
    read(tmp_path, "".join(pieces).encode("utf-8", "surrogatepass"), ".html")


LINES = st.sampled_from(
    [
        "# Action plan",
        "| a | b |",
        "|---|---|",
        "Dear Ms Okafor,",
        "Yours sincerely,",
        "1. a",
        "- b",
        "",
        "5.01",
        "[Page 2]",
    ]
)


@QUICK
@given(st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=40))
def test_any_lines(tmp_path: Path, lines: list[str]) -> None:
    read(tmp_path, "\n".join(lines).encode("utf-8", "surrogatepass"), ".txt")


@QUICK
@given(st.one_of(st.binary(max_size=300), st.text(alphabet='a,"\n\r;|/1u2024-05', max_size=200).map(str.encode)))
def test_any_decisions(data: bytes) -> None:
    found, issues = decisions_file.parse(data)
    assert all(issue.locator for issue in issues)
    assert all(decision.line >= 1 for decision in found)


def test_a_missing_file_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        registry.extract(tmp_path / "vanished.pdf")
