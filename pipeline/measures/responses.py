"""How plans answer recommendations: refused, or accepted with nothing to hold anyone to.

Counted are the recommendations of plans, each plan once, in whatever formats it was published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

REFUSED = ("not_agreed", "partly_agreed")
ACCEPTED = ("agreed", "partly_agreed")
_SHOWN = [
    "recommendation_id", "document_id", "establishment", "number", "recommendation", "response", "response_raw",
    "explanation",
]  # fmt: skip


def refusals(ds: Dataset) -> pd.DataFrame:
    """Recommendations not agreed, or agreed in part only, with the body's ``explanation``, in plan order.

    ``reason_given`` is False where the plan explains nothing. ``actions`` counts what is promised all the same.
    Plans that do not print whether they agree have no refusals here: ``overview`` counts them as unknown.
    """
    found = answered(ds)
    found = found[found.response.isin(REFUSED)][[*_SHOWN, "actions"]].reset_index(drop=True)
    found.insert(_SHOWN.index("explanation") + 1, "reason_given", found.explanation.notna())
    return found


def accepted_without_action(ds: Dataset) -> pd.DataFrame:
    """Recommendations agreed, wholly or in part, for which the plan has no action at all, in plan order."""
    found = answered(ds)
    return found[found.response.isin(ACCEPTED) & (found.actions == 0)][_SHOWN].reset_index(drop=True)


def accepted_without_date(ds: Dataset) -> pd.DataFrame:
    """Recommendations agreed, wholly or in part, none of whose actions has a date, in plan order.

    Those without an action are not among them, nor those whose every action is completed already: there is
    nothing left to date. ``ongoing``, ``completed`` and ``undated`` count the actions by their date entry.
    """
    found = answered(ds)
    kinds = ["actions", "ongoing", "completed", "undated"]
    return found[found.response.isin(ACCEPTED) & undated(found)][[*_SHOWN, *kinds]].reset_index(drop=True)


def undated(found: pd.DataFrame) -> pd.Series[bool]:
    """Which of the :func:`answered` have work left to do and not one date."""
    return (found.dated == 0) & (found.actions > found.completed)


def answered(ds: Dataset) -> pd.DataFrame:
    """Every recommendation of a plan with how many actions it has, and of these how many of each kind.

    ``dated`` counts the actions with a target of whatever kind, the others those without one.
    """
    documents = ds.documents.set_index("document_id")
    own = documents.index[documents.duplicate_of.isna()]
    out = ds.recommendations[ds.recommendations.document_id.isin(own)].rename(columns={"text": "recommendation"})
    out = out.assign(establishment=out.document_id.map(documents.establishment))
    actions = ds.actions
    dated = actions.target_end.notna()
    counts = {
        "actions": actions.target_kind.notna(),
        "dated": dated,
        "completed": (actions.target_kind == "completed"),
        "ongoing": ~dated & (actions.target_kind == "ongoing"),
        "undated": ~dated & actions.target_kind.isin(["none", "date"]),
    }
    for name, which in counts.items():
        per = actions.recommendation_id[which].value_counts()
        out[name] = out.recommendation_id.map(per).fillna(0).astype("Int64")
    return out.reset_index(drop=True)
