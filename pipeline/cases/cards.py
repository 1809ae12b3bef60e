"""What a document is compared with others by, small enough that the cards of a whole folder are in memory at once.

Words and word pairs are kept as sets of hashes of four bytes each: two different words are taken for one about once
in four thousand million comparisons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from heapq import nsmallest
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from extractors.model import DocumentFacts, Extraction
from pipeline.cases import title_words
from pipeline.identifiers import normalised
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import Document, commitments_of
from pipeline.storage.memo import Memo

Hashes = NDArray[np.uint32]  # in order, each once
# The smallest hashes of a document's word pairs: sketches of alike documents share most.
SKETCH = 48
# Words of a letter that count as its opening: letterhead, subject and introduction.
OPENING = 350
_ROW_HASHES = 3  # of each row of a plan


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """What was read of a document, as far as it tells which others it belongs to.

    ``words`` and ``pairs`` are those of its subject, running text and records, ``opening`` the words it opens with,
    ``sketch`` and ``row_hashes`` a few hashes of the pairs of its running text and of each row of a plan; ``rows``
    counts those, and ``repeated`` is the share whose action is that of a row before. ``reports`` is whether it says
    how far anything has come.
    """

    facts: DocumentFacts
    reader: str
    has_records: bool
    words: Hashes
    opening: Hashes
    pairs: Hashes
    sketch: Hashes
    rows: int
    row_hashes: Hashes
    repeated: float
    reports: bool


def word_hash(text: str) -> int:
    """The hash of a word, or of a word pair."""
    return crc32(text.encode())


def hashes(texts: Iterable[str]) -> Hashes:
    """The hashes of words, or of word pairs."""
    return np.unique(_array(map(word_hash, set(texts))))


def _array(values: Iterable[int]) -> Hashes:
    return np.fromiter(values, np.uint32)


def holders(cards: Sequence[Hashes]) -> Iterator[list[int]]:
    """For each hash that is found on several cards their numbers, in order. No card has one twice."""
    every = np.concatenate(cards) if cards else np.empty(0, np.uint32)
    of = np.repeat(np.arange(len(cards), dtype=np.uint32), [len(each) for each in cards])
    order = np.argsort(every, kind="stable")
    ends = np.flatnonzero(np.diff(every[order])) + 1
    for start, end in pairwise((0, *ends, len(order))):
        if end - start > 1:
            yield of[order[start:end]].tolist()


def among(words: Iterable[str], known: Hashes) -> list[str]:
    """Those of the words, in order, whose hashes are among the known ones."""
    wanted = sorted(words)
    if not wanted or not len(known):
        return []
    found = np.isin(_array(map(word_hash, wanted)), known)
    return [word for word, there in zip(wanted, found, strict=True) if there]


def card_of(document: Document, extraction: Extraction) -> Card:
    """The card of a document that was read."""
    facts = extraction.facts
    text = "\n".join((facts.subject or "", extraction.text, *_records(extraction)))
    opening = f"{facts.subject or ''} {' '.join(extraction.text.split()[:OPENING])}"
    running = {word_hash(pair) for pair in title_words.pairs(extraction.text)}
    rows = list(commitments_of(document)) if facts.kind == "action_plan" else []
    distinct = {normalised(c.action.text) for c in rows}
    row_hashes = {value for c in rows for value in _row_hashes(c.recommendation.text, c.action.text)}
    return Card(
        facts=facts,
        reader=extraction.reader,
        has_records=bool(extraction.recommendations or extraction.updates),
        words=hashes(title_words.words(text)),
        opening=hashes(title_words.words(opening)),
        pairs=hashes(title_words.pairs(text)),
        sketch=_array(nsmallest(SKETCH, running)),
        rows=len(rows),
        row_hashes=_array(sorted(row_hashes)),
        repeated=1 - len(distinct) / max(1, len(rows)),
        reports=bool(extraction.updates),
    )


def _row_hashes(asked: str, done: str) -> list[int]:
    """A few hashes of a row's words, the same in any row with these words."""
    return nsmallest(_ROW_HASHES, {word_hash(pair) for pair in title_words.pairs(done or asked)})


def _records(extraction: Extraction) -> Iterator[str]:
    for recommendation in extraction.recommendations:
        yield recommendation.text
        yield from (action.text for action in recommendation.actions)
    yield from (update.text for update in extraction.updates)


def cards_of(
    documents: Collection[Document] | DocumentStore,
    kept: Memo | None = None,
    keys: Mapping[str, str] | None = None,
) -> dict[str, Card]:
    """The cards of the documents that were read, by document_id, in order.

    Those in ``kept``, by the ``keys`` of the documents' content, cost no look into the documents.
    """
    store = documents if isinstance(documents, DocumentStore) else DocumentStore.of(documents)
    return {
        name: _card(store, name) if kept is None or keys is None else _kept(store, name, kept, keys[name])
        for name in store.names
        if store.head(name).status != "failed"
    }


def _card(store: DocumentStore, name: str) -> Card:
    document = store[name]
    if document.extraction is None:
        raise KeyError(name)
    return card_of(document, document.extraction)


_ARRAYS = ("words", "opening", "pairs", "sketch", "row_hashes")


def _kept(store: DocumentStore, name: str, kept: Memo, key: str) -> Card:
    """The card as it is kept, a tuple of its values with the arrays as bytes; made where it is not."""
    values = kept.get(key)
    if values is None:
        card = _card(store, name)
        values = tuple(_packed(getattr(card, field.name)) for field in fields(Card))
        kept.put(key, values)
    named = dict(zip((field.name for field in fields(Card)), values, strict=True))
    return Card(**(named | {array: np.frombuffer(named[array], np.uint32) for array in _ARRAYS}))


def _packed(value: object) -> object:
    return value.tobytes() if isinstance(value, np.ndarray) else value
