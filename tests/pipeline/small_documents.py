"""Documents that hold no more than a test of linking needs, and a plan of three commitments that have no word in common."""

from __future__ import annotations

from extractors.model import DocumentFacts, Extraction
from pipeline.model import Document
from tests.pipeline.fictions import action, recommendation


def document(name: str, **records: object) -> Document:
    fields: dict[str, object] = {
        "facts": DocumentFacts(kind="other"),
        "recommendations": (),
        "updates": (),
        "acronyms": (),
    }
    extraction = Extraction(
        reader="text",
        media_type="text/plain",
        pages=None,
        text="",
        issues=(),
        words=0,
        words_assigned=0,
        **(fields | records),
    )  # type: ignore[arg-type]
    return Document(name, name, None, name, None, extraction, "ok")


PLAN = document(
    "plan",
    recommendations=(
        recommendation("1", "Bread should be fresh.", action("A stone oven will be lit in the bakery every dawn.")),
        recommendation("2", "Boats should float.", action("Every rowing boat in the harbour will be tarred.")),
        recommendation(
            "3", "Bees should thrive.", action("Forty wooden hives will be placed in the walled orchard.")
        ),
    ),
)
