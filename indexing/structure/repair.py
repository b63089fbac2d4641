"""Repair of layout damage for *searched* text; what is quoted stays as it is written.

Only damage that has one reading is repaired: white space, a year broken in two (``năm học
20 24``), a word whose first consonant was torn off (``p hát triển``), a document number with
blanks at its hyphen or stroke (``4354/QĐ- UBND``), a blank before a comma, syllables run together
(``vịchủtrì``). Anything that could
also be meant (``điểm b ở``, ``15 - 20 30``) is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")

_YEAR_AFTER = re.compile(
    r"(?P<before>(?:\b[Nn]ăm(?: học)?|\b[Gg]iai đoạn|\b(?:đến|tháng \d{1,2}|NĂM|NĂM HỌC|GIAI ĐOẠN))\s|"
    r"\b(?:19|20)\d\d\s?[-–]\s{0,2}|\d/)(?P<head>19|20) (?P<tail>\d\d)(?![\d.,%/]\d|\d|%)"
)

_MARKS = (
    r"NQLT|TTLT|VBHN|NQ|QĐ|KH|CT|CTr|CTR|TTr|TTR|TT|NĐ|TB|BC|KL|HD|CV|PA|ĐA|CĐ|QC|QyĐ|QH|UBND|HĐND|"
    r"SGDĐT|SGD&ĐT|"
    r"BGDĐT|BGD&ĐT|GDĐT|VPCP|L|ĐU|BCĐ|GM|TTg"
)
_AT_HYPHEN = re.compile(rf"(?P<head>[\d/]\s?(?:{_MARKS}))\s?-\s?(?P<tail>[A-ZĐ][A-ZĐa-z&]*\d*\b)")
_AT_NUMBER = re.compile(rf"\b(?P<head>\d{{1,5}})\s?-\s?(?P<tail>(?:{_MARKS})/[A-ZĐ])")
_AT_STROKE = re.compile(rf"(?P<head>\b\d{{1,5}}(?:/(?:19|20)\d\d)?)\s?/\s?(?P<tail>(?:{_MARKS})\b)")
_AFTER_MARK = re.compile(rf"(?P<head>-(?:{_MARKS}))\s?/\s?(?P<tail>[A-ZĐ]{{2}})")

_BEFORE_POINT = re.compile(r"(?<=[^\W_])\s+(?=[,;:](?:\s|$))|(?<=[^\W_]) (?=\.(?:\s|$))")

_AFTER_COMMA = re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])")
_GLUED = re.compile(r"[^\W\d_]{5,24}")

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm
iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng
oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât
uây uc uê uêch uênh ui um un ung uô uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu uyp
ư ưa ưc ưi ưm ưn ưng ươ ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu ynh ă ăc ăm ăn ăng ăp ăt
â âc âm ân âng âp ât âu ây
"""
_KNOWN_ONSETS, _KNOWN_RIMES = frozenset(_ONSETS.split()), frozenset(_RIMES.split())
_TORN = re.compile(
    r"(?<![^\W\d_])(?P<before>[^\W\d_]+)(?P<gap>\s)"
    r"(?P<head>[bcdđghklmnpqrstvxBCDĐGHKLMNPQRSTVX])\s(?P<tail>[^\W\d_]+)"
)
# After these words a lone letter is a label: "điểm b ở", "lớp c".
_LABELLED = """
điểm khoản mục phần chương điều lớp loại nhóm hạng bậc câu ý và hoặc đến tới từ số lục khóa thứ tiết hình
bảng khu
"""
_BEFORE_LABEL = frozenset(_LABELLED.split())
_STOPPED_TONES = frozenset("\u0301\u0323")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def repaired(text: str) -> str:
    """``text`` as it was meant before a layout program or a scanner broke it."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text)).strip()
    for _ in range(2):  # the second half of "20 24 - 20 25" needs the first one whole
        text = _YEAR_AFTER.sub(r"\g<before>\g<head>\g<tail>", text)
    for pattern in (_AT_STROKE, _AT_HYPHEN, _AT_NUMBER, _AFTER_MARK):
        text = pattern.sub(lambda m: f"{m['head']}{_joint(m)}{m['tail']}", text)
    text = _AFTER_COMMA.sub(", ", _BEFORE_POINT.sub("", text))
    return _GLUED.sub(_parted, _TORN.sub(_mended, text))


def _joint(found: re.Match[str]) -> str:
    between = found.group()[len(found["head"]) : len(found.group()) - len(found["tail"])]
    return between.strip()


def _mended(found: re.Match[str]) -> str:
    before, head, tail = found["before"], found["head"], found["tail"]
    fits = head.isupper() == tail.isupper() and (before.isupper() or head.islower())
    if before.lower() in _BEFORE_LABEL or not fits or not is_syllable(head + tail):
        return found.group()
    return f"{before}{found['gap']}{head}{tail}"


def _parted(found: re.Match[str]) -> str:
    """Syllables run together by a scanner, apart again; only where they can be told in one way."""
    word = found.group()
    if word.isascii() or is_syllable(word):
        return word
    ways = list(islice(_ways(word), 2))
    return " ".join(ways[0]) if len(ways) == 1 else word


def _ways(word: str, most: int = 4) -> Iterator[list[str]]:
    """The ways to read ``word`` as marked syllables; an unmarked one could be a piece of a name."""
    if _is_marked_syllable(word):
        yield [word]
    for at in range(2, len(word) - 1) if most > 1 else ():
        if _is_marked_syllable(word[:at]):
            yield from ([word[:at], *rest] for rest in _ways(word[at:], most - 1))


def _is_marked_syllable(word: str) -> bool:
    if not 2 <= len(word) <= 7 or word.isascii() or not is_syllable(word):
        return False
    # A syllable that ends in a stop has one of two tones.
    stopped = word.lower().endswith(("p", "t", "c", "ch"))
    return not stopped or bool(_STOPPED_TONES & set(unicodedata.normalize("NFD", word)))


def is_syllable(word: str) -> bool:
    """Whether ``word`` is built as a Vietnamese syllable is."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    for length in (3, 2, 1):
        if bare[:length] in _KNOWN_ONSETS and bare[length:] in _KNOWN_RIMES:
            return True
    return bare in _KNOWN_RIMES or (bare.startswith("gi") and bare[1:] in _KNOWN_RIMES)
