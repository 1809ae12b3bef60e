"""A decision is added to the file as a person has it, whole or not at all, and another's is never overruled unseen."""

from __future__ import annotations

import codecs
import multiprocessing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.decisions.file import Decision, parse
from pipeline.decisions.writing import DecisionConflict, append, conflict, undo
from pipeline.errors import Locked, PipelineError
from pipeline.storage import lock

DAY = date(2024, 5, 31)
HEAD = "record,field,value,reason,who,when"
OLD = "abc/1/1,owners,Head of Estates,asked them,Ann Weller,2024-05-01"
LINK = Decision(0, "def/u1 | abc/1/1", "link", "accepted", "", "Ann Weller", DAY, "The gate was opened.")


def a(value: str, who: str = "Ann Weller", when: date = DAY, **changed: str) -> Decision:
    return replace(Decision(0, "abc/1/1", "owners", value, "", who, when), **changed)


def read(path: Path) -> list[Decision]:
    found, problems = parse(path.read_bytes())
    assert problems == []
    return found


def test_a_file_that_is_not_there_is_made_with_the_words_the_decision_was_made_on(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    (made,) = append(path, LINK)
    assert path.read_text(encoding="utf-8") == (
        f"{HEAD},words\ndef/u1 | abc/1/1,link,accepted,,Ann Weller,2024-05-31,The gate was opened.\n"
    )
    assert read(path) == [made] == [replace(LINK, line=2)]
    assert [each.name for each in tmp_path.iterdir()] == ["decisions.csv"]


@pytest.mark.parametrize(
    ("text", "codec", "mark"),
    [
        (f"{HEAD}\n{OLD}\n", "utf-8", b""),
        (f"{HEAD}\r\n{OLD}", "utf-8", codecs.BOM_UTF8),
        (f"{HEAD}\n{OLD}\n".replace(",", ";").replace("asked", "“ask”"), "cp1252", b""),
        (f"{HEAD}\r\n{OLD}\r\n".replace(",", "\t"), "utf-16-le", codecs.BOM_UTF16_LE),
        (f"{HEAD}\r\n{OLD}\r\n", "utf-16-be", codecs.BOM_UTF16_BE),
        (f"{HEAD}\r\n{OLD}\r\n", "utf-16-le", b""),
        (f"sep=;\n{HEAD}\n{OLD}\n".replace(",", ";"), "utf-8", b""),
        (f"{HEAD}\r{OLD}\r", "utf-8", b""),
        (f"{OLD}\n{OLD}\n", "utf-8", b""),
        (f"{HEAD},words\n{OLD},The words\n", "utf-8", b""),
        ("who,when,note,value,field,record,reason\nAnn Weller,2024-05-01,x,Governor,owners,abc/1/1,asked\n", "utf-8", b""),
    ],
)  # fmt: skip
def test_a_line_is_added_as_the_file_is_written_and_nothing_else_changes(
    tmp_path: Path, text: str, codec: str, mark: bytes
) -> None:
    path = tmp_path / "decisions.csv"
    data = mark + text.encode(codec)
    path.write_bytes(data)
    before = read(path)
    (made,) = append(path, replace(LINK, reason="she said “so”; twice, in all"))
    assert path.read_bytes().startswith(data)
    assert read(path) == [*before, made]
    assert (made.value, made.reason) == ("accepted", "she said “so”; twice, in all")
    assert made.words == ("The gate was opened." if "words" in text else None)
    added = path.read_bytes().removeprefix(data).decode(codec)
    end = "\r\n" if "\r\n" in text else text[-1]
    assert added.endswith(end)
    assert added.strip(end).count(end) == 0
    undo(path, made)
    assert path.read_bytes() in (data, data + end.encode(codec))


@pytest.mark.parametrize(
    "value",
    [
        'He said "yes"',
        "one\ntwo",
        "one\r\n\r\ntwo",
        "=1+1",
        "+44",
        "-",
        "@home",
        "'=1",
        "''x",
        "a, b; c\td",
        "½ “x”",
    ],
)
def test_a_value_comes_back_as_it_was_decided_and_is_no_formula(tmp_path: Path, value: str) -> None:
    path = tmp_path / "decisions.csv"
    append(path, a("Governor", reason="why"))
    append(path, a(value, field="text"))
    append(path, a("Governor", reason=value))
    assert [each.value for each in read(path)] == ["Governor", value.replace("\r\n", "\n"), "Governor"]
    assert read(path)[-1].reason == value.replace("\r\n", "\n")
    assert not any(cell.startswith(tuple("=+-@")) for cell in path.read_text(encoding="utf-8").split(","))


def test_days_of_the_file_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(f"{HEAD}\nabc,dated,04/11/2019,,Ann Weller,25/11/2019\n", encoding="utf-8")
    (made,) = append(path, a("31/10/2019", record="abc/1/2", field="target"))
    assert made.value == "31 October 2019"
    assert [(each.value, each.when) for each in read(path)] == [
        ("2019-11-04", date(2019, 11, 25)),
        ("31 October 2019", DAY),
    ]


@pytest.mark.parametrize(
    ("before", "decision", "why"),
    [
        (f"{HEAD}\n{OLD}\n", replace(LINK, value="perhaps"), "accepted or rejected"),
        (f"{HEAD}\n{OLD}\n", replace(LINK, record="def/u1"), r"update_id \| action_id"),
        (f"{HEAD}\n{OLD}\n", replace(LINK, who=" "), "it gives no who"),
        (f"{HEAD}\n{OLD}\n", a("2019\n" * 40, field="text"), "quote that is not closed"),
        (f"{HEAD}\n{OLD}\n", a("04/11/2019", field="dated"), "write 2019-11-04 or 2019-04-11"),
        (f"{HEAD}\n{OLD}\n", a("half \ud800 of it"), "cannot hold"),
        ("record,value,who,when,what\nabc/1/1,x,A,2024-05-01,owners\n", LINK, "columns lack field"),
        ("record,field,value\nabc/1/1,owners,Governor\n", LINK, "it gives no who and no when"),
        (
            f'{HEAD},note,more\nabc/1/1,owners,"Governor,,A,2024-05-01,,\n',
            replace(LINK, reason=", twice"),
            "not written",
        ),
    ],
)
def test_what_would_not_be_read_is_not_written(tmp_path: Path, before: str, decision: Decision, why: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(PipelineError, match=why) as found:
        append(path, decision)
    assert "\n" not in str(found.value)
    assert path.read_text(encoding="utf-8") == before
    assert [each.name for each in tmp_path.iterdir()] == ["decisions.csv"]


def test_a_character_that_the_file_cannot_hold_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes(f"{HEAD}\n{OLD}\n".replace("asked", "“asked”").encode("cp1252"))
    with pytest.raises(PipelineError, match=r"'→'.*cp1252.*save it as UTF-8"):
        append(path, a("Governor → Deputy"))


def test_another_persons_different_decision_is_shown_and_never_overruled_in_passing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    (first,) = append(path, LINK)
    mine = replace(LINK, record="def/u1|abc/1/1", value="rejected", who="Ben Ashby")
    before = path.read_bytes()
    with pytest.raises(DecisionConflict, match="Ann Weller decided 'accepted' on 2024-05-31") as found:
        append(path, mine)
    assert found.value.other == first
    assert path.read_bytes() == before
    (second,) = append(path, mine, beside=True)
    assert read(path) == [first, second]


def test_one_may_change_ones_own_mind_and_agree_with_another(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    append(path, LINK)
    append(path, replace(LINK, value="rejected"))
    append(path, replace(LINK, value="rejected", who="Ben Ashby"))
    assert [each.value for each in read(path)] == ["accepted", "rejected", "rejected"]
    with pytest.raises(DecisionConflict):  # and then Ben Ashby stands otherwise
        append(path, LINK)


def test_what_counts_already_is_no_conflict() -> None:
    ann, ben = a("Governor", when=date(2024, 5, 1)), replace(a("Head of Estates", "Ben Ashby"), line=1)
    assert conflict([ann, ben], a("Head of Estates", "Cara Lunt")) is None
    assert conflict([ann, ben], a("Governor")) == ben
    assert conflict([ann, ben], a("Deputy Governor", "Ben Ashby")) == ann
    assert conflict([ann, ben], a("Governor", field="owner_raw")) is None
    dated = [a("March 2020", field="target")]
    assert conflict(dated, a("May 2020", "Ben Ashby", field="target_raw")) == dated[0]


def test_the_last_line_of_a_person_can_be_taken_away_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes(f"{HEAD}\r\n{OLD}\r\n".encode() + b"\r\nabc/2/1,owners,\x81,,Ann Weller,2024-05-01\r\n")
    (first,) = append(path, a("Governor", reason="over\ntwo lines"))
    alone = path.read_bytes()
    (other,) = append(path, a("Governor", "Ben Ashby"))
    both = path.read_bytes()
    (last,) = append(path, a("Head of Estates"), beside=True)
    with pytest.raises(PipelineError, match=r"not the last that Ann Weller has in decisions\.csv"):
        undo(path, first)
    undo(path, last)
    assert path.read_bytes() == both
    undo(path, first)  # though another has written since
    assert path.read_bytes() == both.replace(alone[len(alone.partition(b"abc/1/1,owners,Gov")[0]) :], b"")
    assert [each.who for each in read(path)] == ["Ann Weller", "Ann Weller", "Ben Ashby"]
    undo(path, other)
    with pytest.raises(PipelineError, match="Ben Ashby"):
        undo(path, other)


def test_a_line_that_others_are_read_by_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    before = f"{HEAD}\nabc,dated,04/11/2019,,Ben Ashby,2019-12-01\nabc/1/1,owners,Governor,,Ann Weller,25/11/2019\n"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(PipelineError, match="without line 3 other lines would be read otherwise"):
        undo(path, read(path)[1])
    assert path.read_text(encoding="utf-8") == before


def test_who_may_read_the_file_and_where_it_lies_stay_as_they_are(tmp_path: Path) -> None:
    real = tmp_path / "shared.csv"
    real.write_text(f"{HEAD}\n{OLD}\n", encoding="utf-8")
    real.chmod(0o664)
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw" / "decisions.csv"
    path.symlink_to(real)
    append(path, LINK)
    assert path.is_symlink()
    assert len(read(real)) == 2
    assert real.stat().st_mode & 0o777 == 0o664


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="cannot be written"):
        append(tmp_path / "none" / "decisions.csv", LINK)


def _write_many(path: Path, who: str) -> None:
    for n in range(15):
        append(path, a("Governor", who, record=f"abc/{n}/1"))


def test_two_who_write_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write_many, args=(path, who)) for who in ("Ann Weller", "Ben Ashby")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(read(path)) == 30
    assert [each.name for each in tmp_path.iterdir()] == ["decisions.csv"]


def test_whoever_holds_the_file_too_long_is_not_waited_for_without_end(tmp_path: Path) -> None:
    with (
        lock.awaited(tmp_path / "lock"),
        pytest.raises(Locked, match="try again"),
        lock.awaited(tmp_path / "lock", 0.05),
    ):
        pass  # pragma: no cover
