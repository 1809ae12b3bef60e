"""The one entry point: a file becomes its extraction.

``READERS`` says which format is read by which module, ``extract`` which type a document is of. Heavy readers
are imported only when a file of their format comes.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from extractors.headers import load_templates
from extractors.layout import Layout, numbered, place_of
from extractors.model import DocumentError, Extraction

PDF, ZIP = b"%PDF-", b"PK\x03\x04"
READERS = {
    ".pdf": "extractors.readers.pdf",
    ".txt": "extractors.readers.text",
    ".md": "extractors.readers.text",
    ".docx": "extractors.readers.docx",
    ".html": "extractors.readers.html",
    ".htm": "extractors.readers.html",
}


def read_layout(path: Path) -> Layout:
    """A file's layout. Raises DocumentError for what is empty, of an unknown kind, or cannot be read."""
    try:
        with path.open("rb") as file:
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
    if suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise DocumentError("unknown_kind", f"{suffix or 'no suffix'} is no known kind of file: known are {known}")
    layout: Layout = importlib.import_module(READERS[suffix]).read(path)
    return numbered(layout)


def extract(path: Path, *, templates: Path | None = None) -> Extraction:
    """All that a document says, with its places.

    ``templates`` is a folder of table designs to know besides those of the package.
    Raises DocumentError when it cannot be read, or is neither an action plan nor a letter.
    """
    from extractors.documents.letters.letter import looks_like_letter, read_letter
    from extractors.documents.plans.plan import looks_like_plan, read_plan
    from extractors.documents.plans.prose_plan import looks_like_prose_plan
    from extractors.tables import logical_tables

    layout = read_layout(path)
    known = load_templates() + (load_templates(templates) if templates else ())
    tables = logical_tables(layout, known)
    if looks_like_plan(tables):
        return read_plan(layout, tables)
    if looks_like_prose_plan(layout):
        return read_plan(layout, tables)
    if looks_like_letter(layout) >= LETTER:
        return read_letter(layout)
    raise DocumentError("unknown_document", "neither an action plan nor a letter was recognised in it")


LETTER = 0.5  # likeness from which a document without a plan table is read as a letter


def tables(path: Path, *, every: bool = False) -> list[dict[str, Any]]:
    """A file's logical tables, ready for JSON: pages, header, rows (a cell a text) and each row's boxes.

    Tables of no known design, of definitions and of counts are left out unless ``every`` is set.
    """
    from extractors.tables import logical_tables

    layout = read_layout(path)
    out = []
    for table in logical_tables(layout, load_templates()):
        if not every and table.kind != "plan":
            continue
        rows, boxes = [], []
        for row in table.rows:
            rows.append([row.full_text] if row.span else [row.text(i) for i in range(len(row.cells))])
            lines = [flow.line for cell in row.cells for flow in cell]
            place = place_of(lines, boxed=layout.boxed)
            boxes.append([[box.page, box.x0, box.top, box.x1, box.bottom] for box in place.boxes])
        out.append({"pages": list(table.pages), "header": list(table.header), "rows": rows, "boxes": boxes})
    return out
