"""What the forms of an English word share: the only door to snowballstemmer.

Porter's second stemmer for English ("Porter2", snowballstem.org), in its implementation in Python, gives "tag" for
"tagging" and "refer" for "referred".
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

_REMEMBERED = 1 << 15  # words


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """The word in lower case without its endings and its possessive."""
    return str(_stemmer().stemWord(word.lower().replace("’", "'")))
