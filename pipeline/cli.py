"""The command line: results on stdout, messages on stderr, and the one boundary for errors.

Nothing heavy is imported here at module level, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extractors.model import DocumentError
from pipeline.errors import Ended, PipelineError, SiteFailed, Stale, exit_code, reason

if TYPE_CHECKING:
    from pipeline.ingest.folder_reader import Progress
    from pipeline.settings import Settings

EXIT_CODES = """\b
Exit codes:
  0  done; warnings are counted in the summary
  1  wrong use, or an error that the message explains
  2  nothing could be read; the published data stays as it was
  3  the new data failed its checks; the published data stays as it was
  4  an evaluated file is below a floor of the gate
  5  another run is at work on the same published data
  6  status: the data is too old, the last run failed, or files are new that could not be read
  7  run --site: the data is published, its pages could not be brought up to date
  130  ended by Ctrl-C; the published data stays as it was
  143  ended by SIGTERM; the published data stays as it was"""

DISTRIBUTION = "inspection-responses"
# With this in the environment, a fault of the program ends with its traceback.
TRACEBACK = "INSPECTION_RESPONSES_TRACEBACK"

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"Read what public bodies promise their inspectors, and what they later say of it.\n\n{EXIT_CODES}",
)

Raw = Annotated[str, typer.Option(help="Folder with action plans and letters, or an fsspec address.")]
Target = Annotated[str, typer.Option("--processed", help="Folder with the published runs, or an fsspec address.")]
Processed = Annotated[str, typer.Option(help="Folder with the published runs, or an fsspec address.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Reading processes (one a processor).", show_default=False)
]
EngineName = Annotated[Literal["local", "dask"], typer.Option("--engine", help="Where documents are read.")]
Scheduler = Annotated[
    str | None, typer.Option(help="Address of Dask's scheduler, e.g. tcp://host:8786.", show_default=False)
]
Keep = Annotated[int, typer.Option(min=1, help="Runs that stay; older ones are removed.")]
MaxLoss = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Share of documents or actions that may go in one night.")
]
Deadline = Annotated[float, typer.Option(min=1.0, help="Seconds that one document may take.")]
Memory = Annotated[
    int, typer.Option(min=384, help="Megabytes that one document, or the letters of one case, may take.")
]
Force = Annotated[bool, typer.Option("--force", help="Publish also where nothing has changed.")]
LogFormat = Annotated[
    Literal["text", "json"] | None,
    typer.Option(help="Log every step on stderr (warnings only, as text).", show_default=False),
]
Verify = Annotated[bool, typer.Option("--verify", help="Compare every published file with its hash.")]
MaxAge = Annotated[float, typer.Option(min=0.0, help="Hours after which the last good run is stale.")]
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _day(text: str) -> date:
    """A day as 2020-12-31, of a year in which there can be a commitment."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2020-12-31 (year, month, day).") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"{text} lies outside {FIRST_YEAR} to {LAST_YEAR}: is the year right?")
    return day


AsOf = Annotated[
    date | None,
    typer.Option(
        parser=_day,
        metavar="YYYY-MM-DD",
        help="Day on which overdue is judged (today).",
        show_default=False,
    ),
]
SiteDir = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the site (site beside the published data).", show_default=False),
]
WithSite = Annotated[bool, typer.Option("--site", help="Then bring the pages for people up to date.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine (0: a free one).")]
Who = Annotated[
    str | None,
    typer.Option(help="Who decides, as decisions.csv shall name them (your user name).", show_default=False),
]
Labels = Annotated[
    Path | None,
    typer.Option(
        "--export", help="Write what was decided as labelled cases for evaluate here, and end.", show_default=False
    ),
]
RawDir = Annotated[
    Path | None,
    typer.Option("--raw", help="Folder with the documents (raw beside the published data).", show_default=False),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A document.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
GoldDir = Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder with *.gold.json files.")]
RawDirs = Annotated[
    list[Path] | None,
    typer.Option(
        "--raw",
        metavar="<path>",
        help="Folder with the documents (raw, pdf, text and other beside GOLD_DIR).",
        show_default=False,
    ),
]
Done = Annotated[
    Path | None, typer.Option("--processed", help="Score the run published here (the documents are read anew).")
]
Store = Annotated[
    Path | None, typer.Option(help="Where the last result lies (evaluation.json in the folder of the runs).")
]
Gate = Annotated[Path | None, typer.Option(help="JSON file with the floors of each file's figures.")]
Form = Annotated[
    Literal["csv", "xlsx", "parquet", "jsonl"], typer.Option("--format", help="What to write.", show_default=False)
]
RunName = Annotated[
    str | None,
    typer.Option("--run", help="A run_id, the beginning of one, or a day (the latest).", show_default=False),
]
TableNames = Annotated[
    list[str] | None, typer.Option("--table", help="A table, again for each (all).", show_default=False)
]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder, or file of a workbook or of one table (named after the run).", show_default=False),
]
Replace = Annotated[bool, typer.Option("--force", help="Replace what an export has left there.")]
ActionId = Annotated[str, typer.Argument(metavar="ACTION_ID", help="An action_id or its end: 5.01/2.")]
Since = Annotated[
    str | None,
    typer.Option(help="Compare with this run: a run_id, the beginning of one, or a day.", show_default=False),
]
MailTo = Annotated[
    list[str] | None,
    typer.Option(help="Send it to this address, again for each, instead of printing it.", show_default=False),
]
FetchDir = Annotated[str, typer.Option("--raw", help="Folder that documents are fetched into.")]
NightRaw = Annotated[str, typer.Option("--raw", help="Folder that documents are fetched into and read from.")]
FetchFile = Annotated[
    Path | None,
    typer.Option("--config", help="What to fetch, and whom to write to (fetch.toml).", show_default=False),
]
UpdatedSince = Annotated[
    date | None,
    typer.Option(
        "--since",
        parser=_day,
        metavar="YYYY-MM-DD",
        help="Only publications and entries updated since that day (all).",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what there is, and fetch and write nothing.")]
FeedFile = Annotated[
    Path | None,
    typer.Option("--feed", help="Write an Atom feed of the digests of all runs kept.", show_default=False),
]
Full = Annotated[bool, typer.Option("--full", help="Tell every passage, and why it was taken or left.")]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", help="Write the whole story as a page.", show_default=False)
]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"{DISTRIBUTION} {version(DISTRIBUTION)}")
        raise typer.Exit


@app.callback()
def _of_all_commands(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    raw: Raw = "data/raw",
    processed: Target = "data/processed",
    as_of: AsOf = None,
    engine: EngineName = "local",
    workers: Workers = None,
    scheduler: Scheduler = None,
    keep: Keep = 30,
    max_loss: MaxLoss = 0.2,
    deadline: Deadline = 180.0,
    memory: Memory = 2048,
    force: Force = False,
    log_format: LogFormat = None,
    site: WithSite = False,
) -> None:
    """Read what is new or changed and publish the tables; where nothing has changed, publish nothing."""
    from pipeline.runtime.memory import keep_small

    keep_small()
    from pipeline import refresh
    from pipeline.runtime import logs
    from pipeline.runtime.executors import Engine
    from pipeline.runtime.worker import Limits

    settings = refresh.Settings(
        Engine(engine, workers, scheduler), Limits(deadline, memory), keep=keep, max_loss=max_loss, force=force
    )
    logs.to_stderr(log_format)
    if site:
        _site_place(processed, _folder(raw))
    _print(_refreshed(raw, processed, as_of, settings))
    if site:
        _print(_site_of_run(raw, processed))


def _refreshed(raw: str, processed: str, as_of: date | None, settings: Settings) -> Iterable[str]:
    from pipeline import cli_output, refresh

    with _progress_bar() as progress:
        done = refresh.run(raw, processed, as_of or date.today(), progress, settings)
    return cli_output.summary(done)


def _site_of_run(raw: str, processed: str) -> Iterable[str]:
    """The site brought up to date after a run, of which a failure keeps nothing."""
    try:
        return _built(processed, None, _folder(raw))
    except PipelineError as error:
        raise SiteFailed(f"the data is published, its pages are not up to date: {error}") from error


def _site_of_night(raw: str, processed: str) -> Iterable[str]:
    """The site after a night; a night whose runs lie at an address has no folder for it, and that is no failure."""
    from pipeline.storage.stores import is_remote

    if is_remote(processed):
        return [f"site       not made: `inspection-responses site --processed {processed} --out FOLDER` makes it"]
    return _site_of_run(raw, processed)


def _folder(raw: str) -> Path | None:
    """The folder of the documents, where it is one of this machine."""
    return Path(raw) if Path(raw).is_dir() else None


@app.command()
def nightly(
    config: FetchFile = None,
    raw: NightRaw = "data/raw",
    processed: Target = "data/processed",
    as_of: AsOf = None,
    max_age: MaxAge = 36.0,
    feed: FeedFile = None,
    mail_to: MailTo = None,
    log_format: LogFormat = None,
) -> None:
    """One night: fetch, run, the pages, the digest, the state; a step that fails does not stop the others."""
    from pipeline.runtime.memory import keep_small

    keep_small()
    from pipeline import nightly as nights
    from pipeline import refresh
    from pipeline.fetch.config import USUAL
    from pipeline.nightly import NightStep
    from pipeline.runtime import logs

    logs.to_stderr(log_format)
    has_sources = config is not None or USUAL.exists()
    fetching = NightStep("fetch", lambda: _fetched(config, raw, None, dry=False))
    steps = [
        fetching if has_sources else NightStep("fetch", lambda: [f"nothing is fetched: there is no {USUAL}"]),
        NightStep("run", lambda: _refreshed(raw, processed, as_of, refresh.Settings()), needed=True),
        NightStep("site", lambda: _site_of_night(raw, processed)),
        NightStep("digest", lambda: _digested(processed, None, mail_to, feed)),
        NightStep("status", lambda: _state(processed, max_age, verify=False, as_json=False)),
    ]
    code = nights.through(steps, typer.echo, lambda said: typer.echo(f"error: {said}", err=True))
    if code:
        raise typer.Exit(code)


@app.command()
def fetch(
    config: FetchFile = None, raw: FetchDir = "data/raw", since: UpdatedSince = None, dry_run: DryRun = False
) -> None:
    """Fetch what is newly published at the sources into the raw folder: by default HMPPS's plans on GOV.UK."""
    from pipeline.runtime import logs

    logs.to_stderr(None)
    _print(_fetched(config, raw, since, dry=dry_run))


def _fetched(config: Path | None, raw: str, since: date | None, *, dry: bool) -> Iterator[str]:
    """What came, a source after the other; raises at the end where nothing could be had of any."""
    from pipeline.fetch import config as configs
    from pipeline.fetch import fetching, told

    sources = []
    for came in fetching.fetch(configs.read(config), raw, since, dry=dry):
        yield from told.lines(came, dry=dry)
        sources.append(came)
    told.judge(sources)


@app.command()
def status(
    processed: Target = "data/processed", max_age: MaxAge = 36.0, verify: Verify = False, as_json: Json = False
) -> None:
    """Tell how old the data is, how the last run ended and what it could not read; 6 where that is not well."""
    _print(_state(processed, max_age, verify=verify, as_json=as_json))


def _state(processed: str, max_age: float, *, verify: bool, as_json: bool) -> Iterator[str]:
    """The state in lines; raises at the end where it is not well."""
    import json

    from pipeline.publish import health

    now = datetime.now(UTC)
    found = health.health(processed, now, timedelta(hours=max_age), verify=verify)
    yield from [json.dumps(health.as_row(found), ensure_ascii=False)] if as_json else health.lines(found, now)
    if found.worry is not None:
        raise Stale(found.worry)


@app.command()
def extract(file: File, as_json: Json = False) -> None:
    """Show the records of one document."""
    from pipeline import cli_output
    from pipeline.failures import Failure
    from pipeline.ingest.document_reader import attempt

    read = attempt(file)
    if isinstance(read, Failure):
        raise PipelineError(f"{file}: {read.message}")
    _print([cli_output.as_json(read)] if as_json else cli_output.extraction(read))


@app.command()
def tables(file: File, as_json: Json = False) -> None:
    """Show the plan's tables of one document, rows made whole; where none is a plan's, all its tables."""
    from extractors import registry
    from pipeline import cli_output
    from pipeline.failures import Failure
    from pipeline.ingest.document_reader import attempted

    found = attempted(file, registry.tables)
    if isinstance(found, Failure):
        raise PipelineError(f"{file}: {found.message}")
    _print([cli_output.as_json(found)] if as_json else cli_output.tables(found))


@app.command()
def explain(
    action_id: ActionId, processed: Processed = "data/processed", full: Full = False, html: HtmlFile = None
) -> None:
    """Tell the story of one commitment over all letters, on one screen."""
    from pipeline.dataset import load

    story = load(processed).explain(action_id)
    if html is not None:
        from pipeline.analysis.story_html import document

        _print([_written(html, document(story))])
        return
    if full:
        from pipeline.analysis.story_text import lines

        _print(lines(story))
        return
    from pipeline.analysis.story_short import short

    _print(short(story))


@app.command()
def digest(
    processed: Target = "data/processed", since: Since = None, mail_to: MailTo = None, feed: FeedFile = None
) -> None:
    """Tell what changed in the last night, on one screen; or send it, or write the feed of all nights kept."""
    from pipeline.runtime import logs

    logs.to_stderr(None)
    _print(_digested(processed, since, mail_to, feed))


def _digested(processed: str, since: str | None, mail_to: list[str] | None, feed: Path | None) -> Iterator[str]:
    """The digest, or where it went."""
    from pipeline.digest import digest_text, mail, of_runs
    from pipeline.digest import feed as feeds

    by = mail.server(os.environ) if mail_to else None  # what is missing is said before anything is read
    told = of_runs.latest(processed, since) if by or feed is None else None
    if feed is not None:
        feeds.write(feed, (feeds.entry_of(*kept) for kept in of_runs.kept(processed)))
        yield str(feed)
    if by and told:
        mail.send(mail.message(told, by.sender, mail_to or ()), by)
        yield f"sent to {', '.join(mail_to or ())}"
    elif told:
        yield from digest_text.lines(told)


@app.command()
def export(
    form: Form,
    processed: Target = "data/processed",
    run: RunName = None,
    table: TableNames = None,
    out: Out = None,
    force: Replace = False,
) -> None:
    """Write the published tables as CSV, Parquet or JSON lines, or as one accessible Excel workbook."""
    from pipeline.dataset import load
    from pipeline.export import export
    from pipeline.runtime import logs

    logs.to_stderr(None)
    written = export.export(load(processed, run), form, out, tuple(table or ()), force=force)
    _print(str(path) for path in written)


@app.command()
def site(
    processed: Target = "data/processed", run: RunName = None, raw: RawDir = None, out: SiteDir = None
) -> None:
    """Make the pages for people: a folder of plain files, or bring the one there up to date."""
    from pipeline.runtime import logs

    logs.to_stderr(None)
    _print(_built(processed, out, raw, run))


def _site_place(processed: str, raw: Path | None) -> Path:
    """Where the site goes when no place is named; raises where it would do harm there."""
    from pipeline.site.build import check_place, usual_place

    place = usual_place(processed)
    check_place(place, raw)
    return place


def _built(processed: str, out: Path | None, raw: Path | None, run: str | None = None) -> Iterable[str]:
    from pipeline.dataset import load
    from pipeline.site.build import build

    if out is None and run is not None:
        raise PipelineError(
            "the pages of an older run would take the place of the latest: name a folder with --out"
        )
    done = build(load(processed, run, raw), out if out is not None else _site_place(processed, raw))
    counts = f"{done.written} files written, {done.kept} as they were, {done.removed} removed"
    return [f"site       {done.folder}: {counts}"]


@app.command()
def review(
    processed: Target = "data/processed",
    raw: RawDir = None,
    port: Port = 0,
    who: Who = None,
    labels: Labels = None,
) -> None:
    """Look through the pages in a browser on this machine, and decide what is right; or export what was decided."""
    from getpass import getuser

    from pipeline.runtime import logs

    logs.to_stderr(None)
    if labels is not None:
        _export_labels(processed, raw, labels)
        return
    from pipeline.review.server import serve

    serve(processed, raw, who or getuser(), port, typer.echo)


def _export_labels(processed: str, raw: Path | None, into: Path) -> None:
    from pipeline.dataset import load
    from pipeline.review import labelled

    dataset = load(processed, raw=raw)
    if dataset.raw is None:
        raise PipelineError(f"where the documents of {processed} lie is not known: name their folder with --raw")
    found = labelled.export(dataset.arrow_tables, dataset.raw, into)
    _print([f"labels     {found.letters} letters in {into}: evaluate {into / labelled.TRUTH}"])
    _print(f"  left out {reason}" for reason in found.left_out)


@app.command()
def evaluate(
    gold: GoldDir, raw: RawDirs = None, processed: Done = None, store: Store = None, gate: Gate = None
) -> None:
    """Score against hand-checked truth, and say what was gained and lost."""
    from pipeline.evaluation import evaluate as evaluating

    question = evaluating.Question(gold, tuple(raw or ()), processed, store, gate)
    with _progress_bar() as progress:
        outcome = evaluating.run(question, date.today(), progress)
    _print(outcome.lines)
    for breach in outcome.breaches:
        typer.echo(f"error: {breach}", err=True)
    if outcome.breaches:
        raise typer.Exit(4)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _written(path: Path, text: str) -> str:
    """Write a file whole or not at all, and tell its name."""
    from pipeline.storage.stores import write_whole

    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise PipelineError(f"{path} could not be written ({reason(error)}): name another file") from error
    return str(path)


@contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """A bar on stderr while it is a terminal, nothing in a log."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("listing", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def main() -> None:
    """Run the command; errors end as one line on stderr and a documented exit code."""
    try:
        app()
    except SystemExit as end:
        # The parser ends wrong use with 2, which here means that nothing could be read.
        sys.exit(1 if end.code == 2 else end.code)
    except (Exception, Ended) as error:
        if os.environ.get(TRACEBACK):
            raise
        _say(_told(error))
        sys.exit(exit_code(error))


def _told(error: BaseException) -> str:
    """What went wrong, in one line."""
    from pipeline.failures import one_line, place_of

    if isinstance(error, PipelineError | DocumentError | Ended):
        return one_line(str(error))
    if isinstance(error, OSError) and error.filename is None and error.errno in (errno.ENOSPC, errno.EIO):
        return f"what it has to say could not be written ({reason(error)}): is there space where it goes?"
    return one_line(
        f"a fault of this program ({type(error).__name__}{place_of(error)}: {error}): please report it, with what "
        f"{TRACEBACK}=1 shows"
    )


def _say(message: str) -> None:
    """One line on stderr, whatever stdout is; what could not be written there is not tried again at the end."""
    with suppress(OSError):
        typer.echo(f"error: {message}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
