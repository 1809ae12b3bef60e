"""Which fields of which records people can decide, how a value is written, and how it enters the records.

A list is written with ``;`` between its items, a day as 2024-05-31, a target in the words of a date entry
("March 2020", "Completed"), an absent value as nothing. To make a field open to decision, add it to its table
at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from extractors import model
from extractors.model import Action, DocumentFacts, Extraction, Recommendation, Update
from pipeline import model as conclusions
from pipeline.decisions.file import TARGETS, Decision

Setter = Callable[[Any, str], Any]
# Values of a commitment that stand in no document: decided for the action, they enter `commitments`.
STATE = ("status", "current_target_end")
# Words from which other values are read anew: they are put in first, so that those can be decided beside them.
_REREAD = ("text", "section")


def _text(name: str) -> Setter:
    return lambda record, value: replace(record, **{name: value or None})


def _words(name: str) -> Setter:
    def put(record: Any, value: str) -> Any:
        if not value:
            raise ValueError(f"{name} cannot be empty")
        return replace(record, **{name: value})

    return put


def _list(name: str) -> Setter:
    return lambda record, value: replace(record, **{name: tuple(v.strip() for v in value.split(";") if v.strip())})


def _day(name: str) -> Setter:
    return lambda record, value: replace(record, **{name: _as_day(name, value) if value else None})


def _as_day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} is a day, written 2019-11-04, not {value!r}") from None


def _closed(name: str, literal: Any, *, nullable: bool = False) -> Setter:
    def put(record: Any, value: str) -> Any:
        if value not in get_args(literal) and (value or not nullable):
            raise ValueError(f"{name} is one of {', '.join(get_args(literal))}, not {value!r}")
        return replace(record, **{name: value or None})

    return put


def _certain(put: Setter) -> Setter:
    """The setter of a state that nothing more need be said of, how likely it is."""
    return lambda record, value: replace(put(record, value), likely=())


def _target(action: Action, value: str) -> Action:
    from extractors.fields.dates import parse_target  # here, because it brings dateparser along

    target = parse_target(value)
    if target.problems:
        raise ValueError("; ".join(target.problems))
    return replace(action, target_raw=value or None, target_kind=target.kind, targets=target.targets)


def _reread(put: Setter) -> Setter:
    """The setter of words from which other values of the record are read: they are read from the new words."""

    def reread(record: Any, value: str) -> Any:
        from extractors.documents.records import read_action  # here, as in _target
        from extractors.documents.statements.words import read_update

        changed = put(record, value)
        return read_action(changed) if isinstance(changed, Action) else read_update(changed)

    return reread


def _redated(update: Update, dated: date | None) -> Update:
    from extractors.documents.statements.words import read_dates  # here, as in _target

    return read_dates(update, dated=dated)


def with_state(state: conclusions.DecidedState, field: str, value: str, when: date) -> conclusions.DecidedState:
    """The state with one more decision, made on the day ``when``. Raises ValueError as :func:`state_value`."""
    given = state_value(field, value)
    if isinstance(given, date):
        return replace(state, target_end=given)
    return replace(state, status=given, status_as_of=when)


def state_value(field: str, value: str) -> conclusions.LedgerStatus | date:
    """A decided status or day of a commitment. Raises ValueError for what is neither."""
    if field == "current_target_end":
        return _as_day(field, value)
    for status in get_args(conclusions.LedgerStatus):
        if status == value:
            return status  # type: ignore[no-any-return]
    raise ValueError(f"status is one of {', '.join(get_args(conclusions.LedgerStatus))}, not {value!r}")


def corrected(record: Any, field: str, value: str) -> Any:
    """The record with a decided value. Raises ValueError: it has no such field, or cannot take the value."""
    setters = FIELDS[type(record)]
    if field not in setters:
        raise ValueError(f"{field} is nothing that can be decided here: it can be {', '.join(sorted(setters))}")
    return setters[field](record, value)


def applied(extraction: Extraction, document_id: str, decisions: Sequence[tuple[str, Decision]]) -> Extraction:
    """The extraction with decided values; each decision comes with the record it is about now."""
    by_record: dict[str, list[Decision]] = {}
    for record, decision in decisions:
        if decision.field not in STATE or record not in _actions(extraction, document_id):
            by_record.setdefault(record, []).append(decision)

    def put(record: Any, name: str) -> Any:
        for decision in sorted(by_record.get(name, ()), key=lambda decision: decision.field not in _REREAD):
            record = corrected(record, decision.field, decision.value)
        return record

    facts = put(extraction.facts, document_id)

    def put_update(read: Update, name: str) -> Update:
        update: Update = put(read, name)
        return update if update.text == read.text else _redated(update, facts.dated)

    recommendations = []
    for r in extraction.recommendations:
        name = conclusions.recommendation_id(document_id, r)
        actions = tuple(put(a, conclusions.action_id(name, k)) for k, a in enumerate(r.actions, 1))
        recommendations.append(replace(put(r, name), actions=actions))
    updates = tuple(
        put_update(u, conclusions.update_id(document_id, n)) for n, u in enumerate(extraction.updates, 1)
    )
    return replace(extraction, recommendations=tuple(recommendations), updates=updates, facts=facts)


def _actions(extraction: Extraction, document_id: str) -> Iterable[str]:
    return {
        conclusions.action_id(conclusions.recommendation_id(document_id, r), k)
        for r in extraction.recommendations
        for k in range(1, len(r.actions) + 1)
    }


FIELDS: Mapping[type, Mapping[str, Setter]] = {
    DocumentFacts: {
        **{name: _text(name) for name in ("subject", "establishment", "inspectorate", "addressee")},
        "kind": _closed("kind", model.DocumentKind),
        "dated": _day("dated"),
        "report_published": _day("report_published"),
        "signatories": _list("signatories"),
    },
    Recommendation: {
        **{name: _text(name) for name in ("section", "lead_in", "addressee", "explanation", "response_raw")},
        "text": _words("text"),
        "references": _list("references"),
        "response": _closed("response", model.Response, nullable=True),
    },
    Action: {
        **{name: _text(name) for name in ("owner_raw", "progress_raw")},
        "text": _reread(_words("text")),
        "owners": _list("owners"),
        **dict.fromkeys(TARGETS, _target),
    },
    Update: {
        "section": _reread(_text("section")),
        "reason": _text("reason"),
        "text": _reread(_words("text")),
        "status": _certain(_closed("status", model.Status)),
        "strength": _closed("strength", model.Strength),
        "references": _list("references"),
        "actors": _list("actors"),
    },
}
