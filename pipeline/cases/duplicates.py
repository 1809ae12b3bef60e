"""Renditions: the same document in another format or from another place feeds the ledger only once.

Documents are candidates when the smallest hashes of their word pairs overlap (a bottom-k sketch, Broder
1997), so that the cost grows with the documents, not with their pairs; they are renditions when their pairs
agree (Jaccard), kind, date and subject do not contradict, and the rows of plans say the same: where one differs in
state, date or owner, it is an edition (:mod:`pipeline.cases.editions`), unless all that differs is a date or an
owner in another format of the same day. What a rendition says otherwise is an issue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractors.model import DocumentFacts, Issue
from pipeline.cases import differing, title_words
from pipeline.cases.cards import SKETCH, Card, Hashes, cards_of, holders
from pipeline.editions.differences import DiffersIn, cell, differences
from pipeline.editions.matching import matched
from pipeline.editions.rows import PlanRow, rows_of
from pipeline.failures import one_line
from pipeline.ingest.document_store import DocumentStore
from pipeline.model import Document

# The same document through four readers: 0.85 and more; two documents of one case: below 0.25.
ALIKE = 0.7
# Sketches of alike documents share 70 of 100 hashes; a fifth leaves room for chance.
SHARED = SKETCH // 5
# A pair held by more documents than this is boilerplate and makes no candidates.
CROWD = 60
READERS = ("pdf", "docx", "odt", "doc", "rtf", "xlsx", "xls", "csv", "eml", "msg", "html", "text", "ocr")


def renditions(
    documents: Collection[Document] | DocumentStore, cards: Mapping[str, Card] | None = None
) -> dict[str, str]:
    """Which documents repeat another one: ``{document_id: document_id it repeats}``.

    The one that is repeated has records rather than none, then the reader that comes first in
    :data:`READERS`, then the first name. Only documents whose ``cards`` (made here where they are not given) make
    them candidates are looked into.
    """
    store = documents if isinstance(documents, DocumentStore) else DocumentStore.of(documents)
    known = cards_of(store) if cards is None else cards
    ordered = sorted(known, key=lambda name: _preference(known[name], store.head(name).file_name))
    repeats: dict[str, str] = {}
    for later, earlier in _candidates([known[name].sketch for name in ordered]):
        a, b = ordered[earlier], ordered[later]
        if a in repeats or b in repeats or not _compatible(known[a].facts, known[b].facts):
            continue
        if _alike(store[a], store[b]) >= ALIKE and not _edition(store[a], store[b]):
            repeats[b] = a
    return repeats


def _preference(card: Card, file_name: str) -> tuple[bool, int, str]:
    """Sorts first the document that the others repeat."""
    rank = READERS.index(card.reader) if card.reader in READERS else len(READERS)
    return not card.has_records, rank, file_name


def joined(read: Mapping[str, str], corrected: Mapping[str, str]) -> dict[str, str]:
    """Renditions found among the documents as they were read and as people corrected them, taken together.

    What a person corrects in one rendition (its date, say) does not make another document of it.
    """
    found = {**corrected, **read}

    def used(name: str) -> str:  # it comes to an end: both prefer documents in the same order
        return used(found[name]) if name in found else name

    return {name: used(name) for name in found}


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of two plans beside each other.

    ``differing`` are those that correspond and do not say the same, and in what; ``alone`` counts those that have
    no counterpart, ``ours`` and ``theirs`` those of each. Documents without rows have none that differ.
    """

    differing: tuple[tuple[PlanRow, PlanRow, tuple[DiffersIn, ...]], ...]
    alone: int
    ours: int
    theirs: int


def _rows_of_two(one: Document, other: Document) -> _Rows:
    ours, theirs = rows_of(one), rows_of(other)
    found = [(ours[pair.before], theirs[pair.after]) for pair in matched(ours, theirs)]
    differing = tuple((a, b, what) for a, b in found if (what := differences(a, b)))
    return _Rows(differing, len(ours) + len(theirs) - 2 * len(found), len(ours), len(theirs))


def _edition(one: Document, other: Document) -> bool:
    """Whether a row of one says otherwise in the other, or is not in it, which makes that another edition.

    Read by another reader, a row without a counterpart may be one that was cut otherwise; and of the same day and
    with the same states, a date or an owner that differs is more likely a cell that was read badly.
    """
    rows, a, b = _rows_of_two(one, other), one.extraction, other.extraction
    if a is None or b is None or a.reader == b.reader:
        return bool(rows.differing or (rows.ours and rows.theirs and rows.alone))
    same_day = a.facts.dated is not None and a.facts.dated == b.facts.dated
    return bool(rows.differing) and not (same_day and not any("state" in what for _, _, what in rows.differing))


def likeness(one: Document, other: Document) -> float:
    """How alike the word pairs of two documents are, from 0 to 1."""
    return round(_alike(one, other), 3)


def _alike(one: Document, other: Document) -> float:
    texts = [document.extraction.text if document.extraction else "" for document in (one, other)]
    return _jaccard(*map(title_words.pairs, texts))


def issue_of(document: Document, of: Document, alike: float) -> Issue:
    """What is told of a document that repeats another one, ``alike`` being their likeness: a warning where it says
    otherwise."""
    rows = _rows_of_two(document, of)
    otherwise = _otherwise(rows, document, of)
    if otherwise:
        return differing.issue_of(of.file_name, document.file_name, otherwise)
    said = "neither has rows that could differ"
    if rows.ours:
        cut = f", {rows.alone} rows of the two have no counterpart" if rows.alone else ""
        said = f"no row of its {rows.ours} differs in state, date or owner{cut}"
    message = (
        f"it says the same as {of.file_name}, which alone feeds the ledger: word pairs are {alike:.2f} alike, "
        f"{said}; where one differs on the page, compare them"
    )
    return Issue("duplicate", "info", one_line(message))


def _otherwise(rows: _Rows, document: Document, of: Document) -> str | None:
    """What a document says otherwise than the one it repeats, quoted: in its first such row, or as a letter."""
    if rows.differing:
        row, its, what = rows.differing[0]
        cells = "; ".join(f"“{cell(row, each)}” where that has “{cell(its, each)}”" for each in what)
        return f"recommendation {row.commitment.recommendation.number}: {cells}"
    a, b = document.extraction, of.extraction
    if a is None or b is None or a.facts.kind != "update_letter":
        return None
    found = differing.differences(b, a)
    return differing.quoted(found) if found else None


def _candidates(sketches: Sequence[Hashes]) -> list[tuple[int, int]]:
    """(later, earlier) of documents whose sketches overlap, in order."""
    together = (pair for held in holders(sketches) for pair in combinations(held[: CROWD + 1], 2))
    enough = [min(SHARED, max(1, len(sketch) // 2)) for sketch in sketches]
    return sorted((i, j) for (j, i), shared in Counter(together).items() if shared >= enough[i])


def _compatible(x: DocumentFacts, y: DocumentFacts) -> bool:
    same_date = x.dated == y.dated or x.dated is None or y.dated is None
    return x.kind == y.kind and same_date and not other_subject(x, y)


def other_subject(x: DocumentFacts, y: DocumentFacts) -> bool:
    """Whether both say what they are about and it is not the same: two places may get the same words.

    One that says less of it than the other does not say otherwise.
    """
    names = [title_words.names(f.subject, f.establishment) for f in (x, y)]
    subjects = [title_words.subject_words(f.subject, f.establishment) for f in (x, y)]
    apart = (
        all(subjects)
        and _jaccard(*subjects) < 0.5
        and not (subjects[0] <= subjects[1] or subjects[1] <= subjects[0])
    )
    return (all(names) and not names[0] & names[1]) or apart


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
