"""A night that changed a little publishes, to the byte, what a first night over the same folder would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from extractors.model import Issue
from pipeline.model import Document
from pipeline.tables import document_rows
from tests.in_process import here
from tests.pipeline.test_decisions import HEAD
from tests.pipeline.test_editions import FIRST, SECOND, page
from tests.pipeline.test_night import OTHER, night, rows, tables_of
from tests.pipeline.test_run import LETTER, PLAN


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runtime.worker.run", here)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "other.html").write_text(OTHER, encoding="utf-8")
    (raw / "log-2011-03.html").write_text(page(FIRST), encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    night(tmp_path)
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose rows are made anew."""
    names: list[str] = []
    make = document_rows.issue_rows

    def noted(documents: list[Document], found: list[tuple[str | None, Issue]]) -> list[document_rows.Row]:
        names.extend(document.file_name for document in documents)
        return make(documents, found)

    monkeypatch.setattr(document_rows, "issue_rows", noted)
    return names


def letter_more(folder: Path) -> None:
    text = LETTER.replace("June 2019", "August 2019").replace("May 2019", "July 2019")
    (folder / "raw" / "letter-2.txt").write_text(text, encoding="utf-8")


def letter_of_the_other(folder: Path) -> None:
    text = LETTER.replace("HMP Larkhill Moor", "HMP Ashcombe Vale").replace("body scanner", "metal detector")
    (folder / "raw" / "a letter.txt").write_text(text, encoding="utf-8")


def edition(folder: Path) -> None:
    (folder / "raw" / "log-2011-06.html").write_text(page(SECOND), encoding="utf-8")


def twin(folder: Path) -> None:
    (folder / "raw" / "again.html").write_text(PLAN + "<p>Copies are kept.</p>", encoding="utf-8")


def renamed(folder: Path) -> None:
    (folder / "raw" / "plan.html").rename(folder / "raw" / "z plan.html")


def gone(folder: Path) -> None:
    (folder / "raw" / "other.html").unlink()


def letter_gone(folder: Path) -> None:
    (folder / "raw" / "letter.txt").unlink()


def decided(folder: Path, *lines: str) -> None:
    (folder / "raw" / "decisions.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def promised(folder: Path, end: str) -> str:
    """The action_id of the plan that ends so."""
    (plan,) = [row["document_id"] for row in rows(folder, "documents") if row["file_name"].endswith("plan.html")]
    return f"{plan}/{end}"


def value_decided(folder: Path) -> None:
    decided(folder, f"{promised(folder, '6/1')},owners,Governor,asked,Ann Weller,2019-06-01")


def state_decided(folder: Path) -> None:
    decided(folder, f"{promised(folder, '6/1')},status,delayed,saw it,Ann Weller,2019-06-01")


def link_refused(folder: Path) -> None:
    link = next(row for row in rows(folder, "links") if row["judgement"] == "accepted")
    decided(folder, f"{link['update_id']} | {link['action_id']},link,rejected,read it,Ann Weller,2019-06-01")


def broken_more(folder: Path) -> None:
    (folder / "raw" / "broken-2.pdf").write_bytes(b"%PDF-1.7\nnothing else at all")


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        (letter_more, {"letter-2.txt", "letter.txt"}),  # which named a letter that was missing
        (letter_of_the_other, {"a letter.txt"}),
        (edition, {"log-2011-06.html"}),
        (twin, {"again.html"}),
        (renamed, {"z plan.html"}),
        (gone, set()),
        (letter_gone, set()),
        (value_decided, {"plan.html"}),
        (state_decided, {"plan.html"}),
        (link_refused, set()),
        (broken_more, {"broken-2.pdf"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_only_what_changed_is_made_anew_and_all_is_as_if_it_were(
    folder: Path, made: list[str], change: Callable[[Path], None], anew: set[str]
) -> None:
    change(folder)
    later = date(2019, 9, 1)
    done = night(folder, later, max_loss=1)
    assert done.published
    assert set(made) - {"broken.pdf"} == anew
    made.clear()
    assert as_if_first(folder, later) == tables(folder)
    assert len(set(made)) == len(rows(folder, "documents"))


def tables(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in tables_of(folder / "out" / "latest").items() if name != "changes.parquet"}


def as_if_first(folder: Path, day: date) -> dict[str, bytes]:
    other = folder / "elsewhere"
    other.mkdir(exist_ok=True)
    (other / "raw").symlink_to(folder / "raw")
    night(other, day)
    return tables(other)


@pytest.mark.slow
def test_night_after_night(folder: Path) -> None:
    for n, change in enumerate((letter_more, state_decided, edition, renamed, letter_gone, gone), start=2):
        change(folder)
        night(folder, date(2019, 9, n), max_loss=1)
    assert as_if_first(folder, date(2019, 9, n)) == tables(folder)


def test_marks_of_another_run_count_for_nothing(folder: Path, made: list[str]) -> None:
    before = tables(folder)
    letter_more(folder)
    first = (folder / "out" / "latest").resolve()
    night(folder)
    (folder / "out" / "latest").unlink()
    (folder / "out" / "latest").symlink_to(first.relative_to(folder / "out"))
    (folder / "raw" / "letter-2.txt").unlink()
    made.clear()
    night(folder, force=True)
    assert set(made) >= {"plan.html", "letter.txt", "other.html"}
    assert tables(folder) == before
