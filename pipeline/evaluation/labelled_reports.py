"""Reports: a commitment, and the passage of a later document that tells what became of it, with its truth.

A file holds one JSON object a line: the commitment as its plan prints it (``action``, ``owner``, ``target_raw``);
the sentences of the ``passage``, with what stands ``before`` and ``after`` it in its paragraph; what each sentence
says of the state of work (``sentence_status``); and of the whole its ``status``, ``dates``, ``revised_target`` and
``changes``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractors.documents.records import Said, Sink, make_action
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.documents.statements.update import statement
from extractors.model import DocumentFacts, Extraction, Place, Recommendation, Update
from extractors.prose.sentences import split_sentences
from pipeline.errors import PipelineError
from pipeline.evaluation.truth import Span
from pipeline.model import Document

_WHOLE = Place()


@dataclass(frozen=True, slots=True)
class LabelledDate:
    """A date that a sentence (counted from 0) states, and what it is."""

    sentence: int
    days: Span
    role: str


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with its truth: ``statuses`` are those that a fair reader may give the whole, ``said`` those of each
    sentence, ``changes`` the kinds of change; ``plan`` and ``letter`` are its two documents as they are read."""

    name: str
    author: str
    style: str
    sentences: tuple[str, ...]
    said: tuple[frozenset[str], ...]
    statuses: frozenset[str]
    target: Span | None
    changes: frozenset[str]
    dates: tuple[LabelledDate, ...]
    plan: Document
    letter: Document


def load(path: Path) -> list[LabelledReport]:
    """The reports of a file; their author is called after it. Raises :class:`PipelineError` where it is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [_report(path.stem, json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{path} is no file of reports ({type(error).__name__}: {error})") from error


def _report(author: str, row: Mapping[str, Any]) -> LabelledReport:
    target = row["revised_target"]
    return LabelledReport(
        name=row["id"],
        author=author,
        style=row["style"],
        sentences=tuple(row["passage"]),
        said=tuple(map(frozenset, row["sentence_status"])),
        statuses=frozenset(row["status"]),
        target=(target["start"], target["end"]) if target else None,
        changes=frozenset(change["kind"] for change in row["changes"]),
        dates=tuple(LabelledDate(d["sentence"], (d["start"], d["end"]), d["role"]) for d in row["dates"]),
        plan=_plan(row),
        letter=_letter(row),
    )


def _plan(row: Mapping[str, Any]) -> Document:
    """The plan, of this one commitment."""
    dated = date.fromisoformat(row["plan_date"])
    said = Said(row["action"], row["owner"], row["target_raw"], ((), (), ()))
    action = make_action(said, Sink(boxed=False, dated=dated), "1", 1.0, expected=frozenset())
    asked = Recommendation("1", None, None, None, "", (), None, None, None, (action,), _WHOLE, 1.0)
    return _document(f"{row['id']}-plan", DocumentFacts("action_plan", dated=dated), recommendations=(asked,))


def _letter(row: Mapping[str, Any]) -> Document:
    """The letter, of this one paragraph."""
    dated = date.fromisoformat(row["letter_date"])
    text = " ".join(part for part in (row["before"], *row["passage"], row["after"]) if part)
    updates = tuple(_updates(text, dated))
    return _document(f"{row['id']}-letter", DocumentFacts("update_letter", dated=dated), updates=updates)


def _updates(text: str, dated: date) -> Iterator[Update]:
    found, _ = dated_sentences(text, split_sentences(text), dated=dated, memory=Memory())
    following = [each.sentence for each in found[1:]]
    for sentence, after in zip(found, [*following, None], strict=True):
        yield statement(
            sentence, following=after, section=None, run_in_head=None, paragraph=0, place=_WHOLE, offset=0
        )


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
