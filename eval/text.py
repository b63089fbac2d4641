"""How texts are compared when answers and citations are measured.

*Text is compared after NFC, lower case, white space and dash variants folded*. Nothing
more is folded: ``80-85%`` is not ``80 - 85%`` unless the gold set lists both, and a tone mark in
another place makes another word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_WORD = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_MARKER = re.compile(r"\[\d+\]")
_HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"


def comparable(text: str) -> str:
    """``text`` in the form in which texts are compared."""
    composed = unicodedata.normalize("NFC", text).translate(DASHES).translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", composed.lower()).split())


def undiacritical(text: str) -> str:
    """``text`` as people type it without Vietnamese marks: ``Đề án`` → ``De an``."""
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))


def without_markers(answer: str) -> str:
    """``answer`` with each ``[n]`` made unmatchable: a marker is never part of what is said."""
    return _MARKER.sub(_HIDDEN, answer)


def words(text: str) -> list[str]:
    """The words of ``text``: runs of letters, and figures whole (``70,1``, ``15/9/2024``).

    Table bars, dashes and other punctuation belong to no word, so a row of a table has the same
    words however its columns are drawn, and ``2024-2025`` the same as ``2024 - 2025``.
    """
    return _WORD.findall(comparable(text))


def coverage(evidence: str, quote: str) -> float:
    """Share of the words of ``evidence`` that stand in ``quote``, from 0 to 1.

    Words are counted as a multiset: a word the evidence says twice must stand twice in the quote.
    Their order is not looked at. Evidence without words is covered by nothing.
    """
    wanted = Counter(words(evidence))
    if not wanted:
        return 0.0
    return (wanted & Counter(words(quote))).total() / wanted.total()


def holds(text: str, alternative: str) -> bool:
    """Whether ``alternative`` stands in ``text``, both made comparable.

    A figure stands only where it is whole: ``38%`` does not stand in ``138%`` or ``1,38%``, nor
    ``mục 6`` in ``mục 61``.
    """
    wanted = comparable(alternative)
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d[.,])" if wanted[0].isdigit() else ""
    after = "" if not wanted[-1].isdigit() else r"(?!\d)(?![.,]\d)" if wanted[0].isdigit() else r"(?!\d)"
    return re.search(before + re.escape(wanted) + after, comparable(text)) is not None


def same_document(file: str, stem: str) -> bool:
    """Whether the file named ``file`` is the document that a gold set calls ``stem``.

    ``ha-linh-2030`` is ``ha-linh-2030.txt`` and, so that one gold set serves every format of a
    document, ``ha-linh-2030.scan.pdf`` as well.
    """
    name, wanted = (unicodedata.normalize("NFC", part) for part in (file, stem))
    return name == wanted or name.startswith(f"{wanted}.")
