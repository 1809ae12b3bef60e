"""The marks of numbered lists, which programs for writing compute and do not store."""

from __future__ import annotations


def counted(form: str, n: int) -> str:
    """The ``n``-th mark of a form: ``1``, ``a``, ``A``, ``i`` or ``I``; any other form counts in figures."""
    if form in ("a", "A"):
        letter = chr(ord("a") + (n - 1) % 26)
        return letter if form == "a" else letter.upper()
    if form in ("i", "I"):
        tens = ("", "x", "xx", "xxx")[n // 10 % 4]
        roman = tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[n % 10]
        return roman if form == "i" else roman.upper()
    return str(n)
