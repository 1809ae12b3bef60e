"""What the linked passages of labelled letters say of each commitment, with the truth: as the program finds them.

Their links are the program's own, wrong ones too, so that what is fitted on them expects such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.goldcase import Gold, GoldCase, gold_case_names, load_gold_cases
from bench.labelled import LETTERS, labelled_case_names, load_labelled_case
from extractors.learned.logistic import Facts
from extractors.model import Interval
from pipeline.evaluation.truth import Span, TrueReport
from pipeline.ledger import new_commitments
from pipeline.ledger.accounts import Account, opened
from pipeline.ledger.entries import reported_by, told_by
from pipeline.ledger.letter_report import report_of
from pipeline.ledger.reported import Reported
from pipeline.linking.link_letter import Earlier, link_letter
from pipeline.linking.weights import Weights


@dataclass(frozen=True)
class TruePromises:
    """The statements of a letter as candidates for new commitments: facts, and whether each makes one."""

    case: str
    facts: dict[str, Facts]
    right: frozenset[str]


@dataclass(frozen=True)
class TrueReading:
    """What a letter of a case says of a commitment, with its truth."""

    case: str
    reported: Reported
    truth: TrueReport


def case_names(corpus: Path | None) -> list[str]:
    """The cases of ``bench/letters``, and those of a corpus of hand-checked letters."""
    return [*(gold_case_names(corpus) if corpus else []), *labelled_case_names()]


def load_cases(corpus: Path | None, names: Collection[str]) -> list[GoldCase]:
    """Those cases, read by the models now on trial."""
    own = [load_labelled_case(LETTERS / name) for name in labelled_case_names() if name in names]
    return [*(load_gold_cases(corpus, names=names) if corpus else []), *own]


def readings(case: GoldCase, weights: Weights) -> Iterator[TrueReading]:
    """The commitments that its letters report on, in truth and as the program links them.

    Where a second letter follows, it finds the commitments as the truth of the first left them.
    """
    accounts = opened(case.case.plan, ())
    for letter in case.letters:
        heard = {name: account for name, account in accounts.items() if account.heard}
        earlier = Earlier({n: a.passages for n, a in heard.items()}, {n: a.status for n, a in heard.items()})
        first = letter is case.letters[0]
        links = link_letter(case.case.plan, letter.document, None if first else earlier, weights)
        report = report_of(letter.document, case.case.plan, links)
        for name, account in accounts.items():
            truth = letter.truth.reports.get(case.gold_ids.get(name, ""))
            if truth is None or truth.mentioned == "no" or not truth.statuses:
                continue
            accepted = report.accepted(name)
            if accepted and truth.mentioned == "yes":
                yield TrueReading(case.name, reported_by(account, report, accepted), truth)
            passages = [report.updates[link.update_id].text for link in accepted]
            accounts[name] = _after(account, truth, passages)


def promises(case: GoldCase, weights: Weights) -> Iterator[TruePromises]:
    """The statements of the hand-checked letters of a case; of others nobody listed the new promises."""
    accounts = opened(case.case.plan, ())
    for letter in case.letters if case.listed else ():
        links = link_letter(case.case.plan, letter.document, None, weights)
        told = list(told_by(letter.document, case.case.plan, links, accounts))
        where = {str(place) for new in letter.gold["new_commitments"] for place in _evidence(new)}
        right = frozenset(key for key, places in letter.places.items() if places & where)
        yield TruePromises(case.name, new_commitments.facts(letter.document, links, told), right)


def _evidence(new: Gold) -> list[str | int]:
    """The passages by which a truth knows a new commitment: sentences, or paragraphs."""
    found: list[str | int] = new.get("evidence") or new.get("evidence_blocks") or []
    return found


def _after(account: Account, truth: TrueReport, passages: Sequence[str]) -> Account:
    target = _interval(truth.target) if truth.target else None
    return replace(
        account,
        status=min(truth.statuses),
        target=target or account.target,
        known=(*account.known, target) if target else account.known,
        passages=(*account.passages, *passages),
        heard=True,
    )


def _interval(days: Span) -> Interval:
    from datetime import date

    start, end = map(date.fromisoformat, days)
    return Interval(start, end, "period")
