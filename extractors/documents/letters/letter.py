"""A letter of update: who writes to whom and when, and every statement it makes about the work.

A statement is a sentence of the body. Head, salutation, headings, footnotes and signatures are read for what they
are and make no statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from extractors.acronyms import find_acronyms, short_forms
from extractors.documents.document_type import DocumentType
from extractors.documents.letters.head import Head, read_head
from extractors.documents.letters.mentions import document_mentions
from extractors.documents.letters.outstanding import outstanding_only
from extractors.documents.letters.parts import Parts, letter_parts
from extractors.documents.letters.progress_report import LIKE_ENOUGH as MOST_LIKELY
from extractors.documents.letters.progress_report import lead_of, looks_like_report, with_lead
from extractors.documents.letters.recognise import looks_like_letter
from extractors.documents.statements.dates import DatedSentence, Memory, dated_sentences
from extractors.documents.statements.status import read_status
from extractors.documents.statements.update import statement
from extractors.layout import Layout, lines_in_tables
from extractors.model import DocumentFacts, Extraction, Issue, Place, Update
from extractors.prose.blocks import blocks
from extractors.prose.model import Block
from extractors.prose.sentences import Sentence, split_sentences
from extractors.prose.text import offsets, place_in, running_text

LIKE_ENOUGH = 0.5  # likeness from which a document is read as a letter


@dataclass(frozen=True, slots=True)
class _BodyBlock:
    """A paragraph or list item of the body, with the headings that govern it and its dated sentences.

    ``listed`` is the first sentence made whole by the words that open its list, None where none do; ``opens_list``
    tells that its last sentence is such words, and a list follows.
    """

    block: Block
    section: str | None
    head: str | None
    sentences: tuple[DatedSentence, ...]
    listed: DatedSentence | None = None
    opens_list: bool = False


def read_letter(layout: Layout, *, report: bool = False) -> Extraction:
    """All that a letter says. A letter without a date or without statements has an issue that says so.

    In a ``report`` the items of a list are judged with the words that open it ("In the next quarter we will: …").
    """
    found = blocks(layout)
    parts = letter_parts(found)
    head = read_head(parts)
    passages = tuple(_passages(parts.body, head.dated, lists=report))
    placed = tuple(_placed(passages, boxed=layout.boxed))
    outstanding = outstanding_only(placed)
    at = offsets(found)
    updates = tuple(
        update
        for passage in passages
        for update in _updates(passage, at[passage.block.paragraph or 0], boxed=layout.boxed)
    )
    text = running_text(found)
    words, assigned = _coverage(layout, found)
    return Extraction(
        reader=layout.reader,
        media_type=layout.media_type,
        pages=len(layout.pages) if layout.boxed else None,
        text=text,
        facts=_facts(head, placed, outstanding),
        recommendations=(),
        updates=updates,
        issues=tuple(_issues(parts, head, updates, outstanding, layout, report=report)),
        words=words,
        words_assigned=assigned,
        acronyms=find_acronyms(text),
        short_forms=short_forms(text),
    )


def _passages(body: Sequence[Block], dated: date | None, *, lists: bool) -> Iterator[_BodyBlock]:
    lead = ""
    section: str | None = None
    head: str | None = None
    memory = Memory()
    for block, behind in zip_longest(body, body[1:]):
        if block.kind == "heading":
            if _is_item(block):
                head = block.text
            else:
                section, head = block.text, None
        elif block.kind in {"paragraph", "bullet"}:
            sentences = [_moved(s, block.body_start) for s in split_sentences(block.text[block.body_start :])]
            stated, memory = dated_sentences(block.text, sentences, dated=dated, memory=memory)
            listed = with_lead(block, lead, dated)[:1] if lists and lead and block.kind == "bullet" else ()
            lead = lead_of(block, lead)
            opens = (
                lists
                and bool(lead)
                and block.kind == "paragraph"
                and behind is not None
                and behind.kind == "bullet"
            )
            yield _BodyBlock(block, section, block.run_in_head or head, stated, next(iter(listed), None), opens)


def _is_item(block: Block) -> bool:
    """A list item that serves as the title of the paragraphs below it."""
    return block.mark is not None or any(line.bullet for line in block.lines)


def _moved(sentence: Sentence, by: int) -> Sentence:
    if not by:
        return sentence
    tokens = tuple(replace(t, start=t.start + by, end=t.end + by) for t in sentence.tokens)
    return replace(sentence, start=sentence.start + by, end=sentence.end + by, tokens=tokens)


def _updates(passage: _BodyBlock, at: int, *, boxed: bool) -> Iterator[Update]:
    for i, dated in enumerate(passage.sentences):
        if passage.opens_list and i == len(passage.sentences) - 1:
            continue  # its words stand with each item of the list
        following = passage.sentences[i + 1].sentence if i + 1 < len(passage.sentences) else None
        sentence = dated.sentence
        made = statement(
            dated,
            following=following,
            section=passage.section,
            run_in_head=passage.head,
            paragraph=passage.block.paragraph,
            place=place_in(passage.block, sentence.start, sentence.end, boxed=boxed),
            offset=at,
        )
        yield _as_listed(made, passage.listed) if passage.listed is not None and i == 0 else made


def _as_listed(update: Update, whole: DatedSentence) -> Update:
    """A statement that is an item of a list, with the state that it has behind the words that open the list."""
    verdict = read_status(whole)
    facts = tuple(
        replace(fact, value=verdict.status, confidence=verdict.probability) if fact.field == "status" else fact
        for fact in update.facts
    )
    return replace(
        update,
        status=verdict.status,
        strength=verdict.strength,
        likely=verdict.likely,
        confidence=verdict.probability,
        facts=facts,
    )


def _placed(passages: Sequence[_BodyBlock], *, boxed: bool) -> Iterator[tuple[DatedSentence, Place]]:
    """Every sentence of the body with its place."""
    for passage in passages:
        for dated in passage.sentences:
            yield dated, place_in(passage.block, dated.sentence.start, dated.sentence.end, boxed=boxed)


def _facts(
    head: Head, sentences: Sequence[tuple[DatedSentence, Place]], outstanding: tuple[str, Place] | None
) -> DocumentFacts:
    return DocumentFacts(
        kind="update_letter",
        subject=head.subject,
        establishment=head.establishment,
        inspectorate=head.inspectorate,
        dated=head.dated,
        addressee=head.addressee.label if head.addressee else None,
        signatories=tuple(person.label for person in head.signatories),
        mentions=document_mentions(sentences),
        outstanding_only=outstanding[0] if outstanding else None,
    )


def _coverage(layout: Layout, found: Sequence[Block]) -> tuple[int, int]:
    """Words of the document, and how many of them ended in a block."""
    taken = {line.ordinal for block in found for line in block.lines}
    lines = [*(line for page in layout.pages for line in page.lines), *lines_in_tables(layout)]
    total = sum(len(line.words) for line in lines)
    assigned = sum(len(line.words) for line in lines if line.ordinal in taken)
    return total, assigned


def _issues(
    parts: Parts,
    head: Head,
    updates: Sequence[Update],
    outstanding: tuple[str, Place] | None,
    layout: Layout,
    *,
    report: bool,
) -> Iterator[Issue]:
    page = 1 if layout.boxed else None
    if head.dated is None:
        yield Issue(
            "letter_undated", "warning", "no date was found in the letter: give it one in the decisions", page
        )
    if report:
        yield Issue("progress_report", "info", "it is no letter: it was read as a report of progress", page)
    if not report and parts.salutation is None:
        yield Issue(
            "no_salutation", "info", "no salutation was found: the head ends at the first long paragraph", page
        )
    if not report and head.addressee is None:
        yield Issue("no_addressee", "info", "the person written to was not recognised", page)
    if not updates:
        yield Issue("no_statements", "error", "no statement was found in the body of the letter", page)
    if outstanding is not None:
        words, place = outstanding
        message = f"the letter leaves out what was done before (“{words}”): what it is silent about may be done"
        yield Issue("outstanding_only", "info", message, place.page, place.locator)


REPORT = DocumentType(
    "a report of progress",
    lambda layout, _: looks_like_report(layout) >= MOST_LIKELY,
    lambda layout, _: read_letter(layout, report=True),
)
LETTER = DocumentType(
    "a letter", lambda layout, _: looks_like_letter(layout) >= LIKE_ENOUGH, lambda layout, _: read_letter(layout)
)
