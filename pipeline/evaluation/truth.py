"""Hand-checked truth: ``*.gold.json`` files, read into what the figures ask for.

A plan's truth holds its recommendations with their actions. A letter's truth says of each action of the plan
whether the letter reports on it and how, and which passages do. Passages are numbered sentences where two
annotators read sentence by sentence, else the letter's blocks, counted from 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from extractors import regular_files
from pipeline.errors import PipelineError
from pipeline.evaluation.words import number_key, owner_key

SUFFIX = ".gold.json"
Span = tuple[str, str]  # first and last day, ISO 8601
Json = Mapping[str, Any]
# What a truth of a letter may judge; one that says nothing of it judges all.
ALL_FIGURES = frozenset({"mention", "status", "target", "change", "link", "dates"})


@dataclass(frozen=True, slots=True)
class TrueAction:
    """An action as a person read it; ``owners`` are keys (:func:`owner_key`), ``targets`` sorted."""

    action: str
    number: str
    text: str
    owners: frozenset[str]
    target_kind: str
    targets: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TrueRecommendation:
    """A recommendation as a person read it."""

    number: str
    text: str
    response: str | None


@dataclass(frozen=True, slots=True)
class PlanTruth:
    """The truth of a plan, and the files that hold it. ``submitted`` is its own date, where it has one.

    ``checked`` says that a person read the plan. One that nobody checked only names the actions on which letters
    report, and is not scored.
    """

    name: str
    files: tuple[str, ...]
    recommendations: tuple[TrueRecommendation, ...]
    actions: tuple[TrueAction, ...]
    submitted: date | None = None
    checked: bool = True


@dataclass(frozen=True, slots=True)
class TrueReport:
    """What a letter says of one action. ``mentioned`` is optional where two careful readers differed.

    ``statuses`` are those that count as right, none where nobody has said.
    """

    mentioned: Literal["yes", "no", "optional"]
    statuses: frozenset[str]
    target: Span | None
    changes: frozenset[str]


@dataclass(frozen=True, slots=True)
class LetterTruth:
    """The truth of a letter.

    ``reports`` is by action, ``passages`` by id. ``required`` and ``allowed`` pair a passage with an action it
    reports on (allowed: one of two annotators, or neither needed it); ``dates`` are (passage, first, last day).
    ``statuses`` are those that annotators accepted for a passage, where they read sentence by sentence.
    ``judged`` are the figures (:mod:`pipeline.evaluation.letter_figures`) of which the truth says anything.
    """

    name: str
    files: tuple[str, ...]
    plan: str
    reports: Mapping[str, TrueReport]
    passages: Mapping[str, str]
    required: frozenset[tuple[str, str]]
    allowed: frozenset[tuple[str, str]]
    dates: frozenset[tuple[str, str, str]]
    statuses: Mapping[str, frozenset[str]]
    judged: frozenset[str] = ALL_FIGURES

    def mentioned(self, answer: Literal["yes", "no", "optional"]) -> frozenset[str]:
        """The actions on which the letter reports, does not report, or may be read to report."""
        return frozenset(action for action, report in self.reports.items() if report.mentioned == answer)


@dataclass(frozen=True, slots=True)
class Truths:
    """All truth of a folder, in the order of its files. Every letter's plan is among the plans."""

    plans: Mapping[str, PlanTruth]
    letters: Mapping[str, LetterTruth]


def load(folder: Path) -> Truths:
    """Every truth of a plan or a letter below ``folder``, by name; truth of other kinds is left out.

    Raises :class:`PipelineError` where there is none, a file is no truth, or a letter's plan has none.
    """
    read = [_read(path) for path in sorted(folder.rglob(f"*{SUFFIX}"))]
    plans = {truth.name: truth for truth in read if isinstance(truth, PlanTruth)}
    letters = {truth.name: truth for truth in read if isinstance(truth, LetterTruth)}
    if not plans:
        raise PipelineError(f"{folder} holds no truth of a plan: name a folder with *{SUFFIX} files")
    for letter in letters.values():
        if letter.plan not in plans:
            raise PipelineError(f"{letter.name}{SUFFIX} answers {letter.plan}, of which there is no truth")
    return Truths(plans, letters)


def _read(path: Path) -> PlanTruth | LetterTruth | None:
    name = path.name.removesuffix(SUFFIX)
    try:
        gold = json.loads(regular_files.read_text(path))
        kind = gold["document"]["kind"]
        if kind == "action_plan":
            return plan_truth(name, gold)
        return letter_truth(name, gold) if kind == "update_letter" else None
    except KeyError as error:
        raise PipelineError(f"{path} is no truth of a document: it lacks {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise PipelineError(f"{path} is no truth of a document: {error}") from error


def plan_truth(name: str, gold: Json) -> PlanTruth:
    """The truth of a plan as its gold file says it. Raises KeyError for what the file lacks."""
    recommendations, actions = [], []
    for rec in gold["recommendations"]:
        number = number_key(rec["number"])
        recommendations.append(TrueRecommendation(number, rec["text"], rec.get("response")))
        actions += [_action(number, action) for action in rec["actions"]]
    day = gold["document"].get("submitted")
    submitted = date.fromisoformat(day) if day else None
    checked = gold["document"].get("checked", True)
    return PlanTruth(name, tuple(gold["files"]), tuple(recommendations), tuple(actions), submitted, checked)


def _action(number: str, gold: Json) -> TrueAction:
    return TrueAction(
        action=gold["id"],
        number=number,
        text=gold["text"],
        owners=frozenset(map(owner_key, gold["owners"])),
        target_kind=gold["date"]["kind"],
        targets=tuple(sorted(map(_span, gold["date"]["targets"]))),
    )


def _span(gold: Json) -> Span:
    return gold["start"], gold["end"]


def letter_truth(name: str, gold: Json) -> LetterTruth:
    """The truth of a letter as its gold file says it. Raises KeyError for what the file lacks."""
    by_sentence = "sentences" in gold
    required, allowed = _sentence_links(gold) if by_sentence else _block_links(gold)
    passages = (
        {s["id"]: s["text"] for s in gold["sentences"]}
        if by_sentence
        else {str(n): block["text"] for n, block in enumerate(gold["blocks"])}
    )
    return LetterTruth(
        name=name,
        files=tuple(gold["files"]),
        plan=gold["document"]["answers_plan"],
        reports={action: _report(report) for action, report in gold["actions"].items()},
        passages=passages,
        required=frozenset(required),
        allowed=frozenset(allowed),
        dates=frozenset(
            [(str(d["block"]), *_span(d)) for d in gold.get("dates", ())]
            + [(s["id"], *_span(d)) for s in gold.get("sentences", ()) for d in s["dates"]]
        ),
        statuses={s["id"]: frozenset(s.get("status_accepted", ())) for s in gold.get("sentences", ())},
        judged=_judged(gold["document"]),
    )


def _judged(document: Json) -> frozenset[str]:
    judged = frozenset(document.get("judged", ALL_FIGURES))
    if judged - ALL_FIGURES:
        raise ValueError(f"{', '.join(sorted(judged - ALL_FIGURES))}: no such figure of a letter")
    return judged


def _report(gold: Json) -> TrueReport:
    target = gold.get("revised_target")
    return TrueReport(
        mentioned=gold["mentioned"],
        statuses=frozenset(gold["status_accepted"]),
        target=_span(target) if target else None,
        changes=frozenset(change["kind"] for change in gold["changes"]),
    )


Links = set[tuple[str, str]]


def _sentence_links(gold: Json) -> tuple[Links, Links]:
    required = {(s["id"], action) for s in gold["sentences"] for action in s["links_required"]}
    return required, {(s["id"], action) for s in gold["sentences"] for action in s["links_allowed"]}


def _block_links(gold: Json) -> tuple[Links, Links]:
    required: Links = set()
    allowed: Links = set()
    for action, report in gold["actions"].items():
        into = required if report["mentioned"] == "yes" else allowed
        into |= {(str(block), action) for block in report["evidence_blocks"]}
    return required, allowed
