"""Cases with their truth: the corpus documents as the extractors read them, labelled from the gold files.

A gold file says which passages of a letter report on which actions of the plan. Here its passages are found
again in the extracted updates, and its actions in the extracted ones, so that links can be fitted and measured.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.registry import extract
from pipeline.evaluation import letter_figures
from pipeline.evaluation.matching import match_actions
from pipeline.evaluation.passages import locate
from pipeline.evaluation.published import PublishedRows
from pipeline.evaluation.result import Figures
from pipeline.evaluation.truth import LetterTruth, TrueAction, letter_truth
from pipeline.evaluation.words import number_key
from pipeline.ledger.conclude import conclude
from pipeline.linking.weights import Weights
from pipeline.model import Case, Document, commitments_of, updates_of
from pipeline.tables import document_rows, ledger_rows

Gold = dict[str, Any]
Labels = dict[str, frozenset[str]]
Source = tuple[Path, Gold]


@dataclass(frozen=True)
class GoldLetter:
    """A letter's truth on our identifiers: per update_id the action_ids a link needs, and may have besides.

    ``places`` are the gold passages an update lies in; links of one passage count once.
    """

    document: Document
    gold: Gold
    truth: LetterTruth
    places: Labels
    required: Labels
    allowed: Labels


@dataclass(frozen=True)
class GoldCase:
    """A case, its letters' truth in the order of ``case.letters``, and the gold id of each action_id.

    ``listed``: its truth has the promises beyond the plan. ``hard``: it was written to be hard to link.
    """

    name: str
    case: Case
    letters: tuple[GoldLetter, ...]
    gold_ids: dict[str, str]
    listed: bool = True
    hard: bool = False


def gold_case_names(corpus: Path) -> list[str]:
    """The plans under ``corpus`` that letters answer."""
    golds = _golds(corpus)
    return [n for n in golds if any(g["document"].get("answers_plan") == n for g in golds.values())]


def load_gold_cases(corpus: Path, prefer: str = ".pdf", names: Collection[str] | None = None) -> list[GoldCase]:
    """Every plan under ``corpus`` (or those called ``names``) that letters answer, with those letters in date
    order.

    Of several renditions of one document the one with the suffix ``prefer`` is read.
    """
    golds = _golds(corpus)
    cases = []
    for name, plan in golds.items():
        if names is not None and name not in names:
            continue
        letters = [(n, g) for n, g in golds.items() if g["document"].get("answers_plan") == name]
        if letters:
            letters.sort(key=lambda item: item[1]["document"]["date"])
            sources = {n: (_raw_file(corpus, gold, prefer), gold) for n, gold in letters}
            cases.append(build_case(name, (_raw_file(corpus, plan, prefer), plan), sources))
    return cases


def _golds(corpus: Path) -> dict[str, Gold]:
    return {path.name.removesuffix(".gold.json"): json.loads(path.read_text()) for path in _gold_files(corpus)}


def _gold_files(corpus: Path) -> Iterator[Path]:
    for path in sorted(corpus.rglob("*.gold.json")):
        if json.loads(path.read_text()).get("document", {}).get("kind") in ("action_plan", "update_letter"):
            yield path


def build_case(name: str, plan: Source, letters: Mapping[str, Source]) -> GoldCase:
    """The case of a plan and its letters by name, in date order, each a file and its truth."""
    document = _document(name, plan[0])
    documents = [_document(n, path) for n, (path, _) in letters.items()]
    gold_ids = _gold_ids(plan[1], document)
    labelled = tuple(_letter(d, gold, gold_ids) for d, (_, gold) in zip(documents, letters.values(), strict=True))
    return GoldCase(name, Case(name, document, tuple(documents)), labelled, gold_ids)


def _raw_file(corpus: Path, gold: Gold, prefer: str) -> Path:
    found = [path for name in gold["files"] for path in sorted(corpus.rglob(name))]
    return min(found, key=lambda path: (path.suffix != prefer, len(path.name)))


def _document(name: str, path: Path) -> Document:
    return Document(name, path.name, None, name, None, extract(path), "ok")


def _gold_ids(gold: Gold, plan: Document) -> dict[str, str]:
    """The gold id of each of our actions that is one of the gold's."""
    wanted = [
        TrueAction(action["id"], number_key(r["number"]), action["text"], frozenset(), "none", ())
        for r in gold["recommendations"]
        for action in r["actions"]
    ]
    ours = [
        {"action_id": c.action_id, "number": c.recommendation.number, "text": c.action.text}
        for c in commitments_of(plan)
    ]
    return {match.row["action_id"]: gold_id for gold_id, match in match_actions(wanted, ours).items()}


def _letter(document: Document, gold: Gold, gold_ids: Mapping[str, str]) -> GoldLetter:
    ours = {gold_id: action_id for action_id, gold_id in gold_ids.items()}
    truth = letter_truth(document.document_id, gold)
    places = {key: locate(update.text, truth.passages) for key, update in updates_of(document)}

    def labels(pairs: frozenset[tuple[str, str]]) -> Labels:
        return {
            key: frozenset(ours[action] for place, action in pairs if place in found and action in ours)
            for key, found in places.items()
        }

    return GoldLetter(document, gold, truth, places, labels(truth.required), labels(truth.allowed))


def published(case: GoldCase, weights: Weights) -> PublishedRows:
    """What a run would publish of the letters of a case, as far as the figures read it."""
    told = conclude(case.case, weights=weights)
    tables = {
        "updates": document_rows.update_rows(case.case.letters),
        "links": ledger_rows.link_rows(told.links, {}),
        "ledger": ledger_rows.ledger_rows(told.entries, case.case),
    }
    return PublishedRows({name: list(rows) for name, rows in tables.items()})


def figures_of(case: GoldCase, letter: GoldLetter, found: PublishedRows) -> Figures:
    """The figures of one letter of a case, as ``evaluate`` defines them."""
    return letter_figures.figures(
        letter_figures.tallies(letter.truth, found, letter.document.document_id, case.gold_ids)
    )
