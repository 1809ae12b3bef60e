"""Reports: a commitment, and the passage of a later document that tells what became of it, with its truth.

A file holds one JSON object a line: the commitment as its plan prints it (``action``, ``owner``, ``target_raw``);
the sentences of the ``passage``, with what stands ``before`` and ``after`` it in its paragraph; what each sentence
says of the state of work (``sentence_status``); and of the whole its ``status``, ``dates``, ``revised_target`` and
``changes``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractors import regular_files
from extractors.documents.records import Said, Sink, make_action
from extractors.documents.statements.dates import DatedSentence, Memory, dated_sentences
from extractors.documents.statements.update import statement
from extractors.model import DocumentFacts, Extraction, Place, Recommendation
from extractors.prose.sentences import split_sentences
from pipeline.errors import PipelineError
from pipeline.evaluation.truth import Span
from pipeline.model import Document

_WHOLE = Place()


@dataclass(frozen=True, slots=True)
class LabelledDate:
    """A date that a sentence (counted from 0) states, in its words, and what it is."""

    sentence: int
    raw: str
    days: Span
    role: str


@dataclass(frozen=True, slots=True)
class LabelledAmount:
    """An amount that is not as it was: the words of the plan, and those of the passage."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with its truth: ``statuses`` are those that a fair reader may give the whole, ``stated`` those of
    each sentence, the likeliest first; ``changes`` the kinds of change; ``plan`` and ``letter`` are its two
    documents as they are read. For each statement of the letter ``dated`` has its sentence, and ``places`` which of
    ``sentences`` it holds (none: it stands before or after the passage)."""

    name: str
    author: str
    style: str
    text: str
    starts: tuple[int, ...]
    sentences: tuple[str, ...]
    stated: tuple[tuple[str, ...], ...]
    statuses: tuple[str, ...]
    target: Span | None
    changes: frozenset[str]
    amounts: tuple[LabelledAmount, ...]
    dates: tuple[LabelledDate, ...]
    plan: Document
    letter: Document
    dated: tuple[DatedSentence, ...]
    places: tuple[tuple[int, ...], ...]


def load(path: Path) -> list[LabelledReport]:
    """The reports of a file; their author is called after it. Raises :class:`PipelineError` where it is none."""
    try:
        lines = regular_files.read_text(path).splitlines()
        return [_report(path.stem, json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{path} is no file of reports ({type(error).__name__}: {error})") from error


def _report(author: str, row: Mapping[str, Any]) -> LabelledReport:
    target = row["revised_target"]
    text = " ".join(part for part in (row["before"], *row["passage"], row["after"]) if part)
    written = date.fromisoformat(row["letter_date"])
    starts = _starts(row)
    dated, _ = dated_sentences(text, split_sentences(text), dated=written, memory=Memory())
    return LabelledReport(
        name=row["id"],
        author=author,
        style=row["style"],
        text=text,
        starts=starts,
        sentences=tuple(row["passage"]),
        stated=tuple(map(tuple, row["sentence_status"])),
        statuses=tuple(row["status"]),
        target=(target["start"], target["end"]) if target else None,
        changes=frozenset(change["kind"] for change in row["changes"]),
        amounts=tuple(LabelledAmount(c["from"], c["to"]) for c in row["changes"] if c["kind"] == "quantity"),
        dates=tuple(LabelledDate(d["sentence"], d["raw"], (d["start"], d["end"]), d["role"]) for d in row["dates"]),
        plan=_plan(row),
        letter=_letter(row["id"], dated, written),
        dated=dated,
        places=tuple(_places(row["passage"], starts, dated)),
    )


def _plan(row: Mapping[str, Any]) -> Document:
    """The plan, of this one commitment."""
    dated = date.fromisoformat(row["plan_date"])
    said = Said(row["action"], row["owner"], row["target_raw"], ((), (), ()))
    action = make_action(said, Sink(boxed=False, dated=dated), "1", 1.0, expected=frozenset())
    asked = Recommendation("1", None, None, None, "", (), None, None, None, (action,), _WHOLE, 1.0)
    return _document(f"{row['id']}-plan", DocumentFacts("action_plan", dated=dated), recommendations=(asked,))


def _letter(name: str, found: Sequence[DatedSentence], written: date) -> Document:
    """The letter, of this one paragraph."""
    following = [each.sentence for each in found[1:]]
    updates = tuple(
        statement(sentence, following=after, section=None, run_in_head=None, paragraph=0, place=_WHOLE, offset=0)
        for sentence, after in zip(found, [*following, None], strict=True)
    )
    return _document(f"{name}-letter", DocumentFacts("update_letter", dated=written), updates=updates)


def _starts(row: Mapping[str, Any]) -> tuple[int, ...]:
    """Where each sentence of the passage begins in the paragraph."""
    at, starts = len(row["before"]) + 1 if row["before"] else 0, []
    for text in row["passage"]:
        starts.append(at)
        at += len(text) + 1
    return tuple(starts)


def _places(
    passage: Sequence[str], starts: Sequence[int], found: Sequence[DatedSentence]
) -> Iterator[tuple[int, ...]]:
    """Which sentences of the passage each sentence, as it was cut, shares words with."""
    spans = [(start, start + len(text)) for start, text in zip(starts, passage, strict=True)]
    for each in found:
        here = each.sentence
        yield tuple(n for n, (start, end) in enumerate(spans) if here.start < end and start < here.end)


def _document(name: str, facts: DocumentFacts, **records: Any) -> Document:
    read = Extraction(
        **{
            "reader": "text",
            "media_type": "text/plain",
            "pages": None,
            "text": "",
            "facts": facts,
            "recommendations": (),
            "updates": (),
            "issues": (),
            "words": 0,
            "words_assigned": 0,
        }
        | records
    )
    return Document(name, name, None, name, None, read, "ok")
