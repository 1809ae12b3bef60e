"""The site of a run: its pages written where they are new or other than before, those that are gone removed.

What the pages of a case show is known by a hash, kept in a file of the site: the pages of a case that is as it was
are neither made nor written. Every page is written beside its place and moved there. That file says first what is
about to change: a building that is broken off leaves a site that the next one takes up and makes whole.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.dataset import Dataset
from pipeline.errors import PipelineError, reason
from pipeline.identifiers import digest
from pipeline.publish import formats, run_folder
from pipeline.site import downloads, render
from pipeline.site.page import SitePage
from pipeline.site.pictures import Pictures
from pipeline.site.whole import WholeRun, pages_of
from pipeline.storage import code_fingerprint, lock
from pipeline.storage.stores import is_remote

RECORD, LOCK = ".site.json", ".site.lock"
SEARCH = "static/search-entries.js"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """Where the site lies, and how many files of it were written, left as they were and removed."""

    folder: Path
    written: int
    kept: int
    removed: int


@dataclass
class _SiteRecord:
    """What the site remembers of itself from run to run."""

    made_of: str = ""
    run: str = ""
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    pictures: dict[str, tuple[float, float]] = field(default_factory=dict)


def build(dataset: Dataset, out: Path) -> Built:
    """Make the site of ``dataset`` in the folder ``out``, or bring the one there up to date.

    Raises :class:`~pipeline.errors.PipelineError` where the folder holds what is no site, lies among the documents
    or in a run, or cannot be written.
    """
    check_place(out, dataset.raw)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with lock.awaited(out / LOCK):
            before = _remembered(out)
            code = code_fingerprint.code_fingerprint({})
            if before.made_of == _made_of(dataset, code) and all((out / name).is_file() for name in before.files):
                return Built(out, 0, len(set(before.files)), 0)
            return _Site(dataset, out, before, code).build()
    except OSError as error:
        raise PipelineError(f"the site could not be written ({reason(error)}: {error.filename or out})") from error


def _made_of(dataset: Dataset, code: str) -> str:
    """What the site depends on, in short: a run is never other than it was."""
    return f"{dataset.run['run_id']} {dataset.day} {code}"


def usual_place(processed: str) -> Path:
    """Where a site goes when no place is named: ``site`` beside the published data.

    Raises :class:`~pipeline.errors.PipelineError` where that is no local folder.
    """
    if is_remote(processed):
        raise PipelineError(
            f"{processed} is no folder here: make the site with `inspection-responses site --out FOLDER`"
        )
    return Path(processed).resolve().parent / "site"


def check_place(out: Path, raw: Path | None) -> None:
    """Raises :class:`~pipeline.errors.PipelineError` where a site in ``out`` would do harm to what lies there."""
    place = out.resolve()
    if raw is not None and place.is_relative_to(raw.resolve()):
        raise PipelineError(f"{out} lies among the documents, where it would be read as one: name another place")
    for folder in (place, *place.parents):
        if (folder / run_folder.RUN_FILE).is_file() and (folder / formats.DESCRIPTOR).is_file():
            raise PipelineError(f"{out} lies in the published run {folder.name}: name another place with --out")
    if out.exists() and not out.is_dir():
        raise PipelineError(f"{out} is a file: name another place for the site with --out")
    if out.is_dir() and not (out / RECORD).exists() and any(path.name != LOCK for path in out.iterdir()):
        raise PipelineError(f"{out} holds something else than a site: name another folder with --out")


def _remembered(out: Path) -> _SiteRecord:
    path = out / RECORD
    if not path.is_file():
        return _SiteRecord()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        sizes = {name: (float(w), float(h)) for name, (w, h) in found["pictures"].items()}
        return _SiteRecord(found["made_of"], found["run"], found["cases"], found["files"], sizes)
    except (ValueError, KeyError, TypeError, AttributeError):
        _log.warning("%s cannot be read: all pages are made anew", path)
        return _SiteRecord()


class _Site:
    """One building of the site."""

    def __init__(self, dataset: Dataset, out: Path, before: _SiteRecord, code: str) -> None:
        self.dataset, self.out, self.before = dataset, out, before
        self.after = _SiteRecord(_made_of(dataset, code), f"{dataset.run['run_id']} {dataset.day}")
        self.pictures = Pictures(out, dataset.raw, before.pictures)
        self.written = 0
        self.whole = WholeRun(dataset)
        self.library = self.whole.library
        self._grounds: dict[str, str] = {}
        self.standing: dict[str, dict[str, Any]] = {}  # the cases whose pages are what they would be now
        self.code = code

    def build(self) -> Built:
        self.standing = {key: case for key, case in self.before.cases.items() if self._stands(key, case)}
        self._claim()
        self._static()
        for case_id in self.library:
            self._case(case_id)
        self._downloads()
        for page in self.whole.overviews(downloads.listed(self.dataset)):
            self.after.files += self._page(page)
        self.after.files.append(self._write(SEARCH, self.whole.search_script()))
        self.after.pictures = {name: s for name, s in self.pictures.sizes.items() if name in self.pictures.used}
        self.after.files += sorted(self.pictures.used)
        if any(case["lacking"] for case in self.after.cases.values()):
            self.after.made_of = ""  # what could not be drawn is tried again
        gone = self._clear()
        self._write(RECORD, json.dumps(vars(self.after), ensure_ascii=False))
        files = len(set(self.after.files))
        return Built(self.out, self.written, files - self.written, gone)

    def _claim(self) -> None:
        """Write down, before anything is changed, which cases can still be trusted should this be broken off."""
        claimed = _SiteRecord(cases=self.standing, files=self.before.files, pictures=self.before.pictures)
        self._write(RECORD, json.dumps(vars(claimed), ensure_ascii=False))

    def _ground(self, case_id: str) -> str:
        if case_id not in self._grounds:
            self._grounds[case_id] = digest(self.code, self.library.ground(case_id))
        return self._grounds[case_id]

    def _stands(self, case_id: str, known: dict[str, Any]) -> bool:
        """Whether the pages of a case, as they are remembered, are what they would be if they were made now."""
        return (
            case_id in self.library
            and known["ground"] == self._ground(case_id)
            and not known["lacking"]
            and all((self.out / name).is_file() for name in known["files"])
        )

    def _case(self, case_id: str) -> None:
        known = self.standing.get(case_id)
        if known is not None:
            self.after.cases[case_id] = known
            self.after.files += known["files"]
            self.pictures.used |= set(known["pictures"])
            return
        found = self.library.case(case_id)
        already, lacked = set(self.pictures.used), self.pictures.lacking
        files = [name for page in pages_of(found, self.pictures) for name in self._page(page)]
        self.after.cases[case_id] = {
            "ground": self._ground(case_id),
            "files": files,
            "pictures": sorted(self.pictures.used - already),
            "lacking": self.pictures.lacking > lacked,
        }
        self.after.files += files

    def _page(self, page: SitePage) -> Iterator[str]:
        yield self._write(page.file, render.html(page))
        data = render.data(page)
        if data is not None:
            yield self._write(page.data_file, data)

    def _write(self, name: str, text: str) -> str:
        data, path = text.encode("utf-8", "replace"), self.out / name
        if path.is_file() and path.read_bytes() == data:
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(data)
        beside.replace(path)
        self.written += name != RECORD
        return name

    def _static(self) -> None:
        for path in sorted(render.STATIC.iterdir()):
            self.after.files.append(self._write(f"static/{path.name}", path.read_text(encoding="utf-8")))

    def _downloads(self) -> None:
        """The tables for other programs, written where the run is another than that of the site before."""
        wanted = downloads.files(self.dataset)
        if self.before.run != self.after.run or not all((self.out / name).is_file() for name in wanted):
            downloads.write(self.dataset, self.out)
            self.written += len(wanted)
        self.after.files += wanted

    def _clear(self) -> int:
        """Remove what lies in the folders of the site and is none of it; how many files there were."""
        wanted = {*self.after.files, RECORD}
        folders = {name.partition("/")[0] for name in (*self.before.files, *self.after.files) if "/" in name}
        there = {path for folder in folders for path in (self.out / folder).rglob("*") if path.is_file()}
        there |= {self.out / name for name in self.before.files}
        gone = [path for path in there if path.relative_to(self.out).as_posix() not in wanted]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)
