"""The glyphs of a page's text as PDFium counts them: their codes, their boxes, the pieces of text they belong to.

A plan has tens of thousands, each asked for by itself. So addresses go to PDFium as plain numbers, and the boxes of
a page come back in one block of memory: to wrap each in an object takes longer than all that PDFium does for it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from struct import iter_unpack
from typing import Any

import pypdfium2.raw as c

SPACES = frozenset({0, 9, 10, 11, 12, 13, 32, 0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x200B, 0x202F, 0xFEFF})
BOX = "4f"  # a FS_RECTF: left, top, right and bottom in user space
Box = tuple[float, float, float, float]
_Point = ctypes.c_double * 2


def _plain(function: Any, gives: Any, *takes: Any) -> Any:
    """A function of PDFium that takes and gives addresses as numbers."""
    return ctypes.CFUNCTYPE(gives, *takes)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_box_at = _plain(c.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_origin_at = _plain(
    c.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
)
_piece_at = _plain(c.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)


def address(item: Any) -> int:
    """Where an object lies in memory, by which it is known again."""
    return ctypes.addressof(item.contents)


def codes(text: Any) -> Sequence[int]:
    """The code of every glyph: in one call where each has just one, else one by one."""
    count = c.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    codes = buffer[:count] if c.FPDFText_GetText(text, 0, count, buffer) == count + 1 else []
    if len(codes) == count and not any(0xD800 <= code < 0xE000 for code in codes):
        return codes
    return [c.FPDFText_GetUnicode(text, i) for i in range(count)]


def boxes(text_at: int, count: int) -> Iterator[Box | None]:
    """The box of each of ``count`` glyphs (left, top, right, bottom in user space), None where it has none."""
    block = (c.FS_RECTF * count)()
    size, first = ctypes.sizeof(c.FS_RECTF), ctypes.addressof(block)
    found = list(map(_box_at, repeat(text_at), range(count), range(first, first + size * count, size)))
    return (box if one else None for one, box in zip(found, iter_unpack(BOX, block), strict=True))


def origin_at(text_at: int, index: int) -> tuple[float, float] | None:
    """Where a glyph stands on its baseline in user space; None where it does not say."""
    place = _Point()
    at = ctypes.addressof(place)
    return (place[0], place[1]) if _origin_at(text_at, index, at, at + ctypes.sizeof(ctypes.c_double)) else None


def piece_at(text_at: int, index: int) -> int | None:
    """The address of the piece of text, of one font and size, that holds a glyph; None where none does."""
    found: int | None = _piece_at(text_at, index)
    return found
