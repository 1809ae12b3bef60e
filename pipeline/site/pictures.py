"""The pictures of the pages: made once, called after the content of their document, and kept from run to run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extractors.model import DocumentError
from pipeline.analysis import page_images
from pipeline.errors import PipelineError
from pipeline.failures import one_line
from pipeline.site import names
from pipeline.tables.rows import Row

# Pixels a point: a page is then some 900 pixels wide, and readable.
SCALE = 1.5
# Pages of one document that are drawn; of a longer one the rest is shown by its records alone.
MOST = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: its place in the site, and its size in points."""

    file: str
    width: float
    height: float


@dataclass
class Pictures:
    """Draws what is not there yet below ``out``. ``sizes`` are those of pictures that are there, in points."""

    out: Path
    raw: Path | None
    sizes: dict[str, tuple[float, float]]
    used: set[str] = field(default_factory=set)
    lacking: int = 0  # documents whose pages could not be drawn

    def of(self, document: Row) -> tuple[Mapping[int, Picture], str | None]:
        """The pictures of a document's pages by number, or why there are none."""
        if document["media_type"] != "application/pdf" or document["status"] == "failed" or not document["pages"]:
            return {}, None
        wanted = {
            number: names.picture(document["sha256"], number)
            for number in range(1, min(document["pages"], MOST) + 1)
        }
        missing = [n for n, name in wanted.items() if name not in self.sizes or not (self.out / name).is_file()]
        if missing:
            try:
                self._draw(document, missing, wanted)
            except (PipelineError, DocumentError) as error:
                _log.warning("the pages of %s are not shown: %s", document["file_name"], one_line(str(error)))
                self.lacking += 1
                return {}, one_line(str(error))
        self.used |= set(wanted.values())
        return {number: Picture(name, *self.sizes[name]) for number, name in wanted.items()}, None

    def _draw(self, document: Row, missing: list[int], wanted: Mapping[int, str]) -> None:
        path = page_images.file_of(self.raw, document)
        (self.out / "pages").mkdir(parents=True, exist_ok=True)
        for number, data, width, height in page_images.webp(path, missing, SCALE):
            beside = self.out / f"{wanted[number]}.new"
            beside.write_bytes(data)
            beside.replace(self.out / wanted[number])
            self.sizes[wanted[number]] = (round(width, 2), round(height, 2))
