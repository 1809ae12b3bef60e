"""What people decided, as labelled cases for ``inspection-responses evaluate``: the machine against its readers.

The folder that is written has the truth in ``truth`` and, in ``raw`` beside it, the documents of these cases
without the decisions, which would otherwise answer for the machine. What nobody decided is not held against it:

- A letter is a case once every link of it that the machine accepted or kept for review is decided; those of which
  some are open are named, with how many. A pair that nobody was shown is allowed: neither wanted nor wrong.
- A letter reports on an action where a person accepted a link, and does not where each pair of the two that the run
  shows was rejected; all other actions are left open.
- The state that it reports is judged where that of every statement linked to the action was decided and they
  agree.
- Dates, targets and changes are not judged, and the plan only names the actions: nobody has read it whole.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from extractors import regular_files
from pipeline.errors import PipelineError, reason
from pipeline.evaluation.truth import SUFFIX
from pipeline.ingest import bundles
from pipeline.model import current_status, document_of, name_within
from pipeline.storage.stores import write_whole
from pipeline.tables.parquet import rows
from pipeline.tables.rows import Row

TRUTH, RAW = "truth", "raw"
Gold = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """Truth by name (a document_id), the raw files that it is about, and why a letter with decisions is no case."""

    truth: Mapping[str, Gold]
    files: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def letters(self) -> int:
        """How many letters are cases."""
        return sum(gold["document"]["kind"] == "update_letter" for gold in self.truth.values())


@dataclass(frozen=True, slots=True)
class _Material:
    """The rows that labels are made of: by document_id, the links by that of their statement."""

    documents: Mapping[str, Row]
    recommendations: Mapping[str, Sequence[Row]]
    actions: Mapping[str, Sequence[Row]]
    updates: Mapping[str, Sequence[Row]]
    links: Mapping[str, Sequence[Row]]
    states: Mapping[str, str]  # by update_id, those that people decided


def export(tables: Mapping[str, Any], raw: Path, into: Path) -> Labels:
    """Write what was decided as labelled cases into the folder ``into``, which must be new or empty.

    ``tables`` are ``pyarrow.Table`` by name, ``raw`` is the folder of their documents. Raises
    :class:`~pipeline.errors.PipelineError` where no letter is decided in full, the folder holds something, or
    a file cannot be read or written.
    """
    found = labels(tables)
    if not found.truth:
        open_ones = "; ".join(found.left_out)
        raise PipelineError(f"no letter has all its links decided: {open_ones or 'nobody has decided any link'}")
    try:
        if into.exists() and any(into.iterdir()):
            raise PipelineError(f"{into} is not empty: name a new folder")
        (into / TRUTH).mkdir(parents=True)
        for name, gold in found.truth.items():
            data = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
            write_whole(into / TRUTH / f"{name}{SUFFIX}", data.encode("utf-8"))
        for file in found.files:
            place = into / RAW / file
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, regular_files.read(raw / file))
    except OSError as error:
        raise PipelineError(f"the labelled cases are not written ({reason(error)}): {error.filename}") from error
    return found


def labels(tables: Mapping[str, Any]) -> Labels:
    """The labelled cases of a run; ``tables`` are ``pyarrow.Table`` by name."""
    run = _read(tables)
    truth: dict[str, Gold] = {}
    left_out: list[str] = []
    cases: set[str] = set()
    for letter, links in run.links.items():
        if not any(link["method"] == "human" for link in links):
            continue
        document = run.documents[letter]
        why = _unfit(document, links) or _packed(run, document)
        if why is not None:
            left_out.append(f"{document['file_name']} ({why})")
            continue
        plan = document["case_id"]
        truth[plan] = _plan_gold(run, plan)
        truth[letter] = _letter_gold(run, document, plan)
        cases.add(plan)
    files = {_on_disk(d["file_name"]) for d in run.documents.values() if d["case_id"] in cases}
    return Labels(truth, tuple(sorted(files)), tuple(left_out))


def _on_disk(file_name: str) -> str:
    """The file itself, or the bundle or message that it lies in."""
    path = PurePosixPath(file_name)
    around = (str(parent) for parent in reversed(path.parents) if bundles.holds(str(parent)))
    return next(around, file_name)


def _unfit(document: Row, links: Iterable[Row]) -> str | None:
    """Why a letter is no case, though links of it are decided."""
    if document["kind"] != "update_letter" or document["case_id"] is None:
        return "it is no letter about a plan"
    if any(document_of(link["action_id"]) != document["case_id"] for link in links):
        return "links of it lead to rows of a later edition of the plan"
    asked = [link for link in links if link["method"] == "human" or link["judgement"] != "rejected"]
    missing = sum(link["method"] != "human" for link in asked)
    return f"{missing} of {len(asked)} links are open" if missing else None


def _packed(run: _Material, letter: Row) -> str | None:
    """Why the letter cannot be scored: ``evaluate`` knows files by their name, and opens no bundle for them."""
    names = (letter["file_name"], run.documents[letter["case_id"]]["file_name"])
    packed = next((name for name in names if _on_disk(name) != name), None)
    return f"{packed} lies in a bundle or message: take it out" if packed else None


def _read(tables: Mapping[str, Any]) -> _Material:
    links = _grouped(rows(tables, "links", ("update_id", "action_id", "method", "judgement")), "update_id")
    facts = rows(tables, "facts", ("record_id", "field", "value", "source"))
    states = {f["record_id"]: f["value"] for f in facts if f["source"] == "decision" and f["field"] == "status"}
    wanted = ("document_id", "file_name", "kind", "case_id", "duplicate_of")
    return _Material(
        {row["document_id"]: row for row in rows(tables, "documents", wanted)},
        _grouped(rows(tables, "recommendations"), "document_id"),
        _grouped(rows(tables, "actions"), "document_id"),
        _grouped(rows(tables, "updates", ("update_id", "document_id", "text")), "document_id"),
        links,
        states,
    )


def _grouped(found: Iterable[Row], column: str) -> Mapping[str, Sequence[Row]]:
    """Rows by the document of the record that a column names."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        out[document_of(row[column])].append(row)
    return out


def _plan_gold(run: _Material, plan: str) -> Gold:
    """The actions that letters may report on, with the files of all renditions of the plan."""
    # Of a plan that repeats another one the rows are not used, yet a later run may choose it to feed the ledger.
    same = [d for d in run.documents.values() if plan in (d["document_id"], d["duplicate_of"])]
    actions = _grouped_by(run.actions[plan], "recommendation_id")
    return {
        "files": sorted(Path(d["file_name"]).name for d in same),
        "document": {"kind": "action_plan", "checked": False},
        "recommendations": [
            {
                "number": r["number"],
                "text": r["text"],
                "actions": [_action_gold(a) for a in actions.get(r["recommendation_id"], ())],
            }
            for r in run.recommendations[plan]
        ],
    }


def _grouped_by(found: Iterable[Row], column: str) -> Mapping[str, Sequence[Row]]:
    out: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        out[row[column]].append(row)
    return out


def _action_gold(action: Row) -> Gold:
    spans = [{"start": t["start"].isoformat(), "end": t["end"].isoformat()} for t in action["targets"]]
    return {
        "id": name_within(action["action_id"]),
        "text": action["text"] or "",
        "owners": action["owners"],
        "date": {"kind": action["target_kind"], "targets": spans},
    }


def _letter_gold(run: _Material, document: Row, plan: str) -> Gold:
    letter = document["document_id"]
    by_action = _grouped_by(run.links[letter], "action_id")
    actions = {
        a["action_id"]: _report_gold(by_action.get(a["action_id"], ()), run.states) for a in run.actions[plan]
    }
    judged = ["mention", "link", *(["status"] if any(a["status_accepted"] for a in actions.values()) else [])]
    verdicts = {
        (link["update_id"], link["action_id"]): link["judgement"]
        for link in run.links[letter]
        if link["method"] == "human"
    }
    return {
        "files": [Path(document["file_name"]).name],
        "document": {"kind": "update_letter", "answers_plan": plan, "judged": judged},
        "actions": {name_within(key): gold for key, gold in actions.items()},
        "sentences": [_sentence_gold(u, actions, verdicts, run.states) for u in run.updates[letter]],
    }


def _report_gold(links: Sequence[Row], states: Mapping[str, str]) -> Gold:
    """What the letter says of an action, of the links between the two that the run shows."""
    decided = [link["method"] == "human" for link in links]
    accepted = [
        link["update_id"] for link in links if link["method"] == "human" and link["judgement"] == "accepted"
    ]
    mentioned = "yes" if accepted else "no" if decided and all(decided) else "optional"
    said = {current_status(states[key]) if key in states else None for key in accepted}  # type: ignore[arg-type]
    return {
        "mentioned": mentioned,
        "status_accepted": [*said] if len(said) == 1 and None not in said else [],
        "changes": [],
    }


def _sentence_gold(
    update: Row, actions: Collection[str], verdicts: Mapping[tuple[str, str], str], states: Mapping[str, str]
) -> Gold:
    key = update["update_id"]
    said = {action: verdicts.get((key, action)) for action in actions}
    return {
        "id": name_within(key),
        "text": update["text"],
        "links_required": [name_within(action) for action, verdict in said.items() if verdict == "accepted"],
        "links_allowed": [name_within(action) for action, verdict in said.items() if verdict is None],
        "dates": [],
        "status_accepted": [states[key]] if key in states else [],
    }
