"""The site of a run: its pages written where they are new or other than before, those that are gone removed.

What the pages of a case show is known by a hash, kept in a file of the site: the pages of a case that is as it was
are neither made nor written. Every page is written beside its place and moved there.
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
from pipeline.storage import code_fingerprint
from pipeline.storage.stores import is_remote

RECORD = ".site.json"
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
    _keep_apart(dataset, out)
    before = _remembered(out)
    try:
        code = code_fingerprint.code_fingerprint({})
        if before.made_of == _made_of(dataset, code) and all((out / name).is_file() for name in before.files):
            return Built(out, 0, len(set(before.files)), 0)
        return _Site(dataset, out, before, code).build()
    except OSError as error:
        raise PipelineError(f"the site could not be written ({reason(error)}: {error.filename or out})") from error


def _made_of(dataset: Dataset, code: str) -> str:
    """What the site depends on, in short: a run is never other than it was."""
    return f"{dataset.run['run_id']} {dataset.day} {dataset.raw is not None} {code}"


def usual_place(processed: str) -> Path:
    """Where a site goes when no place is named: ``site`` beside the published data.

    Raises :class:`~pipeline.errors.PipelineError` where that is no local folder.
    """
    if is_remote(processed):
        raise PipelineError(f"{processed} is no folder here: name one for the site with --out")
    return Path(processed).resolve().parent / "site"


def _keep_apart(dataset: Dataset, out: Path) -> None:
    place = out.resolve()
    if dataset.raw is not None and place.is_relative_to(dataset.raw.resolve()):
        raise PipelineError(f"{out} lies among the documents, where it would be read as one: name another place")
    for folder in (place, *place.parents):
        if (folder / run_folder.RUN_FILE).is_file() and (folder / formats.DESCRIPTOR).is_file():
            raise PipelineError(f"{out} lies in the published run {folder.name}: name another place with --out")


def _remembered(out: Path) -> _SiteRecord:
    if out.exists() and not out.is_dir():
        raise PipelineError(f"{out} is a file: name a folder for the site with --out")
    path = out / RECORD
    if not path.is_file():
        if out.is_dir() and any(out.iterdir()):
            raise PipelineError(f"{out} holds something else than a site: name another folder with --out")
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
        self.code = code

    def build(self) -> Built:
        self.out.mkdir(parents=True, exist_ok=True)
        self._static()
        for case_id in self.library:
            self._case(case_id)
        self._downloads()
        for page in self.whole.overviews(downloads.listed(self.dataset)):
            self.after.files += self._page(page)
        self.after.files.append(self._write(SEARCH, self.whole.search_script()))
        self.after.pictures = {name: s for name, s in self.pictures.sizes.items() if name in self.pictures.used}
        self.after.files += sorted(self.pictures.used)
        gone = self._clear()
        self._write(RECORD, json.dumps(vars(self.after), ensure_ascii=False))
        files = len(set(self.after.files))
        return Built(self.out, self.written, files - self.written, gone)

    def _case(self, case_id: str) -> None:
        ground = digest(self.code, self.library.ground(case_id), str(self.dataset.raw is not None))
        known = self.before.cases.get(case_id)
        if (
            known is not None
            and known["ground"] == ground
            and all((self.out / f).is_file() for f in known["files"])
        ):
            self.after.cases[case_id] = known
            self.after.files += known["files"]
            self.pictures.used |= set(known["pictures"])
            return
        found = self.library.case(case_id)
        already = set(self.pictures.used)
        files = [name for page in pages_of(found, self.pictures) for name in self._page(page)]
        drawn = sorted(self.pictures.used - already)
        self.after.cases[case_id] = {"ground": ground, "files": files, "pictures": drawn}
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
        """Remove the files of the site before that are none of this one; how many there were."""
        gone = sorted(set(self.before.files) - set(self.after.files))
        for name in gone:
            (self.out / name).unlink(missing_ok=True)
        return len(gone)
