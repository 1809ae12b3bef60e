"""What letters leave out or change: silence, owners and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from extractors.numbers import NUMBERS
from pipeline.errors import PipelineError
from pipeline.ledger.status import CLOSED
from pipeline.measures.typed_frames import DAY, NUMBER, TEXT, TRUTH, WHOLE, rows, typed
from pipeline.model import ChangeKind
from pipeline.outcomes.silence import silent_for

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

_SHOWN = [
    "action_id", "case_id", "establishment", "recommendation_number", "action", "owners", "target_raw",
    "original_target_end", "current_target_end", "status", "overdue", "last_heard",
]  # fmt: skip
_CHANGED: Mapping[str, Any] = {
    "action_id": TEXT,
    "case_id": TEXT,
    "establishment": TEXT,
    "document_id": TEXT,
    "as_of": DAY,
    "from": TEXT,
    "to": TEXT,
    "quote": TEXT,
    "update_id": TEXT,
}
_AMOUNTS: Mapping[str, Any] = {"from_value": NUMBER, "to_value": NUMBER, "unit": TEXT, "shrank": TRUTH}


def silent(ds: Dataset, letters: int = 2, *, closed: bool = False) -> pd.DataFrame:
    """Commitments that the last ``letters`` letters of their case, or more, do not mention; longest first.

    ``silent_for`` counts the letters since the last that mentions it (all of them, where none does) and is at
    most ``letters_since``; a letter on outstanding actions only does not count where the last that mentions it
    calls it completed or superseded. ``missing_letters`` counts the letters that the documents of the case mention
    and the folder lacks: where it is above 0, silence is only as far as the letters at hand. Commitments that are
    completed or superseded need no more words and are left out, unless ``closed``. Letters follow a plan only where
    the pipeline put them into its case. ``overview`` gives the share. Raises
    :class:`~pipeline.errors.PipelineError` for less than one letter.
    """
    found = followed(ds, letters)
    return (
        found[(found.silent_for >= letters) & (closed | ~found.closed)]
        .drop(columns="closed")
        .reset_index(drop=True)
    )


def followed(ds: Dataset, letters: int) -> pd.DataFrame:
    """Commitments whose case has at least ``letters`` letters, with ``silent_for`` and ``closed``."""
    if letters < 1:
        raise PipelineError(f"silence is counted in letters, from 1; {letters} is none")
    silence = silent_for(ds.arrow_tables)
    all_of = ds.commitments
    out = all_of[[*_SHOWN, "letters_since"]].copy()
    out["silent_for"] = pd.Series([silence.get(key, 0) for key in all_of.action_id], out.index, dtype=WHOLE)
    out["missing_letters"] = all_of.missing_letters
    out["closed"] = all_of.status.isin(CLOSED)
    out = out[out.letters_since >= letters]
    return out.sort_values("silent_for", ascending=False, kind="stable", ignore_index=True)


def owners_changed(ds: Dataset) -> pd.DataFrame:
    """Each time a letter says that another person or body answers for a commitment, in the order of the ledger.

    ``from`` are the owners in the plan, ``to`` the clause that tells of the change, ``quote`` the whole
    statement ``update_id``, ``as_of`` the date of its letter ``document_id``. A change that the letter leaves to
    be guessed, or tells in words that are not known, is not found.
    """
    return typed(_changes(ds, "owner"), _CHANGED)


def amounts_changed(ds: Dataset) -> pd.DataFrame:
    """Each amount of a commitment that a letter counts otherwise: ``from`` and ``to`` as they stand there.

    ``from_value`` and ``to_value`` are read from those words and ``unit`` is what they count; ``shrank`` says
    whether the number is smaller now, null where one of the two cannot be read. What several letters repeat
    counts once, as the first of them puts it.
    """
    units = {
        (row["update_id"], q["raw"]): q
        for row in rows(ds.updates, "update_id", "quantities")
        for q in row["quantities"]
    }
    seen: set[tuple[Any, ...]] = set()
    out = []
    for row in _changes(ds, "quantity"):
        said = units.get((row["update_id"], row["to"]))
        before, unit = amount_in(row["from"])
        after = said["value"] if said else amount_in(row["to"])[0]
        shrank = None if before is None or after is None else after < before
        amount = {"from_value": before, "to_value": after, "unit": said["unit"] if said else unit, "shrank": shrank}
        key = (row["action_id"], row["from"] if before is None else before, row["to"] if after is None else after)
        if key not in seen:
            seen.add(key)
            out.append(row | amount)
    return typed(out, {**_CHANGED, **_AMOUNTS})


def quantities_shrunk(ds: Dataset) -> pd.DataFrame:
    """The amounts of :func:`amounts_changed` that are smaller now; whether less is worse is for the reader.

    Those that cannot be compared are not among them: ``overview`` counts them as unknown.
    """
    found = amounts_changed(ds)
    return found[found.shrank.fillna(False)].drop(columns="shrank").reset_index(drop=True)


def amount_in(words: str) -> tuple[float | None, str | None]:
    """The number that begins the words of an amount, and what follows it ("46 places", "£1,200", "two beds")."""
    found = _AMOUNT.match(words)
    if found is None:
        return None, None
    token = found.group(1).lower().replace(",", "")
    number = token if token[0].isdigit() else NUMBERS.get(token)
    return (None, None) if number is None else (float(number), found.group(2).strip() or None)


_AMOUNT = re.compile(r"\W*(\d[\d,]*(?:\.\d+)?|[A-Za-z]+)(.*)", re.DOTALL)


def _changes(ds: Dataset, kind: ChangeKind) -> Iterator[dict[str, Any]]:
    texts = dict(zip(ds.updates.update_id, ds.updates.text, strict=True))
    places = {row["action_id"]: row for row in rows(ds.commitments, "action_id", "case_id", "establishment")}
    for row in rows(ds.ledger, "action_id", "document_id", "as_of", "changes"):
        for change in row["changes"]:
            if change["kind"] == kind:
                told = {k: change[k] for k in ("from", "to", "update_id")}
                own = {"document_id": row["document_id"], "as_of": row["as_of"]}
                yield {**places[row["action_id"]], **own, **told, "quote": texts.get(change["update_id"])}
