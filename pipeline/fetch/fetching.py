"""The fetch, one straight pass: each source, its pages, their documents, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from pipeline.errors import PipelineError, reason
from pipeline.failures import one_line
from pipeline.fetch import govuk, links, places
from pipeline.fetch.addresses import RefusedError, Resolve, resolve, tidy
from pipeline.fetch.client import Client
from pipeline.fetch.config import FetchConfig, GovukSource, LinkSource
from pipeline.fetch.file_names import name_of
from pipeline.fetch.kinds import check_address, ending
from pipeline.fetch.offers import Landing, Offer, Unavailable
from pipeline.fetch.page_memory import PageReader
from pipeline.fetch.record import FetchRecord
from pipeline.fetch.times import stamp
from pipeline.fetch.visits import GoneError, Pause, Visit, Visitor
from pipeline.ingest.manifest import Provenance


@dataclass(slots=True)
class Fetched:
    """What came of a source: files that are new, those that an address gave in the place of others, and counts.

    ``refused`` are the addresses that gave nothing, each with the reason.
    """

    name: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: int = 0
    refused: list[Unavailable] = field(default_factory=list)

    @property
    def came(self) -> int:
        """The documents that are at hand now."""
        return len(self.new) + len(self.changed) + self.unchanged


def fetch(
    config: FetchConfig,
    raw: str | Path,
    since: date | None = None,
    *,
    dry: bool = False,
    pause: Pause | None = None,
    resolved: Resolve = resolve,
) -> Iterator[Fetched]:
    """Fetch what is new at the sources into the folder ``raw``, and tell after each source what came of it.

    ``raw`` may be an fsspec address. Of each source the documents are put first, and then the manifest that knows
    of them: a fetch that is killed has at worst to fetch some of them again.
    ``dry`` looks what there is and writes nothing: documents that are not known yet count as new, and none is
    asked for. Raises :class:`~pipeline.errors.PipelineError` where ``raw`` is no folder that can be written, its
    manifest is damaged, or another fetch is at work in it. What goes wrong at one address is told and leaves the
    others alone.
    """
    place, pause = places.opened(raw), pause or Pause()
    with ExitStack() as stack:
        if not dry:
            stack.enter_context(place.held())
        client = stack.enter_context(Client(config.contact, config.manners, resolved, pause.clock))
        visitor = Visitor(client, pause)
        reader = PageReader(visitor, None if dry else place.pages)
        record = FetchRecord(place)
        for source in config.sources:
            passing = SourcePass(source, record, visitor, pause, dry=dry)
            try:
                passing.all_of(_landings(source, reader, since, record))
            except OSError as error:
                raise PipelineError(f"{raw} cannot be written ({reason(error)}): check space and access") from error
            finally:
                if not dry:
                    record.save()
            yield passing.came


def _landings(
    source: GovukSource | LinkSource, reader: PageReader, since: date | None, record: FetchRecord
) -> Iterator[Landing | Unavailable]:
    if isinstance(source, GovukSource):
        return govuk.landings(source, reader, since, record.pages(source.name))
    return links.landings(source, reader, since)


class SourcePass:
    """One pass over a source."""

    def __init__(
        self, source: GovukSource | LinkSource, record: FetchRecord, visitor: Visitor, pause: Pause, *, dry: bool
    ) -> None:
        self.source, self.record, self.visitor, self.pause, self.dry = source, record, visitor, pause, dry
        self.came = Fetched(source.name)
        self._seen: set[str] = set()
        self._unnamed: set[str] = set()  # what pages were known to name; another page may name it now

    def all_of(self, landings: Iterator[Landing | Unavailable]) -> None:
        """Take what the pages offer, and note what they no longer do."""
        for landing in landings:
            if isinstance(landing, Unavailable):
                self._refuse(landing.url, landing.why)
                continue
            before = tuple(self.record.now_at(landing.url, self.source.name))
            if landing.withdrawn is not None and not landing.offers and not before:
                self._refuse(landing.url, landing.because)
            for offer in landing.offers:
                self._offered(offer, landing, before)
            if not self.dry:
                self._withdraw(landing, before)
        for url in sorted(self._unnamed - self._seen):
            self._mark(url, stamp(self.pause.now()), "its page no longer names it")

    def _offered(self, offer: Offer, landing: Landing, before: tuple[Provenance, ...]) -> None:
        try:
            url = tidy(offer.url)
            if url in self._seen:
                return
            self._seen.add(url)
            if not self.dry and landing.withdrawn is None:
                self._restore(url)
            known = self.record.last(url)
            if offer.compose is None:
                check_address(url)
            if self.dry:
                self._count_dry(url, known)
            else:
                self._take(replace(offer, url=url), landing, before, known)
        except GoneError as error:
            self._gone(offer.url, str(error))
        except RefusedError as error:
            self._refuse(offer.url, str(error))

    def _count_dry(self, url: str, known: Provenance | None) -> None:
        if known is None:
            self.came.new.append(url)
        else:
            self.came.unchanged += 1

    def _take(
        self, offer: Offer, landing: Landing, before: tuple[Provenance, ...], known: Provenance | None
    ) -> None:
        tags = (known.etag, known.last_modified) if known is not None else (None, None)
        visit = self.visitor.get(offer.ask or offer.url, *tags)
        if known is not None and (known.withdrawn_because or "").startswith(_GONE):
            known = replace(known, withdrawn=None, withdrawn_because=None)
            self.record.amend(known)
        if visit.unchanged and known is not None:
            self.came.unchanged += 1
            return
        data, published = visit.reply.body, _published(offer, before)
        if offer.compose is not None:
            made = offer.compose(data)
            data, published, end = made.data, made.published_at or published, ".html"
        else:
            end = ending(data, (offer.url, visit.url), visit.reply.headers.get("content-type"))
        content = sha256(data).hexdigest()
        if known is not None and known.sha256 == content:
            self.record.amend(replace(known, etag=visit.etag, last_modified=visit.last_modified))
            self.came.unchanged += 1
            return
        held = self.record.file_of(content)
        name = held or name_of(offer.url, offer.title, content, end)
        if held is None:
            self.record.write(name, data)
        self.record.add(self._entry(offer, landing, visit, name, content, published))
        if held is not None:
            self.came.unchanged += 1
        else:
            (self.came.new if known is None else self.came.changed).append(name)

    def _entry(
        self, offer: Offer, landing: Landing, visit: Visit, name: str, content: str, published: str | None
    ) -> Provenance:
        return Provenance(
            file=name,
            source_url=offer.url,
            fetched_at=stamp(self.pause.now()),
            sha256=content,
            source=self.source.name,
            landing_page=landing.url or None,
            title=one_line(offer.title) if offer.title else None,
            published_at=published,
            etag=visit.etag,
            last_modified=visit.last_modified,
            licence=self.source.licence,
        )

    def _withdraw(self, landing: Landing, before: tuple[Provenance, ...]) -> None:
        """Note which documents of a page are no longer on offer there."""
        if landing.withdrawn is not None:  # what came just now from a page that says so, too
            when = landing.withdrawn or stamp(self.pause.now())
            for entry in (*before, *self.record.now_at(landing.url, self.source.name)):
                self._mark(entry.source_url, when, landing.because)
        elif landing.whole:
            self._unnamed |= {entry.source_url for entry in before}

    def _mark(self, url: str, when: str, why: str) -> None:
        entry = self.record.last(url)
        if entry is not None and entry.withdrawn is None:
            self.record.amend(replace(entry, withdrawn=when, withdrawn_because=why))
            self.came.withdrawn += 1

    def _restore(self, url: str) -> None:
        entry = self.record.last(url)
        if (
            entry is not None
            and entry.withdrawn is not None
            and not (entry.withdrawn_because or "").startswith(_GONE)
        ):
            self.record.amend(replace(entry, withdrawn=None, withdrawn_because=None))

    def _gone(self, url: str, why: str) -> None:
        """There is nothing at an address: what lay there stays, and is noted as withdrawn."""
        at = _tidy(url)
        if at is not None and self.record.last(at) is not None:
            self._mark(at, stamp(self.pause.now()), f"{_GONE}: {why}")
        else:
            self._refuse(url, why)

    def _refuse(self, url: str, why: str) -> None:
        self.came.refused.append(Unavailable(one_line(url)[:500], one_line(why)[:500]))


_GONE = "it is gone"


def _tidy(url: str) -> str | None:
    try:
        return tidy(url)
    except RefusedError:
        return None


def _published(offer: Offer, before: tuple[Provenance, ...]) -> str | None:
    """When a document was published: on a page that was updated since we last took from it, with that update."""
    last = max((entry.fetched_at for entry in before), default=None)
    if last is not None and offer.fresh_at is not None and offer.fresh_at > last:
        return offer.fresh_at
    return offer.published_at
