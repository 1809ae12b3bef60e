"""Follows a page of documentation to the letter: runs every code block in order, and compares what it prints.

A block is followed by its first words:

- ``sh`` is run, ``python`` executed in the namespace of the page, ``sql`` put to the published DuckDB file, ``r`` run
  by R;
- ``text`` is what the block before it prints; ``…`` stands for whatever is left out;
- ``{code-block}`` has a caption, and is saved as the file that the caption names;
- ``sh shown`` cannot be run here: its syntax is checked, and that every command and option of ours, every target
  of the Makefile and every file of ``deploy/`` that it names is there.

A block of any other kind is a mistake.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb
from markdown_it import MarkdownIt
from sybil import Document, Example, Region
from sybil.evaluators.python import PythonEvaluator
from sybil.region import Lexeme
from typer.main import get_command

from pipeline import cli

ROOT = Path(__file__).parents[1]
DIRECTIVES = ("{toctree}", "{include}")
DATABASE = "data/processed/latest/inspection-responses.duckdb"
PATIENCE = 60  # seconds that a block may take
PARSERS: dict[str, Callable[[str], object]] = {
    ".toml": tomllib.loads,
    ".json": json.loads,
    ".csv": lambda text: list(csv.DictReader(text.splitlines(), strict=True)),
    ".html": str,
    ".patch": str,
    ".py": lambda text: compile(text, "<page>", "exec"),
}
# The process groups of the shells: what they leave running in the background is ended by `end_all`.
_groups: list[int] = []


@dataclass
class Reader:
    """Someone who follows pages in a folder; a port is swapped for another where the page's own may be taken.

    ``printed`` is what the last block printed.
    """

    folder: Path
    port: tuple[str, str] = ("", "")
    printed: str | None = None

    def follow(self, page: Path, *, in_r: bool = False) -> None:
        """Do what the page says, block by block: its blocks in R with their output, or all the others."""
        document = Document.parse(str(page), self.blocks)
        wanted = True
        with contextlib.chdir(self.folder):
            for example in document.examples():
                if example.parsed.words != "text":
                    wanted = (example.parsed.words == "r") is in_r
                if wanted:
                    example.evaluate()

    def blocks(self, document: Document) -> Iterator[Region]:
        """Every fenced and every indented block, as Markdown itself finds them, with the rule for it."""
        starts = [0, *accumulate(len(line) for line in document.text.splitlines(keepends=True))]
        rules = {
            "sh": self.run,
            "sh shown": shown,
            "python": self.execute,
            "sql": self.query,
            "r": self.run_in_r,
            "text": self.compare,
        }
        for token in MarkdownIt().parse(document.text):
            if token.type in ("fence", "code_block") and not token.info.startswith(DIRECTIVES):
                block, (first, last) = block_of(token.content, token.info), token.map or (0, 0)
                rule = self.save if block.caption else rules.get(block.words, unknown)
                yield Region(starts[first], starts[last], block, rule)

    def run(self, example: Example) -> str | None:
        """A shell's commands, of which none may fail."""
        return self._call(["sh", "-e", "-c", example.parsed.replace(*self.port)])

    def run_in_r(self, example: Example) -> str | None:
        script = self.folder.with_name(f"{self.folder.name}.R")
        script.write_text(example.parsed, encoding="utf-8")
        return self._call(["Rscript", "--vanilla", str(script)])

    def _call(self, command: list[str]) -> str | None:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        env = os.environ | {"PATH": path, "COLUMNS": "80", "PYTHONPATH": str(self.folder)}
        said = self.folder.with_name(f"{self.folder.name}.out")  # a pipe would wait for what runs in the background
        with said.open("w", encoding="utf-8") as out:
            shell = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
            _groups.append(shell.pid)
            code = shell.wait(PATIENCE)
        self.printed = said.read_text(encoding="utf-8")
        return f"it ended with {code}:\n{self.printed}" if code else None

    def execute(self, example: Example) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            PythonEvaluator()(example)
        self.printed = out.getvalue()

    def query(self, example: Example) -> None:
        with duckdb.connect(DATABASE, read_only=True) as database:
            self.printed = str(database.sql(example.parsed))

    def compare(self, example: Example) -> str | None:
        if self.printed is None:
            return "no block before it prints anything"
        wanted, got = tidy(example.parsed), tidy(self.printed)
        pattern = ".*?".join(re.escape(part) for part in wanted.split("…"))
        return None if re.fullmatch(pattern, got, re.DOTALL) else f"the page shows\n{wanted}\nand this came\n{got}"

    def save(self, example: Example) -> None:
        path = self.folder / example.parsed.caption
        PARSERS[path.suffix](example.parsed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.parsed, encoding="utf-8")


def end_all() -> None:
    """End what shells have left running."""
    while _groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(_groups.pop(), signal.SIGKILL)


class Block(Lexeme):
    """The text of a block, with the words that say what it is, and its caption."""

    words: str = ""
    caption: str | None = None


def block_of(content: str, info: str) -> Block:
    given = re.match(r":caption: (\S+)\n\n?", content) if info.startswith("{code-block}") else None
    block = Block(content[given.end() :] if given else content, 0, 0)
    block.words = info.removeprefix("{code-block}").strip()
    block.caption = given[1] if given else None
    return block


def tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def unknown(example: Example) -> str:
    return (
        f"what is done with a block of {example.parsed.words or 'no language'}? See the head of tests/following.py"
    )


def commands() -> dict[str, Any]:
    found: dict[str, Any] = get_command(cli.app).commands  # type: ignore[attr-defined]
    return found


def options(command: Any) -> set[str]:
    return {"--help", *(option for parameter in command.params for option in parameter.opts)}


def shown(example: Example) -> str | None:
    """What cannot be run here is at least a shell's language, and names only what there is."""
    text = example.parsed.replace("\\\n", " ")
    checked = subprocess.run(["sh", "-n", "-c", text], capture_output=True, text=True, check=False)
    return "; ".join([*_missing(text), *checked.stderr.splitlines()]) or None


def _missing(text: str) -> Iterator[str]:
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    yield from (f"no file {f}" for f in re.findall(r"\bdeploy/[\w./-]+", text) if not (ROOT / f).exists())
    yield from (f"no target {name}" for name in re.findall(r"\bmake ([a-z]+)", text) if name not in targets)
    known = commands()
    for name, rest in re.findall(r"\binspection-responses ([a-z]+)\b([^#\n;|&]*)", text):
        if name not in known:
            yield f"no command {name}"
            continue
        yield from (f"no {name} {o}" for o in re.findall(r"--[\w-]+", rest) if o not in options(known[name]))
