"""What a fetch came to, as lines on a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.errors import PipelineError
from pipeline.fetch.fetching import Fetched

SHOWN = 20  # refused addresses of a source that are told one by one


def lines(came: Fetched, *, dry: bool = False) -> Iterator[str]:
    """A line for a source, then the files or, with ``dry``, the addresses that are new, and what was refused."""
    counts = [f"{len(came.new)} {'would be fetched' if dry else 'new'}", f"{len(came.changed)} changed"]
    counts += [f"{came.unchanged} {'known' if dry else 'unchanged'}", f"{len(came.refused)} refused"]
    if dry:
        del counts[1]
    if came.withdrawn:
        counts.append(f"{came.withdrawn} withdrawn")
    yield f"{came.name:<10} {', '.join(counts)}"
    yield from (f"  new      {name}" for name in came.new)
    yield from (f"  changed  {name}" for name in came.changed)
    yield from (f"  refused  {one.url}: {one.why}" for one in came.refused[:SHOWN])
    if len(came.refused) > SHOWN:
        yield f"  refused  and {len(came.refused) - SHOWN} more"


def judge(sources: Sequence[Fetched]) -> None:
    """Raises :class:`~pipeline.errors.PipelineError` where nothing at all could be had of any source."""
    refused = [one for source in sources for one in source.refused]
    if refused and not any(source.came for source in sources):
        first, many = refused[0], f"{len(refused)} address{'es' if len(refused) > 1 else ''}"
        raise PipelineError(f"nothing could be fetched ({many} refused): {first.url}: {first.why}")
