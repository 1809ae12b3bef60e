from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.pipeline.test_publish import published

NAME = "inspection-responses"
HEAVY = {"duckdb", "numpy", "onnxruntime", "pandas", "pdfplumber", "pyarrow", "rich", "scipy", "spacy"}
COMMAND = [sys.executable, "-c", "from pipeline.start import main; main()"]


def command(*arguments: str | Path, columns: str = "80") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": columns},
        check=False,
    )


def lightly(variables: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as it answers; it should import nothing heavy for that, or it says so on stderr."""
    code = (
        f"import atexit, sys; sys.argv[0] = {NAME!r}; from pipeline.start import main; "
        f"atexit.register(lambda: print(*({HEAVY} & sys.modules.keys()), file=sys.stderr, end='')); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "80"} | variables,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done


def test_help_answers_at_once_and_names_the_exit_codes() -> None:
    assert "2  nothing could be read" in lightly({}, "--help").stdout


def test_the_version_is_that_of_the_distribution() -> None:
    done = command("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"inspection-responses {version(NAME)}\n", "")


def completed(typed: str, asked: str = "complete_bash") -> str:
    """What the program answers when bash asks it to complete a line."""
    words = f"{NAME} {typed}"
    asking = {"_INSPECTION_RESPONSES_COMPLETE": asked, "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    return lightly(asking).stdout


def test_bash_completes_commands_and_options() -> None:
    assert completed("ex").split() == ["extract", "explain", "export"]
    assert completed("run --sch").split() == ["--scheduler"]


def test_bash_takes_the_script_that_switches_completion_on() -> None:
    script = completed("", "source_bash")
    code = f"{script}\ncomplete -p {NAME}"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f" {NAME}\n")


def test_wrong_use_ends_with_1(tmp_path: Path) -> None:
    for arguments in (["--no-such-option"], ["run", "--as-of", "yesterday"], ["nonsense"], ["extract"]):
        done = command(*arguments)
        assert done.returncode == 1, arguments
        assert done.stdout == ""
        assert "Error:" in done.stderr
    done = command("run", "--raw", tmp_path / "nowhere", "--processed", tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is not a folder" in done.stderr


def test_a_file_that_is_no_document_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"nothing of that kind")
    for verb in ("extract", "tables"):
        for name in ("x.pdf", "missing.pdf"):
            done = command(verb, tmp_path / name)
            assert done.returncode == 1
            assert done.stderr.startswith("error: ")
            assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (
            "<table><tr><th>Name</th><th>Telephone</th></tr><tr><td>Jo Field</td><td>12</td></tr></table>",
            ["table 1: 1 rows, no plan", "  Name | Telephone", "  - Jo Field | 12"],
        ),
        (
            "<table><tr><th>ID</th><th>Issue</th><th>Date</th></tr><tr><td>7</td><td>Rust</td><td>May</td></tr></table>",
            ["table 1: 1 rows, no plan", "  ID | Issue | Date", "  - 7 | Rust | May"],
        ),
        ("<p>Nothing but words.</p>", ["no table was found"]),
    ],
)
def test_where_no_table_is_a_plan_all_are_shown_with_their_headers(
    content: str, shown: list[str], tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(content)
    done = command("tables", tmp_path / "page.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == shown


@pytest.mark.parametrize("content", [{}, {"a.pdf": b"", "b.bin": b"\x00"}, {"README.md": b"notes"}])
def test_a_folder_in_which_nothing_can_be_read_ends_with_2_and_keeps_latest(
    tmp_path: Path, content: dict[str, bytes]
) -> None:
    raw, processed = tmp_path / "raw", tmp_path / "processed"
    raw.mkdir()
    for name, data in content.items():
        (raw / name).write_bytes(data)
    published(processed)
    done = command("run", "--raw", raw, "--processed", processed)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert (processed / "latest").readlink() == Path("runs/run-1")
    assert len(list((processed / "runs").iterdir())) == 1


def test_explain_tells_the_story_of_one_commitment(tmp_path: Path) -> None:
    published(tmp_path)
    done = command("explain", "1.2/1", "--full", "--processed", tmp_path)
    assert done.returncode == 0, done.stderr
    story = done.stdout
    for part in (
        "larkhill-plan.pdf, page 2, submitted 2018-11-01",
        "A body scanner will be bought.",
        "December 2018 (2018-12-01 to 2018-12-31)",
        "delayed as of 2019-04-10, overdue since 2019-06-30",
        "Letter larkhill-letter.pdf, 2019-04-10: delayed",
        "June 2019 (2019-06-01 to 2019-06-30), slip certain by 152 to 211 days",
        "by the gate works",
        "+6.25 bits  rare_terms: “body scanner” | “body scanner”",
        "accepted by weights: matched, score 0.95",
        ", page 2",
    ):
        assert part in story, part
    assert story == command("explain", "1.2/1", "--full", "--processed", tmp_path, columns="200").stdout


def test_explain_shows_what_was_looked_at_where_a_letter_is_silent(tmp_path: Path) -> None:
    published(tmp_path)
    story = command("explain", "1.3/1", "--full", "--processed", tmp_path).stdout
    assert "not_mentioned" in story
    assert "looked at and not taken" in story
    assert "family visits garden" in story
    assert "score 0.12" in story


def test_explain_is_short_where_nothing_else_is_asked_for(tmp_path: Path) -> None:
    published(tmp_path)
    lines = command("explain", "1.2/1", "--processed", tmp_path).stdout.splitlines()
    assert len(lines) <= 40
    assert "  promise   A body scanner will be bought." in lines
    assert "  stands    delayed as of 2019-04-10, overdue since 2019-06-30" in lines
    (letter,) = [n for n, line in enumerate(lines) if "larkhill-letter.pdf" in line]
    assert lines[letter] == "  2019-04-10 delayed; new date June 2019 (larkhill-letter.pdf, page 2)"
    assert lines[letter + 1].startswith("            “The body scanner has been delayed by the gate works")
    assert not any("bits" in line for line in lines)


def test_explain_writes_a_page_that_stands_alone(tmp_path: Path) -> None:
    published(tmp_path)
    done = command("explain", "1.2/1", "--processed", tmp_path, "--html", tmp_path / "story.html")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'story.html'}\n")
    page = (tmp_path / "story.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert (page.count("<h1"), page.count("<title>Commitment "), page.count("</html>")) == (1, 1, 1)
    assert "A body scanner will be bought." in page
    assert "<script" not in page
    lost = command("explain", "1.2/1", "--processed", tmp_path, "--html", tmp_path / "no" / "story.html")
    assert (lost.returncode, lost.stderr.count("\n")) == (1, 1)
    assert "could not be written" in lost.stderr


def test_explain_asks_which_one_and_says_what_there_is(tmp_path: Path) -> None:
    assert "no published run" in command("explain", "1.2/1", "--processed", tmp_path).stderr
    published(tmp_path)
    several = command("explain", "1", "--processed", tmp_path)
    assert several.returncode == 1
    assert "3 commitments are called 1" in several.stderr
    none = command("explain", "7.7/7", "--processed", tmp_path)
    assert none.returncode == 1
    assert "no commitment is called 7.7/7" in none.stderr
