"""A page of the document with the boxes of a record drawn on it (the only door to Pillow)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from PIL import Image, ImageDraw

from extractors.model import DocumentError
from extractors.readers import pdfium
from pipeline.analysis.names import called
from pipeline.errors import PipelineError
from pipeline.model import document_of
from pipeline.tables.parquet import rows_with
from pipeline.tables.rows import Row

Picture = Image.Image
# The tables whose records have boxes of their own, with their keys.
_KEYS = {"actions": "action_id", "updates": "update_id", "recommendations": "recommendation_id"}
_COLOUR, _SHADE = (178, 24, 43), (255, 214, 10, 70)
# Points around the words, so that a box does not cross them; the width of its line, in points.
_MARGIN, _LINE = 2.0, 1.2
_QUALITY = 70  # of a WebP picture: print stays sharp


@dataclass(frozen=True)
class Places:
    """Where a record stands: its boxes, or a locator in a format without pages, and its document's row."""

    name: str
    boxes: Sequence[Row]
    locator: str | None
    document: Row

    @property
    def pages(self) -> list[int]:
        """The pages of the boxes, in order."""
        return sorted({box["page"] for box in self.boxes})


def places(tables: Mapping[str, Any], record_id: str) -> Places:
    """Where the recommendation, action or update ``record_id`` stands; it may be called for short ("5.01/2").

    A short name means no record of a rendition, which repeats those of another document.

    Raises :class:`PipelineError` where there is no such record.
    """
    every = {name: table for table, key in _KEYS.items() for name in tables[table][key].to_pylist()}
    repeats = set(tables["documents"].filter(pc.field("duplicate_of").is_valid())["document_id"].to_pylist())
    names = [name for name in every if name == record_id or document_of(name) not in repeats]
    found = called(record_id, names, "record")
    table = every[found]
    row = next(rows_with(tables, table, _KEYS[table], {found}))
    documents = list(rows_with(tables, "documents", "document_id", {row["document_id"]}))
    if not documents:
        raise PipelineError(f"{found} is of no document of this run: make the run anew")
    return Places(found, row["boxes"], row["locator"], documents[0])


def drawn(tables: Mapping[str, Any], raw: Path | None, record_id: str, page: int | None, scale: float) -> Picture:
    """The page with the record's boxes, ``scale`` pixels a point; see :meth:`pipeline.dataset.Dataset.page`.

    ``raw`` is the folder with the documents, where it is known.
    """
    if not scale > 0:
        raise PipelineError(f"a page cannot be drawn at {scale} pixels a point: take 1 or 2")
    found = places(tables, record_id)
    name = found.document["file_name"]
    if not found.pages:
        raise PipelineError(f"{name} has no pages: {found.name} stands at {found.locator or 'no known place'}")
    number = found.pages[0] if page is None else int(page)
    if number not in found.pages:
        there = ", ".join(map(str, found.pages))
        raise PipelineError(f"{found.name} is not on page {number} of {name}: it stands on {there}")
    path = file_of(raw, found.document)
    try:
        image = pdfium.picture(path, number, scale).convert("RGBA")
    except DocumentError as error:
        raise PipelineError(f"{path}: {error}") from error
    boxes = [box for box in found.boxes if box["page"] == number]
    return _marked(image, boxes, scale)


def webp(path: Path, numbers: Iterable[int], scale: float) -> Iterator[tuple[int, bytes, float, float]]:
    """(number, WebP file, width and height in points) of each page of a PDF, ``scale`` pixels a point.

    Raises :class:`~extractors.model.DocumentError` where PDFium cannot open it or it has no such page.
    """
    for number in numbers:
        image = pdfium.picture(path, number, scale).convert("RGB")
        made = BytesIO()
        image.save(made, "WEBP", quality=_QUALITY, method=4)
        yield number, made.getvalue(), image.width / scale, image.height / scale


def file_of(raw: Path | None, document: Row) -> Path:
    """The file that was read, told by its bytes. Raises :class:`PipelineError` where it is not at hand."""
    name = document["file_name"]
    if raw is None:
        raise PipelineError(f"where {name} lies is not known: load(…, raw=FOLDER) with the folder of the documents")
    path: Path = raw / name
    holder = next((part for part in path.parents if part.is_file()), None)
    if holder is not None:
        raise PipelineError(f"{path.name} lies in {holder.name}: unpack it there to have its pages drawn")
    if not path.resolve().is_relative_to(raw.resolve()) or not path.is_file():
        raise PipelineError(f"{path} is not there: load(…, raw=FOLDER) with the folder of the documents")
    if sha256(path.read_bytes()).hexdigest() != document["sha256"]:
        raise PipelineError(f"{path} is not the file that was read: run again, or fetch the file as it was")
    return path


def _marked(image: Picture, boxes: Sequence[Row], scale: float) -> Picture:
    veil = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    for box in boxes:
        corners = (
            (box["x0"] - _MARGIN) * scale,
            (box["top"] - _MARGIN) * scale,
            (box["x1"] + _MARGIN) * scale,
            (box["bottom"] + _MARGIN) * scale,
        )
        pen.rectangle(corners, fill=_SHADE, outline=_COLOUR, width=max(1, round(_LINE * scale)))
    return Image.alpha_composite(image, veil).convert("RGB")
