"""The small models: what they say of facts, how they are kept, and that the published ones read plain words plainly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.logit import Example, fit
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.documents.statements.status import read_status
from extractors.learned.logistic import Logistic, dump, model, on_trial
from extractors.model import STATUSES
from extractors.prose.sentences import split_sentences

DRY = Logistic(("dry", "wet"), (0.0, 0.0), {"cloud": (-1.0, 1.0), "sun": (2.0, -2.0)})


def test_facts_add_up_and_unknown_ones_count_nothing() -> None:
    alone = DRY.probabilities({"cloud": 1.0})
    assert alone["wet"] == pytest.approx(0.881, abs=0.001)
    assert sum(alone.values()) == pytest.approx(1.0)
    assert DRY.probabilities({"cloud": 1.0, "wind": 5.0}) == alone
    assert DRY.probabilities({})["dry"] == 0.5


def test_the_weightiest_reasons_come_first() -> None:
    reasons = DRY.reasons({"cloud": 1.0, "sun": 1.0, "wind": 1.0}, "dry")
    assert reasons == [("sun", 2.0), ("cloud", -1.0)]


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    dump(DRY, "weather", "made for a test", tmp_path)
    assert model("weather", tmp_path) == DRY
    assert (tmp_path / "weather.tsv").read_text().startswith("# made for a test\n")
    with pytest.raises(FileNotFoundError):
        model("climate", tmp_path)


def test_a_model_on_trial_stands_in_only_while_the_trial_lasts(tmp_path: Path) -> None:
    dump(DRY, "weather", "made for a test", tmp_path)
    other = Logistic(("dry", "wet"), (1.0, 0.0), {})
    with on_trial({"weather": other}):
        assert model("weather", tmp_path) is other
    assert model("weather", tmp_path) == DRY


def test_fitting_finds_what_tells_the_answers_apart() -> None:
    examples = [Example("a", {"cloud": 1.0, "day": 1.0}, {"wet": 1.0})] * 8
    examples += [Example("a", {"sun": 1.0, "day": 1.0}, {"dry": 1.0})] * 8
    examples += [Example("a", {"rare": 1.0, "day": 1.0}, {"dry": 0.5, "wet": 0.5})] * 2
    found = fit(examples, ("dry", "wet"), strength=1.0, least=3)
    assert found.answers == ("dry", "wet")
    assert found.probabilities({"cloud": 1.0})["wet"] > 0.7
    assert found.probabilities({"sun": 1.0})["dry"] > 0.7
    assert "rare" not in found.weights  # of two examples only


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The new visits hall opened to the public on 4 March 2019.", "completed"),
        ("Work on the kitchen has been delayed until the autumn.", "delayed"),
        ("The course will be offered to all staff from May 2021.", "planned"),
        ("Recruitment is under way and interviews are being held.", "in_progress"),
        ("The scheme has been withdrawn and replaced by a national programme.", "superseded"),
        ("I am grateful to you and your team for the report.", "none"),
    ],
)
def test_a_plain_statement_is_read_plainly(text: str, status: str) -> None:
    ((dated,), _) = dated_sentences(text, split_sentences(text), dated=date(2020, 12, 1), memory=Memory())
    reading = read_status(dated)
    assert reading.status == status
    assert len(reading.likely) == len(STATUSES)
    assert sum(reading.likely) == pytest.approx(1.0, abs=0.001)
