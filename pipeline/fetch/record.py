"""The manifest while documents are fetched: what is known of each address, and the raw folder beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.fetch.places import FetchPlace
from pipeline.ingest import manifest
from pipeline.ingest.manifest import Provenance


class FetchRecord:
    """All entries, the last of an address being what lies there now.

    Raises :class:`~pipeline.errors.PipelineError` where the manifest is damaged or cannot be read.
    """

    def __init__(self, place: FetchPlace) -> None:
        self.place = place
        kept = place.manifest()
        self.entries = list(manifest.decoded(kept))
        self._kept = kept
        self._files = {entry.sha256: entry.file for entry in self.entries}
        self._last = {entry.source_url: number for number, entry in enumerate(self.entries)}

    def last(self, url: str) -> Provenance | None:
        """What lay at an address when it last gave something."""
        number = self._last.get(url)
        return None if number is None else self.entries[number]

    def file_of(self, content: str) -> str | None:
        """The file that holds bytes of this hash, where they were fetched before."""
        return self._files.get(content)

    def now_at(self, page: str, source: str) -> Iterator[Provenance]:
        """The last entry of every address that a page named."""
        for number in sorted(self._last.values()):
            if self.entries[number].landing_page == page and self.entries[number].source == source:
                yield self.entries[number]

    def pages(self, source: str) -> tuple[str, ...]:
        """The pages that a source's documents came from."""
        return tuple(
            dict.fromkeys(
                entry.landing_page for entry in self.entries if entry.source == source and entry.landing_page
            )
        )

    def add(self, entry: Provenance) -> None:
        """An address gave something other than before. Bytes that lay there earlier come back as they were told."""
        earlier = [e for e in self.entries if (e.source_url, e.sha256) == (entry.source_url, entry.sha256)]
        if earlier:
            entry = replace(
                earlier[0],
                etag=entry.etag,
                last_modified=entry.last_modified,
                withdrawn=None,
                withdrawn_because=None,
            )
            self.entries.remove(earlier[0])
            self._last = {e.source_url: number for number, e in enumerate(self.entries)}
        self.entries.append(entry)
        self._last[entry.source_url] = len(self.entries) - 1
        self._files.setdefault(entry.sha256, entry.file)

    def amend(self, entry: Provenance) -> None:
        """What is known of what lies at an address now, said anew."""
        self.entries[self._last[entry.source_url]] = entry

    def save(self) -> None:
        """Write the manifest whole, where it says something new. Raises :class:`PipelineError`."""
        data = manifest.encoded(self.entries)
        if data != self._kept:
            self.place.keep(data)
            self._kept = data

    def write(self, name: str, data: bytes) -> None:
        """Put a document into the raw folder, whole, and never over another file. Raises as the folder does."""
        self.place.add(name, data)
