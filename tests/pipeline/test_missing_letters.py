"""Which letters a case lacks, from what its documents say of themselves."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.model import Box, DocumentFacts, Interval, Mention, Place
from pipeline.cases.missing_letters import called, issue_of, missing_letters
from tests.pipeline.fictions import month

PLAN = DocumentFacts("action_plan", dated=date(2019, 2, 15))


def days(first: str, last: str | None = None) -> Interval:
    return Interval(date.fromisoformat(first), date.fromisoformat(last or first), "day")


def update(interval: Interval | None) -> Mention:
    return Mention("update_letter", "as we wrote to you", interval)


def letter(dated: str | None, *named: Interval | None) -> DocumentFacts:
    day = date.fromisoformat(dated) if dated else None
    return DocumentFacts("update_letter", dated=day, mentions=tuple(update(each) for each in named))


def lacking(*letters: DocumentFacts, plan: DocumentFacts = PLAN) -> list[str]:
    """The times of the letters that a case lacks, of which the letters are named "0", "1", …"""
    found = missing_letters({"plan": plan} | {str(n): facts for n, facts in enumerate(letters)})
    return [called(missing.days) for missing in found]


def test_letters_that_are_named_and_not_there_are_missing_in_order_of_time() -> None:
    only = letter("2020-12-18", month(2020, 4), month(2019, 10))
    assert lacking(only) == ["October 2019", "April 2020"]
    assert lacking(letter("2019-10-20"), only) == ["April 2020"]
    assert lacking(letter("2019-10-20"), letter("2020-04-03"), only) == []


def test_a_plan_that_names_a_letter_lacks_it_too() -> None:
    refreshed = DocumentFacts("action_plan", dated=date(2020, 2, 15), mentions=(update(month(2020, 2)),))
    assert lacking(plan=refreshed) == []
    assert lacking(letter("2020-12-18", month(2020, 7)), plan=refreshed) == ["July 2020"]


@pytest.mark.parametrize("written", ["2020-03-30", "2020-05-04"])
def test_a_letter_of_a_few_days_before_or_after_the_month_is_the_one_named(written: str) -> None:
    assert lacking(letter(written), letter("2020-12-18", month(2020, 4))) == []


@pytest.mark.parametrize(("written", "missing"), [("2020-04-06", []), ("2020-04-20", ["3 April 2020"])])
def test_a_letter_named_by_its_day_was_written_within_a_week_of_it(written: str, missing: list[str]) -> None:
    assert lacking(letter(written), letter("2020-12-18", days("2020-04-03"))) == missing


def test_of_two_letters_that_a_document_names_one_at_hand_is_only_one() -> None:
    assert lacking(letter("2020-05-02"), letter("2020-12-18", month(2020, 4), month(2020, 5))) == ["April 2020"]
    # other documents may call the same letter by another month
    at_hand = letter("2020-05-02")
    assert lacking(at_hand, letter("2020-12-18", month(2020, 4)), letter("2021-06-01", month(2020, 5))) == []


def test_a_letter_that_several_documents_name_is_missing_once_by_its_narrowest_time() -> None:
    wide, narrow = letter("2020-12-18", days("2019-09-01", "2019-11-30")), letter("2021-06-01", days("2019-10-03"))
    assert lacking(wide, narrow) == ["3 October 2019"]
    (found,) = missing_letters({"plan": PLAN, "a": wide, "b": narrow})
    assert (found.document_id, found.mention) == ("a", wide.mentions[0])


def test_what_is_no_letter_of_the_case() -> None:
    assert lacking(letter("2020-12-18", days("2020-12-18"))) == []  # itself
    assert lacking(letter("2020-12-18", month(2021, 3))) == []  # to come
    assert lacking(letter("2020-12-18", month(2018, 6))) == []  # before the plan
    assert lacking(letter("2020-12-18", month(2019, 2))) == []  # the plan
    assert lacking(letter("2020-12-18", None)) == []  # no time is given
    others = (Mention("report", "your report", month(2019, 10)), Mention("action_plan", "a plan", month(2019, 10)))
    assert lacking(DocumentFacts("update_letter", dated=date(2020, 12, 18), mentions=others)) == []


def test_a_letter_written_later_is_not_the_one_named() -> None:
    assert lacking(letter("2020-05-20", days("2020-01-01", "2020-12-31")), letter("2020-10-01")) == ["2020"]


def test_without_the_date_of_plan_or_letter_a_mention_counts() -> None:
    undated = DocumentFacts("action_plan", report_published=date(2019, 1, 10))
    assert lacking(letter("2020-12-18", month(2018, 6), month(2019, 10)), plan=undated) == ["October 2019"]
    assert lacking(letter(None, month(2019, 10)), plan=DocumentFacts("action_plan")) == ["October 2019"]


def test_the_issue_says_which_letter_in_its_words_where_and_what_to_do() -> None:
    place = Place((Box(2, 50.0, 100.0, 500.0, 112.0),))
    told = Mention("update_letter", "wrote to\nyou in October 2019", month(2019, 10), place)
    facts = DocumentFacts("update_letter", dated=date(2020, 12, 18), mentions=(told,))
    (found,) = missing_letters({"plan": PLAN, "letter": facts})
    document_id, issue = issue_of(found)
    assert document_id == "letter"
    assert (issue.code, issue.severity, issue.page) == ("letter_missing", "warning", 2)
    assert issue.message == (
        "a letter of October 2019 that it mentions (“wrote to you in October 2019”) is not among the documents of its "
        "case: put it into the folder; until then silence is only as far as the letters at hand"
    )


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (days("2019-10-03"), "3 October 2019"),
        (month(2020, 2), "February 2020"),
        (days("2019-09-01", "2019-11-30"), "September to November 2019"),
        (days("2019-12-01", "2020-02-29"), "December 2019 to February 2020"),
        (days("2019-01-01", "2019-12-31"), "2019"),
        (days("2019-10-03", "2019-10-09"), "3 October 2019 to 9 October 2019"),
    ],
)
def test_the_time_of_a_letter_in_words(interval: Interval, words: str) -> None:
    assert called(interval) == words
