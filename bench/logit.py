"""Fit the small models of :mod:`extractors.learned`: a ridge, and no fact that too few examples have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from extractors.learned.logistic import Facts, Logistic


@dataclass(frozen=True, slots=True)
class Example:
    """Facts with the answers that are right, each with its share, and the group (author or case) they come from."""

    group: str
    facts: Facts
    answers: Mapping[str, float]
    weight: float = 1.0

    @property
    def first(self) -> str:
        """The likeliest answer."""
        return max(self.answers, key=self.answers.__getitem__)


def fit(examples: Sequence[Example], answers: Sequence[str], *, strength: float, least: int = 3) -> Logistic:
    """A multinomial logistic regression.

    ``strength`` is the inverse of the ridge (scikit-learn's C); facts of fewer than ``least`` examples are left
    out. An example with several right answers counts for each by its share.
    """
    counts = Counter(name for example in examples for name in example.facts)
    kept = [{n: v for n, v in example.facts.items() if counts[n] >= least} for example in examples]
    vectorizer = DictVectorizer(dtype=float)
    table = vectorizer.fit_transform(kept)
    rows = [(n, a, share * e.weight) for n, e in enumerate(examples) for a, share in e.answers.items()]
    at, said, weight = zip(*rows, strict=True)
    model = LogisticRegression(C=strength, max_iter=5000, tol=1e-4)
    model.fit(table[list(at)], list(said), sample_weight=list(weight))
    coefficients, level = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row stands for both
        coefficients, level = [-coefficients[0] / 2, coefficients[0] / 2], [-level[0] / 2, level[0] / 2]
    place = {answer: n for n, answer in enumerate(model.classes_)}
    order = [place[answer] for answer in answers]
    weights = {
        name: tuple(float(coefficients[k][n]) for k in order)
        for n, name in enumerate(vectorizer.get_feature_names_out())
    }
    return Logistic(tuple(answers), tuple(float(level[k]) for k in order), weights)
