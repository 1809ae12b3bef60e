"""What people decided: it wins, it is shown, it outlives better reading, and it is questioned when its ground moves."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.documents.statements.words import read_dates, read_update
from extractors.model import StatedDate, Update
from pipeline.decisions import anchors, editable_fields, renditions
from pipeline.decisions import file as decisions_file
from pipeline.errors import SuddenLoss
from pipeline.refresh import Summary
from tests.in_process import here
from tests.pipeline import fictions
from tests.pipeline.test_editions import FIRST, SECOND, THIRD, page
from tests.pipeline.test_night import night, rows
from tests.pipeline.test_run import LETTER, PLAN

HEAD = "record,field,value,reason,who,when\n"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runtime.worker.run", here)


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan and its letter, published; to be copied, never changed."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "raw").mkdir()
    (folder / "raw" / "plan.html").write_text(PLAN, encoding="utf-8")
    (folder / "raw" / "letter.txt").write_text(LETTER, encoding="utf-8")
    night(folder)
    return folder


@pytest.fixture
def folder(first_night: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_night, tmp_path, symlinks=True, dirs_exist_ok=True)


def decide(folder: Path, *lines: str) -> Summary:
    (folder / "raw" / "decisions.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return night(folder)


def action(folder: Path, end: str) -> str:
    """The action_id that ends so."""
    (found,) = [r["action_id"] for r in rows(folder, "actions") if r["action_id"].endswith(f"/{end}")]
    return str(found)


def commitment(folder: Path, name: str) -> dict[str, Any]:
    (found,) = [r for r in rows(folder, "commitments") if r["action_id"] == name]
    return found


def issues(folder: Path, start: str = "decision") -> list[tuple[str, str]]:
    return [(r["code"], r["message"]) for r in rows(folder, "issues") if r["code"].startswith(start)]


def causes(folder: Path) -> set[str | None]:
    return {r["cause"] for r in rows(folder, "changes")}


def test_a_value_wins_everywhere_and_says_whose_it_is(folder: Path) -> None:
    name = action(folder, "2/1")
    done = decide(folder, f"{name},owners,Head of Estates; Governor,asked them,Ann Weller,2024-05-01")
    assert done.fresh[0] == 0
    assert commitment(folder, name)["owners"] == ["Head of Estates", "Governor"]
    (fact,) = [r for r in rows(folder, "facts") if r["source"] == "decision"]
    assert (fact["record_id"], fact["field"], fact["value"]) == (name, "owners", "Head of Estates; Governor")
    assert "Ann Weller" in fact["rule"]
    assert causes(folder) == {"decision"}
    assert issues(folder) == []
    assert not night(folder).published
    decide(folder)
    assert commitment(folder, name)["owners"] == ["Head of Security"]
    assert causes(folder) == {"decision"}


def test_decided_words_are_read_again() -> None:
    promised = fictions.action("Fourty places will be opened.")
    action = editable_fields.corrected(promised, "text", "Forty places will be opened.")
    assert [quantity.value for quantity in action.quantities] == [40]
    assert ("place", 40) in {(count.noun, count.value) for count in action.counts}
    told = read_update(fictions.update("The 40 places are run by the NCB."))
    update = editable_fields.corrected(told, "text", "Instead, 38 places were opened.")
    assert (update.quantities[0].noun, update.numbers, update.short_forms) == ("place", (38,), ())
    assert {claim.kind for claim in update.changes} == {"method"}
    assert update.cues == ("moves",)
    assert "frame" in editable_fields.corrected(update, "section", "Conclusion").cues


def test_the_dates_of_decided_words_are_read_again_in_the_document_they_stand_in() -> None:
    letter = fictions.document(fictions.letter(), "letter.pdf")
    assert letter.extraction is not None
    name = f"{letter.document_id}/u2"
    words = "The body scanner will be bought by July, and not by June 2019."
    decision = decisions_file.Decision(1, name, "text", words, "", "Ann Weller", date(2024, 5, 1))
    read = editable_fields.applied(letter.extraction, letter.document_id, [(name, decision)])
    assert [(d.raw, d.interval) for d in read.updates[1].dates] == [
        ("July", fictions.month(2019, 7)),
        ("June 2019", fictions.month(2019, 6)),
    ]
    assert read.updates[0] == letter.extraction.updates[0]


def redated(before: str, after: str, *dates: StatedDate) -> Update:
    """A statement of a letter of 10 January 2020 whose words, and with them its dates, are decided."""
    said = read_dates(fictions.update(before, dates=dates), dated=date(2020, 1, 10))
    return read_dates(replace(said, text=after), dated=date(2020, 1, 10))


def test_a_date_inside_the_words_of_a_new_one_is_gone() -> None:
    told = redated("The new unit will open in March.", "The new unit will open in March 2021.")
    assert [(d.raw, d.interval) for d in told.dates] == [("March 2021", fictions.month(2021, 3))]
    assert [fact.value for fact in told.facts] == ["2021-03-01/2021-03-31"]


def test_two_dates_in_the_same_words_stay_two() -> None:
    began = StatedDate("June", "achieved", fictions.month(2019, 6))
    opens = StatedDate("June", "due", fictions.month(2020, 6))
    told = redated(
        "In June the review began and the unit opens in June.",
        "In June the review began and the new unit opens in June.",
        began,
        opens,
    )
    assert told.dates == (began, opens)


def test_a_date_that_only_the_document_gives_stays_with_its_words() -> None:
    target = StatedDate("the target date", "due", fictions.month(2020, 12))
    told = redated("It will be met by the target date.", "It will be met well by the target date.", target)
    assert told.dates == (target,)


def test_a_target_is_decided_in_the_words_of_a_date_entry(folder: Path) -> None:
    name = action(folder, "4/1")
    decide(folder, f"{name},target,March 2020,,Ann Weller,2024-05-01")
    found = commitment(folder, name)
    assert (found["original_target_start"], found["original_target_end"]) == (date(2020, 3, 1), date(2020, 3, 31))
    assert causes(folder) == {"decision"}


def test_a_standing_is_decided_although_no_document_says_it(folder: Path) -> None:
    name = action(folder, "6/1")
    decide(
        folder,
        f"{name},status,completed,seen on a visit,Ann Weller,2024-05-01",
        f"{action(folder, '5/1')},current_target_end,2018-01-31,,Ann Weller,2024-05-01",
    )
    assert commitment(folder, name)["status"] == "completed"
    assert not commitment(folder, name)["overdue"]
    moved = commitment(folder, action(folder, "5/1"))
    assert (moved["current_target_end"], moved["overdue"]) == (date(2018, 1, 31), True)
    assert causes(folder) == {"decision"}


def test_a_link_is_rejected_and_another_accepted(folder: Path) -> None:
    scanner, clerk = action(folder, "2/1"), action(folder, "4/1")
    (told,) = [r for r in rows(folder, "links") if r["action_id"] == scanner and r["judgement"] == "accepted"]
    update = told["update_id"]
    decide(
        folder,
        f"{update} | {scanner},link,rejected,another gate,Ann Weller,2024-05-01",
        f"{update} | {clerk},link,accepted,,Ann Weller,2024-05-01",
    )
    links = {(r["update_id"], r["action_id"]): r for r in rows(folder, "links")}
    assert (links[update, scanner]["judgement"], links[update, scanner]["method"]) == ("rejected", "human")
    assert (links[update, clerk]["judgement"], links[update, clerk]["decided_by"]) == ("accepted", "Ann Weller")
    assert (links[update, scanner]["score"], links[update, scanner]["machine_score"]) == (0.0, told["score"])
    assert {r["machine_score"] for key, r in links.items() if key[1] not in (scanner, clerk)} == {None}
    ledger = {r["action_id"]: r for r in rows(folder, "ledger")}
    assert not ledger[scanner]["mentioned"]
    assert ledger[clerk]["update_ids"] == [update]
    assert commitment(folder, scanner)["status"] == "not_mentioned"
    assert commitment(folder, clerk)["status"] in ("delayed", "planned")
    assert causes(folder) == {"decision"}
    assert not night(folder).published


def test_a_link_between_two_inspections_is_an_issue_and_changes_nothing(folder: Path) -> None:
    other = PLAN.replace("HMP Larkhill Moor", "HMP Callow Bridge").replace("4 to 15 June 2018", "3 to 14 May 2019")
    (folder / "raw" / "other.html").write_text(other, encoding="utf-8")
    night(folder)
    plans = {r["file_name"]: r["document_id"] for r in rows(folder, "documents")}
    statement = rows(folder, "updates")[0]["update_id"]
    decide(folder, f"{statement} | {plans['other.html']}/2/1,link,accepted,it is,A. Reader,2024-05-01")
    ((_, message),) = issues(folder, "decision_without_effect")
    assert "no case in common" in message
    assert commitment(folder, f"{plans['other.html']}/2/1")["letters_since"] == 0


def test_a_malformed_line_is_an_issue_with_its_number_and_the_rest_counts(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(
        folder,
        "only,three,cells",
        f"{name},owners,Governor,,Ann Weller,yesterday",
        f"{name},owners,Governor,,,2024-05-01",
        f"{name},shoe_size,9,,Ann Weller,2024-05-01",
        f"{name},status,splendid,,Ann Weller,2024-05-01",
        f"{name},link,accepted,,Ann Weller,2024-05-01",
        "a/1/1,owners,Governor,,Ann Weller,2024-05-01",
        f'{name},owners,"Head of ""Estates""\nand Land",two lines,Ann Weller,2024-05-01',
        f"{action(folder, '5/1')},owners,Governor,,Ann Weller,2024-05-01",
    )
    found = issues(folder)
    lines = [message.split(":")[0].removeprefix("decisions.csv, line ") for _, message in found]
    assert sorted(map(int, lines)) == [2, 3, 4, 5, 6, 7, 8]
    assert {code for code, _ in found} == {"decision_malformed", "decision_unknown"}
    assert commitment(folder, name)["owners"] == ['Head of "Estates"\nand Land']
    assert commitment(folder, action(folder, "5/1"))["owners"] == ["Governor"]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b'"' * 4000, b"\x00" * 50, b"a\nb\nc\n", HEAD.encode()])
def test_no_decision_file_stops_the_night(folder: Path, data: bytes) -> None:
    (folder / "raw" / "decisions.csv").write_bytes(data)
    night(folder)
    assert len(rows(folder, "commitments")) == 6


def test_a_decision_follows_its_words_when_their_record_gets_another_name(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},owners,Governor,,Ann Weller,2024-05-01")
    row = "<tr><td>1</td><td>Cells should be clean.</td><td>Agreed</td><td>Paint is on order.</td>"
    grown = PLAN
    for n in range(7, 0, -1):
        grown = grown.replace(f"<tr><td>{n}</td>", f"<tr><td>{n + 1}</td>")
    grown = grown.replace("<tr><td>2</td>", f"{row}<td>Works</td><td>May 2019</td></tr>\n<tr><td>2</td>", 1)
    (folder / "raw" / "plan.html").write_text(grown, encoding="utf-8")
    night(folder)
    moved = action(folder, "3/1")
    assert commitment(folder, moved)["action"] == "A body scanner will be bought for the visitors' gate."
    assert commitment(folder, moved)["owners"] == ["Governor"]
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Head of Safety"]
    ((code, message),) = issues(folder)
    assert code == "decision_moved"
    assert moved in message


def test_a_decision_holds_when_its_words_are_read_a_little_better(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},owners,Governor,,Ann Weller,2024-05-01")
    better = PLAN.replace("A body scanner will be bought for", "A body scanner will be bought  for the use of")
    (folder / "raw" / "plan.html").write_text(better, encoding="utf-8")
    night(folder)
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Governor"]


def test_a_decision_whose_words_are_gone_is_put_aside_with_an_issue(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},owners,Governor,,Ann Weller,2024-05-01")
    other = PLAN.replace("A body scanner will be bought for the visitors' gate.", "Dogs will patrol each landing.")
    (folder / "raw" / "plan.html").write_text(other, encoding="utf-8")
    night(folder)
    ((code, message),) = issues(folder)
    assert code == "decision_ground_changed"
    assert "line 2" in message
    assert "body scanner" in message
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Head of Security"]
    (folder / "raw" / "plan.html").write_text(PLAN, encoding="utf-8")
    night(folder)
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Governor"]


def test_a_decision_is_questioned_when_the_document_now_says_something_else(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},target,June 2020,,Ann Weller,2024-05-01")
    changed = PLAN.replace("<td>December 2018</td>", "<td>January 2019</td>")
    (folder / "raw" / "plan.html").write_text(changed, encoding="utf-8")
    night(folder)
    message = dict(issues(folder))["decision_ground_changed"]
    assert "December 2018" in message
    assert "January 2019" in message
    assert commitment(folder, action(folder, "2/1"))["original_target_end"] == date(2020, 6, 30)
    decide(folder, f"{action(folder, '2/1')},target,June 2020,,Ann Weller,2024-06-01")
    assert issues(folder) == []


def test_words_in_the_line_anchor_a_decision_before_any_run_met_it(folder: Path) -> None:
    lines = [
        "record,field,value,reason,who,when,words",
        f"{action(folder, '1/1')},owners,Governor,,Ann Weller,2024-05-01,A body scanner will be bought",
    ]
    (folder / "raw" / "decisions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    night(folder)
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Governor"]
    assert commitment(folder, action(folder, "1/1"))["owners"] == ["Head of Safety"]


def test_the_later_decision_counts(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(
        folder,
        f"{name},owners,Governor,,Ann Weller,2024-05-02",
        f"{name},owners,Chaplain,,Ann Weller,2024-05-01",
    )
    assert commitment(folder, name)["owners"] == ["Governor"]


def test_decisions_are_kept_with_their_words_in_the_run(folder: Path) -> None:
    decide(folder, f"{action(folder, '2/1')},owners,Governor,,Ann Weller,2024-05-01")
    made = json.loads((folder / "out" / "latest" / "run.json").read_text(encoding="utf-8"))
    (kept,) = made["decisions"]
    (anchor,) = kept["anchors"].values()
    assert anchor["words"] == "A body scanner will be bought for the visitors' gate."


def test_lines_are_counted_over_quoted_line_breaks() -> None:
    text = HEAD + 'a/1/1,owners,"x\ny",,w,2024-01-01\nbad\n'
    found, wrong = decisions_file.parse(text.encode())
    assert [d.line for d in found] == [2]
    assert [issue.locator for issue in wrong] == ["line[4]"]


def test_a_quote_that_nobody_closed_costs_its_own_line(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(
        folder,
        f'{name},owners,"Governor,,Ann Weller,2024-05-01',
        f"{action(folder, '5/1')},owners,Governor,,Ann Weller,2024-05-01",
        f'{action(folder, "6/1")},owners,Chaplain,"seen ""there""",Ann Weller,2024-05-01',
    )
    ((code, message),) = issues(folder)
    assert (code, message.split(":")[0]) == ("decision_malformed", "decisions.csv, line 2")
    assert commitment(folder, action(folder, "5/1"))["owners"] == ["Governor"]
    assert commitment(folder, action(folder, "6/1"))["owners"] == ["Chaplain"]


WRITTEN = HEAD + "a/1/1,owners,Governor,,w,2019-11-04\na/1/2,current_target_end,2019-11-25,,w,2019-11-25\n"
UK = WRITTEN.replace("2019-11-04", "04/11/2019").replace("2019-11-25", "25/11/2019")


@pytest.mark.parametrize(
    "data",
    [
        WRITTEN.replace(",", ";").encode(),
        WRITTEN.replace(",", "\t").encode(),
        ("sep=;\n" + WRITTEN.replace(",", ";")).encode(),
        WRITTEN.replace("\n", "\r\n").encode("utf-8-sig"),
        WRITTEN.encode("utf-16"),
        WRITTEN.replace(",", "\t").encode("utf-16-le"),
        WRITTEN.removeprefix(HEAD).replace(",", ";").encode(),
        UK.encode(),
        UK.replace("/11/2019", ".11.2019").encode(),
        UK.replace("04/11", "11/04").replace("25/11", "11/25").encode(),
    ],
)
def test_what_a_spreadsheet_makes_of_the_file_says_the_same(data: bytes) -> None:
    wanted = [decision.key for decision in decisions_file.parse(WRITTEN.encode())[0]]
    found, wrong = decisions_file.parse(data)
    assert [decision.key for decision in found] == wanted
    assert wrong == []


def test_a_day_that_could_be_two_is_an_issue_with_its_line() -> None:
    found, wrong = decisions_file.parse((HEAD + "a/1/1,owners,Governor,,w,04/11/2019\n").encode())
    assert found == []
    assert "line 2: when is '04/11/2019'" in wrong[0].message
    assert "2019-11-04 or 2019-04-11" in wrong[0].message
    both = HEAD + "a/1/1,owners,x,,w,25/11/2019\na/1/2,owners,x,,w,11/25/2019\na/1/3,owners,x,,w,05/05/2019\n"
    found, wrong = decisions_file.parse(both.encode())
    assert ([d.record for d in found], [i.locator for i in wrong]) == (["a/1/3"], ["line[2]", "line[3]"])


def test_the_fields_that_are_days_are_those_of_the_file() -> None:
    days = {
        name
        for fields in editable_fields.FIELDS.values()
        for name, put in fields.items()
        if put.__qualname__.startswith("_day.")
    }
    assert {*days, "current_target_end"} == set(decisions_file.DAYS)


def test_decisions_that_are_gone_with_their_file_stop_the_night(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},owners,Governor,,Ann Weller,2024-05-01")
    file = folder / "raw" / "decisions.csv"
    written = file.read_bytes()
    file.unlink()
    with pytest.raises(SuddenLoss, match=r"1 of 1 decisions .* decisions.csv.*--max-loss 1"):
        night(folder)
    assert commitment(folder, name)["owners"] == ["Governor"]
    file.write_bytes(written)
    assert not night(folder).published
    file.unlink()
    night(folder, max_loss=1.0)
    assert commitment(folder, name)["owners"] == ["Head of Security"]


def test_many_decisions_that_are_gone_stop_the_night_and_one_does_not(folder: Path) -> None:
    lines = [f"{action(folder, f'{n}/1')},owners,Governor,,Ann Weller,2024-05-01" for n in (2, 4, 5, 6)]
    decide(folder, *lines)
    with pytest.raises(SuddenLoss, match="2 of 4 decisions"):
        decide(folder, *lines[:2])
    decide(folder, *lines[:3])
    decide(folder, *(line.replace("Governor", "Chaplain") for line in lines[:3]))
    assert commitment(folder, action(folder, "2/1"))["owners"] == ["Chaplain"]


def test_of_two_names_of_one_thing_the_decision_made_last_counts(folder: Path) -> None:
    name = action(folder, "2/1")
    (told,) = [r for r in rows(folder, "links") if r["action_id"] == name and r["judgement"] == "accepted"]
    decide(
        folder,
        f"{name},target_raw,June 2021,,Ann Weller,2024-05-02",
        f"{name},target,June 2020,,Bo Hart,2024-05-01",
        f"{told['update_id']} | {name},link,rejected,,Ann Weller,2024-05-02",
        f"{told['update_id']}|{name},link,accepted,,Ann Weller,2024-05-01",
    )
    assert commitment(folder, name)["original_target_end"] == date(2021, 6, 30)
    (link,) = [r for r in rows(folder, "links") if r["action_id"] == name and r["method"] == "human"]
    assert link["judgement"] == "rejected"
    found = {message.split(":")[0]: (code, message) for code, message in issues(folder)}
    assert {code for code, _ in found.values()} == {"decision_overruled"}
    assert set(found) == {"decisions.csv, line 3", "decisions.csv, line 5"}
    severities = {r["message"].split(":")[0]: r["severity"] for r in rows(folder, "issues")}
    assert (severities["decisions.csv, line 3"], severities["decisions.csv, line 5"]) == ("warning", "info")


def test_words_that_are_decided_do_not_undo_a_status_that_is(folder: Path) -> None:
    (told,) = [
        r for r in rows(folder, "links") if r["action_id"] == action(folder, "2/1") and r["judgement"] == "accepted"
    ]
    update = told["update_id"]
    decide(
        folder,
        f"{update},status,completed,,Ann Weller,2024-05-02",
        f"{update},text,The body scanner will be bought by June 2020.,,Ann Weller,2024-05-01",
    )
    (row,) = [r for r in rows(folder, "updates") if r["update_id"] == update]
    assert (row["status"], row["text"]) == ("completed", "The body scanner will be bought by June 2020.")


def test_a_decision_on_a_rendition_holds_for_the_document_that_is_used(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    for name in ("hmp-fenwick-2016.docx", "hmp-fenwick-2016.pdf"):
        shutil.copy(Path(__file__).parents[2] / "data" / "raw" / name, raw)
    (raw / "hmp-fenwick-2016.pdf").rename(tmp_path / "aside.pdf")
    night(tmp_path)
    (docx,) = [r["document_id"] for r in rows(tmp_path, "documents") if r["kind"] == "action_plan"]
    held = [r["action_id"] for r in rows(tmp_path, "commitments")][:3]
    lines = [f"{name},owners,Board of Visitors,,Ann Weller,2024-05-01" for name in held]
    decide(
        tmp_path,
        *lines,
        f"{held[0]},status,completed,,Ann Weller,2024-05-01",
        f"{docx},inspectorate,Her Board,,Ann Weller,2024-05-01",
    )
    assert commitment(tmp_path, held[0])["owners"] == ["Board of Visitors"]
    (tmp_path / "aside.pdf").rename(raw / "hmp-fenwick-2016.pdf")
    night(tmp_path)
    (pdf,) = [r for r in rows(tmp_path, "documents") if r["media_type"] == "application/pdf"]
    assert [r["duplicate_of"] for r in rows(tmp_path, "documents") if r["document_id"] == docx] == [
        pdf["document_id"]
    ]
    assert pdf["inspectorate"] == "Her Board"
    for name in held:
        now = commitment(tmp_path, name.replace(docx, pdf["document_id"]))
        assert now["owners"] == ["Board of Visitors"], name
    assert commitment(tmp_path, held[0].replace(docx, pdf["document_id"]))["status"] == "completed"
    assert {code for code, _ in issues(tmp_path)} == {"decision_moved"}


def test_a_decision_on_a_rendition_with_no_counterpart_is_an_issue() -> None:
    records = anchors.index([])
    words = anchors.Record("action", "d/1/1", "plan.docx", "a scanner", anchors.NOWHERE, None)
    told = renditions.counterpart(words, records, {"d": "p"})
    assert isinstance(told, str)
    assert "plan.docx repeats another document" in told
    assert renditions.counterpart(words, records, {}) is words


@pytest.mark.parametrize(("which", "field", "value"), [(0, "dated", "2019-06-20"), (1, "kind", "other")])
def test_what_is_decided_of_one_rendition_does_not_make_another_document_of_it(
    folder: Path, which: int, field: str, value: str
) -> None:
    as_html = "".join(f"<p>{part}</p>" for part in LETTER.split("\n\n"))
    (folder / "raw" / "letter.html").write_text(f"<html><body>{as_html}</body></html>", encoding="utf-8")
    night(folder)
    pair = sorted(
        (r for r in rows(folder, "documents") if r["file_name"].startswith("letter")),
        key=lambda row: row["duplicate_of"] is not None,
    )
    assert [r["duplicate_of"] is None for r in pair] == [True, False]
    decide(folder, f"{pair[which]['document_id']},{field},{value},,Ann Weller,2024-05-01")
    now = {r["document_id"]: r for r in rows(folder, "documents")}
    assert now[pair[1]["document_id"]]["duplicate_of"] == pair[0]["document_id"]
    assert str(now[pair[0]["document_id"]][field]) == value
    letters = {r["document_id"] for r in rows(folder, "ledger")}
    assert letters == ({pair[0]["document_id"]} if field == "dated" else set())


def test_a_letter_of_the_same_day_that_says_otherwise_is_an_issue(folder: Path) -> None:
    other = LETTER.replace("by June 2019", "by August 2020")
    (folder / "raw" / "other.txt").write_text(other, encoding="utf-8")
    night(folder)
    named = {r["file_name"]: r for r in rows(folder, "documents")}
    assert named["other.txt"]["duplicate_of"] == named["letter.txt"]["document_id"]
    ((_, told),) = issues(folder, "renditions_differ")
    assert "by August 2020" in told
    assert "by June 2019" in told
    assert "letter.txt" in told


def test_two_documents_that_a_correction_makes_one_are_one(folder: Path) -> None:
    other = LETTER.replace("10 April 2019", "11 April 2019")
    (folder / "raw" / "other.txt").write_text(other, encoding="utf-8")
    night(folder)
    named = {r["file_name"]: r for r in rows(folder, "documents")}
    assert named["other.txt"]["duplicate_of"] is None
    decide(folder, f"{named['other.txt']['document_id']},dated,2019-04-10,,Ann Weller,2024-05-01")
    named = {r["file_name"]: r for r in rows(folder, "documents")}
    assert named["other.txt"]["duplicate_of"] == named["letter.txt"]["document_id"]


def test_a_decided_standing_is_questioned_when_a_later_letter_tells_otherwise(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},status,in_progress,,Ann Weller,2019-05-01")
    assert (commitment(folder, name)["status"], commitment(folder, name)["status_as_of"]) == (
        "in_progress",
        date(2019, 5, 1),
    )
    assert issues(folder) == []
    later = LETTER.replace("10 April 2019", "10 September 2019").replace(
        "has been delayed by building works and will now be\nbought by June 2019",
        "was bought in August 2019 and is in use",
    )
    (folder / "raw" / "later.txt").write_text(later, encoding="utf-8")
    for _ in range(2):  # and it is not forgotten in the next night
        night(folder)
        assert commitment(folder, name)["status"] == "in_progress"
        ((code, told),) = issues(folder)
        assert code == "decision_ground_changed"
        assert "delayed" in told
        assert "completed" in told


def test_so_is_that_of_a_commitment_that_an_edition_added(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    logs = {
        "first": (FIRST, "1 February 2021"),
        "second": (SECOND, "1 July 2021"),
        "third": (THIRD, "1 October 2021"),
    }
    pages = {name: page(cells, f"Fulling Mill action log as of {day}") for name, (cells, day) in logs.items()}
    for name in ("first", "second"):
        (raw / f"{name}.html").write_text(pages[name], encoding="utf-8")
    night(tmp_path)
    (name,) = [r["action_id"] for r in rows(tmp_path, "commitments") if r["action_id"].endswith("/5/1")]
    decide(tmp_path, f"{name},status,completed,,Ann Weller,2021-08-01")
    assert issues(tmp_path) == []
    (raw / "third.html").write_text(pages["third"], encoding="utf-8")
    night(tmp_path)
    ((code, told),) = issues(tmp_path)
    assert code == "decision_ground_changed"
    assert "they now say delayed" in told


@pytest.mark.parametrize(
    ("days", "target"),
    [
        (("2024-05-31", "3/1/2020"), None),
        (("31/05/2024", "3/1/2020"), "3 January 2020"),
        (("05/31/2024", "3/1/2020"), "1 March 2020"),
        (("05/31/2024", "by 3/1/20 at the latest"), "by 1 March 2020 at the latest"),
        (("2024-05-31", "13/1/2020"), "13 January 2020"),
        (("2024-05-31", "Q1 2021/22"), "Q1 2021/22"),
    ],
)
def test_days_inside_a_target_follow_the_days_of_the_file(days: tuple[str, str], target: str | None) -> None:
    when, value = days
    found, wrong = decisions_file.parse(f"{HEAD}d/1/1,target,{value},,Ann Weller,{when}\n".encode())
    assert [d.value for d in found] == ([target] if target else [])
    assert ["which number is the month" in i.message for i in wrong] == ([] if target else [True])


def test_columns_with_a_name_that_is_not_ours_are_not_read_by_their_order(folder: Path) -> None:
    name = action(folder, "2/1")
    lines = f"id,field,reason,value,who,when\n{name},owners,asked them,Governor,Ann Weller,2024-05-01\n"
    (folder / "raw" / "decisions.csv").write_text(lines, encoding="utf-8")
    night(folder)
    ((code, told),) = issues(folder)
    assert (code, commitment(folder, name)["owners"]) == ("decision_malformed", ["Head of Security"])
    assert "lack record" in told


def test_a_file_without_a_line_is_as_good_as_gone(folder: Path) -> None:
    decide(folder, f"{action(folder, '2/1')},owners,Governor,,Ann Weller,2024-05-01")
    (folder / "raw" / "decisions.csv").write_bytes(b"")
    with pytest.raises(SuddenLoss, match="1 of 1 decisions"):
        night(folder)


def test_a_decision_that_moves_to_other_words_says_so(folder: Path) -> None:
    name = action(folder, "2/1")
    decide(folder, f"{name},owners,Governor,,Ann Weller,2024-05-01")
    changed = PLAN.replace(words := rows(folder, "actions")[1]["text"], f"{words} 2")
    assert changed != PLAN
    (folder / "raw" / "plan.html").write_text(changed, encoding="utf-8")
    night(folder)
    told = dict(issues(folder))["decision_moved"]
    assert "not the same" in told


@pytest.mark.parametrize(
    ("field", "value"), [("current_target_end", "31 May"), ("current_target_end", "2019-02-30")]
)
def test_a_day_that_is_none_is_told_in_our_words(folder: Path, field: str, value: str) -> None:
    decide(folder, f"{action(folder, '2/1')},{field},{value},,Ann Weller,2024-05-01")
    ((_, told),) = issues(folder)
    assert "is a day, written 2019-11-04" in told
