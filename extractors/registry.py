"""The one entry point: a file becomes its extraction.

``READERS`` says how a format is read, ``DOCUMENT_TYPES`` which types of document there are. What only one format
or type needs is imported when the first file of it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractors import legibility, regular_files
from extractors.documents.document_type import DocumentType
from extractors.documents.letters import letter
from extractors.documents.plans import plan
from extractors.documents.plans.recognise import parted
from extractors.headers import load_templates
from extractors.layout import Layout, numbered, place_of
from extractors.logical import LogicalRow, LogicalTable
from extractors.model import DocumentError, Extraction
from extractors.tables import logical_tables

# The types of document, in the order in which they are tried.
DOCUMENT_TYPES: tuple[DocumentType, ...] = (
    plan.IN_TABLES,
    plan.IN_PROSE,
    letter.LETTER,
    plan.IN_BARE_TABLES,
    letter.REPORT,
)


def _pdf(path: Path) -> Layout:
    from extractors.readers import pdf

    return pdf.read(path)


def _text(path: Path) -> Layout:
    from extractors.readers import text

    return text.read(path)


def _docx(path: Path) -> Layout:
    from extractors.readers import docx

    return docx.read(path)


def _doc(path: Path) -> Layout:
    from extractors.readers import doc

    return doc.read(path)


def _odt(path: Path) -> Layout:
    from extractors.readers import odt

    return odt.read(path)


def _xlsx(path: Path) -> Layout:
    from extractors.readers import xlsx

    return xlsx.read(path)


def _xls(path: Path) -> Layout:
    from extractors.readers import xls

    return xls.read(path)


def _csv(path: Path) -> Layout:
    from extractors.readers import delimited

    return delimited.read(path)


def _eml(path: Path) -> Layout:
    from extractors.readers import eml

    return eml.read(path)


def _html(path: Path) -> Layout:
    from extractors.readers import html

    return html.read(path)


PDF = b"%PDF-"
READERS: dict[str, Callable[[Path], Layout]] = {
    ".pdf": _pdf,
    ".txt": _text,
    ".md": _text,
    ".docx": _docx,
    ".odt": _odt,
    ".doc": _doc,
    ".rtf": _doc,
    ".xlsx": _xlsx,
    ".xlsm": _xlsx,
    ".xls": _xls,
    ".csv": _csv,
    ".eml": _eml,
    ".msg": _eml,
    ".html": _html,
    ".htm": _html,
}

# Kinds that are known and not read, and what to do about it.
UNREAD = {
    ".zip": "a bundle is read where it lies in the folder of a run: put it there, or unpack it",
    ".ods": "a sheet of OpenDocument is not read: save it as .xlsx",
}


def read_layout(path: Path) -> Layout:
    """A file's layout. Raises DocumentError for what is empty, of an unknown kind, or cannot be read."""
    try:
        with regular_files.opened(path) as file:
            head = file.read(1024)
    except OSError as error:
        raise DocumentError("unreadable", f"the file cannot be opened: {error.strerror}") from error
    if not head.strip():
        raise DocumentError("empty", "the file is empty: download it again")
    suffix = path.suffix.lower()
    if PDF in head:
        suffix = ".pdf"
    elif suffix == ".pdf":
        raise DocumentError("not_a_pdf", "the file is named .pdf and is none: download it again")
    if suffix in UNREAD:
        raise DocumentError("unknown_kind", UNREAD[suffix])
    if suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise DocumentError("unknown_kind", f"{suffix or 'no suffix'} is no known kind of file: known are {known}")
    return numbered(READERS[suffix](path))


def extract(path: Path, *, templates: Path | None = None) -> Extraction:
    """All that a document says, with its places.

    ``templates`` is a folder of table designs to know besides those of the package.
    Raises DocumentError when it cannot be read, or is of none of the ``DOCUMENT_TYPES``.
    """
    layout = read_layout(path)
    known = load_templates() + (load_templates(templates) if templates else ())
    found = logical_tables(layout, known)
    for one in DOCUMENT_TYPES:
        if one.recognises(layout, found):
            read = legibility.weighed(one.read(layout, found), layout)
            return replace(read, issues=(*layout.issues, *read.issues)) if layout.issues else read
    names = " nor ".join(dict.fromkeys(one.name for one in DOCUMENT_TYPES))
    raise DocumentError("unknown_document", f"neither {names} was recognised in it{_only_headed(found)}")


def _only_headed(found: Sequence[LogicalTable]) -> str:
    """Why a table with the header of a plan was not enough, where there is one."""
    head = next((" | ".join(table.header) for table in found if table.kind == "plan"), None)
    return f": a table has the header of a plan, but not what its columns hold ({head[:160]})" if head else ""


def tables(path: Path, *, every: bool = False) -> list[dict[str, Any]]:
    """A file's logical tables, ready for JSON: pages, header, rows (a cell a text) and each row's boxes.

    Those that hold a plan; all of them where none does, or where ``every`` is set: ``plan`` tells which do. Where a
    table is of no known design, its first row stands as the header.
    """
    layout = read_layout(path)
    found = logical_tables(layout, load_templates())
    held, others = parted(found)
    shown = found if every or not held else held
    return [_table(table, is_plan=table not in others, boxed=layout.boxed) for table in shown]


def _table(table: LogicalTable, *, is_plan: bool, boxed: bool) -> dict[str, Any]:
    header, rows = list(table.header), table.rows
    if table.kind is None and rows:
        header, rows = _cells(rows[0]), rows[1:]
    places = [place_of([flow.line for cell in row.cells for flow in cell], boxed=boxed) for row in rows]
    boxes = [[[box.page, box.x0, box.top, box.x1, box.bottom] for box in place.boxes] for place in places]
    return {
        "plan": is_plan,
        "pages": list(table.pages),
        "header": header,
        "rows": [_cells(row) for row in rows],
        "boxes": boxes,
    }


def _cells(row: LogicalRow) -> list[str]:
    return [row.full_text] if row.span else [row.text(i) for i in range(len(row.cells))]
