from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date

from extractors.model import DocumentFacts, Extraction, Interval, Mention
from pipeline.cases import letter_plan_score
from pipeline.cases.assign import Assigned, assign
from pipeline.cases.cards import card_of
from pipeline.cases.duplicates import renditions
from pipeline.model import Document
from tests.pipeline.fictions import document, extraction, letter, plan, recommendation

YOUTH_PLAN = (
    "Improvement plan. Assessments of children on out of court disposals should be timely. The assessment tool "
    "will be renewed and case managers trained in its use. The management board will meet every six weeks and "
    "look at a scorecard of reoffending. A speech therapist will join the service from the health trust."
)
YOUTH_LETTER = (
    "Dear colleague, I write about the youth offending service in Thornbeck and our improvement plan. Case "
    "managers were trained in the new assessment tool by May. The management board now looks at a scorecard "
    "of reoffending every six weeks. A speech therapist has joined the service from the health trust."
)


def youth_plan(**facts: object) -> Extraction:
    about: dict[str, object] = {
        "kind": "action_plan",
        "subject": "Full joint inspection of youth offending work in Thornbeck",
        "establishment": "Thornbeck Youth Offending Service",
        "inspectorate": "HM Inspectorate of Probation",
        "dated": date(2018, 5, 4),
    }
    return extraction(DocumentFacts(**(about | facts)), YOUTH_PLAN)  # type: ignore[arg-type]


def youth_letter(**facts: object) -> Extraction:
    about: dict[str, object] = {
        "kind": "update_letter",
        "subject": "THORNBECK YOUTH OFFENDING SERVICE: SECOND REPORT ON THE IMPROVEMENT PLAN",
        "dated": date(2019, 1, 15),
    }
    return extraction(DocumentFacts(**(about | facts)), YOUTH_LETTER)  # type: ignore[arg-type]


def folder(**read: Extraction) -> list[Document]:
    return [document(e, f"{name}.pdf") for name, e in sorted(read.items())]


def paired(documents: list[Document]) -> dict[str, list[str]]:
    called = {d.document_id: d.file_name for d in documents}
    return {called[case.plan]: [called[name] for name in case.letters] for case in assign(documents).cases}


def codes(documents: list[Document]) -> list[str]:
    return [issue.code for _, issue in assign(documents).issues]


def test_letters_of_several_cases_in_one_folder_find_their_own_plan() -> None:
    second = letter(text=letter().text + " This is the second letter.", dated=date(2019, 12, 1))
    documents = folder(
        a_letter=youth_letter(), b_plan=plan(), c_letter=second, d_plan=youth_plan(), e_letter=letter()
    )
    assert paired(documents) == {
        "b_plan.pdf": ["e_letter.pdf", "c_letter.pdf"],
        "d_plan.pdf": ["a_letter.pdf"],
    }
    assert codes(documents) == []


def test_the_case_is_named_after_its_plan_and_keeps_its_name() -> None:
    documents = folder(a=plan(), b=letter())
    alone = assign(documents[:1]).cases[0]
    assert assign(documents).cases[0].case_id == alone.case_id == documents[0].document_id


def test_a_lone_plan_and_a_lone_letter_on_other_matters_stay_apart() -> None:
    for one, other in ((plan(), youth_letter()), (youth_plan(), letter())):
        documents = folder(plan=one, letter=other)
        assert paired(documents) == {"plan.pdf": []}
        assert codes(documents) == ["no_plan"]


def test_a_letter_about_another_place_stays_apart_although_its_words_are_alike() -> None:
    elsewhere = replace(
        youth_letter(subject="Eastmere Youth Offending Service: report on the improvement plan"),
        text=YOUTH_LETTER.replace("Thornbeck", "Eastmere"),
    )
    assert codes(folder(plan=youth_plan(), letter=elsewhere)) == ["no_plan"]
    unnamed = youth_plan(establishment=None)
    assert codes(folder(plan=unnamed, letter=elsewhere)) == ["no_plan"]


def test_a_letter_before_the_plan_is_not_about_it() -> None:
    assert codes(folder(plan=plan(), letter=letter(dated=date(2018, 10, 31)))) == ["no_plan"]


def test_documents_that_do_not_say_their_subject_are_known_by_their_phrases() -> None:
    documents = folder(
        a=plan(subject=None, establishment=None),
        b=letter(subject=None),
        c=youth_plan(subject=None, establishment=None),
        d=youth_letter(subject=None),
    )
    assert paired(documents) == {"a.pdf": ["b.pdf"], "c.pdf": ["d.pdf"]}


def test_two_plans_that_fit_equally_are_an_issue_and_not_a_guess() -> None:
    again = replace(
        plan(dated=date(2018, 12, 1)),
        text=plan().text.replace("kiosk", "shop"),
        recommendations=(),  # rows would make it a later edition
    )
    documents = folder(a=plan(), b=again, c=letter())
    assert paired(documents) == {"a.pdf": [], "b.pdf": []}
    issues = assign(documents).issues
    assert [issue.code for _, issue in issues] == ["two_plans"]
    assert "a.pdf and b.pdf" in issues[0][1].message


def test_of_two_plans_of_one_place_the_one_whose_words_return_wins() -> None:
    other = extraction(
        replace(plan().facts, dated=date(2014, 2, 3), report_published=date(2013, 12, 1)),
        "Action plan for HMP Larkhill Moor. The segregation unit should be closed at night. The segregation unit "
        "will be staffed by trained officers. Showers in the north wing will be repaired and heating renewed.",
        recommendations=(recommendation("2.1", "The segregation unit should be closed at night."),),
    )
    assert paired(folder(a=other, b=plan(), c=letter())) == {"a.pdf": [], "b.pdf": ["c.pdf"]}


def test_a_plan_that_the_letter_mentions_with_its_date_wins() -> None:
    early, late = (
        replace(plan(text=plan().text + words, dated=date(2018, month, 1)), recommendations=())
        for words, month in (("", 11), (" v2", 12))
    )
    november = Interval(date(2018, 11, 1), date(2018, 11, 30), "month")
    naming = letter(mentions=(Mention("action_plan", "your plan of November 2018", november),))
    assert paired(folder(a=late, b=early, c=naming)) == {"a.pdf": [], "b.pdf": ["c.pdf"]}


def test_renditions_of_one_document_count_once_and_the_pdf_feeds_the_ledger() -> None:
    def as_docx(read: Extraction) -> Extraction:
        media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return replace(read, reader="docx", media_type=media, pages=None, text=f"Page header {read.text}")

    documents = folder(a=as_docx(plan()), b=plan(), c=as_docx(letter()), d=letter(), e=youth_plan())
    a, b, c, d, e = (x.document_id for x in documents)
    assert renditions(documents) == {a: b, c: d}
    case, other = assign(documents).cases
    assert case.plan == b
    assert case.letters == (d,)
    assert case.duplicates == tuple(sorted(((a, b), (c, d))))
    assert other.plan == e


def test_a_rendition_without_records_does_not_feed_the_ledger() -> None:
    bare = replace(plan(), recommendations=(), issues=())
    text = replace(plan(), reader="text", media_type="text/plain", pages=None, text=plan().text + " end")
    documents = folder(a=bare, b=text)
    assert renditions(documents) == {documents[0].document_id: documents[1].document_id}


def test_the_same_words_for_two_places_or_two_days_are_two_documents() -> None:
    other_place = plan(establishment="HMP Southwold", subject="Report on an inspection of HMP Southwold")
    other_day = plan(text=plan().text + " again", dated=date(2019, 2, 1))
    assert renditions(folder(a=plan(), b=other_place)) == {}
    assert renditions(folder(a=plan(), b=other_day)) == {}


def test_failed_documents_and_others_belong_to_no_case() -> None:
    broken = Document("0" * 12, "broken.pdf", None, "", None, None, "failed", "empty")
    other = document(extraction(DocumentFacts("other"), "Minutes of a meeting."), "other.pdf")
    assert assign([broken, other]) == Assigned((), {}, ())


def many_plans(count: int, rng: random.Random) -> list[Document]:
    """Plans in the shared language of the field, each with a place, a topic and some words of its own."""
    places = [f"{a}{b}" for a in ("Ash", "Birk", "Crow", "Dun", "Elm", "Fen", "Garth") for b in _ENDINGS]
    common = [f"{a} {b}" for a in _FIELD for b in _FIELD]
    out = []
    for n in range(count):
        place, year = places[n % len(places)], 2012 + n // len(places)
        own = [f"{a}{n}" for a in ("qu", "ve", "zo")]
        phrases = rng.sample(common, 60) + [f"{rng.choice(_FIELD)} {_word(f'{x}')}" for x in own for _ in "123"]
        rng.shuffle(phrases)
        facts = DocumentFacts(
            "action_plan",
            f"Report on an unannounced inspection of HMP {place}",
            f"HMP {place}",
            "HM Inspectorate of Prisons",
            dated=date(year, 1 + n % 12, 1 + n % 28),
        )
        out.append(document(extraction(facts, f"HMP {place} {year}. {' and '.join(phrases)}"), f"plan-{n:03}.pdf"))
    return out


_ENDINGS = ("bury", "field", "ford", "gate", "ham", "holme", "ley", "mere", "moor", "ridge", "stead", "wick")
_FIELD = re.findall(
    r"\w+",
    "prison staff safety violence custody sentence resettlement education health induction training officer "
    "regime workshop visits family release supervision assessment wing cell activity equality complaint",
)


def _word(raw: str) -> str:
    """A made-up word without digits, a different one for each input."""
    return "".join("abcdefghij"[int(c)] if c.isdigit() else c for c in raw)


def test_one_letter_finds_its_plan_among_500() -> None:
    rng = random.Random(20181101)
    plans = many_plans(500, rng)
    for wanted in (plans[7], plans[123], plans[499]):
        assert wanted.extraction is not None
        facts = wanted.extraction.facts
        assert facts.dated is not None
        phrases = wanted.extraction.text.split(". ", 1)[1].split(" and ")
        about = DocumentFacts(
            "update_letter", f"{facts.establishment}: progress", dated=facts.dated.replace(year=2030)
        )
        text = f"Dear colleague, I write about {facts.establishment}. {' and '.join(rng.sample(phrases, 25))}"
        assigned = assign([*plans, document(extraction(about, text), "letter.pdf")])
        assert assigned.issues == ()
        found = [case.plan for case in assigned.cases if case.letters]
        assert found == [wanted.document_id]


def profiled(document: Document) -> letter_plan_score.Profile:
    assert document.extraction is not None
    return letter_plan_score.profile(
        document.document_id, document.file_name, card_of(document, document.extraction)
    )


def test_a_letter_meets_few_of_500_plans_and_each_of_many_finds_its_own() -> None:
    rng = random.Random(7)
    plans = many_plans(500, rng)
    index = letter_plan_score.indexed([profiled(d) for d in plans])
    reading = profiled(document(letter(), "x.pdf"))
    assert len(letter_plan_score.candidates(reading, index)) <= letter_plan_score.CANDIDATES
    letters = []
    for n, wanted in enumerate(plans[:300]):
        assert wanted.extraction is not None
        facts = replace(wanted.extraction.facts, kind="update_letter", dated=date(2031, 1, 1))
        told = replace(wanted.extraction, facts=facts, text=f"Dear colleague. {wanted.extraction.text}")
        letters.append(document(told, f"letter-{n:03}.pdf"))
    assigned = assign([*plans, *letters])
    assert not assigned.issues
    called = {d.document_id: d.file_name[-7:] for d in (*plans, *letters)}
    assert all([called[name] for name in case.letters] in ([], [called[case.plan]]) for case in assigned.cases)
