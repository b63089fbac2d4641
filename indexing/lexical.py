"""Sparse vectors of our own: what a reader would look for word by word, with or without accents.

Tokens are folded syllables (``Sở Y tế`` → ``so``, ``y``, ``te``), pairs of them, accented
syllables, document numbers, dates and figures. Passages carry BM25's saturated term frequency;
the inverse document frequency is the vector engine's (its IDF modifier).
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

# Raise it whenever a text would get other tokens or values: the vectors are then rebuilt.
TOKENIZER_VERSION = "3"

K1 = 0.7
B = 0.6
# Constant rather than measured: a passage's vector must not depend on the rest of the collection.
AVERAGE_SYLLABLES = 90.0

# How much each class of tokens counts; applied to questions only, so it can be tuned freely.
UNIGRAM, BIGRAM, ACCENTED, NUMBER, DATE, FIGURE = "u", "b", "a", "n", "d", "f"
WEIGHTS = {UNIGRAM: 1.0, BIGRAM: 0.9, ACCENTED: 0.15, NUMBER: 2.0, DATE: 1.0, FIGURE: 0.5}

_SYLLABLE = re.compile(r"[^\W_]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# After folding: 284/kh-ubnd, 30/2020/nd-cp, 05/2024/tt-bgddt, and the party's 57-nq/tw.
_NUMBER = re.compile(
    r"(?<![\w/])(?:\d{1,5}[a-z]?(?:\s?/\s?(?:19|20)\d\d)?\s?/|\d{1,5}\s?-(?=\s?[a-z]{1,6}\s?/))\s?"
    r"[^\W\d_]{1,12}\d{0,2}(?:\s?[-.&/]\s?[^\W\d_]{1,12}\d{0,2})*"
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d\d)(?!\d)")
_DATE_IN_WORDS = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam ((?:19|20)\d\d)")
# More digits than that are no figure, and cost int() as much as their square.
_FIGURE = re.compile(r"(?<![\w/.,])(\d{1,3}(?:\.\d{3}){1,9}|\d{1,30})(?:,(\d{1,30}))?(?![\w/])")
# What asks rather than says. Bare syllables that are also other words (may: máy, dau: đầu) stay.
_ASKING = re.compile(
    r"\b(?:đúng hay sai|dung hay sai|(?:có )?(?:đúng|phải) không|phai khong|bao nhiêu|bao nhieu"
    r"|bao lâu|bao lau"
    r"|(?:như )?thế nào|(?:nhu )?the nao|ra sao|tại sao|vì sao|(?:là|những|cái) gì|(?:la|nhung|cai) gi"
    r"|khi nào|khi nao|ở đâu|o dau|là ai|la ai|gì|nào|mấy)\b",
    re.IGNORECASE,
)


class SparseVector(NamedTuple):
    """Distinct 32-bit token hashes, ascending, and a positive value for each."""

    indices: list[int]
    values: list[float]


class _Folds(dict[int, str]):
    """What each code point folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFD", chr(code).replace("đ", "d"))
        self[code] = unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))
        return self[code]


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: how people type in a hurry."""
    return text.lower().translate(_FOLDS)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """``(class, token)`` of every token of ``text``, repeated as often as it occurs."""
    text = unicodedata.normalize("NFC", text).translate(_DASHES)
    for line in text.splitlines():
        yield from _syllable_tokens(line)
        folded = " ".join(fold(line).split())
        for number in _NUMBER.finditer(folded):
            yield NUMBER, re.sub(r"\s", "", number[0])
        for date in (*_DATE.finditer(folded), *_DATE_IN_WORDS.finditer(folded)):
            yield DATE, f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}"
        for figure in _FIGURE.finditer(folded):
            whole, decimals = figure[1].replace(".", ""), (figure[2] or "").rstrip("0")
            yield FIGURE, f"{int(whole)},{decimals}" if decimals else str(int(whole))


def sparse_passage(text: str) -> SparseVector:
    """The vector of a clause: saturated term frequencies, shorter texts counting more."""
    counts = Counter(tokens(text))
    length = sum(n for (kind, _), n in counts.items() if kind == UNIGRAM)
    norm = K1 * (1 - B + B * length / AVERAGE_SYLLABLES)
    return _vector({token: n * (K1 + 1) / (n + norm) for token, n in counts.items()})


def sparse_query(text: str) -> SparseVector:
    """The vector of a question: each token's class weight, once however often it is repeated."""
    return _vector({token: WEIGHTS[token[0]] for token in set(tokens(without_asking(text)))})


def without_asking(question: str) -> str:
    """``question`` without the words that ask; as it is when it has no others."""
    rest = _ASKING.sub("\n", unicodedata.normalize("NFC", question))
    return rest if _SYLLABLE.search(rest) else question


def _syllable_tokens(line: str) -> Iterator[tuple[str, str]]:
    previous = ""
    for match in _SYLLABLE.finditer(line):
        folded = fold(match[0])
        yield UNIGRAM, folded
        accented = _accented(match[0])
        if accented != folded:
            yield ACCENTED, accented
        if previous:
            yield BIGRAM, f"{previous} {folded}"
        previous = folded


def _accented(syllable: str) -> str:
    """A key of the syllable with its marks that is blind to where the tone mark sits (hoà, hòa)."""
    letters = unicodedata.normalize("NFD", syllable.lower())
    marks = sorted(c for c in letters if unicodedata.combining(c))
    return "".join(c for c in letters if not unicodedata.combining(c)) + "".join(marks)


def _vector(weights: dict[tuple[str, str], float]) -> SparseVector:
    hashed: dict[int, float] = {}
    for (kind, token), value in sorted(weights.items()):
        index = zlib.crc32(f"{kind}:{token}".encode())
        hashed[index] = hashed.get(index, 0.0) + value
    indices = sorted(hashed)
    return SparseVector(indices, [hashed[i] for i in indices])
