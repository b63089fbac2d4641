"""Small questions about a stretch of Vietnamese text that several rules ask in the same way."""

from __future__ import annotations

import re
import unicodedata

_WIDE = [chr(c) for c in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
# Vietnamese letters for character classes: in Unicode, capitals and small letters alternate.
UPPER = "A-Z" + "".join(c for c in _WIDE if c.isupper())
LOWER = "a-z" + "".join(c for c in _WIDE if c.islower())

_RULE = re.compile(r"[-–—_*=~.…·|\s]+")
_NAME_WORD = rf"[{UPPER}][{LOWER}]*\.?"
_NAME = re.compile(
    rf"(?:{_NAME_WORD}\s+){{1,5}}[{UPPER}][{LOWER}]+|(?:[{UPPER}]{{2,7}}\s+){{1,4}}[{UPPER}]{{1,7}}"
)
_TITLES = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|BS|KS|Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá|Thượng tá|Trung tá)"
    r"[.,\s]*)+",
)
_NEXT_SENTENCE = re.compile(rf"[.!?]\S{{0,2}}\s+(?=[{UPPER}“\"])")


def folded(text: str) -> str:
    """``text`` on one line: every run of white space is one blank."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def plain(text: str) -> str:
    """Lower case without diacritics, for comparisons that must not depend on either."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_rule(text: str) -> bool:
    """A line that only decorates: dashes, asterisks, dots."""
    return bool(_RULE.fullmatch(text))


def is_capitals(text: str) -> bool:
    """Whether a line is written in capitals (a stray lower-case letter is an OCR slip)."""
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 3 and sum(map(str.isupper, letters)) >= 0.92 * len(letters)


def starts_lower(text: str) -> bool:
    """Whether the first letter is lower case and nothing but blanks stands before it."""
    first = text.lstrip()[:1]
    return first.isalpha() and first.islower()


def is_person(text: str) -> bool:
    """Whether a line is a person's name, degree or rank before it allowed."""
    name = _TITLES.sub("", folded(text)).strip(" .")
    return bool(_NAME.fullmatch(name)) and len(name) <= 40


def last_sentence(text: str) -> str:
    """The last sentence of a paragraph, as it is written."""
    ends = [m.end() for m in _NEXT_SENTENCE.finditer(text)]
    return text[ends[-1] :].strip() if ends else text.strip()
