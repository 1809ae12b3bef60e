"""Which other letters a letter names with a date, and which it does not."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.documents.letters.mentions import document_mentions
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.model import Mention, Place
from extractors.prose.sentences import split_sentences

PLACE = Place(locator="line[7]")


def mentions(text: str) -> tuple[Mention, ...]:
    sentences, _ = dated_sentences(text, split_sentences(text), dated=date(2021, 3, 19), memory=Memory())
    return document_mentions((sentence, PLACE) for sentence in sentences)


def letters(text: str) -> list[str]:
    """The months of the letters of update that a text names."""
    return [f"{m.interval.start:%Y-%m}" for m in mentions(text) if m.kind == "update_letter" and m.interval]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("We wrote to you in May 2019 and again in February 2020.", ["2019-05", "2020-02"]),
        ("We reported to you in May 2019, November 2019 and July 2020 on the kitchens.", ["2019-05", "2019-11", "2020-07"]),
        ("In July 2020, the Director wrote to you about the workshops.", ["2020-07"]),
        ("A second progress note was sent to HM Inspectorate of Prisons in July 2020.", ["2020-07"]),
        ("My predecessor wrote to Harriet Lowe, then Chief Inspector, on 3 February 2020.", ["2020-02"]),
        ("I refer to our letter of 14 May 2020, and to the pause in recruitment in March 2020.", ["2020-05"]),
        ("As you know from the last update, dated 8 June 2020, the roof leaks.", ["2020-06"]),
        ("In reply to your letter of 3 May 2020 we wrote to you on 7 June 2020.", ["2020-06"]),
    ],
)  # fmt: skip
def test_letters_of_update_are_mentions(text: str, months: list[str]) -> None:
    assert letters(text) == months


@pytest.mark.parametrize(
    "text",
    [
        # the reader's own letters, and those of other inspectors
        "Thank you for your letter of 3 February 2020.",
        "Your last letter, sent on 3 February 2020, asked about the kitchens.",
        "You wrote to Martin Ashby on 3 February 2020 to ask for this account.",
        "The letter that you sent on 3 February 2020 asked for this account.",
        "The Inspectorate’s letter of 3 February 2020 asked for an account.",
        "In February 2020 the Chief Inspector wrote to Martin Ashby.",
        "The previous letter from HM Inspectorate of Prisons, sent in February 2020, raised this.",
        # those of others, and those to others
        "The Independent Monitoring Board wrote to you in February 2020.",
        "The man whose brother wrote to you in February 2020 has been moved.",
        "A progress report was submitted to the Programme Board in February 2020.",
        "The Director General wrote to All Governors in February 2020.",
        "The governors have written to Ms Tarrant, the last of them in February 2020.",
        # dates of something else, and letters that were never sent
        "We updated you on the unit, which opened in February 2020.",
        "We wrote to you following your visit in February 2020.",
        "In February 2020 we opened the centre about which we had earlier written to you.",
        "We spoke of this when we updated you at our meeting in February 2020.",
    ],
)
def test_what_looks_like_a_letter_of_update_and_is_none(text: str) -> None:
    assert letters(text) == []


def test_an_intention_is_no_letter() -> None:
    assert letters("We wrote to you in May 2019 and had hoped to do so again in February 2020.") == ["2019-05"]


def test_a_mention_has_its_words_and_place() -> None:
    (mention,) = mentions("Since then much has changed, and we last wrote to you in May 2019 about the kitchens.")
    assert (mention.raw, mention.place) == ("wrote to you in May 2019", PLACE)


def test_a_plan_and_a_report_are_told_from_letters() -> None:
    found = mentions("We sent you our action plan in June 2018 in answer to your report of March 2018.")
    assert [m.kind for m in found] == ["action_plan", "report"]
