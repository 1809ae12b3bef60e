"""Whether each commitment was kept, as a frame; :mod:`pipeline.outcomes.verdict` has the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from pipeline.measures.typed_frames import TEXT
from pipeline.outcomes import evidence
from pipeline.outcomes.evidence import Promise
from pipeline.outcomes.verdict import Outcome, verdict

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

_CARRIED = ["action_id", "case_id", "establishment", "owners", "original_target_end", "status"]


def promises(ds: Dataset) -> list[Promise]:
    """Every commitment of a dataset with all that is reported on it, in the order of ``commitments``."""
    return list(evidence.promises(ds.arrow_tables, ds.day, ds.run["decisions"]))


def outcomes(ds: Dataset) -> pd.DataFrame:
    """One row a commitment: ``outcome`` and ``why`` (:mod:`pipeline.outcomes.verdict`), beside what it is.

    ``missing_letters`` counts the letters that its case is known to lack.
    The figures of :func:`~pipeline.measures.kept` count these rows.
    """
    found = [verdict(promise, ds.day) for promise in promises(ds)]
    out = ds.commitments[_CARRIED].copy()
    out["outcome"] = pd.Categorical([v.outcome for v in found], list(get_args(Outcome)))
    out["why"] = pd.Series([v.why for v in found], index=out.index, dtype=TEXT)
    out["missing_letters"] = ds.commitments.missing_letters
    return out
