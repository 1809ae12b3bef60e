"""The grammar of commitment, sentence by sentence, with sentences of our own."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from extractors.documents.statements.actors import find_actors
from extractors.documents.statements.cues import find_changes, find_cues
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.documents.statements.groups import verb_groups
from extractors.documents.statements.reasons import find_reason
from extractors.documents.statements.status import read_status
from extractors.prose.sentences import Sentence, split_sentences

CASES = Path(__file__).parents[2] / "bench" / "plain_statements.csv"
LETTER = date(2021, 3, 19)


def one(text: str) -> Sentence:
    (sentence,) = split_sentences(text)
    return sentence


def labelled() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_plain_sentences_are_read_as_a_person_reads_them() -> None:
    right = firm = 0
    cases = labelled()
    for case in cases:
        text = case["sentence"]
        (dated,), _ = dated_sentences(text, split_sentences(text), dated=LETTER, memory=Memory())
        reading = read_status(dated)
        right += reading.status == case["status"]
        firm += case["strength"] in ("", reading.strength)
    assert len(cases) > 130
    assert right / len(cases) >= 0.9
    assert firm / len(cases) >= 0.85


@pytest.mark.parametrize(
    ("sentence", "main"),
    [
        ("The panel that replaced it began in May.", ["began"]),
        ("While one wing is being painted, the other will open.", ["open"]),
        ("Guidance issued in April has been read by all staff.", ["read"]),
        ("The target I told you we would miss has now been met.", ["met"]),
        ("After a short trial in May the form was adopted.", ["adopted"]),
        ("Since 4 May the board has met each week.", ["met"]),
        ("The forms were re-issued in May and are in use.", ["issued", ""]),
    ],
)
def test_main_verbs_are_told_from_subordinate_ones(sentence: str, main: list[str]) -> None:
    assert [g.verb for g in verb_groups(one(sentence).tokens) if g.main] == main


def roles(passage: str) -> list[tuple[str, str, date, date]]:
    found, _ = dated_sentences(passage, split_sentences(passage), dated=LETTER, memory=Memory())
    return [(d.raw, d.role, d.interval.start, d.interval.end) for s in found for d in s.dates]


@pytest.mark.parametrize(
    ("passage", "role"),
    [
        ("The hall was opened on 4 February 2021.", "achieved"),
        ("The hall has been open since November 2020.", "achieved"),
        ("The hall will open by the end of May 2021.", "due"),
        ("The hall should have been finished by January 2021.", "due"),
        ("The roof failed when the storm came in December 2020, and work stopped.", "context"),
        ("In your letter of 11 January 2021 you asked about the hall.", "context"),
        ("The average wait was 17 days in January 2021.", "context"),
    ],
)
def test_a_date_is_achieved_due_or_context(passage: str, role: str) -> None:
    assert [found[1] for found in roles(passage)] == [role]


def test_a_month_without_a_year_goes_by_the_tense_around_it() -> None:
    past, ahead = roles("The first phase was finished in October. The second will be finished in October.")
    assert (past[2], ahead[2]) == (date(2020, 10, 1), date(2021, 10, 1))


def test_within_counts_from_the_launch_the_sentence_names() -> None:
    launch, aim = roles("The course was launched in October 2020, and we aim to train everyone within two years.")
    assert launch[1:] == ("achieved", date(2020, 10, 1), date(2020, 10, 31))
    assert aim[1:] == ("due", date(2020, 10, 1), date(2022, 10, 31))


def test_the_target_date_is_the_one_stated_before() -> None:
    found = roles("All staff will be trained by 30 June 2021. Most are expected to finish by the target date.")
    assert found[-1] == ("target date", "due", date(2021, 6, 30), date(2021, 6, 30))


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The gate was late because the steel had not arrived.", "the steel had not arrived"),
        ("Owing to a shortage of drivers, the visits were cut.", "a shortage of drivers, the visits were cut"),
        ("The rest were held up when the builder left.", "the builder left"),
        ("The laundry has not opened: the boiler failed its test.", "the boiler failed its test"),
        ("The trainer left in May, so no courses have been held.", "The trainer left in May"),
        ("The pilot has not begun, as the lease was not signed.", "the lease was not signed"),
        ("Staff were moved to other work, creating a further delay.", "Staff were moved to other work"),
        ("The report is due to be published late.", None),
        ("The visits were cut, as planned.", None),
        ("The board has met each month, since May without a chair.", None),
    ],
)
def test_reasons_are_the_words_that_explain(sentence: str, reason: str | None) -> None:
    assert find_reason(sentence) == reason


@pytest.mark.parametrize(
    ("sentence", "actors"),
    [
        ("The Head of Safer Custody has reviewed every case.", ("Head of Safer Custody",)),
        ("The review was carried out by the Policy and Standards Team in June.", ("Policy and Standards Team",)),
        ("The National Care Board (NCB) will publish it.", ("National Care Board",)),
        ("We have finished.", ()),
    ],
)
def test_actors_are_the_roles_and_bodies_that_act(sentence: str, actors: tuple[str, ...]) -> None:
    assert find_actors(one(sentence)) == actors


@pytest.mark.parametrize(
    ("sentence", "section", "cues"),
    [
        ("This will take longer.", None, {"continues"}),
        ("However, the other two are open.", None, {"continues"}),
        ("In addition, a lift will be fitted.", None, {"turns"}),
        ("A garden was not in the plan.", None, {"outside"}),
        ("Your recommendations were accepted.", "Conclusion", {"plan", "courtesy", "frame"}),
        ("The lift is now due in May.", "Lifts", {"moves"}),
        ("It has six beds and not ten.", None, {"continues", "contrast"}),
        ("The lift was mended.", "Lifts", set()),
    ],
)
def test_how_a_sentence_stands_in_its_letter(sentence: str, section: str | None, cues: set[str]) -> None:
    assert set(find_cues(sentence, section)) == cues


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("The check has passed from the Governor to the Head of Residence.", {"owner"}),
        ("The audits will be led by the regional office.", {"owner"}),
        ("Laptops were issued instead of kiosks.", {"method"}),
        ("The visits have been extended to every wing.", {"scope"}),
        ("The visits have been extended to 40 wings.", set()),
        ("The lift was mended in May.", set()),
    ],
)
def test_what_a_sentence_says_is_not_as_it_was(sentence: str, changes: set[str]) -> None:
    assert {change.kind for change in find_changes(sentence)} == changes


def test_a_length_of_time_is_told_from_a_date() -> None:
    for passage, within in (
        ("We aim to reach all of them within two years.", True),
        ("We will reach all of them by May 2022.", False),
    ):
        (found,), _ = dated_sentences(passage, split_sentences(passage), dated=LETTER, memory=Memory())
        assert [d.within for d in found.dates] == [within]
