"""What a run's files were when it was published: ``SHA256SUMS`` beside them, which ``sha256sum -c`` reads too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

NAME = "SHA256SUMS"
# The kinds of file that a run consists of.
KINDS = (".parquet", ".csv", ".json", ".duckdb", ".html")


def write(folder: Path) -> None:
    """Write down the hash of every file below the folder."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{digest_in(folder)(name)}  {name}\n" for name in names)
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def parse(data: bytes) -> dict[str, str]:
    """The hashes by file name. Raises ValueError where the bytes are no such list."""
    out = {}
    for line in data.decode("utf-8").splitlines():
        digest, parted, name = line.partition("  ")
        if not parted or len(digest) != 64 or not name:
            raise ValueError(f"{NAME} is damaged")
        out[name] = digest
    if "run.json" not in out:
        raise ValueError(f"{NAME} is cut short")  # a crash leaves empty files
    return out


def damaged(
    published: Mapping[str, str], digest_of: Callable[[str], str | None], there: Iterable[str] = ()
) -> list[str]:
    """The files that are gone or are not what was published; ``digest_of`` gives the hash of one now.

    Of the files that are ``there``, one of a published kind that the list does not name is one whose line is gone.
    """
    unlisted = [n for n in there if n not in published and PurePosixPath(n).suffix in KINDS and not _hidden(n)]
    return [name for name, digest in published.items() if digest_of(name) != digest] + unlisted


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "~")) for part in name.split("/"))


def digest_in(folder: Path) -> Callable[[str], str | None]:
    """Gives the hash of a file in the folder, None where it cannot be read."""

    def digest(name: str) -> str | None:
        try:
            with (folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    return digest


def damaged_in(folder: Path, only: Collection[str] | None = None) -> list[str]:
    """The damaged files of a run's folder (of those in ``only``); the list itself where that is gone or damaged."""
    try:
        published = parse((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return [NAME]
    looked_at = {name: digest for name, digest in published.items() if only is None or name in only}
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return damaged(looked_at, digest_in(folder), () if only else found)
