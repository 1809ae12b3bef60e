"""What the models of reading are fitted on: reports, statements and letters with their truth, as facts and answers.

``reports/*.jsonl`` are the reports of many authors (a file each), ``statements.jsonl`` the statements of letters
with their states, ``plain_dates.toml`` sentences whose tense leaves no doubt.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.goldcase import GoldCase
from bench.logit import Example
from extractors.documents.statements.dates import DatedSentence, Memory, dated_sentences, role_facts
from extractors.documents.statements.groups import verb_groups
from extractors.documents.statements.status import state_facts
from extractors.fields.dates import find_dates
from extractors.fields.dates.ahead import AFTER, BEFORE, facts_of
from extractors.fields.dates.prose import expressions_of
from extractors.fields.dates.spans import occurrence
from extractors.fields.quantities import find_quantities, numbers_in
from extractors.model import STATUSES, Interval, Update
from extractors.prose.sentences import split_sentences
from pipeline.evaluation.labelled_reports import LabelledReport, load
from pipeline.ledger import amounts, changes, new_target, state
from pipeline.ledger.accounts import opened
from pipeline.ledger.fitted import NO, YES
from pipeline.ledger.reported import Reported
from pipeline.model import updates_of

HERE = Path(__file__).parent
REPORTS = HERE / "reports"
PLAIN = HERE / "plain_dates.toml"
STATEMENTS = HERE / "statements.jsonl"
PLAIN_STATEMENTS = HERE / "plain_statements.csv"
PLAIN_WEIGHT = 0.3  # a frame with another month is hardly another example


def load_reports(folder: Path = REPORTS) -> list[LabelledReport]:
    """Every report, by author."""
    return [report for path in sorted(folder.glob("*.jsonl")) for report in load(path)]


def ahead_examples(reports: Sequence[LabelledReport]) -> Iterator[Example]:
    """On which side of the letter each date without a year lies."""
    for report in reports:
        written = report.dated[0].written
        text, starts = report.text, report.starts
        for expression in expressions_of(text):
            facts = facts_of(text, expression, written)
            if facts is None or expression.of is None or written is None:
                continue
            past, future = occurrence(expression.of, written, "past"), occurrence(expression.of, written, "future")
            for truth in report.dates:
                start = starts[truth.sentence] + report.sentences[truth.sentence].find(truth.raw)
                if not (start < expression.end and expression.start < start + len(truth.raw)):
                    continue
                answer = AFTER if _within(truth.days, future) else BEFORE if _within(truth.days, past) else None
                if answer:
                    yield Example(report.author, facts, {answer: 1.0})


def plain_examples() -> Iterator[Example]:
    """The sentences whose tense leaves no doubt, with every date and every letter."""
    table = tomllib.loads(PLAIN.read_text(encoding="utf-8"))
    for answer in (BEFORE, AFTER):
        for frame in table[answer]:
            for words in table["dates"]:
                text = frame.replace("{d}", words)
                if words[0].isdigit():
                    text = text.replace(f" in {words}", f" on {words}").replace(f"In {words}", f"On {words}")
                for letter in table["letters"]:
                    for expression in expressions_of(text):
                        facts = facts_of(text, expression, date.fromisoformat(letter))
                        if facts is not None:
                            yield Example("plain", facts, {answer: 1.0}, PLAIN_WEIGHT)


def role_examples(reports: Sequence[LabelledReport]) -> Iterator[Example]:
    """The role of each date."""
    for report in reports:
        text, starts = report.text, report.starts
        written = report.dated[0].written
        found = find_dates(text, dated=written)
        truths = [(starts[d.sentence] + report.sentences[d.sentence].find(d.raw), d) for d in report.dates]
        for dated in report.dated:
            sentence = dated.sentence
            groups = verb_groups(sentence.tokens)
            for one in found:
                if sentence.start <= one.start < sentence.end:
                    for start, truth in truths:
                        if start < one.end and one.start < start + len(truth.raw):
                            facts = role_facts(sentence, one, groups, dated=written)
                            yield Example(report.author, facts, {truth.role: 1.0})


def state_examples(reports: Sequence[LabelledReport]) -> Iterator[tuple[tuple[str, int], Example]]:
    """The state that each sentence of the passages reports, by (name of the report, number of the statement)."""
    for report in reports:
        for n, (dated, places) in enumerate(zip(report.dated, report.places, strict=True)):
            said = [state for place in places for state in report.stated[place]]
            if said:
                yield (report.name, n), Example(report.author, state_facts(dated), _shares(said))


def statement_examples(path: Path = STATEMENTS) -> Iterator[Example]:
    """The states of statements of letters, by letter."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        written = date.fromisoformat(row["letter_date"]) if "letter_date" in row else None
        yield Example(row["letter"], state_facts(_alone(row["text"], written)), _shares(row["status"]))


def gold_statement_examples(cases: Iterable[GoldCase]) -> Iterator[Example]:
    """The states of the sentences of hand-checked letters that were labelled sentence by sentence."""
    for case in cases:
        for letter in case.letters:
            read = letter.document.extraction
            written = read.facts.dated if read else None
            for place, statuses in letter.truth.statuses.items():
                if statuses:
                    facts = state_facts(_alone(letter.truth.passages[place], written))
                    yield Example(case.name, facts, dict.fromkeys(sorted(statuses), 1 / len(statuses)))


def plain_statement_examples(path: Path = PLAIN_STATEMENTS) -> Iterator[Example]:
    """The states of sentences that say them plainly."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Example("plain", state_facts(_alone(row["sentence"], None)), {row["status"]: 1.0})


def _alone(text: str, written: date | None) -> DatedSentence:
    """A sentence by itself."""
    found, _ = dated_sentences(text, split_sentences(text)[:1], dated=written, memory=Memory())
    return found[0]


def with_states(
    report: LabelledReport, likely: Mapping[tuple[str, int], Sequence[float]]
) -> list[tuple[str, Update]]:
    """The statements of a report's passage, with the states that a model says of them."""
    out = []
    for n, (key, update) in enumerate(updates_of(report.letter)):
        if report.places[n]:
            chances = tuple(likely[report.name, n])
            out.append((key, replace(update, likely=chances, status=STATUSES[chances.index(max(chances))])))
    return out


def reported_of(report: LabelledReport, statements: Sequence[tuple[str, Update]]) -> Reported:
    """What a report says of its commitment."""
    (account,) = opened(report.plan, ()).values()
    return Reported(account, tuple(statements), (1.0,) * len(statements), report.dated[0].written)


def target_examples(
    group: str, reported: Reported, truth: tuple[str, str] | None, weight: float = 1.0
) -> Iterator[Example]:
    """Which of the dates to come is the new target."""
    found = new_target.candidates(reported)
    for candidate, facts in zip(found, new_target.facts(reported, found), strict=True):
        days = (candidate.target.start.isoformat(), candidate.target.end.isoformat())
        yield Example(group, facts, {YES if days == truth else NO: 1.0}, weight)


def commitment_example(group: str, reported: Reported, statuses: Sequence[str], weight: float = 1.0) -> Example:
    """The state of the commitment, with the new target that the model on trial finds."""
    facts = state.facts(reported, new_target.new_target(reported))
    return Example(group, facts, _shares(statuses), weight)


def amount_examples(report: LabelledReport, reported: Reported) -> Iterator[Example]:
    """Which pairs of a number of the plan and one of the letter are changes of an amount."""
    found = amounts.amounts(reported)
    truths = [(_numbers(change.before), _numbers(change.after)) for change in report.amounts]
    for pair, facts in zip(found, amounts.facts(reported, found), strict=True):
        right = any(pair.old in before and pair.new in after for before, after in truths)
        yield Example(report.author, facts, {YES if right else NO: 1.0})


def _numbers(words: str) -> frozenset[float]:
    return numbers_in(words) | {found.quantity.value for found in find_quantities(words)}


def change_example(group: str, reported: Reported, kinds: Collection[str]) -> Example:
    """Which parts of the commitment are no longer as the plan has them."""
    told = sorted(set(kinds) - {"date"}) or ["none"]
    return Example(group, changes.facts(reported), dict.fromkeys(told, 1 / len(told)))


def _shares(answers: Sequence[str]) -> dict[str, float]:
    """Of several right answers the first counts most: it is the likeliest."""
    each = dict.fromkeys(answers, 1.0)
    each[answers[0]] = 2.0
    total = sum(each.values())
    return {answer: count / total for answer, count in each.items()}


def _within(days: tuple[str, str], interval: Interval | None) -> bool:
    start, end = map(date.fromisoformat, days)
    return interval is not None and start <= interval.end and interval.start <= end
