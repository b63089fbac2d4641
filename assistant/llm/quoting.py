"""Where a quote stands in its clause, layout, case and diacritics aside; what is cited stays verbatim."""

from __future__ import annotations

import re
import unicodedata

from indexing.language import folded
from indexing.model import Span

#: Shorter quotes (in letters and digits) could stand anywhere.
_LEAST = 12
_ELISION = re.compile(r"…|\.{3}|\[…\]")


def find_quote(quote: str, text: str) -> Span | None:
    """The span of ``text`` that ``quote`` was copied from; None when it was not.

    Of a quote with gaps (``…``) its longest piece is looked for.
    """
    pieces = [_letters(piece)[0] for piece in _ELISION.split(quote)]
    wanted = max(pieces, key=len)
    letters, places = _letters(text)
    if not wanted or (len(wanted) < _LEAST and wanted != letters):
        return None
    at = letters.find(wanted)
    return Span(start=places[at], end=places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded letters and digits of ``text`` with the place of each."""
    plain = (
        folded(text) if unicodedata.is_normalized("NFC", text) else folded(unicodedata.normalize("NFC", text))
    )
    places = [place for place, char in enumerate(plain) if char.isalnum()]
    return "".join(plain[place] for place in places), places
