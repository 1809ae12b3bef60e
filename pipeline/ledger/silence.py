"""Which letters are silent about a commitment in a way that is worth counting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pipeline.ledger.status import CLOSED


def silences(letters: Iterable[tuple[str, str | None]], outstanding: Collection[str]) -> Iterator[bool]:
    """For each letter of a case, whether its silence about a commitment counts.

    ``letters`` are the document_id of each, in order, with the status it reports, None where it does not mention
    the commitment. Those in ``outstanding`` report on outstanding actions only: what the last letter that mentions
    it calls completed or superseded needs no word in them.
    """
    closed = False
    for document_id, status in letters:
        yield status is None and not (closed and document_id in outstanding)
        closed = closed if status is None else status in CLOSED
