"""Renditions: the same document in another format or from another place feeds the ledger only once.

Documents are candidates when the smallest hashes of their word pairs overlap (a bottom-k sketch, Broder
1997), so that the cost grows with the documents, not with their pairs; they are renditions when their pairs
agree (Jaccard) and kind, date and subject do not contradict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from extractors.model import DocumentFacts
from pipeline.cases import title_words
from pipeline.model import Document

# The same document through four readers: 0.85 and more; two documents of one case: below 0.25.
ALIKE = 0.7
SKETCH = 48
# Sketches of alike documents share 70 of 100 hashes; a fifth leaves room for chance.
SHARED = SKETCH // 5
# A pair held by more documents than this is boilerplate and makes no candidates.
CROWD = 60
READERS = ("pdf", "docx", "html", "text", "ocr")


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a document is compared by. ``preference`` sorts first the one that the others repeat."""

    preference: tuple[bool, int, str]
    name: str
    facts: DocumentFacts
    pairs: frozenset[str]


def renditions(documents: Iterable[Document]) -> dict[str, str]:
    """Which documents repeat another one: ``{document_id: document_id it repeats}``.

    The one that is repeated has records rather than none, then the reader that comes first in
    :data:`READERS`, then the first name.
    """
    ordered = sorted(_known(documents), key=lambda known: known.preference)
    repeats: dict[str, str] = {}
    for later, earlier in _candidates([known.pairs for known in ordered]):
        a, b = ordered[earlier], ordered[later]
        known = a.name in repeats or b.name in repeats
        if not known and _compatible(a.facts, b.facts) and _jaccard(a.pairs, b.pairs) >= ALIKE:
            repeats[b.name] = a.name
    return repeats


def joined(read: Mapping[str, str], corrected: Mapping[str, str]) -> dict[str, str]:
    """Renditions found among the documents as they were read and as people corrected them, taken together.

    What a person corrects in one rendition (its date, say) does not make another document of it.
    """
    found = {**corrected, **read}

    def used(name: str) -> str:  # it comes to an end: both prefer documents in the same order
        return used(found[name]) if name in found else name

    return {name: used(name) for name in found}


def _known(documents: Iterable[Document]) -> Iterator[_Compared]:
    for document in documents:
        extraction = document.extraction
        if extraction is not None:
            rank = READERS.index(extraction.reader) if extraction.reader in READERS else len(READERS)
            preference = (not (extraction.recommendations or extraction.updates), rank, document.file_name)
            pairs = title_words.pairs(extraction.text)
            yield _Compared(preference, document.document_id, extraction.facts, pairs)


def _candidates(pairs: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """(later, earlier) of documents whose sketches overlap, in order."""
    holders: dict[int, list[int]] = defaultdict(list)
    found = []
    for i, own in enumerate(pairs):
        sketch = nsmallest(SKETCH, {crc32(pair.encode()) for pair in own})
        shared = Counter(j for v in sketch if len(holders[v]) <= CROWD for j in holders[v])
        enough = min(SHARED, max(1, len(sketch) // 2))
        found += [(i, j) for j in sorted(shared) if shared[j] >= enough]
        for value in sketch:
            holders[value].append(i)
    return found


def _compatible(x: DocumentFacts, y: DocumentFacts) -> bool:
    same_date = x.dated == y.dated or x.dated is None or y.dated is None
    return x.kind == y.kind and same_date and not _other_subject(x, y)


def _other_subject(x: DocumentFacts, y: DocumentFacts) -> bool:
    """Whether both say what they are about and it is not the same: two places may get the same words."""
    names = [title_words.names(f.subject, f.establishment) for f in (x, y)]
    subjects = [title_words.subject_words(f.subject, f.establishment) for f in (x, y)]
    return (all(names) and not names[0] & names[1]) or (all(subjects) and _jaccard(*subjects) < 0.5)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
