"""Fit the models that read statements, and say how right they are on authors and cases left out.

    python -m bench.fit_reading [CORPUS] [--write]

In each of some folds every model is fitted without a part of the authors of reports and of the cases of letters,
and judged on them (:mod:`pipeline.evaluation.reports` has the figures of reports); those are the figures to quote.
With ``--write`` the models fitted on all go to ``extractors/learned/weights`` and ``pipeline/ledger/weights``.
Letters are those of ``bench/letters``, and of a ``CORPUS`` of hand-checked ones; their links are weighed as
``bench/fit_links.py``, which is to run first, fitted them without the case.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import reading, vectors
from bench.fit_links import KEPT
from bench.goldcase import GoldCase, GoldLetter, figures_of, gold_case_names, published
from bench.letters_read import TrueReading, case_names, load_cases, promises, readings
from bench.logit import Example, fit
from bench.parts import parts
from extractors.documents.statements import dates as roles
from extractors.documents.statements import status as states
from extractors.fields.dates import ahead
from extractors.learned.logistic import Logistic, dump, on_trial
from extractors.model import STATUSES
from pipeline.evaluation.labelled_reports import LabelledReport
from pipeline.evaluation.published import PublishedRows
from pipeline.evaluation.reports import Point, ReportResult, calibration, judge, lines
from pipeline.ledger import amounts, changes, new_commitments, new_target, state
from pipeline.ledger.fitted import NO, WEIGHTS, YES
from pipeline.ledger.reported import Reported
from pipeline.linking.weights import Weights, load_weights

FOLDS = 5
INNER = 4  # folds in which the states of statements are said for those who fit the state of a commitment
STRENGTH = {
    ahead.NAME: 1.0,
    roles.NAME: 0.1,
    states.NAME: 0.1,
    new_target.NAME: 0.1,
    state.NAME: 0.3,
    amounts.NAME: 0.3,
    changes.NAME: 0.3,
    new_commitments.NAME: 0.3,
}
FIGURES = ("link", "mention", "status", "target", "change")
Models = dict[str, Logistic]
Row = tuple[str, list[float]]


@dataclass(frozen=True)
class Judged:
    """How reports and letters left out were read.

    Results of reports; the figures of letters by name; how likely the states of their commitments were said to be,
    and whether they are right, of letters that were made hard (True) and of others.
    """

    reports: list[ReportResult]
    letters: list[Row]
    points: dict[bool, list[Point]]


@dataclass(frozen=True)
class Gathered:
    """The models of dates and statements, and what reports and letters say of their commitments, with the truth;
    the states of statements are as a model says them that was fitted without their author or case."""

    models: Models
    reports: list[tuple[LabelledReport, Reported]]
    letters: list[TrueReading]


def fit_models(without: Sequence[str], corpus: Path | None) -> Models:
    """Every model, fitted on all reports and letters but those of the authors and cases ``without``."""
    models = fit_commitments(gather(without, corpus))
    return models | fit_promises(models, without, corpus)


def gather(without: Sequence[str], corpus: Path | None) -> Gathered:
    """What the models of commitments are fitted on, of all but the authors and cases ``without``."""
    models: Models = {}
    reports = [report for report in reading.load_reports() if report.author not in without]
    examples = [*reading.ahead_examples(reports), *reading.plain_examples()]
    models[ahead.NAME] = fit(examples, (ahead.BEFORE, ahead.AFTER), strength=STRENGTH[ahead.NAME], least=2)
    with on_trial(models):
        models[roles.NAME] = fit(list(reading.role_examples(reports)), roles.ROLES, strength=STRENGTH[roles.NAME])
    with on_trial(models):
        reports = [report for report in reading.load_reports() if report.author not in without]
        found = dict(reading.state_examples(reports))
        others = [e for e in reading.statement_examples() if not e.group.startswith(tuple(without))]
        others += reading.plain_statement_examples()
        if corpus is not None:
            names = [name for name in gold_case_names(corpus) if name not in without]
            others += reading.gold_statement_examples(load_cases(corpus, names))
    models[states.NAME] = _states([*found.values(), *others])
    cases = [name for name in case_names(corpus) if name not in without]
    likely: dict[tuple[str, int], tuple[float, ...]] = {}
    letters: list[TrueReading] = []
    for part in parts(sorted({report.author for report in reports}) + cases, INNER):
        inner = _states([*(e for e in found.values() if e.group not in part), *_not_of(others, part)])
        for place, example in found.items():
            if example.group in part:
                chances = inner.probabilities(example.facts)
                likely[place] = tuple(chances[each] for each in STATUSES)
        with on_trial({**models, states.NAME: inner}):
            for case in load_cases(corpus, part):
                letters += readings(case, weights_without(case.name))
    reported = [(r, reading.reported_of(r, reading.with_states(r, likely))) for r in reports]
    return Gathered(models, reported, letters)


def fit_commitments(found: Gathered) -> Models:
    """All models: those of new targets and of states of commitments are fitted here."""
    models, letters = dict(found.models), found.letters
    dated = [e for r, reported in found.reports for e in reading.target_examples(r.author, reported, r.target)]
    dated += [e for t in letters for e in reading.target_examples(t.case, t.reported, t.truth.target)]
    models[new_target.NAME] = fit(dated, (NO, YES), strength=STRENGTH[new_target.NAME])
    with on_trial(models):
        whole = [reading.commitment_example(r.author, reported, r.statuses) for r, reported in found.reports]
        whole += [reading.commitment_example(t.case, t.reported, sorted(t.truth.statuses)) for t in letters]
    models[state.NAME] = fit(whole, state.STATES, strength=STRENGTH[state.NAME])
    pairs = [e for r, reported in found.reports for e in reading.amount_examples(r, reported)]
    models[amounts.NAME] = fit(pairs, (NO, YES), strength=STRENGTH[amounts.NAME])
    kinds = [reading.change_example(r.author, reported, r.changes) for r, reported in found.reports]
    kinds += [reading.change_example(t.case, t.reported, t.truth.changes) for t in letters]
    models[changes.NAME] = fit(kinds, changes.KINDS, strength=STRENGTH[changes.NAME])
    return models


def fit_promises(models: Models, without: Sequence[str], corpus: Path | None) -> Models:
    """The model of new commitments, which is fitted on what the others make of hand-checked letters."""
    if corpus is None:
        return {}
    names = [name for name in gold_case_names(corpus) if name not in without]
    with on_trial(models):
        found = [each for case in load_cases(corpus, names) for each in promises(case, weights_without(case.name))]
    examples = [
        Example(each.case, facts, {YES if key in each.right else NO: 1.0})
        for each in found
        for key, facts in each.facts.items()
    ]
    answers = (NO, YES)
    return {new_commitments.NAME: fit(examples, answers, strength=STRENGTH[new_commitments.NAME])}


def weights_without(case: str) -> Weights:
    """The weights of links that ``bench/fit_links.py`` fitted without a case; where it has not, the published."""
    kept = KEPT / f"{case}.toml"
    return load_weights(kept) if kept.exists() else load_weights()


def _states(examples: Sequence[Example]) -> Logistic:
    return fit(examples, STATUSES, strength=STRENGTH[states.NAME])


def _not_of(examples: Sequence[Example], names: Sequence[str]) -> list[Example]:
    """The statements of letters of other cases."""
    return [example for example in examples if not example.group.startswith(tuple(names))]


def judged(left_out: Sequence[str], corpus: Path | None) -> Judged:
    """Reports and letters of some authors and cases, judged by models that were fitted without them."""
    vectors.remember()
    with on_trial(fit_models(left_out, corpus)):
        reports = [judge(report) for report in reading.load_reports() if report.author in left_out]
        letters: list[Row] = []
        points: dict[bool, list[Point]] = {False: [], True: []}
        for case in load_cases(corpus, left_out):
            rows = published(case, weights_without(case.name))
            for letter in case.letters:
                found = figures_of(case, letter, rows)
                letters.append((letter.document.document_id, [_number(found[name]) for name in FIGURES]))
                points[case.hard] += _points(case, letter, rows)
    return Judged(reports, letters, points)


def _points(case: GoldCase, letter: GoldLetter, rows: PublishedRows) -> Iterator[Point]:
    """Of each commitment rightly found in a letter, how likely its state is, and whether it is right."""
    for entry in rows.of("ledger", letter.document.document_id):
        truth = letter.truth.reports.get(case.gold_ids.get(entry["action_id"], ""))
        if truth is not None and truth.mentioned == "yes" and entry["mentioned"]:
            yield entry["status_probability"], entry["status"] in truth.statuses


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all")
    parser.add_argument("--quiet", action="store_true", help="no figures, which take most of the time")
    options = parser.parse_args()
    vectors.remember()
    groups = sorted(path.stem for path in reading.REPORTS.glob("*.jsonl"))
    groups += case_names(options.corpus)
    if not options.quiet:
        figures(groups, options.corpus)
    if options.write:
        write(fit_models((), options.corpus), len(groups))
    vectors.keep()


def figures(groups: Sequence[str], corpus: Path | None) -> None:
    """Print how right the models are on each part of the groups that they were fitted without."""
    with ProcessPoolExecutor(2) as pool:
        dealt = list(parts(groups, FOLDS))
        found = list(pool.map(judged, dealt, [corpus] * len(dealt)))
    print("Reports of authors left out")
    for line in lines(sorted((r for each in found for r in each.reports), key=lambda r: r.report.author)):
        print(line)
    print(f"\nLetters of cases left out\n{'':46s}" + " ".join(f"{name:>7s}" for name in FIGURES))
    rows = sorted(row for each in found for row in each.letters)
    for name, values in [*rows, ("mean", list(np.nanmean([values for _, values in rows], axis=0)))]:
        print(f"{name:46s}" + " ".join(f"{value:7.3f}" for value in values))
    for hard, kind in ((False, "letters"), (True, "hard letters")):
        for line in calibration(f"a state in {kind}", [point for each in found for point in each.points[hard]]):
            print(line)


def write(models: Models, groups: int) -> None:
    """Write the weights where the code looks for them."""
    about = f"fitted by bench/fit_reading.py on {groups} authors and cases; do not edit by hand"
    for name, model in models.items():
        if name in (ahead.NAME, roles.NAME, states.NAME):
            dump(model, name, about)
        else:
            dump(model, name, about, WEIGHTS)


if __name__ == "__main__":
    main()
