"""The fitted models of the ledger: where their weights lie, and the answers of those that say yes or no."""

from __future__ import annotations

from pathlib import Path

from extractors.learned.logistic import Facts, Logistic, model

WEIGHTS = Path(__file__).with_name("weights")
YES, NO = "yes", "no"


def fitted(name: str) -> Logistic:
    """The model of that name. Raises FileNotFoundError where there is none."""
    return model(name, WEIGHTS)


def chance(name: str, facts: Facts) -> float:
    """How likely a model that says yes or no says yes."""
    return fitted(name).probabilities(facts)[YES]
